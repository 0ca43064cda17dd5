"""How much of the space of situations a procedure calls impossible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from random import Random

from pansol.sop.model import Procedure, When
from pansol.sop.prove.dimensions import Dimension, Dimensions
from pansol.sop.unary import Presence, Test

__all__ = ["Impossibility", "impossibility"]

COUNTED = 20_000  # up to here every combination of cells is looked at
SAMPLED = 10_000
_SEED = 11
Choice = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Impossibility:
    """How many entries `impossible` has, and the share of situations they rule out.

    The space is every combination of the cells of the facts that the entries read, each counting the same; `is_counted`
    says whether all were looked at, or a sample of `looked_at`.
    """

    entries: int
    share: float
    is_counted: bool
    looked_at: int

    def text(self, lang: str = "id") -> str:
        """The same in one line."""
        how = ("dihitung" if self.is_counted else "dari sampel") if lang == "id" else ("counted" if self.is_counted else "sampled")
        if lang == "id":
            return f"{self.entries} situasi mustahil, {self.share:.1%} dari {self.looked_at} kombinasi sel ({how})"
        return f"{self.entries} impossible situations, {self.share:.1%} of {self.looked_at} combinations of cells ({how})"


def impossibility(procedure: Procedure, cells: Dimensions) -> Impossibility:
    """Count or sample how much `impossible` covers."""
    entries = procedure.impossible
    names = dict.fromkeys(n for i in entries for tests in i.when for n in tests)
    dimensions = [d for n in names for d in cells.dimensions(n)]
    space = prod(len(d.cells) for d in dimensions)
    is_counted = space <= COUNTED
    every = product(*(range(len(d.cells)) for d in dimensions)) if is_counted else islice(_draws(dimensions), SAMPLED)
    masks = [row for i in entries for row in _rows(cells, dimensions, i.when)]
    choices = list(every) if entries else []
    hits = sum(any(all(mask >> choice[at] & 1 for at, mask in row) for row in masks) for choice in choices)
    return Impossibility(len(entries), hits / len(choices) if choices else 0.0, is_counted, len(choices))


def _draws(dimensions: list[Dimension]) -> Iterator[Choice]:
    random = Random(_SEED)  # noqa: S311 - a sample, not a secret
    while True:
        yield tuple(random.randrange(len(d.cells)) for d in dimensions)


def _rows(cells: Dimensions, dimensions: list[Dimension], when: When) -> Iterator[list[tuple[int, int]]]:
    """Each map of a condition as (dimension, cells) pairs; a test of several members of a set becomes several rows."""
    places: dict[str, list[int]] = {}
    for at, dimension in enumerate(dimensions):
        places.setdefault(dimension.fact.name, []).append(at)
    for tests in when:
        options = [list(_sides(cells, dimensions, places[n], n, t)) for n, t in tests.items()]
        yield from ([side for group in chosen for side in group] for chosen in product(*options))


def _sides(cells: Dimensions, dimensions: list[Dimension], places: list[int], name: str, test: Test) -> Iterator[list[tuple[int, int]]]:
    mask = cells.mask(name, test)
    if mask is not None:
        yield [(places[0], mask)]
        return
    found = [(at, part) for part in test.parts for at in places if _is_about(dimensions[at], part)]
    if test.negated:
        yield [(at, 0b10) for at, _ in found]
    else:
        yield from ([(at, 0b01 if not isinstance(part, Presence) or part.known else 0b10)] for at, part in found)


def _is_about(dimension: Dimension, part: object) -> bool:
    return not dimension.member if isinstance(part, Presence) else dimension.member == part
