"""Contacts: start, say who it is, end."""

from __future__ import annotations

from typing import Literal

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import AlreadyDone, answers
from pansol.desk.api.once import once
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import ContactOut, contact_out
from pansol.desk.api.typed import ApiRequest, Before, Id, Incoming, Key, Limit, Number, Pk
from pansol.desk.cases import actions

__all__ = ["CallerIn", "EndingIn", "StartIn", "TurnIn", "attach", "end", "read", "router", "running", "start", "turn"]

router = Router(tags=["contacts"])


class StartIn(Incoming):
    client: str = Field(min_length=1, max_length=50)
    channel: Literal["call", "chat", "social_media", "email", "walk_in"]
    ani: str = Field("", max_length=30)
    customer: Number | None = None


class CallerIn(Incoming):
    customer: Number


class TurnIn(Incoming):
    """The contact that is left for this one, so that its wait begins."""

    leaving: Number


class EndingIn(Incoming):
    """A contact that dropped becomes a promise to call back within 30 minutes."""

    disposition: str = Field("", max_length=40)
    dropped: bool = False


def _shown(request: ApiRequest, pk: int) -> ContactOut:
    return contact_out(finding.contacts(request.auth).get(pk=pk))


@router.post("", response=answers(ContactOut, 201), summary="Start a contact")
def start(request: ApiRequest, body: StartIn, key: Key = None) -> Status[ContactOut]:
    client = finding.client_named(request.auth, body.client, "contact.start")
    customer = finding.one_customer(request.auth, body.customer, "customer.view") if body.customer else None

    def act() -> int:
        return actions.start_contact(client, body.channel, body.ani, customer=customer, by=request.auth, now=timezone.now()).pk

    return Status(201, once(request, key, act, lambda pk: _shown(request, pk)))


@router.get("", response=answers(Page[ContactOut]), summary="List contacts, newest first")
def running(
    request: ApiRequest, is_open: bool | None = None, customer: Id = None, agent: Id = None, before: Before = None, limit: Limit = 50
) -> Page[ContactOut]:
    require(request.auth, "customer.view")
    rows = finding.contacts(request.auth)
    if is_open is not None:
        rows = rows.filter(ended_at__isnull=is_open)
    if customer is not None:
        rows = rows.filter(customer_id=customer)
    if agent is not None:
        rows = rows.filter(agent_id=agent)
    return page(rows, before, limit, contact_out)


@router.get("{int:pk}/", response=answers(ContactOut), summary="Read a contact")
def read(request: ApiRequest, pk: Pk) -> ContactOut:
    return contact_out(finding.one_contact(request.auth, pk, "customer.view"))


@router.post("{int:pk}/customer/", response=answers(ContactOut), summary="Say which customer it is")
def attach(request: ApiRequest, pk: Pk, body: CallerIn, key: Key = None) -> ContactOut:
    contact = finding.one_contact(request.auth, pk, "contact.start")
    customer = finding.one_customer(request.auth, body.customer, "customer.view")

    def act() -> int:
        actions.attach_customer(contact, customer, by=request.auth, now=timezone.now())
        return contact.pk

    return once(request, key, act, lambda made: _shown(request, made))


@router.post("{int:pk}/attention/", response=answers(ContactOut), summary="Turn to one of several running contacts")
def turn(request: ApiRequest, pk: Pk, body: TurnIn | None = None, key: Key = None) -> ContactOut:
    contact = finding.one_contact(request.auth, pk, "contact.start")
    leaving = finding.one_contact(request.auth, body.leaving, "contact.start") if body else None

    def act() -> int:
        actions.turn_to(contact, leaving=leaving, by=request.auth, now=timezone.now())
        return contact.pk

    return once(request, key, act, lambda made: _shown(request, made))


@router.post("{int:pk}/ending/", response=answers(ContactOut), summary="End a contact")
def end(request: ApiRequest, pk: Pk, body: EndingIn, key: Key = None) -> ContactOut:
    contact = finding.one_contact(request.auth, pk, "contact.end")

    def act() -> int:
        if contact.ended_at is not None:
            raise AlreadyDone
        actions.end_contact(contact, disposition=body.disposition, dropped=body.dropped, by=request.auth, now=timezone.now())
        return contact.pk

    return once(request, key, act, lambda made: _shown(request, made))
