"""The audit trail."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.audit.actions import first_broken
from pansol.desk.audit.forms import SearchForm
from pansol.desk.audit.queries import found_events, visible_events

__all__ = ["chain", "events"]

PAGE = 50


@needs("audit.view")
def events(request: DeskRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    rows = list(found_events(request.user, **form.cleaned_data)[: PAGE + 1]) if form.is_valid() else []
    more = rows[PAGE - 1].pk if len(rows) > PAGE else None
    asked = request.GET.copy()
    asked.pop("before", None)
    return render(request, "audit/events.html", {"form": form, "events": rows[:PAGE], "more": more, "asked": asked.urlencode()})


@needs("audit.view")
def chain(request: DeskRequest, name: str) -> HttpResponse:
    """All events of one subject, and whether the chain is whole."""
    rows = visible_events(request.user).filter(chain=name).order_by("number")
    if not rows:
        raise Http404
    return render(request, "audit/chain.html", {"chain": name, "events": rows, "broken": first_broken(name)})
