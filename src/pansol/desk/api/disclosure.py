"""Personal data of a case shown on purpose, and records written from it."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.guidance import GuidanceOut, guidance_of
from pansol.desk.api.once import once
from pansol.desk.api.shapes import RecordOut, record_out
from pansol.desk.api.typed import ApiRequest, Incoming, Key, Pk
from pansol.desk.cases.actions.reveal import reveal
from pansol.desk.interactions.actions import write
from pansol.desk.interactions.models import Interaction
from pansol.desk.interactions.queries import records_of_case

__all__ = ["DisclosedOut", "RecordIn", "disclose", "listed", "router", "written"]

router = Router(tags=["records"])
_MOST = 100


class RecordIn(Incoming):
    """`words` are one's own for the summary; the parts the format demands must stay in them."""

    record: str = Field(min_length=1, max_length=60)
    words: str = Field("", max_length=20_000)


class DisclosedOut(BaseModel):
    """Values and papers of a case as they are. Every such answer is on record."""

    facts: dict[str, str]
    guidance: GuidanceOut


@router.post("{int:pk}/disclosure/", response=answers(DisclosedOut), summary="Show personal data once; recorded every time")
def disclose(request: ApiRequest, pk: Pk) -> DisclosedOut:
    file = finding.one_case(request.auth, pk, "customer.reveal")
    require(request.auth, "case.view", file.case)
    reveal(file.case, by=request.auth, now=timezone.now())
    values = {e.fact: e.value for e in file.rows if not e.mark}
    known = {name: values[name] for name, e in file.ledger.current().items() if not e.mark and name in values}
    return DisclosedOut(facts=known, guidance=guidance_of(file, is_masked=False))


@router.get("{int:pk}/records/", response=answers(list[RecordOut]), summary="Records in force of a case")
def listed(request: ApiRequest, pk: Pk) -> list[RecordOut]:
    file = finding.one_case(request.auth, pk, "record.view")
    return [record_out(r) for r in records_of_case(file.case.pk)[:_MOST]]


@router.post("{int:pk}/records/", response=answers(RecordOut, 201), summary="Write a record, or supersede one")
def written(request: ApiRequest, pk: Pk, body: RecordIn, key: Key = None) -> Status[RecordOut]:
    file = finding.one_case(request.auth, pk, "record.write")

    def act() -> int:
        return write(file, body.record, by=request.auth, now=file.now, words=body.words).pk

    return Status(201, once(request, key, act, lambda made: record_out(Interaction.objects.select_related("by").get(pk=made))))
