"""Every fact's values cut into the cells that its tests can tell apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from itertools import combinations, pairwise
from operator import and_
from typing import Any

from pansol.sop.derive import Binary, Call, Expr, If, Literal, Ref
from pansol.sop.model import Procedure, When
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT, Type, Value

__all__ = ["MEMBERS", "Cells", "cut_facts", "never_holds", "members_tested"]

_STEP: Mapping[str, Any] = {
    "number": Decimal(1), "money": 1, "duration": timedelta(minutes=1), "datetime": timedelta(minutes=1), "date": timedelta(days=1),
}  # fmt: skip
_ORIGIN: Mapping[str, Any] = {
    "number": Decimal(0), "money": 0, "duration": timedelta(hours=1), "time": time(12), "date": date(2026, 7, 1),
    "datetime": datetime(2026, 7, 1, 3, tzinfo=UTC),
}  # fmt: skip
PRESENT = "…"  # stands for any text
MEMBERS = 10  # so many tested members of a `choices` fact are told apart; loading refuses more


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one fact, numbered from 0. `samples` holds one value of each; the last may be ABSENT."""

    kind: Type
    samples: tuple[Value, ...]
    cuts: tuple[Value, ...] = ()
    members: tuple[str, ...] = ()
    index: Mapping[Value, int] = field(default_factory=dict)

    def cell(self, value: Value) -> int:
        """The cell of a known value (or ABSENT). Raises KeyError for a value outside the fact's type."""
        if value is ABSENT:
            return self.index[ABSENT]
        if self.kind.is_ordered:
            at = bisect_left(self.cuts, value)
            return 2 * at + 1 if at < len(self.cuts) and self.cuts[at] == value else 2 * at
        if self.kind.is_textual:
            return 0
        if self.kind.kind == "choices":
            return self.index[frozenset(m for m in self.members if m in value)]
        return self.index[value]

    def mask(self, test: Test) -> int:
        """The cells in which a test holds, as a bit mask."""
        return sum(1 << i for i, sample in enumerate(self.samples) if test.holds(sample))

    @property
    def size(self) -> int:
        return len(self.samples)

    @property
    def full(self) -> int:
        return (1 << len(self.samples)) - 1


def cut_facts(procedure: Procedure) -> dict[str, Cells]:
    """The cells of every fact, cut by all tests and expressions of the procedure."""
    marks = _all_marks(procedure)
    absent = _Absence(procedure)
    return {name: _cells(fact.kind, marks[name], absent.possible(name)) for name, fact in procedure.facts.items()}


