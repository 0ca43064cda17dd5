"""Guidance as the one screen shows it: what to say, what to do, what is filed, and what keeps it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.privacy import DOTS, Hide, hider
from pansol.desk.interactions.models import Interaction
from pansol.desk.interactions.queries import records_of_case
from pansol.desk.interactions.wording import field_in_words, lacking, parts_of
from pansol.sop.derive import refs
from pansol.sop.forms import RecordText, fill, message_text, missing, record_text
from pansol.sop.guidance import Step
from pansol.sop.model import Fact, Rule
from pansol.sop.render import action_in_words
from pansol.sop.render.filing import Filing, filings
from pansol.sop.render.words import cites_in_words
from pansol.sop.situation import Situation
from pansol.sop.values import Type, show_value

__all__ = ["Advice", "FieldLine", "Line", "Paper", "Record", "advice", "awaited"]


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
    """What is written down of the contact: the words that were saved, or those of the format while none were or the facts have changed."""

    name: str
    title: str
    fields: tuple[tuple[str, str], ...]
    summary: str
    missing: tuple[str, ...]
    is_hidden: bool
    saved: Interaction | None = None
    is_outdated: bool = False

    @property
    def whole(self) -> str:
        return "\n".join([*(f"{label}: {text}" for label, text in self.fields), self.summary])

    @property
    def may_be_saved(self) -> bool:
        return not (self.is_hidden and self.saved and not self.is_outdated)


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
    awaited: tuple[Fact, ...]

    @property
    def first_words(self) -> str:
        """What is said to the customer first."""
        return next((line.say for line in self.lines if line.say and not line.blocked), "")

    @property
    def next_record(self) -> str:
        """The record that is written next: the first that is not saved yet."""
        return next((r.name for r in self.records if r.saved is None), self.records[0].name if self.records else "")


def advice(file: CaseFile, reader: User, *, is_revealed: bool) -> Advice:
    """The guidance of a decided case, as one reader sees it."""
    answer, hide = file.answer, hider(file, is_revealed=is_revealed)
    rules = {rule.id: rule for rule in answer.rules()}
    goal = rules.pop(answer.result.rule or "", None)
    lines = tuple(_line(file, n, step, hide) for n, step in enumerate(file.steps, 1))
    return Advice(
        goal,
        tuple(r for r in rules.values() if not r.do),
        lines,
        tuple(_paper(file.situation, filing, hide) for filing in filings(file.situation, file.steps)),
        tuple(_records(file, reader, hide, is_revealed=is_revealed)),
        tuple(p.assumption for p in answer.assumptions),
        any(s.action.kind in ("wait", "callback", "monitor") and not s.blocked for s in file.steps),
        awaited(file),
    )


def awaited(file: CaseFile) -> tuple[Fact, ...]:
    """Unknown facts that steps wait for and that somebody can tell: the number that another system gave to a report."""
    facts = file.compiled.procedure.facts
    names = dict.fromkeys(n for step in file.steps for n in step.blocked if n in facts and file.situation.value(n) is None)
    return tuple(facts[n] for n in names if facts[n].sources and not facts[n].is_policy)


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
    why = {name: cites_in_words(situation.procedure, reason.cites, within=True) for name, reason in reasons.items()}
    fields = tuple(FieldLine(f.label, hide(f.text), f.is_known, why.get(f.name, "")) for f in fill(situation, filing.form.id))
    lacking = tuple(reason.text() for reason in reasons.values())
    return Paper(filing.form.title, filing.unit, filing.form.system, filing.code, filing.sla, fields, lacking)


def _records(file: CaseFile, reader: User, hide: Hide, *, is_revealed: bool) -> Iterator[Record]:
    names = dict.fromkeys(step.action.target for step in file.steps if step.action.kind == "record")
    saved = {r.record: r for r in records_of_case(file.case.pk) if r.contact_id == file.case.contact_id} if names else {}
    for name in names:
        before = saved.get(name)
        may_read = before is None or is_revealed or before.by_id == reader.pk  # a colleague's own words may name anybody
        if (found := _record(file, name, hide, before, may_read=may_read)) is not None:
            yield found


def _record(file: CaseFile, name: str, hide: Hide, saved: Interaction | None, *, may_read: bool) -> Record | None:
    text = record_text(file.situation, name)
    if text is None:
        return None
    stands = saved is not None and _stands(file, saved, text)
    summary = hide(saved.summary if saved is not None and stands and may_read else text.summary)
    return Record(
        name,
        file.compiled.procedure.records[name].title,
        tuple((field_in_words(name), value) for name, value in text.fields.items()),
        summary,
        () if stands else text.missing,
        DOTS in summary or not may_read,
        saved,
        saved is not None and not stands,
    )


def _stands(file: CaseFile, saved: Interaction, text: RecordText) -> bool:
    """Whether what was saved still says what is known: the same fields, every part, and no fact of it learned since."""
    known = file.ledger.current()
    used = {name for slot in text.variant.slots if slot.value is not None for name in refs(slot.value)}
    if saved.fields != dict(text.fields) or any(known[name].at > saved.at for name in used & known.keys()):
        return False
    return not lacking(parts_of(file.situation, text.variant), saved.summary, text.variant.separator)
