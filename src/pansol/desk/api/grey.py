"""Grey cases: to the team leader, forwarded, decided, and back."""

from __future__ import annotations

from typing import Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import AlreadyDone, answers
from pansol.desk.api.once import once
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import GreyOut, PersonOut, grey_out, person_out
from pansol.desk.api.typed import ApiRequest, Before, Id, Incoming, Key, Limit, Number, Pk, Revision, Said
from pansol.desk.api.wording import at_revision
from pansol.desk.cases import actions
from pansol.desk.cases.leader_queries import deciders
from pansol.desk.cases.models import GreyCase, GreyState

__all__ = ["DecisionIn", "ForwardingIn", "QuestionIn", "decide", "forward", "listed", "of_case", "others", "raise_one", "read", "router"]

router = Router(tags=["grey cases"])
of_case = Router(tags=["grey cases"])


class QuestionIn(Incoming):
    revision: Revision
    question: Said = Field(max_length=2000)


class DecisionIn(Incoming):
    """What the agent does, and the words for the customer."""

    decision: Said = Field(max_length=2000)
    script: str = Field("", max_length=2000)


class ForwardingIn(Incoming):
    """Somebody who may decide for this client."""

    to: Number


def _shown(request: ApiRequest, pk: int) -> GreyOut:
    return grey_out(finding.grey_cases(request.auth).get(pk=pk))


@of_case.post("{int:pk}/grey-cases/", response=answers(GreyOut, 201), summary="Ask the team leader")
def raise_one(request: ApiRequest, pk: Pk, body: QuestionIn, key: Key = None) -> Status[GreyOut]:
    file = finding.one_case(request.auth, pk, "case.answer")

    def act() -> int:
        at_revision(file, body.revision)
        return actions.raise_grey(file, body.question, by=request.auth, now=file.now).pk

    return Status(201, once(request, key, act, lambda made: _shown(request, made)))


@router.get("", response=answers(Page[GreyOut]), summary="List grey cases, newest first")
def listed(
    request: ApiRequest, state: Literal["open", "forwarded", "decided"] | None = None, case: Id = None, before: Before = None,
    limit: Limit = 50,
) -> Page[GreyOut]:  # fmt: skip
    require(request.auth, "case.view")
    rows = finding.grey_cases(request.auth)
    if state is not None:
        rows = rows.filter(state=state)
    if case is not None:
        rows = rows.filter(case_id=case)
    return page(rows, before, limit, grey_out)


@router.get("{int:pk}/", response=answers(GreyOut), summary="Read a grey case")
def read(request: ApiRequest, pk: Pk) -> GreyOut:
    return grey_out(finding.one_grey(request.auth, pk, "case.view"))


@router.post("{int:pk}/decision/", response=answers(GreyOut), summary="Decide a grey case")
def decide(request: ApiRequest, pk: Pk, body: DecisionIn, key: Key = None) -> GreyOut:
    grey = finding.one_grey(request.auth, pk, "case.decide_grey")

    def act() -> int:
        if grey.state == GreyState.DECIDED or not _decided(grey, body, request.auth):
            raise AlreadyDone
        return pk

    return once(request, key, act, lambda made: _shown(request, made))


def _decided(grey: GreyCase, body: DecisionIn, by: User) -> bool:
    return actions.decide_grey(grey, body.decision, script=body.script, by=by, now=timezone.now())


@router.get("{int:pk}/forwarding/", response=answers(list[PersonOut]), summary="Who else may decide a grey case")
def others(request: ApiRequest, pk: Pk) -> list[PersonOut]:
    grey = finding.one_grey(request.auth, pk, "case.decide_grey")
    return [person_out(u) for u in deciders(grey, request.auth)]


@router.post("{int:pk}/forwarding/", response=answers(GreyOut), summary="Pass a grey case on to somebody who may decide it")
def forward(request: ApiRequest, pk: Pk, body: ForwardingIn, key: Key = None) -> GreyOut:
    grey = finding.one_grey(request.auth, pk, "case.decide_grey")
    to = get_object_or_404(deciders(grey, request.auth), pk=body.to)

    def act() -> int:
        if not actions.forward_grey(grey, to, by=request.auth, now=timezone.now()):
            raise AlreadyDone
        return pk

    return once(request, key, act, lambda made: _shown(request, made))
