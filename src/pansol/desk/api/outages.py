"""Outages: what is going on, entered, corrected and ended by team leaders."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import AlreadyDone, Invalid, ProblemOut, answers
from pansol.desk.api.once import once
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import OutageOut, outage_out
from pansol.desk.api.typed import ApiRequest, Before, Incoming, Instant, Key, Limit, Pk, Said, Word
from pansol.desk.outages.actions import change_outage, end_outage, enter_outage
from pansol.desk.outages.queries import active, covers

__all__ = ["CorrectionIn", "OutageIn", "change", "end", "enter", "listed", "read", "router"]

router = Router(tags=["outages"])


class OutageIn(Incoming):
    """`area` names one or several, separated by commas; `*` is everywhere."""

    client: str = Field(min_length=1, max_length=50)
    area: Said = Field(max_length=100)
    title: Said = Field(max_length=200)
    source: Literal["kms", "telegram", "whatsapp_group", "other"]
    reference: Said = Field(max_length=200)
    answer: Said = Field(max_length=2000)
    starts_at: Instant
    ends_at: Instant | None = None


class CorrectionIn(Incoming):
    """Only what is sent changes; null takes the expected end away."""

    area: Said = Field("*", max_length=100)
    title: Said = Field("-", max_length=200)
    reference: Said = Field("-", max_length=200)
    answer: Said = Field("-", max_length=2000)
    ends_at: Instant | None = None


def _in_order(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise Invalid(ProblemOut(where="ends_at", code="before_start", message=_("Selesai harus sesudah mulai.")))


def _shown(request: ApiRequest, pk: int) -> OutageOut:
    return outage_out(finding.outages(request.auth).get(pk=pk))


@router.get("", response=answers(Page[OutageOut]), summary="List outages, newest first")
def listed(
    request: ApiRequest, is_active: bool | None = None, area: Word = "", before: Before = None, limit: Limit = 50
) -> Page[OutageOut]:
    require(request.auth, "outage.view")
    rows, now = finding.outages(request.auth), timezone.now()
    if is_active is not None:
        running = active(rows, now).values("pk")
        rows = rows.filter(pk__in=running) if is_active else rows.exclude(pk__in=running)
    found = page(rows, before, limit, lambda o: o)
    kept = [outage_out(o) for o in found.items if not area or covers(o, area)]
    return Page(items=kept, next=found.next)


@router.post("", response=answers(OutageOut, 201), summary="Enter an outage")
def enter(request: ApiRequest, body: OutageIn, key: Key = None) -> Status[OutageOut]:
    client = finding.client_named(request.auth, body.client, "outage.edit")
    _in_order(body.starts_at, body.ends_at)

    def act() -> int:
        fields = body.model_dump(exclude={"client"})
        return enter_outage([client], fields, by=request.auth, now=timezone.now())[0].pk

    return Status(201, once(request, key, act, lambda pk: _shown(request, pk)))


@router.get("{int:pk}/", response=answers(OutageOut), summary="Read an outage")
def read(request: ApiRequest, pk: Pk) -> OutageOut:
    return outage_out(finding.one_outage(request.auth, pk, "outage.view"))


@router.patch("{int:pk}/", response=answers(OutageOut), summary="Correct an outage that is still going on")
def change(request: ApiRequest, pk: Pk, body: CorrectionIn, key: Key = None) -> OutageOut:
    outage = finding.one_outage(request.auth, pk, "outage.edit")
    fields = body.model_dump(exclude_unset=True)
    _in_order(outage.starts_at, fields.get("ends_at"))

    def act() -> int:
        if fields:
            change_outage(outage, fields, by=request.auth, now=timezone.now())
        return pk

    return once(request, key, act, lambda made: _shown(request, made))


@router.post("{int:pk}/ending/", response=answers(OutageOut), summary="End an outage")
def end(request: ApiRequest, pk: Pk, key: Key = None) -> OutageOut:
    outage = finding.one_outage(request.auth, pk, "outage.edit")

    def act() -> int:
        if not end_outage(outage, by=request.auth, now=timezone.now()):
            raise AlreadyDone
        return pk

    return once(request, key, act, lambda made: _shown(request, made))
