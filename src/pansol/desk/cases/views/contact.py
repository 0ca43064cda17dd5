"""A contact: who is on the line, what it is about, several complaints, and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.cases import actions, queries
from pansol.desk.cases.finding import find_procedures, typed_facts
from pansol.desk.cases.forms import DISPOSITIONS, EndContact, Start
from pansol.desk.cases.memory import given_to
from pansol.desk.cases.models import Contact
from pansol.desk.cases.opening import given_facts
from pansol.desk.cases.views.common import changes, refusals_shown, whole_number
from pansol.desk.cases.views.desk import desk_context
from pansol.desk.customers.models import Customer
from pansol.desk.customers.queries import find_customers
from pansol.desk.knowledge.models import Version
from pansol.desk.knowledge.queries import visible_versions

__all__ = ["attention", "cases", "contact", "contacts", "customer", "ending", "procedures"]

_REMEMBERED = 8


@needs("contact.start")
@changes("desk")
def contacts(request: DeskRequest) -> HttpResponse:
    """A contact starts; a customer whom the number names is on the line at once."""
    form = Start(request.user, request.POST)
    if not form.is_valid():
        return render(request, "desk/desk.html", desk_context(request, form), status=422)
    data, now = form.cleaned_data, timezone.now()
    found = [c for c in find_customers(request.user, data["ani"]) if c.client_id == data["client"].pk]
    known = found[0] if len(found) == 1 else None
    started = actions.start_contact(data["client"], data["channel"], data["ani"][:30], customer=known, by=request.user, now=now)
    request.session["client"] = data["client"].pk
    return redirect("contact", started.pk)


@needs("case.view")
@require_GET
def contact(request: DeskRequest, pk: int) -> HttpResponse:
    """Who is calling, what is known before anything else, and the search for the procedure."""
    found = queries.contact_of(request.user, pk)
    return render(request, "cases/contact.html", _page(request, found))


def _page(request: DeskRequest, found: Contact) -> dict[str, Any]:
    now, text, running = timezone.now(), request.GET.get("q", ""), queries.open_contacts(request.user)
    sought = request.GET.get("who", "")
    return {
        "contact": found,
        "contacts": running,
        "longest": queries.longest_waiting(running, found),
        "now": now,
        "who": sought,
        "siblings": list(found.cases.select_related("version").defer("version__files").order_by("opened_at")),
        "people": [c for c in find_customers(request.user, sought) if c.client_id == found.client_id] if sought else [],
        "running": queries.open_cases_of(found),
        "given": given_to(found.customer)[:_REMEMBERED] if found.customer else [],
        "outages": queries.active_outages(found, now) if found.ended_at is None else [],
        "promises": list(queries.open_promises(request.user, customer=found.customer)) if found.customer else [],
        **_sought(request, found, text),
    }


def _sought(request: DeskRequest, found: Contact, text: str) -> dict[str, Any]:
    """The causes that come nearest to the words; without words every procedure of the client."""
    versions = [v for v in visible_versions(request.user) if v.client_id == found.client_id]
    hits = find_procedures(versions, text) if text.strip() else []
    return {"q": text, "hits": hits, "versions": versions, "taken_over": typed_facts(text[:500])}


@needs("case.open")
@require_GET
def procedures(request: DeskRequest, pk: int) -> HttpResponse:
    """The results of the search box; the whole page without htmx."""
    found = queries.contact_of(request.user, pk)
    if not request.htmx:
        return render(request, "cases/contact.html", _page(request, found))
    return render(request, "cases/results.html", {"contact": found, **_sought(request, found, request.GET.get("q", ""))})


@needs("contact.start")
@changes("contact")
@refusals_shown("contact")
def customer(request: DeskRequest, pk: int) -> HttpResponse:
    """Who is on the line."""
    found = queries.contact_of(request.user, pk)
    rows = Customer.objects.filter(client_id=found.client_id, erased_at=None)
    chosen = get_object_or_404(rows, pk=whole_number(request.POST.get("customer")))
    actions.attach_customer(found, chosen, by=request.user, now=timezone.now())
    return redirect("contact", pk)


@needs("case.open")
@changes("contact")
@refusals_shown("contact")
def cases(request: DeskRequest, pk: int) -> HttpResponse:
    """A complaint is taken up: the procedure's case begins with what is known already."""
    found = queries.contact_of(request.user, pk)
    rows = Version.objects.filter(client_id=found.client_id, withdrawn_at=None).defer("files")
    version = get_object_or_404(rows, pk=whole_number(request.POST.get("version")))
    facts = given_facts(found, version, request.user, request.POST.get("q", "")[:500])
    opened = actions.open_case(found, version, by=request.user, now=timezone.now(), facts=facts)
    return redirect("case", opened.pk)


@needs("contact.start")
@changes("contact")
def attention(request: DeskRequest, pk: int) -> HttpResponse:
    """The agent turns to another of her conversations, where she left off."""
    found = queries.contact_of(request.user, pk)
    left = queries.contact_of(request.user, leaving) if (leaving := whole_number(request.POST.get("leaving"))) >= 0 else None
    actions.turn_to(found, leaving=left, by=request.user, now=timezone.now())
    place = queries.place_in(found)
    return redirect("case", place.pk) if place is not None else redirect("contact", pk)


@needs("contact.end")
@require_http_methods(["GET", "POST"])
@refusals_shown("contact")
def ending(request: DeskRequest, pk: int) -> HttpResponse:
    """How the contact ended; one that dropped becomes a promise at once."""
    found = queries.contact_of(request.user, pk)
    form = EndContact(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["disposition"]
        promise = actions.end_contact(found, disposition=chosen, dropped=chosen == "dropped", by=request.user, now=timezone.now())
        if promise is not None:
            messages.success(request, _("Sambungan terputus: janji menelepon kembali dalam 30 menit dibuat."))
        else:
            messages.success(request, _("Kontak ditutup."))
        return redirect("desk")
    siblings = list(found.cases.select_related("version").defer("version__files"))
    context = {"contact": found, "form": form, "dispositions": DISPOSITIONS, "siblings": siblings, "now": timezone.now()}
    return render(request, "cases/ending.html", context, status=422 if form.is_bound else 200)
