"""The facts of one case as they came: who said what, when. Nothing is overwritten; a later entry supersedes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pansol.sop.derive import refs
from pansol.sop.facts import check_fact, check_moment
from pansol.sop.model import Fact, Procedure
from pansol.sop.values import Value

__all__ = ["Entry", "Ledger"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. `value` None is a mark: `unanswerable`, or `withdrawn` by a correction."""

    fact: str
    value: Value
    at: datetime
    source: str
    mark: str = ""


@dataclass
class Ledger:
    """Append-only. `undone` holds the numbers of entries taken back by undo."""

    procedure: Procedure
    entries: list[Entry] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    steps: list[int] = field(default_factory=list)
    settled_at: datetime | None = None

    def record(self, fact: str, value: Value, *, at: datetime, source: str = "agent") -> None:
        """Learn a fact, or correct it: what was observed after and because of the old value is asked again.

        Raises FactError for a value that is not of its fact's type, and for an `at` without zone.
        """
        check_fact(self.procedure, fact, value)
        check_moment(at)
        self.steps.append(len(self.entries))
        known = self.current().get(fact)
        if known is not None and known.value != value:
            self._withdraw_what_followed(fact, at)
        self.entries.append(Entry(fact, value, at, source))

    def mark_unanswerable(self, fact: str, *, at: datetime) -> None:
        """Nobody can say: still unknown to deciding, never asked again in this contact. Raises FactError as `record`."""
        check_fact(self.procedure, fact, None)
        check_moment(at)
        self.steps.append(len(self.entries))
        self.entries.append(Entry(fact, None, at, "agent", "unanswerable"))

    def undo(self) -> str | None:
        """Take back the last step; returns its fact, or None when there is nothing to take back."""
        if not self.steps:
            return None
        start = self.steps.pop()
        taken = [n for n in range(start, len(self.entries)) if n not in self.undone]
        self.undone.update(taken)
        self.settled_at = None
        return self.entries[taken[-1]].fact if taken else None

    def settle(self, at: datetime) -> None:
        """The goal is decided: from now on its facts are kept as they were at `at`."""
        self.settled_at = self.settled_at or at

    def resume(self) -> None:
        """A later contact: what has gone stale is unknown again, and what nobody could say may be asked again."""
        self.settled_at = None
        for number, entry in enumerate(self.entries):
            if entry.mark == "unanswerable":
                self.undone.add(number)

    def current(self) -> dict[str, Entry]:
        """The latest standing entry of each fact."""
        latest: dict[str, Entry] = {}
        for number, entry in enumerate(self.entries):
            if number not in self.undone:
                latest[entry.fact] = entry
        return latest

    def values(self, now: datetime) -> dict[str, Value]:
        """What is known at `now`: standing entries that are still fresh."""
        moment = self.settled_at or now
        return {name: e.value for name, e in self.current().items() if not e.mark and self._is_fresh(e, moment)}

    def stale(self, now: datetime) -> tuple[str, ...]:
        """The facts whose value has passed its validity."""
        moment = self.settled_at or now
        return tuple(name for name, e in self.current().items() if not e.mark and not self._is_fresh(e, moment))

    def unanswerable(self) -> frozenset[str]:
        """The facts marked as unanswerable."""
        return frozenset(name for name, e in self.current().items() if e.mark == "unanswerable")

    def _is_fresh(self, entry: Entry, moment: datetime) -> bool:
        valid_for = self.procedure.facts[entry.fact].valid_for
        return valid_for is None or moment - entry.at <= valid_for

    def _withdraw_what_followed(self, fact: str, at: datetime) -> None:
        current = self.current()
        since = self._held_since(fact)
        hanging = set(_followers(self.procedure.facts, fact))
        for number, entry in enumerate(list(self.entries)):
            if number > since and entry.fact in hanging and current.get(entry.fact) is entry:
                self.entries.append(Entry(entry.fact, None, at, "koreksi", "withdrawn"))

    def _held_since(self, fact: str) -> int:
        """The number of the entry with which a fact took the value it has; saying the same again does not move it."""
        own = [(n, e) for n, e in enumerate(self.entries) if e.fact == fact and n not in self.undone]
        since, last = own[-1]
        for number, entry in reversed(own):
            if (entry.value, entry.mark) != (last.value, last.mark):
                break
            since = number
        return since


def _followers(facts: Mapping[str, Fact], fact: str) -> Iterator[str]:
    """Facts that were observed because of `fact`: ordered after it, or tried under a condition on it, at any distance.

    A computed fact passes on what it reads.
    """
    todo, seen = [fact], {fact}
    while todo:
        name = todo.pop()
        for other in facts.values():
            tried = any(s.how == "try" for s in other.sources) and any(name in row for row in other.applies_when or ())
            computed = other.is_ is not None and name in refs(other.is_)
            if other.name not in seen and (name in other.after or tried or computed):
                seen.add(other.name)
                todo.append(other.name)
                yield other.name
