"""The administration of clients, teams, units and calendars: one list and one form for all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pansol.desk.accounts import queries
from pansol.desk.accounts.actions import save_part
from pansol.desk.accounts.forms import PART_FORMS
from pansol.desk.accounts.models import User
from pansol.desk.accounts.request import DeskRequest, needs

__all__ = ["part", "parts"]

_TITLES = {
    "clients": pgettext_lazy("many", "Klien"), "teams": pgettext_lazy("many", "Tim"), "units": pgettext_lazy("many", "Unit"),
    "calendars": gettext_lazy("Jam kerja"),
}  # fmt: skip


def _of(kind: str, user: User) -> QuerySet[Any]:
    if kind not in _TITLES:
        raise Http404
    found: QuerySet[Any] = getattr(queries, kind)(user)
    return found


@needs("people.edit")
def parts(request: DeskRequest, kind: str) -> HttpResponse:
    return render(
        request, "accounts/parts.html", {"kind": kind, "titles": _TITLES, "title": _TITLES.get(kind), "parts": _of(kind, request.user)}
    )


@needs("people.edit")
def part(request: DeskRequest, kind: str, pk: int | None = None) -> HttpResponse:
    rows = _of(kind, request.user)
    found = get_object_or_404(rows, pk=pk) if pk is not None else None
    form = PART_FORMS[kind](request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_part(form.save(commit=False), by=request.user, now=timezone.now())
        messages.success(request, _("Disimpan."))
        return redirect("parts", kind=kind)
    context = {"kind": kind, "title": _TITLES[kind], "form": form, "part": found}
    return render(request, "accounts/part.html", context, status=422 if form.errors else 200)