def members_tested(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """The members of each `choices` fact that are tested somewhere."""
    marks, facts = _all_marks(procedure), procedure.facts
    return {name: tuple(v for v in f.kind.values or () if v in marks[name]) for name, f in facts.items() if f.kind.kind == "choices"}


def never_holds(kind: Type, *tests: Test, can_be_absent: bool = True) -> bool:
    """Whether no value of a type passes all of some tests."""
    cells = _cells(kind, {mark for test in tests for mark in _marks(test)}, can_be_absent)
    return not reduce(and_, (cells.full if test.is_any else cells.mask(test) for test in tests))


def _all_marks(procedure: Procedure) -> dict[str, set[Value]]:
    marks: dict[str, set[Value]] = {name: set() for name in procedure.facts}
    for when in _whens(procedure):
        for row in when:
            for name, test in row.items():
                marks[name].update(_marks(test))
    for rule in procedure.rules():
        marks["as_of"].update(_days(rule.in_force.first, rule.in_force.last))
    for tree in (f.is_ for f in procedure.facts.values() if f.is_ is not None):
        _expression_marks(tree, marks)
    return marks


class _Absence:
    """Which facts can be absent; a computed one only where its expression can be."""

    def __init__(self, procedure: Procedure) -> None:
        self.facts = procedure.facts
        self.known: dict[str, bool] = {}

    def possible(self, name: str) -> bool:
        if name not in self.known:
            fact = self.facts[name]
            self.known[name] = fact.may_be_absent or fact.applies_when is not None or (fact.is_ is not None and self.of(fact.is_))
        return self.known[name]

    def of(self, tree: Expr) -> bool:
        match tree:
            case Ref(name):
                return self.possible(name)
            case Binary(op, left, right):
                return op == "/" or (op in ("+", "-", "*") and (self.of(left) or self.of(right)))
            case If(_, then, other):
                return self.of(then) or self.of(other)
            case Call("first_known", args):
                return all(map(self.of, args))
            case Call(name, args):
                return name not in ("and", "or", "not", "known", "absent", "count") and any(map(self.of, args))
        return False


def _days(first: date | None, last: date | None) -> Iterable[date]:
    if first:
        yield first
    if last:
        yield last


def _whens(procedure: Procedure) -> Iterable[When]:
    for fact in procedure.facts.values():
        yield fact.applies_when or ()
        yield from (s.when or () for s in fact.sources)
    for decision in procedure.decisions.values():
        yield decision.applies_when or ()
        for rule in decision.rules:
            yield rule.when
            yield from (a.requires or () for a in rule.do)
    for form in procedure.forms.values():
        yield from (f.required_when or () for f in form.fields)
    yield from (i.when for i in procedure.impossible)


def _marks(test: Test) -> Iterable[Value]:
    for part in test.parts:
        if isinstance(part, Interval):
            yield from (b for b in (part.low, part.high) if b is not None)
        elif not isinstance(part, Presence):
            yield part


def _expression_marks(tree: Expr, marks: dict[str, set[Value]]) -> None:
    match tree:
        case Binary("in", Ref(name), Call("list", items)):
            marks[name].update(i.value for i in items if isinstance(i, Literal))
        case Binary(_, Ref(name), Literal(value)) | Binary(_, Literal(value), Ref(name)):
            marks[name].add(value)
        case Binary(_, left, right):
            _expression_marks(left, marks)
            _expression_marks(right, marks)
        case Call(_, args):
            for arg in args:
                _expression_marks(arg, marks)
        case If(condition, then, other):
            for part in (condition, then, other):
                _expression_marks(part, marks)


def _cells(kind: Type, marks: set[Value], can_be_absent: bool) -> Cells:
    end: tuple[Value, ...] = (ABSENT,) if can_be_absent else ()
    if kind.is_ordered:
        numbers = kind.kind in ("number", "money")
        cuts = tuple(sorted(m for m in marks if type(m) is type(_ORIGIN[kind.kind]) or (numbers and isinstance(m, int | Decimal))))
        samples = _between(kind.kind, cuts) + end
        return Cells(kind, samples, cuts, index={ABSENT: len(samples) - 1} if end else {})
    if kind.is_textual:
        return Cells(kind, (PRESENT, *end), index={ABSENT: 1} if end else {})
    if kind.kind == "choices":
        members = tuple(v for v in kind.values or () if v in marks)
        samples = tuple(frozenset(c) for n in range(len(members) + 1) for c in combinations(members, n)) + end
        return Cells(kind, samples, members=members, index={s: i for i, s in enumerate(samples)})
    values: tuple[Value, ...] = (True, False) if kind.kind == "yes_no" else tuple(kind.values or ())
    samples = values + end
    return Cells(kind, samples, index={s: i for i, s in enumerate(samples)})


def _between(kind: str, cuts: tuple[Value, ...]) -> tuple[Value, ...]:
    """A value below, at and between the cuts: cell 2i lies before cut i, cell 2i+1 is cut i."""
    if not cuts:
        return (_ORIGIN[kind],)
    samples = [_before(kind, cuts[0])]
    for low, high in pairwise(cuts):
        samples += [low, _middle(kind, low, high)]
    return (*samples, cuts[-1], _after(kind, cuts[-1]))


def _seconds(value: time) -> int:
    return value.hour * 3600 + value.minute * 60 + value.second


def _clock(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _before(kind: str, cut: Value) -> Value:
    if kind == "time":
        return _clock(max(0, _seconds(cut) // 2))
    if kind == "duration" and cut > timedelta(0):
        return cut / 2
    return cut - _STEP[kind]


def _after(kind: str, cut: Value) -> Value:
    if kind == "time":
        return _clock((_seconds(cut) + 86399 + 1) // 2)
    return cut + _STEP[kind]


def _middle(kind: str, low: Value, high: Value) -> Value:
    if kind == "time":
        return _clock((_seconds(low) + _seconds(high)) // 2)
    return low + (high - low) / 2 if kind != "money" else low + (high - low) // 2
