"""Cases: open, read, list, hand over, resume, allow an expired procedure, conclude, close, show personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from pansol.desk.accounts.queries import agents_of
from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import Invalid, ProblemOut, answers
from pansol.desk.api.facts import Given, as_texts
from pansol.desk.api.once import once, once_at
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import CaseOut, GivenOut, PersonOut, case_out, given_out, person_out
from pansol.desk.api.typed import ApiRequest, Before, Id, Incoming, Key, Limit, Number, Pk, Revision, Said, Word
from pansol.desk.cases import actions
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.memory import given_in
from pansol.desk.cases.opening import given_facts
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.queries import current_versions
from pansol.sop.facts import read_facts

__all__ = [
    "ClosureIn", "FailureIn", "HandOverIn", "OpenIn", "OverrideIn", "ResumeIn", "RevisionIn", "advice_failed", "close", "conclude",
    "given_guidance", "hand_over", "listed", "move", "open_new", "override", "owners", "read", "resume", "router",
]  # fmt: skip

router = Router(tags=["cases"])


class OpenIn(Incoming):
    """The procedure's version in use is pinned. Facts that do not fit are refused, not dropped.

    What the desk knows is taken over, as on the page: from the contact, its customer, the agent, and numbers among the words `said`.
    """

    contact: Number
    procedure: str = Field(min_length=1, max_length=100)
    said: str = Field("", max_length=500)
    facts: Given = Field({})


class RevisionIn(Incoming):
    revision: Revision


class HandOverIn(RevisionIn):
    to: Number


class ClosureIn(RevisionIn):
    """A refusal by the customer says why in `note`."""

    outcome: Literal["done", "duplicate", "other_complaint", "refused"]
    note: str = Field("", max_length=500)


class FailureIn(RevisionIn):
    """What is still wrong after the advice."""

    text: str = Field("", max_length=2000)


class ResumeIn(RevisionIn):
    contact: Number


class OverrideIn(RevisionIn):
    reason: Said = Field(max_length=500)


def _changed(request: ApiRequest, key: str | None, file: CaseFile, revision: int, change: Callable[[], object]) -> CaseOut:
    return once_at(request, key, file, revision, change, lambda made: _shown(request, made))


def _shown(request: ApiRequest, pk: int) -> CaseOut:
    return case_out(finding.cases(request.auth).get(pk=pk))


@router.post("", response=answers(CaseOut, 201), summary="Open a case in a contact")
def open_new(request: ApiRequest, body: OpenIn, key: Key = None) -> Status[CaseOut]:
    contact = finding.one_contact(request.auth, body.contact, "case.open")
    version = current_versions(body.procedure, contact.client_id)
    if version is None:
        raise Invalid(ProblemOut(where="procedure", code="not_found", message=_("Prosedur ini tidak ada, atau sudah ditarik.")))
    sent = as_texts(body.facts)
    read_facts(compiled(version).procedure, sent)
    facts = given_facts(contact, version, request.auth, body.said) | sent

    def act() -> int:
        return actions.open_case(contact, version, by=request.auth, now=timezone.now(), facts=facts).pk

    return Status(201, once(request, key, act, lambda pk: _shown(request, pk)))


@router.get("", response=answers(Page[CaseOut]), summary="List cases, newest first")
def listed(
    request: ApiRequest, state: Literal["open", "waiting", "grey", "closed"] | None = None, customer: Id = None, owner: Id = None,
    contact: Id = None, procedure: Word = "", before: Before = None, limit: Limit = 50,
) -> Page[CaseOut]:  # fmt: skip
    require(request.auth, "case.view")
    wanted = {"state": state, "customer_id": customer, "owner_id": owner, "contact_id": contact, "version__procedure": procedure or None}
    rows = finding.cases(request.auth).filter(**{name: value for name, value in wanted.items() if value is not None})
    return page(rows, before, limit, case_out)


@router.get("{int:pk}/", response=answers(CaseOut), summary="Read a case")
def read(request: ApiRequest, pk: Pk) -> CaseOut:
    finding.one_case(request.auth, pk, "case.view")
    return _shown(request, pk)


@router.post("{int:pk}/owner/", response=answers(CaseOut), summary="Hand a case over")
def hand_over(request: ApiRequest, pk: Pk, body: HandOverIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.hand_over")
    to = get_object_or_404(agents_of(request.auth, file.case.client_id), pk=body.to)
    return _changed(request, key, file, body.revision, lambda: actions.hand_over(file.case, to, by=request.auth, now=file.now))


@router.get("{int:pk}/owner/", response=answers(list[PersonOut]), summary="Who may go on with a case")
def owners(request: ApiRequest, pk: Pk) -> list[PersonOut]:
    file = finding.one_case(request.auth, pk, "case.hand_over")
    return [person_out(u) for u in agents_of(request.auth, file.case.client_id)]


@router.post("{int:pk}/resumption/", response=answers(CaseOut), summary="Go on with a case in a later contact")
def resume(request: ApiRequest, pk: Pk, body: ResumeIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.answer")
    contact = finding.one_contact(request.auth, body.contact, "contact.start")
    return _changed(request, key, file, body.revision, lambda: actions.resume(file, contact, by=request.auth, now=file.now))


@router.post("{int:pk}/expiry-override/", response=answers(CaseOut), summary="Let an expired procedure guide this case")
def override(request: ApiRequest, pk: Pk, body: OverrideIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.override_expiry")
    return _changed(
        request, key, file, body.revision, lambda: actions.override_expiry(file.case, body.reason, by=request.auth, now=file.now)
    )


@router.post("{int:pk}/conclusion/", response=answers(CaseOut), summary="Take the guidance as given; its promises begin")
def conclude(request: ApiRequest, pk: Pk, body: RevisionIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.answer")
    return _changed(request, key, file, body.revision, lambda: actions.conclude(file, by=request.auth, now=file.now))


@router.post("{int:pk}/advice-failure/", response=answers(CaseOut), summary="The advice did not help: ask again, or the team leader")
def advice_failed(request: ApiRequest, pk: Pk, body: FailureIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.answer")
    return _changed(request, key, file, body.revision, lambda: actions.advice_failed(file, body.text, by=request.auth, now=file.now))


@router.get("{int:pk}/given-guidance/", response=answers(list[GivenOut]), summary="The guidance that was given, with what came of it")
def given_guidance(request: ApiRequest, pk: Pk) -> list[GivenOut]:
    file = finding.one_case(request.auth, pk, "case.view")
    return [given_out(given) for given in given_in(file.case)]


@router.post("{int:pk}/version/", response=answers(CaseOut), summary="Leave a withdrawn version for the one in use")
def move(request: ApiRequest, pk: Pk, body: RevisionIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.answer")
    return _changed(request, key, file, body.revision, lambda: actions.move_case(file, by=request.auth, now=file.now))


@router.post("{int:pk}/closure/", response=answers(CaseOut), summary="Close a case")
def close(request: ApiRequest, pk: Pk, body: ClosureIn, key: Key = None) -> CaseOut:
    file = finding.one_case(request.auth, pk, "case.close")
    return _changed(
        request,
        key,
        file,
        body.revision,
        lambda: actions.close_case(file.case, body.outcome, by=request.auth, now=file.now, note=body.note),
    )
