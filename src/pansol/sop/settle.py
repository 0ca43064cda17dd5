"""What is common to all completions of what is known: the exact part of deciding, on bitmaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pansol.sop.compile import Choice, Masks, Table, bit_numbers

__all__ = ["IMPOSSIBLE", "OPEN", "Known", "Outcome", "can_settle", "matters", "outcome", "settle"]

# A settled outcome is the bitmap of the winning rules: one bit decided, none uncovered, several conflict.
Outcome = int
OPEN: Outcome = -1
IMPOSSIBLE: Outcome = -2
BUDGET = 600  # nodes of one search; past it the answer is OPEN, which is always sound

Free = dict[str, Choice]  # the open facts of a search


def outcome(table: Table, possible: int, certain: int) -> Outcome | None:
    """The winners, if the bitmaps alone settle them; None if they do not."""
    if certain & ~table.rule_bits:
        return IMPOSSIBLE
    alive = table.rules_of(possible)
    sure = table.rules_of(certain)
    winners = 0
    for rule in bit_numbers(alive):
        if sure >> rule & 1 and not table.beaten_by[rule] & alive:
            winners |= 1 << rule
        elif not table.beaten_by[rule] & sure:
            return None
    return winners


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a table's facts: the cells of each, the rows still possible, those certain, and the facts that are open."""

    table: Table
    masks: Masks
    possible: int
    certain: int
    free: Free

    @classmethod
    def of(cls, table: Table, masks: Masks) -> Known:
        """A fact that is not in `masks` is unknown."""
        possible, certain = table.narrow(masks)
        return cls(table, masks, possible, certain, _free(table, masks))


def _free(table: Table, masks: Masks) -> Free:
    found = {}
    for name, column in table.columns.items():
        choice = column.choice(masks.get(name, column.full))
        if choice is not None:
            found[name] = choice
    return found


def settle(known: Known) -> Outcome:
    """The outcome that all completions of what is known share, or OPEN.

    Sound always; exact unless the search passes its budget. IMPOSSIBLE when no completion exists.
    """
    found = outcome(known.table, known.possible, known.certain)
    if found is not None and (found == IMPOSSIBLE or not known.possible & ~known.table.rule_bits):
        return found
    outcomes: set[Outcome] = set()
    _Search(known.table).outcomes(known.possible, known.free, outcomes, 2)
    if not outcomes:
        return IMPOSSIBLE
    return outcomes.pop() if len(outcomes) == 1 else OPEN


def matters(known: Known, fact: str) -> bool:
    """Whether some completion of the other facts has different outcomes for different values of `fact`."""
    choice = known.free.get(fact)
    if choice is None:
        return False
    states = [known.possible & bits for bits in choice[1]]
    return _Difference(known.table, known.table.dependants[fact]).between(fact, states, _without(known.free, fact))


def can_settle(known: Known, blocked: frozenset[str]) -> bool:
    """Whether some answers to the other facts settle the outcome although nobody can supply the `blocked` ones."""
    hidden = blocked.union(*(known.table.dependants[name] for name in blocked))
    return _Search(known.table).reaches(known.possible, known.free, hidden)


def _without(free: Free, name: str) -> Free:
    return {n: choice for n, choice in free.items() if n != name}


@dataclass(slots=True)
class _Search:
    """A depth-first walk over completions, with a bound on its nodes."""

    table: Table
    left: int = BUDGET

    def outcomes(self, possible: int, free: Free, found: set[Outcome], most: int) -> None:
        """Add the outcomes of all completions to `found`, up to `most` of them."""
        self.left -= 1
        if self.left < 0:
            found.update((OPEN, OPEN - 10))
            return
        certain = self.certain(possible, free)
        settled = outcome(self.table, possible, certain)
        if settled == IMPOSSIBLE:
            return
        if settled is not None:
            if settled not in found and self.feasible(possible, free):
                found.add(settled)
            return
        name = self.choose(possible & ~certain & self.table.rule_bits, free)
        assert name is not None, "an uncertain row tests an open fact"
        rest = _without(free, name)
        for bits in free[name][1]:
            self.outcomes(possible & bits, rest, found, most)
            if len(found) >= most:
                break

    def certain(self, possible: int, free: Free) -> int:
        for must, _ in free.values():
            possible &= must
        return possible

    def choose(self, rows: int, free: Free, hidden: frozenset[str] = frozenset()) -> str | None:
        """The open fact that most of these rows test."""
        best, most = None, 0
        for name, (must, _) in free.items():
            count = (rows & ~must).bit_count()
            if count > most and name not in hidden:
                best, most = name, count
        return best

    def feasible(self, possible: int, free: Free) -> bool:
        """Whether some completion breaks no constraint; assumed when the search grows too long."""
        self.left -= 1
        live = self.tied(possible, free)
        if self.left < 0 or not live:
            return True
        if self.certain(live, free):
            return False
        name = self.choose(live, free)
        assert name is not None, "an uncertain row tests an open fact"
        rest = _without(free, name)
        return any(self.feasible(possible & bits, rest) for bits in free[name][1])

    def tied(self, possible: int, free: Free) -> int:
        """The possible rows that cannot hold, without those that an open fact can obey by itself."""
        live = possible & ~self.table.rule_bits
        if live:
            for name, own, others in self.table.ties:
                if own & live and not others & live and name in free and not own & live & free[name][0]:
                    live &= ~own
        return live

    def reaches(self, possible: int, free: Free, hidden: frozenset[str]) -> bool:
        """Whether answers to the facts that are not hidden can settle the outcome; assumed when the search grows too long."""
        self.left -= 1
        if self.left < 0:
            return True
        certain = self.certain(possible, free)
        settled = outcome(self.table, possible, certain)
        if settled is not None:
            return settled != IMPOSSIBLE
        name = self.choose(possible & ~certain, free, hidden)
        if name is None:
            found: set[Outcome] = set()
            self.outcomes(possible, free, found, 2)
            return len(found) == 1
        rest = _without(free, name)
        return any(self.reaches(possible & bits, rest, hidden) for bits in free[name][1])


