"""The next best question, and what lies ahead.

First the goal, then what the decided rules need. Among the facts that can still matter the next is the one that rules out
most per unit of cost: information gain over the rules' shares, divided by what it costs to learn (greedy, as in ID3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pansol.sop.asking import next_step, source_of
from pansol.sop.compile import Compiled
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.guidance import needed_facts
from pansol.sop.ledger import Ledger
from pansol.sop.model import Fact
from pansol.sop.ordering import question_order
from pansol.sop.settle import OPEN
from pansol.sop.situation import Situation

__all__ = ["Question", "ask_about", "goal_question", "goals_of", "next_question", "question_for", "question_order"]


@dataclass(frozen=True, slots=True)
class Question:
    """What to learn next. `how` is given, check, ask or try; `target` the fact for whose sake it is asked.

    `options` holds (value, label) of a choice; `groups` (label, values) when the choice is asked group by group.
    """

    fact: Fact
    how: str
    text: str
    target: str
    phase: str
    options: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    may_be_absent: bool = False


def next_question(compiled: Compiled, ledger: Ledger, *, now: datetime, as_of: date, goal: str | None = None) -> Question | None:
    """The question to ask now, or None when everything that matters is known (or nobody can say more)."""
    situation = Situation(compiled, ledger.values(now), now, as_of)
    return question_for(situation, goal, ledger.unanswerable())


def question_for(situation: Situation, goal: str | None, unanswerable: frozenset[str]) -> Question | None:
    """As `next_question`, for a situation that exists already."""
    if any(situation.holds(i.when) for i in situation.procedure.impossible):
        return None
    asked = _intake(situation, unanswerable)
    if asked is not None:
        return asked
    for name in goals_of(situation, goal):
        asked = goal_question(situation, name, unanswerable)
        if asked is not None:
            return asked
    return _form_question(decide_situation(situation, goal, unanswerable), unanswerable)


def goals_of(situation: Situation, goal: str | None) -> tuple[str, ...]:
    """The goals to reach, in order: one that was named, or the first with those that follow from it."""
    return (goal,) if goal else situation.procedure.goals[:1]


def _intake(situation: Situation, unanswerable: frozenset[str]) -> Question | None:
    for name in situation.procedure.intake:
        if situation.value(name) is None:
            step = next_step(situation, name, unanswerable)
            if step is not None:
                return ask_about(situation, step, name, "intake")
    return None


def goal_question(situation: Situation, decision: str, unanswerable: frozenset[str]) -> Question | None:
    """The next question towards a decision; None when it is settled or stuck."""
    if situation.procedure.decisions[decision].hit == "collect":
        sure, may = situation.collected(decision)
        is_settled = sure == may
    else:
        is_settled = situation.outcome(decision) != OPEN
    if is_settled:
        return None
    for fact, step in question_order(situation, decision, unanswerable):
        return ask_about(situation, step, fact, "goal")
    return None


def _form_question(answer: Answer, unanswerable: frozenset[str]) -> Question | None:
    for name in needed_facts(answer):
        step = next_step(answer.situation, name, unanswerable)
        if step is not None:
            return ask_about(answer.situation, step, name, "form")
    for name, result in answer.results.items():
        if result.status == "open" and _is_wanted(answer, name):
            for fact in result.open:
                step = next_step(answer.situation, fact, unanswerable)
                if step is not None:
                    return ask_about(answer.situation, step, fact, "form")
    return None


def _is_wanted(answer: Answer, decision: str) -> bool:
    """Other goals and standing duties are part of the guidance once the goal is decided."""
    procedure = answer.situation.procedure
    if answer.result.status != "decided" or answer.situation.applies(decision) is not True:
        return False
    return procedure.decisions[decision].hit == "collect" or procedure.decisions[decision].applies_when is not None


def ask_about(situation: Situation, step: str, target: str, phase: str) -> Question:
    """The question that asks for `step`."""
    fact = situation.procedure.facts[step]
    source = source_of(situation, fact)
    how, text = (source.how, source.text) if source is not None else ("ask", fact.label)
    if how == "check" or how == "given":
        text = fact.label
    options = tuple((fact.kind.values or {}).items())
    if fact.kind.kind == "yes_no":
        options = (("yes", "Ya"), ("no", "Tidak"))
    groups = tuple(fact.kind.groups.values()) if fact.kind.groups else ()
    return Question(fact, how, text, target, phase, options, groups, fact.may_be_absent)
