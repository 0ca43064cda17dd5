"""What the one screen shows of a case: known facts, the question, what others changed. Only reading, nothing eager."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.ledger import read_value
from pansol.desk.cases.models import FactEntry
from pansol.desk.cases.privacy import hidden_value
from pansol.sop.answers import choices_of
from pansol.sop.asking import source_of
from pansol.sop.errors import FactError
from pansol.sop.interview import Question, ask_about
from pansol.sop.model import Fact
from pansol.sop.render.words import cites_in_words, source_path
from pansol.sop.values import ABSENT, Type, Value, show_value

__all__ = ["AskPanel", "Choice", "KnownFact", "ask_panel", "changes_in_words", "known_facts", "question_about", "shown", "source_in_words"]

_EXAMPLES = {
    "duration": "2 jam, 30 menit, 1 hari",
    "datetime": "14.30, kemarin 09.00, 2 Juli 14.30",
    "date": "kemarin, 2/7, 2 Juli 2026",
    "time": "14.30",
    "money": "65.000, 65rb",
    "number": "1,5",
    "phone": "0812 3456 7890",
    "email": "nama@contoh.id",
    "file": "foto-produk.jpg",
}
_INPUTS = {"phone": "tel", "email": "email", "number": "decimal", "money": "decimal"}
_LONG = 6  # so many options stand in two columns


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One line of the list on the left."""

    name: str
    label: str
    value: str
    source: str
    who: str
    at: datetime
    is_stale: bool = False
    is_unknown: bool = False
    is_new: bool = False
    is_plain: bool = False  # not in the words of the SOP


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    key: str
    is_current: bool = False
    is_plain: bool = False  # not in the words of the SOP


@dataclass(frozen=True, slots=True)
class AskPanel:
    """A question as it is asked. `shape` is one (choose one), several, groups or text."""

    question: Question
    shape: str
    how: str
    title: str
    say: str
    check: str
    choices: tuple[Choice, ...] = ()
    group: str = ""
    example: str = ""
    inputmode: str = "text"
    current: str = ""
    typed: str = ""
    error: str = ""
    is_correction: bool = False
    is_known: bool = False
    source: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.choices) >= _LONG

    @property
    def takes_text(self) -> bool:
        return self.shape == "text"


def known_facts(file: CaseFile, *, is_revealed: bool, new: frozenset[str] = frozenset()) -> list[KnownFact]:
    """The standing facts in the order in which they came, the ones that have gone stale and the unanswerable among them."""
    stale = frozenset(file.ledger.stale(file.now))
    return [
        _known(file, entry.fact, row, is_revealed=is_revealed, is_stale=entry.fact in stale, is_new=entry.fact in new)
        for entry, row in _standing(file)
        if entry.mark != "withdrawn"
    ]


def _standing(file: CaseFile) -> Iterator[tuple[Any, FactEntry]]:
    """(entry, its row) of each fact's latest standing entry."""
    rows = [row for row in file.rows if row.mark != "undone"]
    latest = {id(entry) for entry in file.ledger.current().values()}
    for entry, row in zip(file.ledger.entries, rows, strict=True):
        if id(entry) in latest:
            yield entry, row


def _known(file: CaseFile, name: str, row: FactEntry, *, is_revealed: bool, is_stale: bool, is_new: bool) -> KnownFact:
    fact = file.compiled.procedure.facts[name]
    value = file.ledger.current()[name].value
    words = _("Tidak tahu") if row.mark == "unanswerable" else shown(fact, value, is_revealed=is_revealed)
    return KnownFact(
        name,
        fact.label.rstrip("?"),
        words,
        "" if row.by and row.source == "agent" else source_in_words(row.source),
        row.by.display_name if row.by else "",
        row.at,
        is_stale,
        row.mark == "unanswerable",
        is_new,
        row.mark == "unanswerable" or bool(_plain(value)),
    )


def source_in_words(source: str) -> str:
    """Whom or what a fact comes from: the agent, a connected system, or where it was taken over from."""
    kind, _colon, name = source.partition(":")
    words = {
        "agent": _("dijawab agen"), "contact": _("kontak ini"), "version": _("versi baru"), "again": _("ditanyakan lagi"),
        "connector": name.upper(), "api": name,
    }  # fmt: skip
    return words.get(kind, source)


def shown(fact: Fact, value: Value, *, is_revealed: bool) -> str:
    """A value in words, hidden where it is personal."""
    words = _plain(value) or show_value(fact.kind, value)
    hide = fact.pii and not is_revealed and value is not None and value is not ABSENT and fact.kind.is_textual
    return hidden_value(words) if hide else words[:1].upper() + words[1:]


