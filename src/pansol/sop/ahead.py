"""What lies ahead of an interview: the likely outcomes, how many questions are left, how ready the form is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from pansol.sop.compile import Compiled, bit_numbers
from pansol.sop.decide import decide_situation
from pansol.sop.forms import missing
from pansol.sop.gain import rule_shares
from pansol.sop.interview import Question, question_for
from pansol.sop.ledger import Ledger
from pansol.sop.settle import OPEN
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Value

__all__ = ["Ahead", "Outlook", "ahead", "look_ahead", "sample_answer"]

WALKS = 12  # interviews played to the end to estimate what is left
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Outlook:
    """One likely outcome and its share (0 to 1)."""

    rule: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """`fewest` and `expected` count the questions until the goal is decided; `ready` and `wanted` the fields of its forms."""

    outlooks: tuple[Outlook, ...]
    fewest: int
    expected: float
    ready: int
    wanted: int


def ahead(
    compiled: Compiled,
    ledger: Ledger,
    *,
    now: datetime,
    as_of: date,
    goal: str | None = None,
    frequencies: Mapping[str, float] | None = None,
) -> Ahead:
    """What lies ahead of a ledger. `frequencies` weighs rules by how often they were decided in the past (uniform without)."""
    situation = Situation(compiled, ledger.values(now), now, as_of)
    return look_ahead(situation, goal, ledger.unanswerable(), frequencies)


def look_ahead(
    situation: Situation, goal: str | None, unanswerable: frozenset[str], frequencies: Mapping[str, float] | None = None
) -> Ahead:
    """As `ahead`, for a situation that exists already."""
    goal = goal or situation.procedure.goals[0]
    counts = [0]
    if situation.outcome(goal) == OPEN:
        first = _Step(situation, goal, unanswerable)
        counts = [_walk(first, Random(seed)) for seed in range(WALKS)]  # noqa: S311 (an estimate, not a secret)
    ready, wanted = _readiness(situation, goal)
    return Ahead(_outlooks(situation, goal, frequencies or {}), min(counts), sum(counts) / len(counts), ready, wanted)


def _outlooks(situation: Situation, goal: str, frequencies: Mapping[str, float]) -> tuple[Outlook, ...]:
    rules = situation.procedure.decisions[goal].rules
    settled = situation.outcome(goal)
    shares = rule_shares(situation, goal) if settled == OPEN else dict.fromkeys(bit_numbers(settled), 1.0)
    weighed = {i: share * frequencies.get(rules[i].id, 1.0) for i, share in shares.items()}
    total = sum(weighed.values())
    ranked = sorted(weighed.items(), key=lambda item: -item[1])
    return tuple(Outlook(rules[i].id, rules[i].title, weight / total) for i, weight in ranked if total)


def _readiness(situation: Situation, goal: str) -> tuple[int, int]:
    """(fields that are ready, fields that are wanted) of the forms of the decided rules."""
    answer = decide_situation(situation, goal)
    forms = {a.target if a.kind == "ticket" else str(a.settings.get("form", "")) for r in answer.rules() for a in r.do}
    wanted = lacking = 0
    for form in forms - {""}:
        wanted += sum(
            f.required or (f.required_when is not None and situation.holds(f.required_when) is not False)
            for f in situation.procedure.forms[form].fields
        )
        lacking += len(missing(situation, form))
    return wanted - lacking, wanted


class _Step:
    """A point of the interviews played: what is asked there, and the points after it that some walk has come to."""

    def __init__(self, situation: Situation, goal: str, unanswerable: frozenset[str]) -> None:
        self.situation, self.goal, self.unanswerable = situation, goal, unanswerable
        self.question = question_for(situation, goal, unanswerable) if situation.outcome(goal) == OPEN else None
        self.after: dict[Value, _Step] = {}

    def answered(self, question: Question, value: Value) -> _Step:
        if value not in self.after:
            self.after[value] = _Step(self.situation.with_fact(question.fact.name, value), self.goal, self.unanswerable)
        return self.after[value]


def _walk(step: _Step, chance: Random) -> int:
    """Questions asked until the goal is settled, with answers drawn at random."""
    count = 0
    while step.question is not None and count < LONGEST:
        count += step.question.how != "given"
        step = step.answered(step.question, sample_answer(step.situation, step.question, chance))
    return count


def sample_answer(situation: Situation, question: Question, chance: Random) -> Value:
    """A value the fact could have, each of its cells as likely as the others."""
    samples = situation.compiled.cells[question.fact.name].samples
    fits = [s for s in samples if s is not ABSENT or question.fact.may_be_absent]
    return chance.choice(fits)
