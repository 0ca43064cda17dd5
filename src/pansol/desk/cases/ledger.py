"""The rows of a case's ledger as the engine's Ledger, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pansol.desk.cases.models import FactEntry
from pansol.sop.compile import Compiled
from pansol.sop.errors import FactError, Problem
from pansol.sop.facts import read_facts
from pansol.sop.ledger import Entry, Ledger
from pansol.sop.values import ABSENT, Value, write_value

__all__ = ["as_text", "read_ledger", "read_value"]


def read_ledger(compiled: Compiled, rows: Iterable[FactEntry], settled_at: datetime | None) -> Ledger:
    """The ledger of a case. An `undone` row takes back the rows whose numbers it holds."""
    ledger = Ledger(compiled.procedure, settled_at=settled_at)
    position: dict[int, int] = {}
    for row in rows:
        if row.mark == "undone":
            ledger.undone.update(position[int(n)] for n in row.value.split(",") if int(n) in position)
            continue
        position[row.number] = len(ledger.entries)
        value = None if row.mark in ("unanswerable", "withdrawn") else read_value(compiled, row.fact, row.value, row.mark)
        mark = row.mark if value is None else ""
        ledger.entries.append(Entry(row.fact, value, row.at, row.source, mark))
    return ledger


def read_value(compiled: Compiled, fact: str, text: str, mark: str = "") -> Value:
    """A typed value, ABSENT included. Raises FactError when the text does not fit the fact."""
    if mark == "absent":
        return ABSENT
    found = read_facts(compiled.procedure, {fact: text}).get(fact)
    if found is None:  # `unknown` is no answer
        kind = compiled.procedure.facts[fact].kind
        raise FactError(Problem("fact_type", details={"where": fact, "found": text, "right": kind.in_words()}))
    return found


def as_text(compiled: Compiled, fact: str, value: Value) -> tuple[str, str]:
    """(text, mark) of a value, for a row."""
    if value is ABSENT:
        return "", "absent"
    return write_value(compiled.procedure.facts[fact].kind, value), ""
