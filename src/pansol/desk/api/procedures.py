"""Procedures: those in use, and all their versions."""

from __future__ import annotations

from ninja import Router

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.paging import Page, page
from pansol.desk.api.shapes import VersionOut, version_out
from pansol.desk.api.typed import ApiRequest, Before, Limit, Word
from pansol.desk.knowledge.queries import visible_versions

__all__ = ["in_use", "router", "versions"]

router = Router(tags=["procedures"])


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
