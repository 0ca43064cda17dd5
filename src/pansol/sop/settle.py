"""What is common to all completions of what is known: the exact part of deciding, on bitmaps."""

from __future__ import annotations

from dataclasses import dataclass

from pansol.sop.compile import Column, Masks, Table, bit_numbers

__all__ = ["can_settle", "IMPOSSIBLE", "OPEN", "Outcome", "matters", "open_masks", "outcome", "settle"]

# A settled outcome is the bitmap of the winning rules: one bit decided, none uncovered, several conflict.
Outcome = int
OPEN: Outcome = -1
IMPOSSIBLE: Outcome = -2
BUDGET = 600  # nodes of one search; past it the answer is OPEN, which is always sound


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


@dataclass(slots=True)
class _Search:
    """A depth-first walk over completions, with a bound on its nodes."""

    table: Table
    left: int = BUDGET

    def outcomes(self, possible: int, masks: dict[str, int], found: set[Outcome], most: int) -> None:
        """Add the outcomes of all completions to `found`, up to `most` of them."""
        self.left -= 1
        if self.left < 0:
            found.update((OPEN, OPEN - 10))
            return
        certain = self.certain(possible, masks)
        settled = outcome(self.table, possible, certain)
        if settled == IMPOSSIBLE:
            return
        if settled is not None:
            if settled not in found and self.feasible(possible, masks):
                found.add(settled)
            return
        column = self.choose(possible & ~certain & self.table.rule_bits, masks)
        mask = masks.pop(column.name)
        for _, bits in column.split(mask):
            self.outcomes(possible & bits, masks, found, most)
            if len(found) >= most:
                break
        masks[column.name] = mask

    def certain(self, possible: int, masks: Masks) -> int:
        certain = possible
        for name, mask in masks.items():
            certain &= self.table.columns[name].rows(mask)[1]
        return certain

    def choose(self, rows: int, masks: Masks) -> Column:
        """A fact that an undecided row still tests."""
        for row in bit_numbers(rows):
            for name in self.table.rows[row]:
                if name in masks and masks[name] & ~self.table.rows[row][name]:
                    return self.table.columns[name]
        raise AssertionError("an uncertain row tests an open fact")

    def feasible(self, possible: int, masks: Masks) -> bool:
        """Whether some completion breaks no constraint; assumed when the search grows too long."""
        self.left -= 1
        if self.left < 0:
            return True
        live = possible & ~self.table.rule_bits
        if not live:
            return True
        certain = self.certain(possible, masks)
        if certain & live:
            return False
        column = self.choose(live, masks)
        rest = {n: m for n, m in masks.items() if n != column.name}
        return any(self.feasible(possible & bits, rest) for _, bits in column.split(masks[column.name]))


def open_masks(table: Table, masks: Masks) -> dict[str, int]:
    """The facts of the table that rows can still tell apart."""
    found = {}
    for name, column in table.columns.items():
        mask = masks.get(name, column.full)
        if mask & (mask - 1) and len(column.split(mask)) > 1:
            found[name] = mask
    return found


def settle(table: Table, masks: Masks) -> Outcome:
    """The outcome that all completions of `masks` share, or OPEN. Facts not in `masks` are unknown.

    Sound always; exact unless the search passes its budget. IMPOSSIBLE when no completion exists.
    """
    possible, certain = table.narrow(masks)
    found = outcome(table, possible, certain)
    if found is not None and (found == IMPOSSIBLE or not possible & ~table.rule_bits):
        return found
    outcomes: set[Outcome] = set()
    _Search(table).outcomes(possible, open_masks(table, masks), outcomes, 2)
    if not outcomes:
        return IMPOSSIBLE
    return outcomes.pop() if len(outcomes) == 1 else OPEN


def matters(table: Table, masks: Masks, fact: str) -> bool:
    """Whether some completion of the other facts has different outcomes for different values of `fact`."""
    column = table.columns.get(fact)
    if column is None:
        return False
    free = open_masks(table, masks)
    mask = free.pop(fact, 0)
    if not mask:
        return False
    possible, _ = table.narrow(masks)
    hanging = table.dependants[fact]
    states = [possible & bits for _, bits in column.split(mask)]
    return _Difference(table, hanging).exists(states, free)


def can_settle(table: Table, masks: Masks, blocked: frozenset[str]) -> bool:
    """Whether some answers to the other facts settle the outcome although nobody can supply the `blocked` ones."""
    hidden = blocked.union(*(table.dependants[name] for name in blocked))
    return _reaches(_Search(table), table.narrow(masks)[0], open_masks(table, masks), hidden)


def _reaches(search: _Search, possible: int, masks: dict[str, int], hidden: frozenset[str]) -> bool:
    search.left -= 1
    if search.left < 0:
        return True
    settled = outcome(search.table, possible, search.certain(possible, masks))
    if settled is not None:
        return settled != IMPOSSIBLE
    name = next((n for n in masks if n not in hidden), None)
    if name is None:
        outcomes: set[Outcome] = set()
        search.outcomes(possible, dict(masks), outcomes, 2)
        return len(outcomes) == 1
    rest = {n: m for n, m in masks.items() if n != name}
    return any(_reaches(search, possible & bits, rest, hidden) for _, bits in search.table.columns[name].split(masks[name]))


@dataclass(slots=True)
class _Difference:
    """A walk over the other facts with one state per value of the fact in question."""

    table: Table
    hanging: frozenset[str]
    left: int = BUDGET

    def exists(self, states: list[int], masks: dict[str, int]) -> bool:
        self.left -= 1
        if self.left < 0:
            return True
        search = _Search(self.table, self.left)
        kept: dict[int, int | None] = {}
        for state in states:
            settled = outcome(self.table, state, search.certain(state, masks))
            if settled is None or (settled != IMPOSSIBLE and search.feasible(state, masks)):
                kept[state] = settled
        if len(kept) < 2 or (None not in kept.values() and len(set(kept.values())) == 1):
            return False
        column = self.next_column(kept, masks)
        if column is None:
            return self.differ_at_the_end(list(kept), masks)
        rest = {n: m for n, m in masks.items() if n != column.name}
        return any(self.exists([s & bits for s in kept], rest) for _, bits in column.split(masks[column.name]))

    def next_column(self, kept: dict[int, int | None], masks: Masks) -> Column | None:
        for state in kept:
            certain = _Search(self.table).certain(state, masks)
            for row in bit_numbers(state & ~certain):
                for name in self.table.rows[row]:
                    if name in masks and name not in self.hanging and masks[name] & ~self.table.rows[row][name]:
                        return self.table.columns[name]
        return None

    def differ_at_the_end(self, states: list[int], masks: dict[str, int]) -> bool:
        """Only what hangs on the fact itself is open: let each state settle on its own."""
        seen: set[frozenset[int]] = set()
        for state in states:
            outcomes: set[Outcome] = set()
            _Search(self.table, self.left).outcomes(state, dict(masks), outcomes, 2)
            if len(outcomes) > 1:
                return True
            if outcomes:
                seen.add(frozenset(outcomes))
        return len(seen) > 1
