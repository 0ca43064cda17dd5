"""Guidance as the one screen shows it: what to say, what to do, what is filed, and what keeps it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.privacy import DOTS, Hide
from pansol.desk.interactions.wording import field_in_words
from pansol.sop.forms import fill, message_text, missing, record_text
from pansol.sop.guidance import Step
from pansol.sop.model import Rule
from pansol.sop.render import action_in_words
from pansol.sop.render.filing import Filing, filings
from pansol.sop.render.words import cites_in_words
from pansol.sop.situation import Situation
from pansol.sop.values import Type, show_value

__all__ = ["Advice", "FieldLine", "Line", "Paper", "Record", "advice"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do."""

    number: int
    rule: Rule
    text: str
    say: str
    due: str
    blocked: str
    flaws: tuple[str, ...]
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    label: str
    text: str
    is_known: bool
    why: str = ""

    @property
    def is_hidden(self) -> bool:
        return DOTS in self.text


@dataclass(frozen=True, slots=True)
class Paper:
    """A form to file in another system."""

    title: str
    unit: str
    system: str
    code: str
    sla: str
    fields: tuple[FieldLine, ...]
    lacking: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Every field in one piece, as the other system takes it."""
        head = [f"Klasifikasi: {self.code}"] if self.code else []
        return "\n".join([*head, *(f"{f.label}: {f.text}" for f in self.fields if f.is_known)])

    @property
    def is_hidden(self) -> bool:
        """Whether something is hidden, so that a copy would be useless."""
        return any(f.is_hidden for f in self.fields)


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of the contact."""

    name: str
    title: str
    fields: tuple[tuple[str, str], ...]
    summary: str
    missing: tuple[str, ...]

    @property
    def whole(self) -> str:
        return "\n".join([*(f"{label}: {text}" for label, text in self.fields), self.summary])

    @property
    def is_hidden(self) -> bool:
        return DOTS in self.summary


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything that follows once the goal is decided."""

    rule: Rule | None
    also: tuple[Rule, ...]
    lines: tuple[Line, ...]
    papers: tuple[Paper, ...]
    records: tuple[Record, ...]
    assumptions: tuple[str, ...]
    promises: bool

    @property
    def first_words(self) -> str:
        """What is said to the customer first."""
        return next((line.say for line in self.lines if line.say and not line.blocked), "")


def advice(file: CaseFile, hide: Hide) -> Advice:
    """The guidance of a decided case."""
    answer = file.answer
    rules = {rule.id: rule for rule in answer.rules()}
    goal = rules.pop(answer.result.rule or "", None)
    lines = tuple(_line(file, n, step, hide) for n, step in enumerate(file.steps, 1))
    records = dict.fromkeys(step.action.target for step in file.steps if step.action.kind == "record")
    return Advice(
        goal,
        tuple(r for r in rules.values() if not r.do),
        lines,
        tuple(_paper(file.situation, filing, hide) for filing in filings(file.situation, file.steps)),
        tuple(found for name in records if (found := _record(file, name, hide))),
        tuple(p.assumption for p in answer.assumptions),
        any(s.action.kind in ("wait", "callback", "monitor") and not s.blocked for s in file.steps),
    )


def _line(file: CaseFile, number: int, step: Step, hide: Hide) -> Line:
    procedure = file.compiled.procedure
    said = action_in_words(procedure, step.action)
    flaws = {
        "too_long": _("terlalu panjang"),
        "forbidden_promise": _("menjanjikan yang dilarang"),
        "not_in_force": _("tidak berlaku pada tanggal ini"),
    }
    return Line(
        number,
        step.rule,
        said.text,
        hide(message_text(file.situation, said.message)) if said.message else "",
        _due_words(file, step),
        ", ".join(procedure.facts[n].label.rstrip("?") for n in step.blocked),
        tuple(flaws.get(flaw, flaw) for flaw in step.flaws),
        cites_in_words(procedure, step.action.cites or step.rule.cites),
        step.action.kind,
    )


def _due_words(file: CaseFile, step: Step) -> str:
    if step.due is None:
        return ""
    if isinstance(step.due, datetime):
        return show_value(Type("datetime"), step.due.astimezone(file.compiled.procedure.zone).replace(second=0))
    return show_value(Type("date"), step.due)


def _paper(situation: Situation, filing: Filing, hide: Hide) -> Paper:
    reasons = {reason.field: reason for reason in missing(situation, filing.form.id)}
    why = {name: cites_in_words(situation.procedure, reason.cites) for name, reason in reasons.items()}
    fields = tuple(FieldLine(f.label, hide(f.text), f.is_known, why.get(f.name, "")) for f in fill(situation, filing.form.id))
    lacking = tuple(reason.text() for reason in reasons.values())
    return Paper(filing.form.title, filing.unit, filing.form.system, filing.code, filing.sla, fields, lacking)


def _record(file: CaseFile, name: str, hide: Hide) -> Record | None:
    text = record_text(file.situation, name)
    if text is None:
        return None
    title = file.compiled.procedure.records[name].title
    return Record(
        name, title, tuple((field_in_words(name), value) for name, value in text.fields.items()), hide(text.summary), text.missing
    )
