"""Procedures: those in use, all their versions, and which of them the customer's words speak of."""

from __future__ import annotations

from ninja import Router
from pydantic import BaseModel, Field

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import VersionOut, version_out
from pansol.desk.api.typed import ApiRequest, Before, Incoming, Limit, Said, Word
from pansol.desk.cases.finding import find_procedures
from pansol.desk.knowledge.queries import visible_versions

__all__ = ["HitOut", "WordsIn", "in_use", "router", "search", "versions"]

router = Router(tags=["procedures"])


class WordsIn(Incoming):
    """What the customer says; in a body, for numbers may stand among the words."""

    client: str = Field(min_length=1, max_length=50)
    said: Said = Field(max_length=500)


class HitOut(BaseModel):
    """A procedure, the cause whose words came nearest, and how near: from 0 to 1."""

    version: int
    procedure: str
    title: str
    cause: str
    phrase: str
    score: float


@router.get("", response=answers(list[VersionOut]), summary="The version in use of every procedure")
def in_use(request: ApiRequest) -> list[VersionOut]:
    require(request.auth, "article.view")
    wanted = [v.pk for v in visible_versions(request.auth)]
    return [version_out(v) for v in finding.versions(request.auth).filter(pk__in=wanted).order_by("title")]


@router.get("versions/", response=answers(Page[VersionOut]), summary="All versions, newest first; withdrawn ones too")
def versions(request: ApiRequest, procedure: Word = "", before: Before = None, limit: Limit = 50) -> Page[VersionOut]:
    require(request.auth, "article.view")
    rows = finding.versions(request.auth)
    return page(rows.filter(procedure=procedure) if procedure else rows, before, limit, version_out)


@router.post("search/", response=answers(list[HitOut]), summary="Find the procedure that the customer's words speak of, the nearest first")
def search(request: ApiRequest, body: WordsIn) -> list[HitOut]:
    client = finding.client_named(request.auth, body.client, "case.open")
    hits = find_procedures([v for v in visible_versions(request.auth) if v.client_id == client.pk], body.said)
    return [
        HitOut(version=h.version.pk, procedure=h.version.procedure, title=h.version.title, cause=h.cause, phrase=h.phrase, score=h.score)
        for h in hits
    ]
