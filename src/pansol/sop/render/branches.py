"""The answers to one question that lead different ways, as values and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from pansol.sop.cells import Cells
from pansol.sop.interview import Question
from pansol.sop.model import Procedure
from pansol.sop.render.words import name_in_words, test_in_words
from pansol.sop.situation import Situation
from pansol.sop.unary import Interval, Test
from pansol.sop.values import ABSENT, Type, Value, show_value

__all__ = ["Branch", "branches", "branches_in_words"]

# (fact, cell): the cells an answer falls into, of the fact itself or of what is computed from it
Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer that stands for all that fall into the same cells."""

    value: Value
    marks: tuple[Mark, ...]


def branches(situation: Situation, question: Question, decision: str) -> tuple[Branch, ...]:
    """Answers that the procedure tells apart, one of each; those that cannot occur are left out."""
    fact = question.fact
    found: dict[tuple[Mark, ...], Branch] = {}
    for value in _candidates(situation, fact.name, question.may_be_absent):
        changed = situation.with_fact(fact.name, value)
        if any(changed.holds(impossible.when) for impossible in situation.procedure.impossible):
            continue
        marks = _marks(situation, changed, fact.name, decision)
        found.setdefault(marks, Branch(value, marks))
    return tuple(sorted(found.values(), key=lambda branch: [cell for _, cell in branch.marks]))


def _marks(before: Situation, after: Situation, name: str, decision: str) -> tuple[Mark, ...]:
    """The cell an answer falls into; of a continuous fact also the cells of what is computed from it."""
    cells, value = before.compiled.cells, after.value(name)
    own = (name, cells[name].cell(value))
    if not cells[name].kind.is_ordered or value is ABSENT:
        return (own,)
    computed = [other for other in before.compiled.tables[decision].columns if _is_settled_by(before, after, other)]
    marks = [(other, cells[other].cell(after.value(other))) for other in computed]
    return (own, *marks) if cells[name].cuts else tuple(marks)


def _is_settled_by(before: Situation, after: Situation, other: str) -> bool:
    return before.procedure.facts[other].is_ is not None and before.value(other) is None and after.value(other) is not None


def _candidates(situation: Situation, name: str, may_be_absent: bool) -> Iterator[Value]:
    cells = situation.compiled.cells[name]
    yield from (sample for sample in cells.samples if sample is not ABSENT)
    if cells.kind.is_ordered:
        yield from _around(situation, cells.kind.kind)
    if may_be_absent:
        yield ABSENT


def _around(situation: Situation, kind: str) -> Iterator[Value]:
    """Values at, just before and just after every point where something computed from them can turn."""
    cuts: dict[str, set[Value]] = {}
    for cells in situation.compiled.cells.values():
        cuts.setdefault(cells.kind.kind, set()).update(cells.cuts)
    if kind == "datetime":
        yield from _instants(situation, cuts.get("duration", set()), cuts.get("time", set()))
    elif kind == "date":
        days = {timedelta(0), *(timedelta(days=d.days) for d in cuts.get("duration", ()))}
        yield from (situation.as_of + sign * d + timedelta(days=n) for d in days for sign in (1, -1) for n in (-1, 0, 1))
    elif kind == "duration":
        yield from _beside(cuts.get("duration", ()), timedelta(minutes=1))
    elif kind == "number":
        yield from _beside(cuts.get("number", ()), Decimal(1))
    elif kind == "money":
        yield from _beside(cuts.get("money", ()), 1)


def _beside(cuts: Iterable[Value], step: Value) -> Iterator[Value]:
    for cut in cuts:
        yield from (cut - step, cut, cut + step)


def _instants(situation: Situation, durations: set[Value], times: set[time]) -> Iterator[datetime]:
    known = [v for v in situation.known.values() if isinstance(v, datetime)]
    for anchor in (situation.now, *known):
        for wait in {timedelta(0), *durations}:
            yield from (anchor + sign * wait + timedelta(minutes=n) for sign in (-1, 1) for n in (-1, 0, 1))
    zone = situation.procedure.zone
    today: date = situation.now.astimezone(zone).date()
    for at in times:
        for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
            yield from (datetime.combine(day, at, zone) + timedelta(minutes=n) for n in (-1, 0, 1))


def branches_in_words(procedure: Procedure, cells: dict[str, Cells], answers: Iterable[Branch]) -> str:
    """What answers that lead the same way have in common: `Aging atau Selesai`, `Sudah menunggu < 1 hari`."""
    listed = list(answers)
    facts = {tuple(name for name, _ in branch.marks) for branch in listed}
    if facts == {()}:
        return "diisi"
    if len(facts) == 1 and len(next(iter(facts))) == 1:
        name = next(iter(facts))[0]
        return _fact_in_words(procedure, cells[name], name, sorted(branch.marks[0][1] for branch in listed))
    each = [", ".join(_fact_in_words(procedure, cells[name], name, [cell]) for name, cell in branch.marks) or "diisi" for branch in listed]
    return " / ".join(dict.fromkeys(each))


def _fact_in_words(procedure: Procedure, cells: Cells, name: str, numbers: list[int]) -> str:
    words = _cells_in_words(procedure, cells, name, numbers)
    return f"{name_in_words(procedure, name)} {words}" if procedure.facts[name].is_ is not None else words


def _cells_in_words(procedure: Procedure, cells: Cells, name: str, numbers: list[int]) -> str:
    present = [n for n in numbers if cells.samples[n] is not ABSENT]
    gone = ["tidak ada"] if len(present) < len(numbers) else []
    kind = procedure.facts[name].kind
    if cells.kind.is_ordered and present:
        runs = [[n for _, n in run] for _, run in groupby(enumerate(present), key=lambda pair: pair[1] - pair[0])]
        return " atau ".join(
            [test_in_words(kind, Test((_interval(cells, run[0], run[-1]),))) if cells.cuts else "diisi" for run in runs] + gone
        )
    if cells.kind.is_textual:
        return " atau ".join((["diisi"] if present else []) + gone)
    if cells.kind.kind == "choices":
        return " / ".join([_subset(kind, cells, n) for n in present] + gone)
    others = [s for n, s in enumerate(cells.samples) if n not in numbers and s is not ABSENT]
    if not gone and 0 < len(others) < len(present) / 2:
        return "selain " + test_in_words(kind, Test(tuple(others)))
    test = Test(tuple(cells.samples[n] for n in present))
    return " atau ".join(([test_in_words(kind, test)] if present else []) + gone)


def _subset(kind: Type, cells: Cells, number: int) -> str:
    return show_value(kind, cells.samples[number]) if cells.samples[number] else "yang lain"


def _interval(cells: Cells, first: int, last: int) -> Interval:
    """The values of a run of cells: cell 2i lies before cut i, cell 2i+1 is cut i."""
    low = cells.cuts[(first - 1) // 2] if first else None
    high = cells.cuts[last // 2] if last // 2 < len(cells.cuts) else None
    return Interval(low, first % 2 == 1, high, last % 2 == 1)
