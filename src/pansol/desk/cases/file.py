"""A case opened for work: its ledger, what is known now, the next question, the guidance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pansol.desk.cases.ledger import read_ledger
from pansol.desk.cases.models import Case, FactEntry
from pansol.desk.knowledge.library import compiled
from pansol.sop.compile import Compiled
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.guidance import Step, steps
from pansol.sop.interview import Question, question_for
from pansol.sop.ledger import Ledger
from pansol.sop.situation import Situation

__all__ = ["CaseFile"]


@dataclass
class CaseFile:
    """Everything about a case at `now`, computed when asked for. Two queries at most: the version once per process, the entries."""

    case: Case
    now: datetime

    @cached_property
    def compiled(self) -> Compiled:
        return compiled(self.case.version)

    @cached_property
    def rows(self) -> list[FactEntry]:
        return list(self.case.entries.order_by("number"))

    @cached_property
    def ledger(self) -> Ledger:
        return read_ledger(self.compiled, self.rows, self.case.settled_at)

    @cached_property
    def situation(self) -> Situation:
        return Situation(self.compiled, self.ledger.values(self.now), self.now, self.case.as_of)

    @cached_property
    def question(self) -> Question | None:
        return question_for(self.situation, self.case.goal, self.ledger.unanswerable())

    @cached_property
    def answer(self) -> Answer:
        return decide_situation(self.situation, self.case.goal, self.ledger.unanswerable())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps(self.answer)

    @property
    def next_number(self) -> int:
        return self.rows[-1].number + 1 if self.rows else 1

    @property
    def may_guide(self) -> bool:
        """An expired procedure guides only after a team leader's override."""
        return not self.answer.is_expired or bool(self.case.expiry_override)
