"""The fewest questions that any order could need on average, by dynamic programming over what is left to know."""

from __future__ import annotations

from itertools import islice

from pansol.sop.asking import open_columns, source_of
from pansol.sop.compile import Compiled
from pansol.sop.interview import question_order
from pansol.sop.settle import OPEN
from pansol.sop.situation import Situation
from pansol.sop.values import Value
from situations import Case, answers

__all__ = ["Optimum", "TooMany"]

NOBODY: frozenset[str] = frozenset()


class TooMany(Exception):
    """More states than can be worked out in reasonable time."""


class Optimum:
    """The best question in every state of one decision, under the order constraints that the interview keeps.

    Exact when facts are independent of each other: every answer that a fact can have counts as equally likely.
    """

    def __init__(self, compiled: Compiled, decision: str, most: int) -> None:
        self.compiled, self.decision, self.most = compiled, decision, most
        self.context = sorted(_context(compiled))
        self.known: dict[object, tuple[float, str | None]] = {}
        self.values: dict[tuple[str, object], tuple[Value, ...]] = {}

    def best(self, situation: Situation) -> tuple[float, str | None]:
        """(questions left on average, the one to ask now)."""
        if situation.outcome(self.decision) != OPEN:
            return 0.0, None
        key = self.signature(situation)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= self.most:
                raise TooMany
            options = [(self.expected(situation, step), step) for step in self.steps(situation)]
            found = self.known[key] = min(options, default=(0.0, None))
        return found

    def steps(self, situation: Situation) -> list[str]:
        """What may be asked now: the first of `first` that matters, or else anything that does."""
        order = list(islice(question_order(situation, self.decision, NOBODY), None))
        first = situation.procedure.first
        forced = [step for fact, step in order if fact in first or step in first]
        if situation.procedure.ordering == "listed":
            forced = [step for _, step in order]
        return list(dict.fromkeys(forced[:1] or [step for _, step in order]))

    def expected(self, situation: Situation, step: str) -> float:
        fact = situation.procedure.facts[step]
        source = source_of(situation, fact)
        children: dict[object, tuple[int, Situation]] = {}
        values = self.answers(situation, step)
        for value in values:
            child = situation.with_fact(step, value)
            key = self.signature(child)
            children[key] = (children.get(key, (0, child))[0] + 1, child)
        cost = float(source is not None and source.how != "given")
        return cost + sum(count * self.best(child)[0] for count, child in children.values()) / len(values)

    def answers(self, situation: Situation, step: str) -> tuple[Value, ...]:
        key = (step, situation.now)
        if key not in self.values:
            self.values[key] = answers(situation, situation.procedure.facts[step])
        return self.values[key]

    def signature(self, situation: Situation) -> object:
        """What the questions to come depend on."""
        known = situation.of(self.decision)
        columns = ((n, known.masks[n]) for n in open_columns(known))
        return known.possible, known.certain, tuple(columns), tuple(situation.mask(n) for n in self.context)

    def questions(self, case: Case, start: Situation) -> int:
        """How many questions the best order needs for one case."""
        situation, count = start, 0
        while True:
            _, step = self.best(situation)
            if step is None:
                return count
            source = source_of(situation, situation.procedure.facts[step])
            count += source is not None and source.how != "given"
            situation = situation.with_fact(step, case.values[step])


def _context(compiled: Compiled) -> set[str]:
    """The facts that decide what can be asked, besides those that the table tests."""
    names: set[str] = set()
    for fact in compiled.procedure.facts.values():
        whens = [fact.applies_when or (), *(s.when or () for s in fact.sources)]
        names.update(fact.after)
        names.update(name for when in whens for row in when for name in row)
    return names - set(compiled.procedure.decisions)
