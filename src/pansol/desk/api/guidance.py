"""What the SOP says of a case: the result, the next question, the steps with their words, forms, records, why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from ninja import Router
from pydantic import BaseModel

from pansol.desk.api import finding
from pansol.desk.api.errors import answers, language
from pansol.desk.api.masks import masked_situation, masked_text
from pansol.desk.api.papers import FormOut, RecordTextOut, forms_of, records_of
from pansol.desk.api.typed import ApiRequest, Pk
from pansol.desk.cases.file import CaseFile
from pansol.sop.explain import Reason, what_would_change, why
from pansol.sop.forms import message_text
from pansol.sop.guidance import Step
from pansol.sop.interview import Question
from pansol.sop.render import action_in_words
from pansol.sop.situation import Situation
from pansol.sop.values import show_value

__all__ = [
    "ChangeOut", "ChoiceOut", "ExplanationOut", "GroupOut", "GuidanceOut", "QuestionOut", "ReasonOut", "StepOut", "explanation", "guidance",
    "guidance_of", "router",
]  # fmt: skip

router = Router(tags=["guidance"])


class ChoiceOut(BaseModel):
    value: str
    label: str


class GroupOut(BaseModel):
    label: str
    values: list[str]


class QuestionOut(BaseModel):
    """What to learn next. `how` is given, check, ask or try; `kind` what a value looks like."""

    fact: str
    label: str
    kind: str
    how: str
    text: str
    instruction: str
    target: str
    phase: str
    options: list[ChoiceOut]
    groups: list[GroupOut]
    may_be_absent: bool
    is_private: bool


class StepOut(BaseModel):
    """One thing to do. `say` are the words for the customer; `blocked` the facts that keep it back; `flaws` why its words may not go."""

    rule: str
    kind: str
    text: str
    say: str
    blocked: list[str]
    due: datetime | date | None
    every_seconds: int | None
    flaws: list[str]


class ReasonOut(BaseModel):
    fact: str
    label: str
    asked: str
    found: str
    holds: bool | None


class GuidanceOut(BaseModel):
    """`status` is decided, open, uncovered, conflict, absent or impossible. Steps, forms and records only when `may_guide`.

    Personal data is masked.
    """

    case: int
    revision: int
    status: str
    rule: str | None
    title: str
    rules: list[str]
    basis: str
    is_expired: bool
    may_guide: bool
    needs_decision: bool
    contradiction: str
    question: QuestionOut | None
    steps: list[StepOut]
    forms: list[FormOut]
    records: list[RecordTextOut]
    assumptions: list[str]
    sources: list[str]
    why: list[ReasonOut]


class ChangeOut(BaseModel):
    """Facts that, changed together, lead to another rule."""

    facts: dict[str, str]
    rule: str
    title: str


class ExplanationOut(BaseModel):
    why: list[ReasonOut]
    open: list[str]
    changes: list[ChangeOut]


@router.get("{int:pk}/guidance/", response=answers(GuidanceOut), summary="Result, next question, steps, forms, records, why")
def guidance(request: ApiRequest, pk: Pk) -> GuidanceOut:
    return guidance_of(finding.one_case(request.auth, pk, "case.view"))


@router.get("{int:pk}/explanation/", response=answers(ExplanationOut), summary="Why, what is still open, and what would change it")
def explanation(request: ApiRequest, pk: Pk) -> ExplanationOut:
    file = finding.one_case(request.auth, pk, "case.view")
    situation, goal = file.situation, file.case.goal
    procedure, result = situation.procedure, file.answer.result
    is_settled = result.status in ("decided", "uncovered", "conflict") and file.answer.contradiction is None
    found = what_would_change(situation, goal) if is_settled else ()
    changes = [
        ChangeOut(
            facts={name: show_value(procedure.facts[name].kind, value) for name, value in change.facts},
            rule=change.rule, title=procedure.decisions[goal].rule(change.rule).title,
        )
        for change in found
    ]  # fmt: skip
    return ExplanationOut(why=_why(file), open=list(result.open), changes=changes)


def guidance_of(file: CaseFile, *, is_masked: bool = True) -> GuidanceOut:
    """Everything an agent needs now."""
    answer, result = file.answer, file.answer.result
    words = masked_situation(file.situation) if is_masked else file.situation
    rule = answer.situation.procedure.decisions[file.case.goal].rule(result.rule) if result.rule else None
    steps = file.steps if file.may_guide and answer.contradiction is None else ()
    return GuidanceOut(
        case=file.case.pk, revision=file.case.revision, status="impossible" if answer.contradiction else result.status, rule=result.rule,
        title=rule.title if rule else "", rules=list(result.rules), basis=rule.basis if rule else "", is_expired=answer.is_expired,
        may_guide=file.may_guide, needs_decision=answer.needs_decision,
        contradiction=answer.contradiction.because if answer.contradiction else "",
        question=_question(file.question) if file.question else None, steps=[_step(words, s) for s in steps],
        forms=forms_of(words, steps, language()), records=records_of(words, steps), assumptions=[p.assumption for p in answer.assumptions],
        sources=_unique(r.cites for r in answer.rules()) if not answer.contradiction else [], why=_why(file, is_masked=is_masked),
    )  # fmt: skip


def _unique(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word]


def _question(q: Question) -> QuestionOut:
    return QuestionOut(
        fact=q.fact.name, label=q.fact.label, kind=q.fact.kind.kind, how=q.how, text=q.text, instruction=q.fact.how, target=q.target,
        phase=q.phase, options=[ChoiceOut(value=v, label=label) for v, label in q.options],
        groups=[GroupOut(label=label, values=list(values)) for label, values in q.groups], may_be_absent=q.may_be_absent,
        is_private=q.fact.pii,
    )  # fmt: skip


def _step(situation: Situation, step: Step) -> StepOut:
    said = action_in_words(situation.procedure, step.action)
    return StepOut(
        rule=step.rule.id, kind=step.action.kind, text=said.text, say=message_text(situation, said.message) if said.message else "",
        blocked=list(step.blocked), due=step.due, every_seconds=int(step.every.total_seconds()) if step.every else None,
        flaws=list(step.flaws),
    )  # fmt: skip


def _why(file: CaseFile, *, is_masked: bool = True) -> list[ReasonOut]:
    if file.answer.contradiction or file.answer.result.rule is None:
        return []
    reasons = why(file.situation, file.case.goal, file.answer.result.rule)
    return [_reason(file.situation, reason, is_masked=is_masked) for reason in reasons]


def _reason(situation: Situation, reason: Reason, *, is_masked: bool) -> ReasonOut:
    hide = is_masked and situation.procedure.facts[reason.fact].pii
    found = masked_text(reason.fact, reason.found) if hide else reason.found
    return ReasonOut(fact=reason.fact, label=reason.label, asked=reason.test, found=found, holds=reason.holds)
