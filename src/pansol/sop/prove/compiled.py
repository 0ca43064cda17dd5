"""Whether what the compiled form takes for granted is true: the rows it says can never hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pansol.sop.cells import Cells
from pansol.sop.compile import Compiled
from pansol.sop.model import Procedure
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.logic import Formula, conj, disj, neg
from pansol.sop.prove.situations import Situation, Situations
from pansol.sop.prove.words import situation_words
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT

__all__ = ["Counterexample", "verify_compiled", "verify_pairs_infeasible"]

Pair = tuple[tuple[str, Test], tuple[str, Test]]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Tests said never to hold together (fact → test or cells, in words), and a situation in which they do."""

    tests: Mapping[str, str]
    example: Situation
    shown: tuple[tuple[str, str], ...]


def verify_pairs_infeasible(procedure: Procedure, pairs: Iterable[Pair]) -> tuple[Counterexample, ...]:
    """The pairs of tests that can hold together after all; none when every pair is infeasible.

    `impossible` is left aside: the pairs have to be infeasible by computation alone. Raises RuntimeError should Z3 give up.
    """
    encoding = Encoding(procedure)
    situations = Situations(encoding)
    found: list[Counterexample] = []
    for pair in pairs:
        tests = {name: test.text or repr(test.parts) for name, test in pair}
        held = conj([encoding.test(name, test) for name, test in pair])
        found += _refuted(situations, tests, held)
    return tuple(found)


def verify_compiled(compiled: Compiled) -> tuple[Counterexample, ...]:
    """The rows a compiled procedure rules out (other than `impossible`) that can hold after all; none when it is right."""
    encoding = Encoding(compiled.procedure)
    situations = Situations(encoding)
    found: list[Counterexample] = []
    for constraint in compiled.constraints:
        if constraint.head:
            tests = {name: _words(compiled.cells[name], mask) for name, mask in constraint.row.items()}
            held = conj([_within(encoding, name, compiled.cells[name], mask) for name, mask in constraint.row.items()])
            found += _refuted(situations, tests, held)
    return tuple(found)


def _refuted(situations: Situations, tests: Mapping[str, str], held: Formula) -> Iterator[Counterexample]:
    if not situations.can_be(situations.intact, held):
        return
    example = situations.example([held], list(tests)) or {}
    yield Counterexample(tests, example, situation_words(situations.encoding.procedure, example))


def _words(cells: Cells, mask: int) -> str:
    return " | ".join(str(s) for i, s in enumerate(cells.samples) if mask >> i & 1)


def _within(encoding: Encoding, name: str, cells: Cells, mask: int) -> Formula:
    return disj([_cell(encoding, name, cells, i) for i in range(cells.size) if mask >> i & 1])


def _cell(encoding: Encoding, name: str, cells: Cells, index: int) -> Formula:
    """A compiled cell as a formula: cell 2i of an ordered fact lies before its i-th cut, cell 2i+1 is that cut."""
    sample = cells.samples[index]
    if sample is ABSENT:
        return encoding.test(name, Test((Presence(False),)))
    if cells.kind.is_textual:
        return encoding.test(name, Test((Presence(True),)))
    if cells.kind.is_ordered:
        return encoding.test(name, Test((_piece(cells, index),)))
    if isinstance(sample, frozenset):
        members = [encoding.test(name, Test((m,))) for m in cells.members]
        return conj((encoding.term(name).present, *(f if m in sample else neg(f) for m, f in zip(cells.members, members, strict=True))))
    return encoding.test(name, Test((sample,)))


def _piece(cells: Cells, index: int) -> Interval:
    at = index // 2
    if index % 2:
        return Interval(cells.cuts[at], True, cells.cuts[at], True)
    return Interval(cells.cuts[at - 1] if at else None, False, cells.cuts[at] if at < len(cells.cuts) else None, False)
