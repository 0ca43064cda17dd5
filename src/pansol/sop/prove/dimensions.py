"""Facts cut into cells: the pieces of a fact that no test of the procedure tells apart.

Dimensions make cheap set logic possible (two rules whose cells are disjoint need no solver), readable boxes, and counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from itertools import pairwise
from operator import or_

from pansol.sop.cells import Cells, cut_facts
from pansol.sop.model import Decision, Fact, Procedure, Rule, When
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT, Value

__all__ = ["Dimension", "Dimensions", "disjuncts", "every_when"]

_LOWEST = {"time": time(0), "duration": timedelta(0)}
Cut = tuple[Value, int]  # (value, 0) lies just before the value, (value, 1) just after it


@dataclass(frozen=True, slots=True)
class Dimension:
    """A fact (or, for `choices`, whether it contains `member`) and its cells, each written as a test."""

    fact: Fact
    cells: tuple[Test, ...]
    member: str = ""

    @property
    def key(self) -> str:
        return f"{self.fact.name}={self.member}" if self.member else self.fact.name


def every_when(procedure: Procedure) -> Iterator[When]:
    """All test maps of a procedure; dates of rules are tests on `as_of`."""
    for decision in procedure.decisions.values():
        yield decision.applies_when or ()
        for rule in decision.rules:
            yield disjuncts(rule)
            for action in rule.do:
                yield action.requires or ()
    for fact in procedure.facts.values():
        yield fact.applies_when or ()
        yield from (s.when or () for s in fact.sources)
    yield from (i.when for i in procedure.impossible)
    for form in procedure.forms.values():
        yield from (f.required_when or () for f in form.fields)


def disjuncts(rule: Rule) -> When:
    """A rule's `when` with its dates."""
    dates = rule.in_force
    if dates.first is None and dates.last is None:
        return rule.when
    within = Test((Interval(dates.first, True, dates.last, True),), text="")
    return tuple(_both(tests, within) for tests in rule.when)


def _both(tests: Mapping[str, Test], within: Test) -> Mapping[str, Test]:
    if "as_of" not in tests:
        return {**tests, "as_of": within}
    inside = within.parts[0]
    assert isinstance(inside, Interval)
    parts = tuple(_meet(p, inside) for p in tests["as_of"].parts if isinstance(p, Interval))
    return {**tests, "as_of": Test(parts) if not tests["as_of"].negated else within}


def _meet(one: Interval, other: Interval) -> Interval:
    lows = [i for i in (one, other) if i.low is not None]
    highs = [i for i in (one, other) if i.high is not None]
    low = max(lows, key=lambda i: (i.low, not i.low_closed), default=Interval())
    high = min(highs, key=lambda i: (i.high, i.high_closed), default=Interval())
    return Interval(low.low, low.low_closed, high.high, high.high_closed)


class Dimensions:
    """The cells of every fact that a procedure tests."""

    def __init__(self, procedure: Procedure, others: Iterable[Procedure] = ()) -> None:
        self.procedure = procedure
        self._tests: dict[str, list[Test]] = {}
        for when in (w for p in (procedure, *others) for w in every_when(p)):
            for tests in when:
                for name, test in tests.items():
                    self._tests.setdefault(name, []).append(test)
        self._dimensions: dict[str, tuple[Dimension, ...]] = {}
        self._masks: dict[tuple[str, Test], int | None] = {}

    @cached_property
    def tested(self) -> tuple[str, ...]:
        """Names of the facts some test reads."""
        return tuple(self._tests)

    def dimensions(self, name: str) -> tuple[Dimension, ...]:
        """The dimensions of one fact."""
        if name not in self._dimensions:
            self._dimensions[name] = tuple(self._cut(self.procedure.facts[name]))
        return self._dimensions[name]

    def _cut(self, fact: Fact) -> Iterator[Dimension]:
        gone = (Test((Presence(False),)),) if self.can_be_absent(fact) else ()
        tests = self._tests.get(fact.name, [])
        if fact.kind.kind == "choices":
            for member in dict.fromkeys(p for t in tests for p in t.parts if isinstance(p, str)):
                yield Dimension(fact, (Test((member,)), Test((member,), negated=True)), member)
            if gone:
                yield Dimension(fact, (Test((Presence(True),)), *gone))
        elif fact.kind.kind == "yes_no":
            yield Dimension(fact, (Test((True,)), Test((False,)), *gone))
        elif fact.kind.kind == "choice":
            yield Dimension(fact, (*(Test((v,)) for v in fact.kind.values or ()), *gone))
        elif fact.kind.is_ordered:
            yield Dimension(fact, (*(Test((i,)) for i in _intervals(fact, tests)), *gone))
        elif gone:
            yield Dimension(fact, (Test((Presence(True),)), *gone))

    @cached_property
    def _compiled(self) -> Mapping[str, Cells]:
        return cut_facts(self.procedure)

    def can_be_absent(self, fact: Fact) -> bool:
        """Whether "none" is a value of the fact; of a computed one only where its expression can come to nothing."""
        return fact.name in self.procedure.decisions or ABSENT in self._compiled[fact.name].index

    def mask(self, name: str, test: Test) -> int | None:
        """The cells a test selects, as bits; None where the fact has no single dimension."""
        key = (name, test)
        if key not in self._masks:
            dimensions = self.dimensions(name)
            single = len(dimensions) == 1 and not dimensions[0].member
            self._masks[key] = _select(dimensions[0], test) if single else None
        return self._masks[key]

    def conjunctions(self, when: When) -> tuple[Mapping[str, int], ...]:
        """A `when` as masks per fact, for each of its maps."""
        return tuple({n: m for n, t in tests.items() if (m := self.mask(n, t)) is not None} for tests in when)

    def touching(self, decision: Decision) -> Iterator[tuple[Rule, Rule]]:
        """The pairs of rules that set logic alone cannot keep apart."""
        masks = [self.conjunctions(disjuncts(r)) for r in decision.rules]
        outlines = [_outline(m) for m in masks]
        for i, first in enumerate(decision.rules):
            for j in range(i + 1, len(decision.rules)):
                if _meets(outlines[i], outlines[j]) and any(_meets(a, b) for a in masks[i] for b in masks[j]):
                    yield first, decision.rules[j]


