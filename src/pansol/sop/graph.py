"""A decision as a graph of what has been read so far, made as far as cases go: the part that kernel and columns share.

A node reads one fact, its value leads on, a leaf is settled exactly (a decision diagram with shared nodes, after Bryant 1986).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pansol.sop.compile import Compiled, Table, bit_numbers
from pansol.sop.settle import IMPOSSIBLE, Known, Outcome, outcome, settle
from pansol.sop.values import ABSENT, Value

__all__ = ["Graph", "Node", "State", "tested"]

LIMIT = 20_000  # nodes; a graph that grows past it starts anew, so that rare cases cannot fill the memory


@dataclass(frozen=True, slots=True)
class State:
    """What has been read: the rows still possible, and the cells each fact read can be in (all of them: it is unknown)."""

    possible: int
    masks: Mapping[str, int]


# (fact to read, where its value lies unless it is itself a key, branches by key, state), or (None, None, leaf, state)
Node = tuple[Any, Any, Any, State]
Leaf = Callable[[Outcome, int, Mapping[str, int]], Any]  # (outcome, certain rows, cells of the facts read)


class Graph:
    """The nodes of a unique decision met so far, one per state; `leaf` says what a settled state is worth.

    Facts are taken to agree with what computes them; a conditional fact counts as absent where its condition is false, and as
    possibly absent where that is open. Raises ValueError for a collect decision.
    """

    def __init__(self, compiled: Compiled, decision: str, leaf: Leaf) -> None:
        self.table = compiled.tables[decision]
        if self.table.decision.hit != "unique":
            raise ValueError(decision)
        self.leaf = leaf
        self.cells = {name: compiled.cells[name] for name in self.table.columns}
        self.conditions = dict(_conditions(compiled, self.table))
        tied = sum(1 << self.table.count + i for i, c in enumerate(self.table.forbidden) if c.head)
        # no fact has to be read in order to see that it agrees with what computes it
        self.presumed = tied & ~sum(c.rows & ~c.absent for c in self.conditions.values())
        self.nodes: dict[object, Node] = {}
        self.start = State(self.table.all, {})
        self.root = self.node(self.start)

    def step(self, node: Node, facts: Mapping[str, Value]) -> Node:
        """The node after this one, made if nobody came this way before."""
        name, place, branches, state = node
        value = facts.get(name)
        key = value if place is None or value is None or value is ABSENT else place(value)
        found: Node | None = branches.get(key)
        if found is None:
            found = branches[key] = self.node(self.learn(state, name, value))
        return found

    def learn(self, state: State, name: str, value: Value) -> State:
        """The state after reading a fact; None is unknown. Raises KeyError for a value outside its type."""
        if value is None:
            return self.narrowed(state, name, self.table.columns[name].full)
        mask = 1 << self.cells[name].cell(value)
        condition = self.conditions.get(name)
        if condition is not None and state.possible & condition.absent:
            mask |= condition.cell  # whether it applies is open
        return self.narrowed(state, name, mask)

    def narrowed(self, state: State, name: str, mask: int) -> State:
        return State(state.possible & self.table.columns[name].rows(mask)[0], {**state.masks, name: mask})

    def implied(self, state: State) -> State:
        """The state with every conditional fact filled in that what was read shows to be absent."""
        for name, condition in self.conditions.items():
            absent = state.possible & condition.absent
            if absent and name not in state.masks and self.certain(state, name) & absent:
                return self.implied(self.narrowed(state, name, condition.cell))
        return state

    def certain(self, state: State, but: str = "") -> int:
        """The rows that hold whatever the facts not read turn out to be."""
        rows = state.possible
        for name, column in self.table.columns.items():
            if name != but:
                rows &= column.rows(state.masks.get(name, column.full))[1]
        return rows

    def node(self, state: State) -> Node:
        """The node of a state: a leaf when no fact that was not read can change the outcome or the reasons for it."""
        wide = tuple(sorted((n, m) for n, m in state.masks.items() if m & (m - 1)))
        key = (state.possible, frozenset(state.masks), wide)
        found = self.nodes.get(key)
        if found is None:
            if len(self.nodes) >= LIMIT:
                self.nodes.clear()
                self.root = self._make(self.start)
            found = self.nodes[key] = self._make(state)
        return found

    def _make(self, state: State) -> Node:
        state = self.implied(state)
        certain = self.certain(state)
        settled = outcome(self.table, state.possible, certain)
        if settled is None or (settled != IMPOSSIBLE and not self._is_final(settled, state, certain)):
            name = self._next(state, certain)
            if name is not None:
                return name, self._place(name, state.possible), {}, state
            settled = settle(Known.of(self.table, state.masks))
        return None, None, self.leaf(settled, certain, state.masks), state

    def _is_final(self, settled: Outcome, state: State, certain: int) -> bool:
        if state.possible & ~self.table.rule_bits & ~self.presumed:
            return False
        if settled == 0 or settled & (settled - 1):
            return True
        rows = state.possible & self.table.rule_rows[settled.bit_length() - 1]
        return bool(rows & -rows & certain)  # the first row that can hold does hold, so it is the reason

    def _next(self, state: State, certain: int) -> str | None:
        """The fact to read next: the one that is expected to leave the fewest rows undecided."""
        undecided = state.possible & ~certain
        for rows in (undecided & ~self.beaten(certain) & ~self.presumed, undecided):
            names = [n for n in tested(self.table, rows, state.masks) if n not in state.masks]
            ready = dict.fromkeys(r for n in names for r in self._ready(state, n))
            if ready:
                return min(ready, key=lambda n: self.left(n, rows))
        return None

    def left(self, name: str, rows: int) -> float:
        """The rows that are left on average after reading a fact, each of its cells as likely as the others."""
        column = self.table.columns[name]
        return sum(cells.bit_count() * (bits & rows).bit_count() for bits, cells in column.groups) / column.full.bit_count()

    def beaten(self, certain: int) -> int:
        """The rows of rules that lose to a rule that holds."""
        sure = self.table.rules_of(certain)
        return sum(rows for rule, rows in enumerate(self.table.rule_rows) if self.table.beaten_by[rule] & sure)

    def parents(self, name: str, rows: int) -> list[str]:
        """The facts that tell whether a conditional fact applies, as far as these rows test them."""
        condition = self.conditions.get(name)
        tied = rows & condition.rows if condition is not None else 0
        return list(dict.fromkeys(n for row in bit_numbers(tied) for n in self.table.rows[row] if n != name))

    def _ready(self, state: State, name: str) -> Iterator[str]:
        """A fact, or what has to be read first to know whether it applies."""
        parents = [n for n in self.parents(name, state.possible) if n not in state.masks]
        if not parents:
            yield name
        for parent in parents:
            yield from self._ready(state, parent)

    def _place(self, name: str, possible: int) -> Callable[[Value], object] | None:
        cells = self.cells[name]
        if cells.kind.is_ordered:
            return _between(cells.cuts, [bits & possible for bits in self.table.columns[name].bits])
        if cells.kind.is_textual:
            return _present
        return frozenset(cells.members).intersection if cells.kind.kind == "choices" else None


@dataclass(frozen=True, slots=True)
class _Condition:
    """What ties a conditional fact: the rows saying it is present and does not apply, all its rows, its absent cell as a mask."""

    absent: int
    rows: int
    cell: int


def _conditions(compiled: Compiled, table: Table) -> Iterator[tuple[str, _Condition]]:
    for name in table.columns:
        fact = compiled.procedure.facts[name]
        if fact.applies_when is not None and fact.is_ is None:
            cells = compiled.cells[name]
            cell = 1 << cells.cell(ABSENT)
            tied = [(1 << table.count + i, c.row[name]) for i, c in enumerate(table.forbidden) if c.head == name]
            yield name, _Condition(sum(bit for bit, mask in tied if mask == cells.full & ~cell), sum(bit for bit, _ in tied), cell)


def tested(table: Table, rows: int, masks: Mapping[str, int]) -> list[str]:
    """The facts that some of these rows, all of them possible, still test."""
    return [name for name, column in table.columns.items() if rows & ~column.rows(masks.get(name, column.full))[1]]


def _present(_: Value) -> int:
    return 0


def _between(cuts: Sequence[Value], bits: Sequence[int]) -> Callable[[Value], int]:
    """How many of the lines between cells that differ in `bits` lie below a value."""
    before = [cut for i, cut in enumerate(cuts) if bits[2 * i] != bits[2 * i + 1]]
    after = [cut for i, cut in enumerate(cuts) if bits[2 * i + 1] != bits[2 * i + 2]]
    if not after:
        return partial(bisect_right, before)
    if not before:
        return partial(bisect_left, after)
    return lambda value: bisect_right(before, value) + bisect_left(after, value)
