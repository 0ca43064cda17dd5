"""The outage register."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.outages import actions
from pansol.desk.outages.forms import OutageForm
from pansol.desk.outages.queries import active, visible_outages

__all__ = ["outage", "outage_end", "outage_new", "outages"]

OVER_SHOWN = 30


@needs("outage.view")
def outages(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    mine = visible_outages(request.user)
    context = {
        "now": now, "active": active(mine, now), "coming": mine.filter(starts_at__gt=now).order_by("starts_at"),
        "over": mine.filter(ends_at__lte=now).order_by("-ends_at")[:OVER_SHOWN],
    }  # fmt: skip
    return render(request, "outages/list.html" if request.htmx else "outages/outages.html", context)


@needs("outage.edit")
def outage_new(request: DeskRequest) -> HttpResponse:
    form = OutageForm(request.user, request.POST or None, initial={"starts_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        actions.enter_outage(form.cleaned_data["clients"], form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("Gangguan dicatat. Agen langsung melihat jawabannya."))
        return redirect("outages")
    return render(request, "outages/edit.html", {"form": form}, status=422 if form.errors else 200)


@needs("outage.edit")
def outage(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_outages(request.user), pk=pk)
    form = OutageForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_outage(found, form.values(), by=request.user, now=timezone.now(), seen=form.cleaned_data["seen"])
        except actions.OutageEnded as error:
            form.add_error(None, str(error))
        except actions.OutageChanged as change:
            form.renew(change.now)
        else:
            messages.success(request, _("Disimpan."))
            return redirect("outages")
    return render(request, "outages/edit.html", {"form": form, "outage": found}, status=422 if form.errors else 200)


@needs("outage.edit")
@require_POST
def outage_end(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_outages(request.user), pk=pk)
    ended = actions.end_outage(found, by=request.user, now=timezone.now())
    messages.success(request, _("Gangguan ditandai selesai.") if ended else _("Gangguan ini sudah berakhir."))
    return redirect("outages")
