"""Computed facts that share one base instant: the cells that no value of the base brings together (how long, and after 20:00?).

Every such fact changes its cell only along straight lines in the plane of (now, base): a time of day of either, or a fixed
distance between them. Looking on both sides of every crossing of two lines meets each region that the lines bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import combinations

from pansol.sop.cells import Cells
from pansol.sop.derive import Binary, Call, Expr, If, Literal, Ref, evaluate, refs
from pansol.sop.model import Fact, Procedure
from pansol.sop.values import Value

__all__ = ["bases", "never_together"]

EVALUATIONS = 20_000  # past so many the facts are left untied: sound, one question more
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ANYWHERE = datetime(2026, 7, 1)  # noqa: DTZ001 (a wall clock; the zone is put to it below)


def never_together(procedure: Procedure, metric: Sequence[Fact], cells: Mapping[str, Cells]) -> Iterator[tuple[str, dict[str, int]]]:
    """(first fact, the cells of two facts that cannot be together) for the facts that share a base."""
    by_base: dict[str, list[Fact]] = {}
    for fact in metric:
        base = bases(procedure, fact.name) - {"now"}
        if len(base) == 1 and fact.applies_when is None and _is_steady(procedure, fact, cells):
            by_base.setdefault(next(iter(base)), []).append(fact)
    for shared, facts in by_base.items():
        if len(facts) > 1 and procedure.facts[shared].kind.kind == "datetime":
            yield from _apart(procedure, shared, facts, cells)


def bases(procedure: Procedure, name: str) -> frozenset[str]:
    """The facts, themselves not computed, that a computed fact is computed from, at any distance."""
    found: set[str] = set()
    tree = procedure.facts[name].is_
    for ref in refs(tree) if tree is not None else ():
        found |= bases(procedure, ref) if procedure.facts[ref].is_ is not None else {ref}
    return frozenset(found)


def _is_steady(procedure: Procedure, fact: Fact, cells: Mapping[str, Cells]) -> bool:
    """Whether a fact stays in its cell when all instants move by whole days; only then do lines of one day tell everything."""
    if fact.kind.kind in ("date", "datetime") and cells[fact.name].cuts:
        return False
    return all(_is_daily(tree, is_clock) for tree, is_clock in _parts(procedure, fact.is_))


def _is_daily(tree: Expr, is_clock: bool) -> bool:
    match tree:
        case Literal(_, kind):
            return kind.kind not in ("date", "datetime")
        case Ref(name):
            return name != "as_of"
        case Call("to_minute"):
            return is_clock
        case Call(name):
            return name not in ("weekday_of", "due")
        case Binary(op):
            return op not in ("*", "/")
    return True


def _parts(procedure: Procedure, tree: Expr | None) -> Iterator[tuple[Expr, bool]]:
    """Every part of an expression and of the computed facts it reads, and whether only its time of day is looked at."""
    todo = [(tree, False)] if tree is not None else []
    while todo:
        part, is_clock = todo.pop()
        yield part, is_clock
        match part:
            case Ref(name) if (inner := procedure.facts[name].is_) is not None:
                todo.append((inner, is_clock))
            case Binary(_, left, right):
                todo += [(left, False), (right, False)]
            case Call(name, args):
                todo += [(arg, name == "time_of") for arg in args]
            case If(condition, then, other):
                todo += [(condition, False), (then, is_clock), (other, is_clock)]


def _apart(procedure: Procedure, base: str, facts: Sequence[Fact], cells: Mapping[str, Cells]) -> Iterator[tuple[str, dict[str, int]]]:
    grid = _Lines(procedure, facts, cells).crossings(EVALUATIONS // len(facts))
    seen: dict[tuple[str, str], set[tuple[int, int]]] = {pair: set() for pair in combinations([f.name for f in facts], 2)}
    for now, instant in grid:
        at = {f.name: _cell_at(procedure, f, {"now": now, base: instant}, cells) for f in facts}
        for (one, other), together in seen.items():
            together.add((at[one], at[other]))
    for (one, other), together in seen.items():
        every = sum(1 << b for b in {b for _, b in together})
        for i in {a for a, _ in together}:
            met = sum(1 << b for a, b in together if a == i)
            if every & ~met:  # cells that were never met at all say nothing and stay possible
                yield one, {one: 1 << i, other: every & ~met}


def _cell_at(procedure: Procedure, fact: Fact, known: Mapping[str, Value], cells: Mapping[str, Cells]) -> int:
    def look(name: str) -> Value:
        inner = procedure.facts[name]
        return evaluate(inner.is_, look, procedure.zone) if inner.is_ is not None else known.get(name)

    assert fact.is_ is not None
    return cells[fact.name].cell(evaluate(fact.is_, look, procedure.zone))


class _Lines:
    """The lines along which some of the facts can change their cell."""

    def __init__(self, procedure: Procedure, facts: Sequence[Fact], cells: Mapping[str, Cells]) -> None:
        parts = [p for f in facts for p, _ in _parts(procedure, f.is_)]
        written = [v for p in parts if isinstance(p, Literal) for v in (p.value if isinstance(p.value, tuple) else (p.value,))]
        written += [cut for f in facts for cut in cells[f.name].cuts]
        self.start = ANYWHERE.replace(tzinfo=procedure.zone)
        self.waits = sorted({v for v in written if isinstance(v, timedelta)} | {timedelta(0)})
        clocks = {timedelta(hours=v.hour, minutes=v.minute, seconds=v.second) for v in written if isinstance(v, time)} | {timedelta(0)}
        if any(isinstance(p, Call) and p.name == "to_minute" for p in parts):
            clocks |= {clock + MINUTE for clock in clocks}  # `<= 19:00` of a whole minute holds until 19:01
        self.moments = sorted({(clock + sign * wait) % DAY for clock in clocks for wait in self.waits for sign in (-1, 1)})
        self.days = sorted({wait.days + more for wait in self.waits for more in (-1, 0, 1, 2)})

    def crossings(self, most: int) -> list[tuple[datetime, datetime]]:
        """Pairs (now, base) on both sides of every crossing, and on the lines; none when there are more than `most`."""
        found = []
        for now in sorted({self.start + m + shift for m in self.moments for shift in (-2 * SECOND, timedelta(0), 2 * SECOND)}):
            lines = {now - wait for wait in self.waits} | {self.start + m - day * DAY for m in self.moments for day in self.days}
            found += [(now, at) for at in sorted({line + shift for line in lines for shift in (-SECOND, timedelta(0), SECOND)})]
            if len(found) > most:
                return []
        return found
