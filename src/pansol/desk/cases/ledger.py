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

__all__ = ["as_text", "fits", "read_ledger", "read_value"]


def read_ledger(compiled: Compiled, rows: Iterable[FactEntry], settled_at: datetime | None) -> Ledger:
    """The ledger of a case. An `undone` row takes back the rows whose numbers it holds; what was taken back is not read again."""
    rows = list(rows)
    ledger = Ledger(compiled.procedure, settled_at=settled_at)
    undone = {int(n) for row in rows if row.mark == "undone" for n in row.value.split(",")}
    for row in rows:
        if row.mark == "undone":
            continue
        if row.number in undone:
            ledger.undone.add(len(ledger.entries))
        is_blank = row.mark in ("unanswerable", "withdrawn") or row.number in undone
        value = None if is_blank else read_value(compiled, row.fact, row.value, row.mark)
        ledger.entries.append(Entry(row.fact, value, row.at, row.source, (row.mark or "withdrawn") if is_blank else ""))
    return ledger


def fits(compiled: Compiled, row: FactEntry) -> bool:
    """Whether a row can be read in a procedure, be it another version than it was written for."""
    fact = compiled.procedure.facts.get(row.fact)
    if fact is None or fact.is_ is not None:
        return False
    if row.mark:
        return row.mark != "absent" or fact.can_be_absent
    try:
        read_value(compiled, row.fact, row.value)
    except FactError:
        return False
    return True


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
