"""The team leader's inbox of grey cases, and the board of promises."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.cases import leader_queries as queries
from pansol.desk.cases.actions import decide_grey, finish_promise, forward_grey
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.leader_forms import DecisionForm
from pansol.desk.cases.models import GreyCase, Promise

__all__ = ["grey_case", "grey_decision", "grey_forwarding", "inbox", "promise_end", "promises"]


@needs("case.decide_grey")
def inbox(request: DeskRequest) -> HttpResponse:
    waiting = list(queries.waiting_cases(request.user))
    context = {
        "waiting": [(g, queries.reason_words(g)) for g in waiting],
        "decided": queries.decided_cases(request.user),
        "now": timezone.now(),
    }
    return render(request, "leader/waiting.html" if request.htmx else "leader/inbox.html", context)


def _grey(request: DeskRequest, pk: int) -> GreyCase:
    return get_object_or_404(queries.visible_grey(request.user), pk=pk)


@needs("case.decide_grey")
def grey_case(request: DeskRequest, pk: int) -> HttpResponse:
    return _grey_page(request, _grey(request, pk), DecisionForm())


def _grey_page(request: DeskRequest, grey: GreyCase, form: DecisionForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "grey": grey, "reason": queries.reason_words(grey), "rules": queries.rules_of(grey), "form": form, "now": now,
        "facts": queries.facts_of(CaseFile(grey.case, now)), "is_open": grey.decided_at is None,
    }  # fmt: skip
    return render(request, "leader/grey.html", context, status=status)


@needs("case.decide_grey")
@require_POST
def grey_decision(request: DeskRequest, pk: int) -> HttpResponse:
    """Decide; who was second sees the first decision, and keeps what was typed."""
    grey, form = _grey(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _grey_page(request, grey, form, 422)
    try:
        done = decide_grey(grey, form.cleaned_data["decision"], by=request.user, now=timezone.now())
    except NotAllowedNow as error:
        form.add_error("decision", str(error))
        return _grey_page(request, grey, form, 422)
    if not done:
        form.add_error(None, _("Kasus ini baru saja diputuskan orang lain. Keputusannya ada di bawah."))
        return _grey_page(request, _grey(request, pk), form, 409)
    messages.success(request, _("Keputusan dikirim ke agen dan dicatat untuk editor."))
    return redirect("inbox")


@needs("case.decide_grey")
@require_POST
def grey_forwarding(request: DeskRequest, pk: int) -> HttpResponse:
    done = forward_grey(_grey(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Diteruskan ke pemilik SOP.") if done else _("Kasus ini sudah diteruskan atau diputuskan."))
    return redirect("inbox")


@needs("task.view")
def promises(request: DeskRequest) -> HttpResponse:
    """Agents begin with their own, leaders with everybody's."""
    now = timezone.now()
    default = "all" if request.user.role in ("team_leader", "duty_controller", "qa", "auditor") else "mine"
    whose = request.GET.get("whose", default)
    if whose not in ("mine", "team", "all"):
        whose = default
    context = {"shelves": queries.board(request.user, whose=whose, now=now), "whose": whose, "now": now}
    return render(request, "leader/shelves.html" if request.htmx else "leader/promises.html", context)


@needs("task.finish")
@require_POST
def promise_end(request: DeskRequest, pk: int) -> HttpResponse:
    promise = get_object_or_404(Promise.objects.filter(client_id__in=request.user.client_ids()), pk=pk)
    done = finish_promise(promise, kept=request.POST.get("kept") == "yes", by=request.user, now=timezone.now())
    messages.success(request, _("Janji ditutup.") if done else _("Janji ini sudah ditutup."))
    target = request.POST.get("next", "")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "promises")
