"""Gaps as boxes: the smallest readable description of situations that no rule covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pansol.sop.model import Decision
from pansol.sop.prove.dimensions import Dimension, disjuncts
from pansol.sop.prove.logic import Formula, conj, disj, neg
from pansol.sop.prove.situations import Situations
from pansol.sop.unary import Interval

__all__ = ["Box", "gap_boxes"]


@dataclass(frozen=True, slots=True)
class Box:
    """For some dimensions the cells that are inside; the others do not matter."""

    sides: tuple[tuple[Dimension, frozenset[int]], ...]

    def formula(self, situations: Situations) -> Formula:
        """The situation lies in the box."""
        return conj([_inside(situations, d, cells) for d, cells in self.sides])


def gap_boxes(situations: Situations, decision: Decision, cap: int) -> Iterator[Box]:
    """Boxes that together hold every gap of a decision, one after the other, at most `cap` + 1 of them."""
    encoding = situations.encoding
    dimensions = _dimensions(situations, decision)
    found: list[Box] = []
    gap = conj((situations.intact, encoding.legal, encoding.gap(decision)))
    while len(found) <= cap:
        model = situations.check(gap, *(neg(b.formula(situations)) for b in found))
        if model is None:
            return
        found.append(_grow(situations, decision, dimensions, model, [neg(b.formula(situations)) for b in found]))
        yield found[-1]


def _dimensions(situations: Situations, decision: Decision) -> list[Dimension]:
    """The dimensions a decision's rules test, the most telling (tested by the most rules) last."""
    uses: dict[str, int] = {}
    for when in (decision.applies_when or (), *(disjuncts(r) for r in decision.rules)):
        for name in dict.fromkeys(n for tests in when for n in tests):
            uses[name] = uses.get(name, 0) + 1
    cells = situations.encoding.cells
    return [d for name in sorted(uses, key=uses.__getitem__) for d in cells.dimensions(name)]


def _inside(situations: Situations, dimension: Dimension, cells: frozenset[int]) -> Formula:
    return disj([situations.encoding.test(dimension.fact.name, dimension.cells[i]) for i in sorted(cells)])


def _grow(situations: Situations, decision: Decision, dimensions: list[Dimension], model: Any, elsewhere: list[Formula]) -> Box:
    """From the witness's own cells: drop every dimension that can go, then widen those that stay."""
    encoding = situations.encoding
    sides: dict[int, frozenset[int]] = {}
    for index, dimension in enumerate(dimensions):
        tests = [encoding.test(dimension.fact.name, c) for c in dimension.cells]
        sides[index] = frozenset(i for i, t in enumerate(tests) if situations.holds(model, t))
    always = (situations.intact, encoding.legal, encoding.applies(decision))
    with situations.scope(*always, neg(encoding.nothing(decision))):
        sides = _drop(situations, dimensions, sides)
        seen = dict(sides)
        for index in sorted(sides, reverse=True):
            _widen(situations, dimensions, sides, index)
    with situations.scope(*always, *elsewhere):
        _leave_out_what_adds_nothing(situations, dimensions, sides, seen)
    return Box(tuple((dimensions[i], sides[i]) for i in sorted(sides, reverse=True)))


def _drop(situations: Situations, dimensions: list[Dimension], sides: Mapping[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    walls = {i: _inside(situations, dimensions[i], cells) for i, cells in sides.items()}
    if situations.can_be(*walls.values()):
        return dict(sides)
    core = situations.core()
    kept = [i for i in sides if not isinstance(walls[i], bool) and walls[i].get_id() in core]
    for index in list(kept):
        rest = [i for i in kept if i != index]
        if not situations.can_be(*(walls[i] for i in rest)):
            kept = rest
    return {i: sides[i] for i in kept}


def _widen(situations: Situations, dimensions: list[Dimension], sides: dict[int, frozenset[int]], index: int) -> None:
    dimension = dimensions[index]
    others = [_inside(situations, dimensions[i], cells) for i, cells in sides.items() if i != index]
    for cell, test in enumerate(dimension.cells):
        if cell not in sides[index] and not situations.can_be(*others, situations.encoding.test(dimension.fact.name, test)):
            sides[index] |= {cell}


def _leave_out_what_adds_nothing(
    situations: Situations, dimensions: list[Dimension], sides: dict[int, frozenset[int]], seen: Mapping[int, frozenset[int]]
) -> None:
    """A value that cannot occur beside the rest of the box, or is told of already, only makes it longer (ranges stay whole)."""
    for index, before in list(sides.items()):
        dimension = dimensions[index]
        others = [_inside(situations, dimensions[i], cells) for i, cells in sides.items() if i != index]
        for cell in before - seen[index]:
            test = dimension.cells[cell]
            is_range = isinstance(test.parts[0], Interval)
            if not is_range and not situations.can_be(*others, situations.encoding.test(dimension.fact.name, test)):
                sides[index] -= {cell}
