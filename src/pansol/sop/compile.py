"""A decision as bitmaps: each cell of each fact selects the rows it leaves possible; deciding is the AND over the facts.

An unknown fact leaves everything possible and makes nothing certain, so partial knowledge needs no second mechanism.
Rows are the disjuncts of the rules, followed by the rows that cannot hold (see `constraints`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pansol.sop.cells import Cells, cut_facts
from pansol.sop.constraints import Constraint, find_constraints, when_rows
from pansol.sop.derive import refs
from pansol.sop.model import Dates, Decision, Fact, Procedure, Rule
from pansol.sop.unary import Interval, Test
from pansol.sop.values import Value

__all__ = ["Column", "Compiled", "Table", "bit_numbers", "compile_procedure"]

OWNERS = 10_000  # sets of rows whose rules are remembered

Masks = Mapping[str, int]  # fact → the cells it can still be in
# an open fact: the rows certain as far as it goes, and the rows possible for each way it can turn out
Choice = tuple[int, tuple[int, ...]]


def bit_numbers(bits: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a table: per cell the rows it leaves possible, and the rows that do not test it."""

    name: str
    bits: tuple[int, ...]
    untested: int
    full: int
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)
    groups: tuple[tuple[int, int], ...] = ()  # cells with the same bits: (bits, mask of cells)
    choices: dict[int, Choice | None] = field(default_factory=dict)

    def rows(self, mask: int) -> tuple[int, int]:
        """(rows possible, rows certain as far as this fact goes) when the fact is in one of the cells of `mask`."""
        found = self.seen.get(mask)
        if found is None:
            possible, certain = 0, -1
            for cell in bit_numbers(mask):
                possible |= self.bits[cell]
                certain &= self.bits[cell]
            found = self.seen[mask] = (possible, certain)
        return found

    def split(self, mask: int) -> list[tuple[int, int]]:
        """The cells of `mask` in groups that no row tells apart: (mask of cells, rows possible)."""
        return [(cells & mask, bits) for bits, cells in self.groups if cells & mask]

    def choice(self, mask: int) -> Choice | None:
        """What is open about the fact when it is in one of the cells of `mask`; None when no row can tell these apart."""
        if mask not in self.choices:
            parts = tuple(bits for _, bits in self.split(mask))
            self.choices[mask] = (self.rows(mask)[1], parts) if len(parts) > 1 else None
        return self.choices[mask]


class Table:
    """A compiled decision. Bit r of a bitmap is row r; rows up to `rule_bits` belong to rules, the rest cannot hold."""

    def __init__(
        self, decision: Decision, rows: Sequence[tuple[int, Masks]], forbidden: Sequence[Constraint], cells: Mapping[str, Cells]
    ) -> None:
        self.decision = decision
        self.rules = decision.rules
        self.row_rule = tuple(rule for rule, _ in rows)
        self.rows = tuple(row for _, row in rows) + tuple(c.row for c in forbidden)
        self.forbidden = tuple(forbidden)
        self.count = len(rows)
        self.rule_bits = (1 << self.count) - 1
        self.all = (1 << len(self.rows)) - 1
        names = dict.fromkeys(name for row in self.rows for name in row)
        self.columns = {name: self._column(name, cells[name]) for name in names}
        self.rule_rows = tuple(sum(1 << r for r, rule in enumerate(self.row_rule) if rule == i) for i in range(len(self.rules)))
        number = {rule.id: i for i, rule in enumerate(self.rules)}
        self.beats = tuple(sum(1 << number[o] for o in rule.overrides) for rule in self.rules)
        self.beaten_by = tuple(sum(1 << i for i, b in enumerate(self.beats) if b >> j & 1) for j in range(len(self.rules)))
        self.heads = frozenset(c.head for c in forbidden if c.head)
        self.dependants = self._dependants()
        self.ties = tuple(self._ties())
        self._owners: dict[int, int] = {}

    def _column(self, name: str, cells: Cells) -> Column:
        untested = sum(1 << r for r, row in enumerate(self.rows) if name not in row)
        bits = tuple(
            untested | sum(1 << r for r, row in enumerate(self.rows) if name in row and row[name] >> i & 1) for i in range(cells.size)
        )
        groups: dict[int, int] = {}
        for i, b in enumerate(bits):
            groups[b] = groups.get(b, 0) | 1 << i
        return Column(name, bits, untested, cells.full, groups=tuple(groups.items()))

    def _dependants(self) -> dict[str, frozenset[str]]:
        """For each fact, the computed or conditional facts that hang on it, at any distance."""
        direct: dict[str, set[str]] = {name: set() for name in self.columns}
        for c in self.forbidden:
            if c.head:
                for name in c.row:
                    if name != c.head:
                        direct[name].add(c.head)
        found = {}
        for name in direct:
            todo, seen = [name], set[str]()
            while todo:
                for head in direct[todo.pop()] - seen:
                    seen.add(head)
                    todo.append(head)
            found[name] = frozenset(seen)
        return found

    def _ties(self) -> Iterator[tuple[str, int, int]]:
        """The facts that can always obey the rows they head, whatever these hang on: (fact, its rows, other rows that cannot hold).

        So it is where at most one of the rows can apply at a time. Facts that others hang on come after these.
        """
        for name in sorted(self.heads, key=lambda n: len(self.dependants[n])):
            own = [c.row for c in self.forbidden if c.head == name]
            if all(_exclude(one, other, name) for one, other in combinations(own, 2)):
                rows = sum(1 << self.count + i for i, c in enumerate(self.forbidden) if c.head == name)
                yield name, rows, self.all & ~self.rule_bits & ~self.columns[name].untested & ~rows

    def rules_of(self, rows: int) -> int:
        """The rules (as a bitmap) that own any of these rows."""
        found = self._owners.get(rows)
        if found is None:
            if len(self._owners) >= OWNERS:
                self._owners.clear()
            found = self._owners[rows] = sum(1 << i for i, own in enumerate(self.rule_rows) if rows & own)
        return found

    def narrow(self, masks: Masks) -> tuple[int, int]:
        """(rows still possible, rows certain) for what is known of the facts; a fact not in `masks` is wholly unknown."""
        possible, certain = self.all, self.all
        for name, column in self.columns.items():
            mask = masks.get(name, column.full)
            can, must = column.rows(mask)
            possible &= can
            certain &= must
        return possible, certain & possible

    def rule_tests(self, index: int) -> Iterator[Masks]:
        """The rows of one rule."""
        return (self.rows[r] for r in bit_numbers(self.rule_rows[index]))