def _plain(value: Value) -> str:
    """Yes, no and none: said by the desk, not by the SOP."""
    if value is ABSENT:
        return _("Tidak ada")
    return (_("Ya") if value else _("Tidak")) if isinstance(value, bool) else ""


def question_about(file: CaseFile, name: str) -> Question:
    """The question for correcting a fact."""
    return ask_about(file.situation, name, name, "goal")


def ask_panel(
    file: CaseFile, question: Question, *, group: str = "", typed: str = "", error: str = "", is_correction: bool = False
) -> AskPanel:
    """How to put a question: by its type, group first, with how to check beside it."""
    fact = question.fact
    shape, choices, group_label = _shape(file, question, group)
    is_spoken = question.how == "ask" and question.text != fact.label
    return AskPanel(
        question,
        shape,
        _how_words(question.how),
        fact.label if not is_spoken else question.text,
        question.text if question.how == "try" and question.text != fact.label else "",
        _check_words(file, fact, question.how),
        choices,
        group_label,
        _EXAMPLES.get(fact.kind.kind, ""),
        _INPUTS.get(fact.kind.kind, "text"),
        _current(file, fact),
        typed,
        error,
        is_correction,
        fact.name in file.ledger.current(),
        cites_in_words(file.compiled.procedure, fact.cites),
    )


def _shape(file: CaseFile, question: Question, group: str) -> tuple[str, tuple[Choice, ...], str]:
    kind = question.fact.kind
    if not kind.is_finite:
        return "text", (), ""
    current = file.ledger.values(file.now).get(question.fact.name)
    if kind.kind == "choices":
        members = current if isinstance(current, frozenset) else frozenset()
        return "several", tuple(Choice(v, label, str(n), v in members) for n, (v, label) in enumerate(question.options, 1)), ""
    options = choices_of(question)
    if question.groups and not group.isdecimal():
        found = [Choice(str(n), label, str(n), _text_of(current) in members) for n, (label, members) in enumerate(question.groups, 1)]
        loose = [o for o in options if not any(o[0] in members for _label, members in question.groups)]
        return "groups", (*found, *(Choice(v, label, str(len(found) + n)) for n, (v, label) in enumerate(loose, 1))), ""
    label = ""
    if question.groups and 0 < int(group) <= len(question.groups):
        label, inside = question.groups[int(group) - 1]
        options = tuple(o for o in options if o[0] in inside)
    return "one", tuple(_choice(kind, v, said, n, current) for n, (v, said) in enumerate(options, 1)), label


def _choice(kind: Type, value: str, label: str, number: int, current: Value) -> Choice:
    meant = {"absent": ABSENT, **({"yes": True, "no": False} if kind.kind == "yes_no" else {})}
    plain = _plain(meant.get(value))
    return Choice(value, plain or label, str(number), value == _text_of(current), bool(plain))


def _text_of(value: Value) -> str:
    if value is ABSENT:
        return "absent"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _current(file: CaseFile, fact: Fact) -> str:
    value = file.ledger.values(file.now).get(fact.name)
    return "" if value is None or fact.pii else shown(fact, value, is_revealed=True)


def _how_words(how: str) -> str:
    return {"given": _("Data"), "check": _("Cek"), "ask": _("Tanyakan"), "try": _("Coba")}[how]


def _check_words(file: CaseFile, fact: Fact, how: str) -> str:
    """Where and how to look: the editor's words, else the path of the source; what the agent herself knows has none."""
    source = source_of(file.situation, fact)
    if fact.how or source is None or how not in ("check", "given") or source.text.startswith("desk."):
        return fact.how
    return source_path(source.text)


def changes_in_words(file: CaseFile, rows: list[FactEntry], *, is_revealed: bool) -> list[str]:
    """What somebody else did since: `Budi: Status nomor → Aging`."""
    facts, words = file.compiled.procedure.facts, []
    marks = {"unanswerable": _("tidak tahu"), "withdrawn": _("ditanyakan lagi"), "undone": _("diurungkan")}
    for row in (row for row in rows if row.fact in facts):
        who = row.by.display_name if row.by else _("sistem")
        said = marks.get(row.mark) or _shown_text(file, facts[row.fact], row, is_revealed=is_revealed)
        words.append(f"{who}: {facts[row.fact].label.rstrip('?')} → {said}")
    return words


def _shown_text(file: CaseFile, fact: Fact, row: FactEntry, *, is_revealed: bool) -> str:
    try:
        return shown(fact, read_value(file.compiled, fact.name, row.value, row.mark), is_revealed=is_revealed)
    except FactError:
        return row.value[:80]