class _Difference:
    """A walk over the other facts with one state per value of the fact in question; `hanging` is what hangs on it."""

    def __init__(self, table: Table, hanging: frozenset[str]) -> None:
        self.table, self.hanging = table, hanging
        self.search = _Search(table)

    def between(self, fact: str, states: list[int], free: Free) -> bool:
        """Whether some completion has different outcomes: then a row that tests the fact, or what hangs on it, holds in one of them."""
        possible = _union(states) & self.table.rule_bits
        own = possible & ~self.table.columns[fact].untested
        hanging = possible & ~own & _union(~self.table.columns[name].untested for name in self.hanging)
        for row in (*bit_numbers(own), *bit_numbers(hanging)):  # its own rows tell sooner
            bits, rest = self.accepting(row, free)
            if self.exists([state & bits for state in states], rest):
                return True
        return False

    def accepting(self, row: int, free: Free) -> tuple[int, Free]:
        """(rows possible, open facts) when the facts that a row tests are as it wants them."""
        tests, possible, rest = self.table.rows[row], self.table.all, {}
        for name, choice in free.items():
            wanted = [bits for bits in choice[1] if bits >> row & 1] if name in tests and name not in self.hanging else ()
            if not wanted or len(wanted) == len(choice[1]):
                rest[name] = choice
                continue
            possible &= _union(wanted)
            if len(wanted) > 1:
                rest[name] = (_common(wanted), tuple(wanted))
        return possible, rest

    def exists(self, states: list[int], free: Free) -> bool:
        self.search.left -= 1
        if self.search.left < 0:
            return True
        kept, undecided = self.outcomes_of(states, free)
        if _differ(kept) and self.search.tied(_union(s for s, settled in kept.items() if settled is not None), free):
            kept = {s: settled for s, settled in kept.items() if settled is None or self.search.feasible(s, free)}
        elif _differ(kept):
            return True
        if len(kept) < 2 or (None not in kept.values() and not _differ(kept)):
            return False
        choose = self.search.choose
        name = choose(undecided & self.table.rule_bits, free, self.hanging) or choose(undecided, free, self.hanging)
        if name is None:
            return self.differ_at_the_end(list(kept), free)
        rest = _without(free, name)
        return any(self.exists([s & bits for s in kept], rest) for bits in free[name][1])

    def outcomes_of(self, states: Iterable[int], free: Free) -> tuple[dict[int, Outcome | None], int]:
        """(the outcome of each state that can be, if the bitmaps alone settle it; the rows that are undecided in any)."""
        found: dict[int, Outcome | None] = {}
        undecided = 0
        for state in states:
            certain = self.search.certain(state, free)
            settled = outcome(self.table, state, certain)
            if settled != IMPOSSIBLE:
                found[state] = settled
                undecided |= state & ~certain
        return found, undecided

    def differ_at_the_end(self, states: list[int], free: Free) -> bool:
        """Only what hangs on the fact itself is open: let each state settle on its own."""
        seen: set[frozenset[Outcome]] = set()
        for state in states:
            outcomes: set[Outcome] = set()
            self.search.outcomes(state, free, outcomes, 2)
            if len(outcomes) > 1:
                return True
            if outcomes:
                seen.add(frozenset(outcomes))
        return len(seen) > 1


def _differ(kept: Mapping[int, Outcome | None]) -> bool:
    """Whether two states are settled on different outcomes."""
    return len({settled for settled in kept.values() if settled is not None}) > 1


def _union(parts: Iterable[int]) -> int:
    found = 0
    for bits in parts:
        found |= bits
    return found


def _common(parts: Iterable[int]) -> int:
    found = -1
    for bits in parts:
        found &= bits
    return found
