"""Which facts to ask for, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from pansol.sop.asking import next_step, open_facts
from pansol.sop.gain import best_fact
from pansol.sop.situation import Situation

__all__ = ["is_stuck", "question_order"]


def question_order(situation: Situation, decision: str, unanswerable: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(fact that matters, what to ask for its sake), best first. Lazy: the first is cheap, the rest are not."""
    procedure = situation.procedure
    if situation.applies(decision) is not True or procedure.decisions[decision].hit == "collect":
        yield from _steps(situation, open_facts(situation, decision), unanswerable)
    elif procedure.ordering == "listed":
        order = {name: i for i, name in enumerate(procedure.facts)}
        yield from _steps(situation, sorted(open_facts(situation, decision), key=lambda n: order[n]), unanswerable)
    else:
        alone = False
        for step in best_fact(situation, decision, unanswerable):
            alone = True
            yield step
        if not alone:
            yield from _together(situation, decision, unanswerable)


def is_stuck(situation: Situation, decision: str, unanswerable: frozenset[str]) -> bool:
    """Whether nothing is left that anybody could answer and that would lead on."""
    return next(question_order(situation, decision, unanswerable), None) is None


def _steps(situation: Situation, facts: list[str] | tuple[str, ...], unanswerable: frozenset[str]) -> Iterator[tuple[str, str]]:
    first = [f for f in situation.procedure.first if f in facts]
    for fact in [*first, *(f for f in facts if f not in first)]:
        step = next_step(situation, fact, unanswerable)
        if step is not None:
            yield fact, step


def _together(situation: Situation, decision: str, unanswerable: frozenset[str]) -> Iterator[tuple[str, str]]:
    """No fact matters by itself, because each is tied to another: they have to be learnt together or not at all."""
    facts = open_facts(situation, decision)
    steps = list(_steps(situation, facts, unanswerable))
    if len(steps) == len(facts):
        yield from steps