def _exclude(one: Masks, other: Masks, head: str) -> bool:
    """Whether two rows cannot apply together, however the fact they head turns out."""
    return any(name != head and name in other and not mask & other[name] for name, mask in one.items())


@dataclass(frozen=True, slots=True)
class Compiled:
    """A procedure ready to decide: the cells of its facts and a table per decision."""

    procedure: Procedure
    cells: Mapping[str, Cells]
    tables: Mapping[str, Table]
    constraints: tuple[Constraint, ...]
    is_always_askable: bool = True  # every fact has a source without condition

    def cell(self, fact: str, value: Value) -> int:
        """The cell of a known value."""
        return self.cells[fact].cell(value)


def compile_procedure(procedure: Procedure) -> Compiled:
    """Compile every decision of a procedure."""
    cells = cut_facts(procedure)
    constraints = find_constraints(procedure, cells)
    free = _free_of_decisions(procedure)
    tables = {name: _table(decision, cells, constraints, free) for name, decision in procedure.decisions.items()}
    askable = all(any(s.when is None for s in f.sources) for f in procedure.facts.values() if f.sources)
    return Compiled(procedure, cells, tables, constraints, askable)


def _table(decision: Decision, cells: Mapping[str, Cells], constraints: Sequence[Constraint], free: frozenset[str]) -> Table:
    rows: list[tuple[int, Masks]] = []
    for number, rule in enumerate(decision.rules):
        rows += [(number, _in_force(row, rule, cells)) for row in when_rows(rule.when, cells)]
    return Table(decision, rows, _relevant(rows, constraints, free), cells)


def _in_force(row: dict[str, int], rule: Rule, cells: Mapping[str, Cells]) -> Masks:
    if rule.in_force == Dates():
        return row
    interval = Interval(rule.in_force.first, True, rule.in_force.last, True)
    mask = cells["as_of"].mask(Test((interval,)))
    return {**row, "as_of": row.get("as_of", mask) & mask}


def _relevant(rows: Sequence[tuple[int, Masks]], constraints: Sequence[Constraint], free: frozenset[str]) -> list[Constraint]:
    """The constraints that speak of the table's facts: what these hang on, and what is declared impossible about any of it.

    What is impossible about facts the table does not read counts only among facts that are `free` of decisions: others may
    hang on this very decision.
    """
    by_head: dict[str, list[Constraint]] = {}
    for c in constraints:
        by_head.setdefault(c.head, []).append(c)
    names = _with_inputs({name for _, row in rows for name in row}, by_head)
    waiting = [(c, _with_inputs(set(c.row), by_head)) for c in by_head.get("", ())]
    found: list[Constraint] = []
    while touching := [(c, cone) for c, cone in waiting if names.issuperset(c.row) or (cone & names and cone <= free)]:
        found += [c for c, _ in touching]
        names = names.union(*(cone for _, cone in touching))
        waiting = [(c, cone) for c, cone in waiting if c not in found]
    return [c for c in constraints if (c.head in names if c.head else c in found)]


def _with_inputs(names: set[str], by_head: Mapping[str, list[Constraint]]) -> set[str]:
    """These facts and all they hang on, downwards from computed and conditional facts."""
    found, todo = set(names), list(names)
    while todo:
        for c in by_head.get(todo.pop(), ()):
            todo += [n for n in c.row if n not in found]
            found.update(c.row)
    return found


def _free_of_decisions(procedure: Procedure) -> frozenset[str]:
    """The facts whose value and applicability hang on no decision."""
    bound, grown = set(procedure.decisions), True
    while grown:
        more = {n for n, f in procedure.facts.items() if n not in bound and bound & _reads(f)}
        bound |= more
        grown = bool(more)
    return frozenset(procedure.facts) - bound


def _reads(fact: Fact) -> frozenset[str]:
    inner = refs(fact.is_) if fact.is_ is not None else frozenset()
    return inner | frozenset(name for row in fact.applies_when or () for name in row)
