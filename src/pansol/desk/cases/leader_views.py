"""The team leader's inbox of grey cases, and the board of promises."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import DeskRequest, needs, safe_target
from pansol.desk.cases import leader_queries as queries
from pansol.desk.cases.actions import call_back, decide_grey, finish_promise, follow_up, forward_grey
from pansol.desk.cases.errors import NotAllowedNow, Stale
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.leader_forms import DecisionForm, ForwardingForm
from pansol.desk.cases.memory import given_in
from pansol.desk.cases.models import GreyCase, Promise

__all__ = ["grey_case", "grey_decision", "grey_forwarding", "inbox", "promise_call", "promise_end", "promise_follow_up", "promises"]


@needs("case.decide_grey")
def inbox(request: DeskRequest) -> HttpResponse:
    waiting = queries.waiting_cases(request.user)
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


def _grey_page(
    request: DeskRequest, grey: GreyCase, form: DecisionForm, status: int = 200, forwarding: ForwardingForm | None = None
) -> HttpResponse:
    now, people = timezone.now(), queries.deciders(grey, request.user)
    context = {
        "grey": grey, "reason": queries.reason_words(grey), "rules": queries.rules_of(grey), "form": form, "now": now,
        "forwarding": forwarding or ForwardingForm(people), "people": people, "box": queries.box_in_words(grey),
        "given": given_in(grey.case), "case": grey.case,
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
    data = form.cleaned_data
    try:
        done = decide_grey(grey, data["decision"], script=data["script"], by=request.user, now=timezone.now())
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
    """Somebody who may decide gets the case into the inbox, with its clock."""
    grey = _grey(request, pk)
    form = ForwardingForm(queries.deciders(grey, request.user), request.POST)
    if not form.is_valid():
        return _grey_page(request, grey, DecisionForm(), 422, form)
    to = form.cleaned_data["to"]
    if forward_grey(grey, to, by=request.user, now=timezone.now()):
        messages.success(request, _("Diteruskan kepada %(name)s.") % {"name": to.display_name})
    else:
        messages.error(request, _("Kasus ini sudah diputuskan."))
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


def _promise(request: DeskRequest, pk: int) -> Promise:
    rows = Promise.objects.filter(client_id__in=request.user.client_ids()).select_related("client", "customer", "contact")
    return get_object_or_404(rows, pk=pk)


@needs("task.finish")
@require_POST
def promise_follow_up(request: DeskRequest, pk: int) -> HttpResponse:
    """The wait is over: the case opens where it goes on."""
    promise = _promise(request, pk)
    try:
        if not follow_up(promise, by=request.user, now=timezone.now()):
            messages.error(request, _("Janji ini sudah ditutup."))
    except (NotAllowedNow, Stale) as refusal:
        messages.error(request, str(refusal))
    return redirect("case", promise.case_id) if promise.case_id else redirect("promises")


@needs("task.finish")
@require_POST
def promise_call(request: DeskRequest, pk: int) -> HttpResponse:
    """The customer is rung: a contact begins, and the case goes on in it."""
    promise = _promise(request, pk)
    try:
        started = call_back(promise, by=request.user, now=timezone.now())
    except (NotAllowedNow, Stale) as refusal:
        messages.error(request, str(refusal))
        return redirect("promises")
    return redirect("case", promise.case_id) if started.cases.exists() else redirect("contact", started.pk)


@needs("task.finish")
@require_POST
def promise_end(request: DeskRequest, pk: int) -> HttpResponse:
    promise = _promise(request, pk)
    done = finish_promise(promise, kept=request.POST.get("kept") == "yes", by=request.user, now=timezone.now())
    messages.success(request, _("Janji ditutup.") if done else _("Janji ini sudah ditutup."))
    return redirect(safe_target(request, request.POST.get("next", "")) or "promises")