def _outline(conjunctions: tuple[Mapping[str, int], ...]) -> Mapping[str, int]:
    """What all maps of a `when` have in common: the union per fact."""
    if not conjunctions:
        return {}
    shared = set(conjunctions[0]).intersection(*conjunctions[1:])
    return {name: reduce(or_, (c[name] for c in conjunctions)) for name in shared}


def _meets(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    if len(one) > len(other):
        one, other = other, one
    return all(mask & other.get(name, mask) for name, mask in one.items())


def _cuts(interval: Interval) -> tuple[Cut | None, Cut | None]:
    low = None if interval.low is None else _cut(interval.low, 0 if interval.low_closed else 1)
    high = None if interval.high is None else _cut(interval.high, 1 if interval.high_closed else 0)
    return low, high


def _cut(value: Value, side: int) -> Cut:
    """Between two days there is nothing: just after one is just before the next."""
    if side == 1 and isinstance(value, date) and not isinstance(value, datetime):
        return value + timedelta(days=1), 0
    return value, side


def _intervals(fact: Fact, tests: list[Test]) -> list[Interval]:
    cuts = {c for t in tests for p in t.parts if isinstance(p, Interval) for c in _cuts(p) if c is not None}
    lowest = _LOWEST.get(fact.kind.kind) if fact.is_ is None or fact.kind.kind == "time" else None
    if lowest is not None:
        cuts = {c for c in cuts if c > (lowest, 0)}
    low: Cut | None = None if lowest is None else (lowest, 0)
    edges: list[Cut | None] = [low, *sorted(cuts), None]
    return [_between(a, b) for a, b in pairwise(edges)]


def _between(low: Cut | None, high: Cut | None) -> Interval:
    return Interval(
        low[0] if low else None, low is not None and low[1] == 0,
        high[0] if high else None, high is not None and high[1] == 1,
    )  # fmt: skip


def _select(dimension: Dimension, test: Test) -> int:
    mask = sum(1 << i for i, cell in enumerate(dimension.cells) if _covers(test, cell.parts[0]))
    return mask ^ (1 << len(dimension.cells)) - 1 if test.negated else mask


def _covers(test: Test, cell: object) -> bool:
    if isinstance(cell, Presence):
        return any(isinstance(p, Presence) and p.known == cell.known for p in test.parts)
    for part in test.parts:
        if isinstance(part, Presence) and part.known:
            return True
        if isinstance(part, Interval) and isinstance(cell, Interval):
            if _within(cell, part):
                return True
        elif part == cell and type(part) is type(cell):
            return True
    return False


def _within(inner: Interval, outer: Interval) -> bool:
    (low, high), (outer_low, outer_high) = _cuts(inner), _cuts(outer)
    starts = outer_low is None or (low is not None and low >= outer_low)
    return starts and (outer_high is None or (high is not None and high <= outer_high))
