"""What ties facts to each other, as rows that cannot hold: computed facts, `applies_when`, `impossible`, shared bases.

Seen this way every correlation is a bitmap row like a rule's, and deciding needs no second mechanism for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from pansol.sop.cells import Cells
from pansol.sop.derive import Binary, Call, Expr, If, Literal, Ref, evaluate
from pansol.sop.model import Fact, Procedure, When
from pansol.sop.shared import never_together
from pansol.sop.values import ABSENT, Type, Value

__all__ = ["Constraint", "find_constraints", "when_rows"]

Row = Mapping[str, int]
PATHS = 300  # an expression with more cases than this is left to evaluation: sound, one question more
_UTC = ZoneInfo("UTC")
_ANY = Type("any")  # a literal made here is never typed again


@dataclass(frozen=True, slots=True)
class Constraint:
    """A row that cannot hold. `head` is the fact it determines; empty for a declared `impossible`."""

    head: str
    row: Row
    because: str = ""


class _TooMany(Exception):
    """Too many cases, or arithmetic that has no finite cases."""


def when_rows(when: When, cells: Mapping[str, Cells]) -> list[dict[str, int]]:
    """The disjuncts of a condition as masks; one that can never hold is left out."""
    rows = ({name: cells[name].mask(test) for name, test in row.items()} for row in when)
    return [row for row in rows if all(row.values())]


def find_constraints(procedure: Procedure, cells: Mapping[str, Cells]) -> tuple[Constraint, ...]:
    """All rows of a procedure that cannot hold."""
    found: list[Constraint] = []
    paths = _Paths(cells)
    metric: list[Fact] = []
    for name, fact in procedure.facts.items():
        if fact.is_ is not None:
            try:
                found += _determined(name, paths.of_fact(fact), cells)
            except _TooMany:
                metric.append(fact)
        elif fact.applies_when is not None:
            found += _conditional(fact, paths, cells)
    found += [Constraint("", row, i.because) for i in procedure.impossible for row in when_rows(i.when, cells)]
    found += [Constraint(one, row) for one, row in never_together(procedure, metric, cells)]
    return tuple(found)


def _determined(name: str, paths: Iterable[tuple[Row, Value]], cells: Mapping[str, Cells]) -> Iterator[Constraint]:
    own = cells[name]
    for row, value in paths:
        wrong = own.full & ~(1 << own.cell(value))
        if wrong:
            yield Constraint(name, {**row, name: wrong & row.get(name, own.full)})


def _conditional(fact: Fact, paths: _Paths, cells: Mapping[str, Cells]) -> Iterator[Constraint]:
    own = cells[fact.name]
    absent = 1 << own.cell(ABSENT)
    try:
        cases = paths.when(fact.applies_when or ())
    except _TooMany:
        return
    for row, applies in cases:
        if not applies:
            yield Constraint(fact.name, {**row, fact.name: own.full & ~absent})
        elif not fact.may_be_absent:
            yield Constraint(fact.name, {**row, fact.name: absent})


Cases = list[tuple[Row, Value]]


class _Paths:
    """The cases of a finite expression: disjoint rows of masks, each with its value."""

    def __init__(self, cells: Mapping[str, Cells]) -> None:
        self.cells = cells

    def of_fact(self, fact: Fact) -> Cases:
        assert fact.is_ is not None
        cases = self.of(fact.is_)
        if fact.applies_when is None:
            return cases
        applies = self.when(fact.applies_when)
        return [(row, ABSENT) for row, holds in applies if not holds] + self.join([row for row, holds in applies if holds], cases)

    def when(self, when: When) -> Cases:
        return self.any([self.all([self.test(n, self.cells[n].mask(t)) for n, t in row.items()]) for row in when])

    def test(self, name: str, mask: int) -> Cases:
        full = self.cells[name].full
        return [({name: m}, v) for m, v in ((mask, True), (full & ~mask, False)) if m]

    def join(self, rows: Iterable[Row], cases: Cases) -> Cases:
        found: Cases = []
        for row in rows:
            for other, value in cases:
                both = _meet(row, other)
                if both is not None:
                    found.append((both, value))
                    if len(found) > PATHS:
                        raise _TooMany
        return found

    def all(self, parts: Sequence[Cases]) -> Cases:
        return self.fold(parts, stop=False)

    def any(self, parts: Sequence[Cases]) -> Cases:
        return self.fold(parts, stop=True)

    def fold(self, parts: Sequence[Cases], *, stop: bool) -> Cases:
        """`and` (stop at the first false) or `or` (stop at the first true)."""
        done: Cases = []
        live: list[Row] = [{}]
        for cases in parts:
            joined = self.join(live, cases)
            done += [(row, stop) for row, value in joined if (value is True) == stop]
            live = [row for row, value in joined if (value is True) != stop]
            if len(done) + len(live) > PATHS:
                raise _TooMany
        return done + [(row, not stop) for row in live]

    def of(self, tree: Expr) -> Cases:
        match tree:
            case Literal(value):
                return [({}, value)]
            case Ref(name):
                return self.ref(name)
            case If(condition, then, other):
                asked = self.of(condition)
                yes = self.join([r for r, v in asked if v is True], self.of(then))
                return yes + self.join([r for r, v in asked if v is not True], self.of(other))
            case Binary(op, left, right):
                return self.binary(op, left, right)
            case Call("and", args):
                return self.all([self.of(a) for a in args])
            case Call("or", args):
                return self.any([self.of(a) for a in args])
            case Call("not", args):
                return [(row, value is not True) for row, value in self.of(args[0])]
            case Call("known" | "absent" as name, (Ref(fact),)):
                cells = self.cells[fact]
                absent = sum(1 << i for i, s in enumerate(cells.samples) if s is ABSENT)
                return self.test(fact, absent if name == "absent" else cells.full & ~absent)
            case Call("first_known", args):
                return self.first_known(args)
            case Call("count", args):
                return self.count(args)
        raise _TooMany

    def ref(self, name: str) -> Cases:
        cells = self.cells[name]
        if cells.kind.kind not in ("yes_no", "choice") or cells.size > 60:
            raise _TooMany
        return [({name: 1 << i}, sample) for i, sample in enumerate(cells.samples)]

    def binary(self, op: str, left: Expr, right: Expr) -> Cases:
        if isinstance(left, Ref) and op == "in" and isinstance(right, Call):
            return self.compared(left.name, op, right)
        if isinstance(left, Ref) and isinstance(right, Literal) and op in ("=", "!=", "<", "<=", ">", ">="):
            return self.compared(left.name, op, right)
        found: Cases = []
        for row, value in self.of(left):
            for both, other in self.join([row], self.of(right)):
                tree = Binary(op, Literal(value, _ANY), Literal(other, _ANY))
                found.append((both, evaluate(tree, lambda _: None, _UTC)))
        return found

    def compared(self, name: str, op: str, right: Expr) -> Cases:
        """A fact against literals: true or false in each of its cells."""
        if not all(isinstance(v, Literal) for v in (right.args if isinstance(right, Call) else (right,))):
            raise _TooMany  # the cells are cut by written values only
        cells, mask = self.cells[name], 0
        for i, sample in enumerate(cells.samples):
            tree = Binary(op, Literal(sample, cells.kind), right)
            if evaluate(tree, lambda _: None, _UTC) is True:
                mask |= 1 << i
        return self.test(name, mask)

    def first_known(self, args: Sequence[Expr]) -> Cases:
        live: list[Row] = [{}]
        done: Cases = []
        for arg in args:
            joined = self.join(live, self.of(arg))
            done += [(row, value) for row, value in joined if value is not ABSENT]
            live = [row for row, value in joined if value is ABSENT]
        return done + [(row, ABSENT) for row in live]

    def count(self, args: Sequence[Expr]) -> Cases:
        cases: Cases = [({}, Decimal(0))]
        for arg in args:
            asked = self.of(arg)
            cases = [(both, n + (v is True)) for row, n in cases for both, v in self.join([row], asked)]
            if len(cases) > PATHS:
                raise _TooMany
        return cases


def _meet(one: Row, other: Row) -> Row | None:
    both = dict(one)
    for name, mask in other.items():
        both[name] = both.get(name, mask) & mask
        if not both[name]:
            return None
    return both
