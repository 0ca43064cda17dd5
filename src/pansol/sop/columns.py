"""Millions of cases at once: the graph of a decision as tables that numpy walks through, a group of facts at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pansol.sop.cells import Cells
from pansol.sop.compile import Compiled, bit_numbers
from pansol.sop.graph import Graph, State, tested
from pansol.sop.settle import OPEN, Outcome
from pansol.sop.values import Value

__all__ = ["STATUSES", "Columns", "Decided", "decide_columns", "encode"]

STATUSES = ("decided", "open", "uncovered", "conflict")
_OPEN, _UNCOVERED, _CONFLICT = -1, -2, -3  # codes of a row without a rule: minus the position in STATUSES
_LOWEST = _CONFLICT

CHUNK = 1 << 16  # rows at a time, so that what is computed of them stays in the cache
WIDTH = 1 << 12  # combinations of one group of facts
ENTRIES = 1 << 24  # of one table; a table that would grow past it starts anew

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


def encode(compiled: Compiled, fact: str, values: Sequence[Value] | NDArray[Any]) -> Codes:
    """The codes of a column: the number of each value's cell; the highest number of the type (255, or 65535) is unknown.

    `values` holds typed values, ABSENT, or None for unknown; or it is an array of yes_no (bool), whole numbers or rupiah (int),
    durations (timedelta64), dates or instants in UTC (datetime64), where NaT is unknown. Raises KeyError or TypeError for a value
    outside the fact's type.
    """
    cells = compiled.cells[fact]
    dtype = np.uint8 if cells.size < np.iinfo(np.uint8).max else np.uint16
    if isinstance(values, np.ndarray) and values.dtype.kind in "biumM":
        return _of_array(cells, values, np.iinfo(dtype).max).astype(dtype)
    known = _Known(cells, np.iinfo(dtype).max)
    return np.fromiter(map(known.__getitem__, values), dtype, len(values))


class _Known(dict[Value, int]):
    """The codes of values met before."""

    def __init__(self, cells: Cells, unknown: int) -> None:
        super().__init__({None: unknown})
        self.cells = cells

    def __missing__(self, value: Value) -> int:
        code = self.cells.cell(value)
        if len(self) < CHUNK:
            self[value] = code
        return code


_ARRAYS = {"yes_no": "b", "number": "iu", "money": "iu", "duration": "m", "date": "M", "datetime": "M"}


def _of_array(cells: Cells, values: NDArray[Any], unknown: int) -> NDArray[Any]:
    if values.dtype.kind not in _ARRAYS.get(cells.kind.kind, ""):
        raise TypeError(f"{values.dtype} ≠ {cells.kind.kind}")
    if cells.kind.kind == "yes_no":
        return np.where(values, cells.cell(True), cells.cell(False))
    cuts = [_plain(cut) for cut in cells.cuts]
    lines = np.array(cuts, dtype="m8[us]" if values.dtype.kind == "m" else "M8[us]" if values.dtype.kind == "M" else None)
    codes = np.searchsorted(lines, values, "left") + np.searchsorted(lines, values, "right")
    return np.where(np.isnat(values), unknown, codes) if values.dtype.kind in "mM" else codes


def _plain(cut: Value) -> Value:
    """A bound as numpy compares it: an instant by its UTC, a number as it is."""
    if isinstance(cut, datetime):
        return cut.astimezone(UTC).replace(tzinfo=None)
    return float(cut) if isinstance(cut, Decimal) else cut


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
            self._chunk(given, slice(start, min(start + CHUNK, count)), found)
        return Decided(-np.minimum(found, 0).astype(np.int8), np.maximum(found, -1))

    def _check(self, name: str, codes: Codes, count: int) -> None:
        if codes.shape != (count,) or codes.dtype.kind != "u":
            raise ValueError(name)
        if count and int(_shifted(codes).max()) > self._graph.cells[name].size:
            raise ValueError(name)

    def _forget(self) -> None:
        self._stages = [_Stage(names, tuple(self._graph.cells[n].size + 1 for n in names)) for names in self._groups]
        self._origin = self._arrive(0, self._graph.start)

    def _chunk(self, columns: Mapping[str, Codes], rows: slice, found: NDArray[np.int16]) -> None:
        try:
            found[rows] = self._walk(columns, rows)
        except _Full:
            self._forget()
            middle = (rows.start + rows.stop) // 2
            for part in (slice(rows.start, middle), slice(middle, rows.stop)):
                if part.start < part.stop:  # a single row always fits into empty tables
                    self._chunk(columns, part, found)

    def _walk(self, columns: Mapping[str, Codes], rows: slice) -> NDArray[np.int32]:
        at: Any = np.full(rows.stop - rows.start, self._origin, np.int32)  # settled at once where the table tests nothing
        for number, stage in enumerate(self._stages):
            index = stage.index(at, columns, rows)
            at = stage.table.take(index, mode="clip")
            if at.min() == _Stage.NEW:
                new = np.flatnonzero(at == _Stage.NEW)
                index = index[new]
                for i in np.unique(index):
                    if stage.table[i] == _Stage.NEW:
                        self._follow(number, int(i))
                at[new] = stage.table[index]
        walked: NDArray[np.int32] = at + np.int32(_LOWEST)
        return walked

    def _follow(self, number: int, index: int) -> None:
        """Find out where a state leads when a group of facts is read; the facts that make no difference may be anything."""
        stage, graph = self._stages[number], self._graph
        origin, codes = stage.combination(index)
        facts = {name: graph.cells[name].samples[code - 1] if code else None for name, code in codes.items()}
        node, read = graph.node(stage.states[origin]), set[str]()
        while node[0] in facts:
            read.add(node[0])
            node = graph.step(node, facts)
        state = node[3]
        if node[0] is not None:
            for name in tested(graph.table, state.possible & ~graph.certain(state), state.masks):
                read |= {name} & facts.keys() - state.masks.keys()
            for name, value in facts.items():
                if name in read and name not in state.masks:
                    state = graph.implied(graph.learn(state, name, value))
        stage.fill(origin, codes, read, self._arrive(number + 1, state))

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

    def combination(self, index: int) -> tuple[int, dict[str, int]]:
        """(the state, what is read of each fact) at a place of the table."""
        codes: dict[str, int] = {}
        for name, size in zip(reversed(self.facts), reversed(self.sizes), strict=True):
            index, codes[name] = divmod(index, size)
        return index, {name: codes[name] for name in self.facts}

    def fill(self, origin: int, codes: Mapping[str, int], read: set[str], target: int) -> None:
        """Set where a state leads for every combination that agrees in the facts that were read."""
        part = self.table[origin * self.width : (origin + 1) * self.width].reshape(self.sizes)
        part[tuple(codes[name] if name in read else slice(None) for name in self.facts)] = target


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
