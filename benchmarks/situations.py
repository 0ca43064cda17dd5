"""A uniform sample of feasible situations: every base fact in any of its cells, each as likely as the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from pansol.sop.compile import Compiled
from pansol.sop.derive import refs
from pansol.sop.model import Fact
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Value

__all__ = ["Case", "answers", "sample"]

TODAY = date(2026, 7, 1)  # the day of the scenarios; what is no longer in force does not count
CLOCKS = (time(3), time(9), time(12), time(18, 30), time(22))
GRID = [timedelta(minutes=m) for m in (1, 20, 45, 100, 200, 300, 400, 700, 1000, 1380)]  # a day, and then days
DAYS = (0, 1, 2, 4, 6, 9, 20, 45)


@dataclass(frozen=True, slots=True)
class Case:
    """A complete situation, and the moment at which it is told."""

    values: dict[str, Value]
    now: datetime

    def empty(self, compiled: Compiled) -> Situation:
        """The situation of which nothing is known yet."""
        return Situation(compiled, {}, self.now, self.now.date())

    def whole(self, compiled: Compiled) -> Situation:
        return Situation(compiled, self.values, self.now, self.now.date())


def sample(compiled: Compiled, count: int, seed: int, *, any_day: bool = False) -> list[Case]:
    """`count` situations of today, or of any day between two changes of the SOP, drawn with replacement.

    What is declared impossible is drawn again; policies keep their defaults.
    """
    chance = Random(seed)
    cases: list[Case] = []
    days = [d for d in compiled.cells["as_of"].samples if compiled.procedure.in_force.has(d)] if any_day else [TODAY]
    while len(cases) < count:
        now = datetime.combine(chance.choice(days), chance.choice(CLOCKS), compiled.procedure.zone)
        empty = Situation(compiled, {}, now, now.date())
        values = {f.name: chance.choice(answers(empty, f)) for f in _asked(compiled)}
        case = Case(values, now)
        whole = case.whole(compiled)
        if not any(whole.holds(i.when) for i in compiled.procedure.impossible):
            cases.append(case)
    return cases


def _asked(compiled: Compiled) -> Iterator[Fact]:
    procedure = compiled.procedure
    for fact in procedure.facts.values():
        if fact.sources and not fact.is_policy and fact.name not in ("now", "as_of", *procedure.decisions):
            yield fact


def answers(situation: Situation, fact: Fact) -> tuple[Value, ...]:
    """One value per cell; of an instant that others are computed from, one per way that these can turn out."""
    cells = situation.compiled.cells[fact.name]
    fits = tuple(s for s in cells.samples if s is not ABSENT or fact.may_be_absent)
    if fact.kind.kind != "datetime":
        return fits
    found: dict[object, Value] = {ABSENT: ABSENT} if fact.may_be_absent else {}
    computed = [f for f in situation.procedure.facts.values() if f.is_ is not None and fact.name in _bases(situation.compiled, f)]
    for instant in _instants(situation.now):
        told = Situation(situation.compiled, {fact.name: instant}, situation.now, situation.as_of)
        found.setdefault(tuple(told.mask(f.name) for f in computed), instant)
    return tuple(found.values())


def _bases(compiled: Compiled, fact: Fact) -> frozenset[str]:
    if fact.is_ is None:
        return frozenset((fact.name,))
    return frozenset().union(*(_bases(compiled, compiled.procedure.facts[name]) for name in refs(fact.is_)))


def _instants(now: datetime) -> Iterator[datetime]:
    for days in DAYS:
        for ago in GRID:
            yield now - timedelta(days=days) - ago
