"""Millions of cases at once: the graph of a decision as tables that numpy walks through, a group of facts at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pansol.sop.compile import Compiled, bit_numbers
from pansol.sop.graph import Graph, State, tested
from pansol.sop.settle import OPEN, Outcome
from pansol.sop.values import Value

__all__ = ["STATUSES", "Columns", "Decided", "decide_columns"]

STATUSES = ("decided", "open", "uncovered", "conflict")
_OPEN, _UNCOVERED, _CONFLICT = -1, -2, -3  # codes of a row without a rule: minus the position in STATUSES
_LOWEST = _CONFLICT

CHUNK = 1 << 16  # rows at a time, so that what is computed of them stays in the cache
WIDTH = 1 << 10  # combinations of one group of facts
ENTRIES = 1 << 22  # of one table; a table that would grow past it starts anew

Codes = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Decided:
    """Per row: `status`, a position in STATUSES, and `rule`, the number of the decided rule or -1."""

    status: NDArray[np.int8]
    rule: NDArray[np.int16]


def decide_columns(compiled: Compiled, decision: str, columns: Mapping[str, Codes]) -> Decided:
    """Decide every row of `columns`: per fact the codes of `encode`. A fact without a column is unknown.

    Each row gets what `Kernel` answers for it alone. Raises ValueError for columns that differ in length or hold no codes of
    their fact, and for a collect decision. Keep a `Columns` to decide again and again: it remembers what it worked out.
    """
    return Columns(compiled, decision).decide(columns)


class Columns:
    """A compiled unique decision for columns of codes."""

    def __init__(self, compiled: Compiled, decision: str) -> None:
        self._graph = Graph(compiled, decision, _code)
        self._groups = list(_groups(self._graph))
        self._forget()

    def decide(self, columns: Mapping[str, Codes]) -> Decided:
        """As `decide_columns`."""
        given = {name: codes for name, codes in columns.items() if name in self._graph.cells}
        count = _count(given, columns)
        for name, codes in given.items():
            self._check(name, codes, count)
        found = np.empty(count, np.int16)
        for start in range(0, count, CHUNK):
            rows = slice(start, min(start + CHUNK, count))
            self._chunk(given, rows, found[rows])
        return Decided(-np.minimum(found, 0).astype(np.int8), np.maximum(found, -1))

    def _check(self, name: str, codes: Codes, count: int) -> None:
        if codes.shape != (count,) or codes.dtype.kind != "u":
            raise ValueError(name)
        if count and int(_shifted(codes).max()) > self._graph.cells[name].size:
            raise ValueError(name)

    def _forget(self) -> None:
        self._stages = [_Stage(names, tuple(self._graph.cells[n].size + 1 for n in names)) for names in self._groups]
        self._arrive(0, self._graph.start)

    def _chunk(self, columns: Mapping[str, Codes], rows: slice, found: NDArray[np.int16]) -> None:
        try:
            found[:] = self._walk(columns, rows)
        except _Full:
            self._forget()
            middle = (rows.stop - rows.start) // 2
            self._chunk(columns, slice(rows.start, rows.start + middle), found[:middle])
            self._chunk(columns, slice(rows.start + middle, rows.stop), found[middle:])

    def _walk(self, columns: Mapping[str, Codes], rows: slice) -> NDArray[np.int32]:
        at: Any = np.zeros(rows.stop - rows.start, np.int32)
        for number, stage in enumerate(self._stages):
            index = stage.index(at, columns, rows)
            at = stage.table.take(index, mode="clip")
            if at.min() == _Stage.NEW:
                for i in np.unique(index[at == _Stage.NEW]):
                    stage.table[i] = self._follow(number, int(i))
                at = stage.table.take(index, mode="clip")
        return at + _LOWEST

    def _follow(self, number: int, index: int) -> int:
        """Where a state leads when a group of facts is read."""
        stage, graph = self._stages[number], self._graph
        state, facts = stage.states[index // stage.width], stage.values(index, graph)
        node = graph.node(state)
        while node[0] in facts:
            node = graph.step(node, facts)
        state = node[3]
        for name in facts if node[0] is not None else ():
            if name not in state.masks:
                state = graph.implied(graph.learn(state, name, facts[name]))
        return self._arrive(number + 1, state)

    def _arrive(self, number: int, state: State) -> int:
        """The number of a state before a stage; after the last the code of its outcome, counted from 0."""
        name, _, code, state = self._graph.node(state)
        if number == len(self._stages):
            return int(code) - _LOWEST
        stage = self._stages[number]
        is_new, found = stage.number(code if name is None else self._signature(state), state)
        if is_new and name is None:
            stage.table[found * stage.width : (found + 1) * stage.width] = self._arrive(number + 1, state)
        return found

    def _signature(self, state: State) -> object:
        """What later facts can tell apart: the rows that still count, and what is known of the facts that these test."""
        certain = self._graph.certain(state)
        rows = state.possible & ~self._graph.beaten(certain)
        facts = tested(self._graph.table, rows & ~certain, state.masks)
        return rows, rows & certain, tuple((n, state.masks.get(n)) for n in facts)


class _Full(Exception):
    """A table has met too many states."""


@dataclass(slots=True)
class _Stage:
    """A group of facts read together: table[state * width + combination] is the state it leads to."""

    facts: tuple[str, ...]
    sizes: tuple[int, ...]
    states: list[State] = field(default_factory=list)
    numbers: dict[object, int] = field(default_factory=dict)
    table: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    NEW = -1

    @property
    def width(self) -> int:
        return prod(self.sizes)

    def number(self, signature: object, state: State) -> tuple[bool, int]:
        """(whether it is new, the number of a state)."""
        found = self.numbers.get(signature)
        if found is not None:
            return False, found
        found = self.numbers[signature] = len(self.states)
        self.states.append(state)
        needed = len(self.states) * self.width
        if needed > max(ENTRIES, self.width):
            raise _Full
        if needed > len(self.table):
            self.table = np.concatenate([self.table, np.full(max(needed, len(self.table)), self.NEW, np.int32)])
        return True, found

    def index(self, at: NDArray[np.int32], columns: Mapping[str, Codes], rows: slice) -> NDArray[np.int32]:
        """Where each row stands in the table; of a combination an unknown fact is 0, its cell i is i + 1."""
        joint: NDArray[np.uint16] = np.zeros(rows.stop - rows.start, np.uint16)
        for name, size in zip(self.facts, self.sizes, strict=True):
            joint *= np.uint16(size)
            if name in columns:
                joint += _shifted(columns[name][rows])
        return at * np.int32(self.width) + joint

    def values(self, index: int, graph: Graph) -> dict[str, Value]:
        """A value of each fact in a combination."""
        found: dict[str, Value] = {}
        for name, size in zip(reversed(self.facts), reversed(self.sizes), strict=True):
            index, code = divmod(index, size)
            found[name] = graph.cells[name].samples[code - 1] if code else None
        return {name: found[name] for name in self.facts}


def _code(settled: Outcome, _certain: int, _masks: Mapping[str, int]) -> int:
    if settled == OPEN:
        return _OPEN
    winners = list(bit_numbers(max(settled, 0)))
    if len(winners) == 1:
        return winners[0]
    return _CONFLICT if winners else _UNCOVERED


def _shifted(codes: Codes) -> Codes:
    return codes + codes.dtype.type(1)  # unknown, the highest code there is, wraps to 0


def _count(given: Mapping[str, Codes], columns: Mapping[str, Codes]) -> int:
    return len(next(iter((given or columns).values()), ()))


def _groups(graph: Graph) -> Iterator[tuple[str, ...]]:
    """The facts in groups: those that rule out most first, a condition before what it conditions."""
    group: list[str] = []
    for name in _order(graph):
        if group and prod(graph.cells[n].size + 1 for n in [*group, name]) > WIDTH:
            yield tuple(group)
            group = []
        group.append(name)
    if group:
        yield tuple(group)


def _order(graph: Graph) -> Sequence[str]:
    done: dict[str, None] = {}
    while len(done) < len(graph.cells):
        ready = [n for n in graph.cells if n not in done and all(p in done for p in graph.parents(n, graph.table.all))]
        done[min(ready, key=lambda n: graph.left(n, graph.table.rule_bits))] = None
    return list(done)
