"""Answering a question, correcting an answer, saying that nobody knows, taking the last step back."""

from __future__ import annotations

from datetime import datetime

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.ledger import as_text, read_value
from pansol.desk.cases.models import CaseState, FactEntry
from pansol.sop.errors import FactError, Problem
from pansol.sop.ledger import Entry

__all__ = ["answer", "mark_unanswerable", "undo"]


def answer(file: CaseFile, fact: str, text: str, *, by: User, now: datetime, key: str = "", source: str = "agent") -> None:
    """Learn or correct a fact. Raises FactError when the text does not fit, Stale when somebody was faster.

    A correction withdraws what was observed after and because of the old value, as the engine's ledger says.
    """
    _guard(file, by)
    value = read_value(file.compiled, fact, text)
    start = len(file.ledger.entries)
    file.ledger.record(fact, value, at=now, source=source)
    _append(file, start, "case.answer", by, now, key, {"fact": fact, "source": source})


def mark_unanswerable(file: CaseFile, fact: str, *, by: User, now: datetime, key: str = "") -> None:
    """Nobody can say: never asked again in this contact."""
    _guard(file, by)
    if fact not in file.compiled.procedure.facts:
        raise FactError(Problem("fact_unknown", details={"found": fact}, near=tuple(file.compiled.procedure.facts)))
    start = len(file.ledger.entries)
    file.ledger.mark_unanswerable(fact, at=now)
    _append(file, start, "case.unanswerable", by, now, key, {"fact": fact})


def undo(file: CaseFile, *, by: User, now: datetime, key: str = "") -> str | None:
    """Take the last standing entry back, with what its correction withdrew; returns its fact, or None if there is none."""
    _guard(file, by)
    undone = {int(n) for row in file.rows if row.mark == "undone" for n in row.value.split(",")}
    standing = [r for r in file.rows if r.mark != "undone" and r.number not in undone]
    if not standing:
        return None
    last = standing[-1]
    taken = [r.number for r in standing if r.at == last.at and r.by_id == last.by_id]
    row = FactEntry(
        case=file.case,
        number=file.next_number,
        fact=last.fact,
        value=",".join(map(str, taken)),
        mark="undone",
        source="agent",
        by=by,
        at=now,
    )
    change(file.case, "case.undo", by=by, now=now, key=key, entries=[row], data={"fact": last.fact}, settled_at=None, state=CaseState.OPEN)
    return last.fact


def _guard(file: CaseFile, by: User) -> None:
    require(by, "case.answer", file.case)
    file.case.seen_number = file.next_number - 1  # type: ignore[attr-defined]


def _append(file: CaseFile, start: int, verb: str, by: User, now: datetime, key: str, data: dict[str, str]) -> None:
    rows = [_row(file, offset, entry, by) for offset, entry in enumerate(file.ledger.entries[start:])]
    change(file.case, verb, by=by, now=now, key=key, entries=rows, data=data)


def _row(file: CaseFile, offset: int, entry: Entry, by: User) -> FactEntry:
    text, mark = ("", entry.mark) if entry.mark else as_text(file.compiled, entry.fact, entry.value)
    return FactEntry(
        case=file.case, number=file.next_number + offset, fact=entry.fact, value=text, mark=mark, source=entry.source, by=by, at=entry.at
    )
