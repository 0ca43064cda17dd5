"""A record as it was written, with what it superseded; its words are opened on purpose."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.interactions.actions import reveal
from pansol.desk.interactions.models import Interaction
from pansol.desk.interactions.queries import history, visible_records

__all__ = ["record", "record_disclosure"]


@needs("record.view")
def record(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(visible_records(request.user), pk=pk), is_revealed=False)


@needs("record.view")
@require_POST
def record_disclosure(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_records(request.user), pk=pk)
    reveal(found, by=request.user, now=timezone.now())
    return _page(request, found, is_revealed=True)


def _page(request: DeskRequest, found: Interaction, *, is_revealed: bool) -> HttpResponse:
    return render(request, "customers/record.html", {"record": found, "line": history(found), "is_revealed": is_revealed})
