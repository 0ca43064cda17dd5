"""“Langkah ini salah” with the case that shows it, withdrawal of a version, erasure of a customer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.cases.actions.erase import erase_customer
from pansol.desk.cases.actions.grey import known_facts
from pansol.desk.cases.actions.withdraw import pinned_cases, withdraw_version
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.leader_forms import ErasureForm
from pansol.desk.cases.models import Case
from pansol.desk.customers.queries import find_customers, visible_customers
from pansol.desk.knowledge.actions import give_feedback
from pansol.desk.knowledge.forms import FeedbackForm, WithdrawalForm
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version

__all__ = ["erasure", "erasures", "feedback", "withdrawal"]


def _version(request: DeskRequest, pk: int) -> Version:
    return get_object_or_404(Version.objects.filter(client_id__in=request.user.client_ids()).defer("files"), pk=pk)


@needs("article.feedback")
def feedback(request: DeskRequest, pk: int) -> HttpResponse:
    """From an article, or from a line of guidance (`?rule=…&case=…`): then with the facts of the case, without personal data."""
    version = _version(request, pk)
    rules = [(rule.id, f"{rule.id} {rule.title}" if rule.title != rule.id else rule.id) for rule in compiled(version).procedure.rules()]
    case = _case(request, version)
    form = FeedbackForm(rules, request.POST or None, initial={"rule": request.GET.get("rule", "")})
    if request.method == "POST" and form.is_valid():
        now, data = timezone.now(), form.cleaned_data
        facts: dict[str, Any] = known_facts(CaseFile(case, now)) if case else {}
        give_feedback(
            version,
            text=data["text"],
            rule=data["rule"],
            facts=facts,
            case_id=case.pk if case else None,
            by=request.user,
            now=now,
        )
        messages.success(request, _("Terima kasih. Catatan Anda sudah sampai ke editor SOP."))
        return redirect("case", case.pk) if case else redirect("article", pk=pk)
    return render(request, "knowledge/feedback.html", {"form": form, "version": version, "case": case}, status=422 if form.errors else 200)


def _case(request: DeskRequest, version: Version) -> Case | None:
    number = request.POST.get("case") or request.GET.get("case") or ""
    if not number.isascii() or not number.isdigit():
        return None
    rows = Case.objects.filter(client_id__in=request.user.client_ids(), version=version).select_related("version")
    return get_object_or_404(rows, pk=int(number[:18]))


@needs("version.withdraw")
def withdrawal(request: DeskRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = withdraw_version(version, data["cases"], data["reason"], by=request.user, now=timezone.now())
        except NotAllowedNow as error:
            form.add_error("cases", str(error))
            version = _version(request, pk)
        else:
            words = _("Versi ditarik. Kasus: %(moved)s pindah, %(waiting)s menunggu team leader, %(kept)s tetap.")
            messages.success(request, words % {"moved": done.moved, "waiting": done.waiting, "kept": done.kept})
            return redirect("article", pk=pk)
    context = {"form": form, "version": version, "pinned": pinned_cases(version)}
    return render(request, "knowledge/withdrawal.html", context, status=422 if form.errors else 200)


@needs("customer.delete")
def erasures(request: DeskRequest) -> HttpResponse:
    """A customer who asks to be forgotten is found by a whole key, and shown masked."""
    text = request.POST.get("q", "").strip()
    return render(request, "customers/erasures.html", {"q": text, "found": find_customers(request.user, text)})


@needs("customer.delete")
def erasure(request: DeskRequest, pk: int) -> HttpResponse:
    """Only an administrator, who sees nothing of the customer but the number in our books."""
    customer = get_object_or_404(visible_customers(request.user), pk=pk)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_customer(customer, by=request.user, now=timezone.now(), why=form.cleaned_data["reason"])
        except NotAllowedNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Data pribadi pelanggan %(number)s dihapus.") % {"number": pk})
            return redirect("erasure", pk=pk)
    return render(request, "customers/erasure.html", {"form": form, "customer": customer}, status=422 if form.errors else 200)
