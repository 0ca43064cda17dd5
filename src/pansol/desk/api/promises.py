"""Promises: what is due, and what was kept."""

from __future__ import annotations

from typing import Literal

from django.utils import timezone
from ninja import Router, Status

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import AlreadyDone, answers
from pansol.desk.api.once import once
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import ContactOut, PromiseOut, contact_out, promise_out
from pansol.desk.api.typed import ApiRequest, Before, Id, Incoming, Key, Limit, Pk
from pansol.desk.cases import actions

__all__ = ["CompletionIn", "call", "finish", "follow_up", "listed", "read", "router"]

router = Router(tags=["promises"])


class CompletionIn(Incoming):
    kept: bool


@router.get("", response=answers(Page[PromiseOut]), summary="List promises, newest first")
def listed(
    request: ApiRequest, state: Literal["open", "kept", "dropped"] | None = None, customer: Id = None, case: Id = None, owner: Id = None,
    is_late: bool | None = None, before: Before = None, limit: Limit = 50,
) -> Page[PromiseOut]:  # fmt: skip
    require(request.auth, "task.view")
    wanted = {"state": state, "customer_id": customer, "case_id": case, "owner_id": owner}
    rows = finding.promises(request.auth).filter(**{name: value for name, value in wanted.items() if value is not None})
    if is_late is not None:
        late = {"state": "open", "due_at__lte": timezone.now()}
        rows = rows.filter(**late) if is_late else rows.exclude(**late)
    return page(rows, before, limit, promise_out)


@router.get("{int:pk}/", response=answers(PromiseOut), summary="Read a promise")
def read(request: ApiRequest, pk: Pk) -> PromiseOut:
    return promise_out(finding.one_promise(request.auth, pk, "task.view"))


@router.post("{int:pk}/completion/", response=answers(PromiseOut), summary="Keep or drop a promise")
def finish(request: ApiRequest, pk: Pk, body: CompletionIn, key: Key = None) -> PromiseOut:
    promise = finding.one_promise(request.auth, pk, "task.finish")

    def act() -> int:
        if not actions.finish_promise(promise, kept=body.kept, by=request.auth, now=timezone.now()):
            raise AlreadyDone
        return pk

    return once(request, key, act, lambda made: promise_out(finding.promises(request.auth).get(pk=made)))


@router.post("{int:pk}/follow-up/", response=answers(PromiseOut), summary="The wait is over: its case goes on, stale facts asked again")
def follow_up(request: ApiRequest, pk: Pk, key: Key = None) -> PromiseOut:
    promise = finding.one_promise(request.auth, pk, "task.finish")

    def act() -> int:
        if not actions.follow_up(promise, by=request.auth, now=timezone.now()):
            raise AlreadyDone
        return pk

    return once(request, key, act, lambda made: promise_out(finding.promises(request.auth).get(pk=made)))


@router.post("{int:pk}/call/", response=answers(ContactOut, 201), summary="Ring the customer as promised: a contact begins")
def call(request: ApiRequest, pk: Pk, key: Key = None) -> Status[ContactOut]:
    promise = finding.one_promise(request.auth, pk, "task.finish")

    def act() -> int:
        return actions.call_back(promise, by=request.auth, now=timezone.now()).pk

    return Status(201, once(request, key, act, lambda made: contact_out(finding.contacts(request.auth).get(pk=made))))
