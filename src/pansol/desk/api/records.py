"""Interaction records: those in force, written, shown on purpose."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.once import once
from pansol.desk.api.shapes import RecordOut, record_out
from pansol.desk.api.typed import ApiRequest, Incoming, Key, Pk
from pansol.desk.interactions.actions import reveal, write
from pansol.desk.interactions.queries import records_of_case, visible_records

__all__ = ["RecordIn", "disclose", "listed", "of_case", "router", "written"]

router = Router(tags=["records"])
of_case = Router(tags=["records"])
_MOST = 100


class RecordIn(Incoming):
    """`words` are one's own for the summary; the parts the format demands must stay in them."""

    record: str = Field(min_length=1, max_length=60)
    words: str = Field("", max_length=20_000)


@of_case.get("{int:pk}/records/", response=answers(list[RecordOut]), summary="Records in force of a case")
def listed(request: ApiRequest, pk: Pk) -> list[RecordOut]:
    file = finding.one_case(request.auth, pk, "record.view")
    return [record_out(r) for r in records_of_case(file.case.pk)[:_MOST]]


@of_case.post("{int:pk}/records/", response=answers(RecordOut, 201), summary="Write a record, or supersede one")
def written(request: ApiRequest, pk: Pk, body: RecordIn, key: Key = None) -> Status[RecordOut]:
    file = finding.one_case(request.auth, pk, "record.write")

    def act() -> int:
        return write(file, body.record, by=request.auth, now=file.now, words=body.words).pk

    return Status(201, once(request, key, act, lambda made: record_out(visible_records(request.auth).get(pk=made))))


@router.post("{int:pk}/disclosure/", response=answers(RecordOut), summary="Show the words of a record once; recorded every time")
def disclose(request: ApiRequest, pk: Pk) -> RecordOut:
    found = get_object_or_404(visible_records(request.auth), pk=pk)
    require(request.auth, "record.view", found)
    reveal(found, by=request.auth, now=timezone.now())
    return record_out(found, is_masked=False)
