"""Customers: search, page with time line, correction, identity check, data shown on purpose."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.accounts.rules import may
from pansol.desk.customers import actions, queries
from pansol.desk.customers.errors import CustomerError, KeyTaken
from pansol.desk.customers.forms import CustomerForm, IdentityForm, RevealForm
from pansol.desk.customers.models import Customer
from pansol.desk.outages.queries import outages_for

__all__ = ["customer", "customer_disclosure", "customer_edit", "customer_identity", "customer_new", "customers"]


@needs("customer.view")
def customers(request: DeskRequest) -> HttpResponse:
    """Search by any key. A POST would hide the number from logs; so the box posts."""
    text = (request.POST.get("q") or "").strip()
    found = queries.find_customers(request.user, text) if text else []
    template = "customers/found.html" if request.htmx else "customers/customers.html"
    return render(request, template, {"q": text, "found": found})


def _page(request: DeskRequest, found: Customer, status: int = 200, **context: object) -> HttpResponse:
    now = timezone.now()
    contact = queries.open_contact_of(request.user, found)
    shown = {
        "customer": found, "keys": found.keys.order_by("kind", "value"), "moments": queries.time_line(found, request.user), "now": now,
        "contact": contact, "outages": outages_for(found.client_id, found.area, now),
        "identity_form": IdentityForm(), "reveal_form": RevealForm(),
        "needs_check": found.client.identity_keys > 0 and (contact is None or contact.identity_checked_at is None),
        "may_reveal": may(request.user, "customer.reveal", found), "is_revealed": False, **context,
    }  # fmt: skip
    return render(request, "customers/customer.html", shown, status=status)


@needs("customer.view")
def customer(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.visible_customers(request.user), pk=pk))


@needs("customer.edit")
def customer_new(request: DeskRequest) -> HttpResponse:
    form = CustomerForm(request.user, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = actions.add_customer(data["client"], data["name"], data["area"], form.keys(), by=request.user, now=timezone.now())
        except CustomerError as error:
            form.add_error(None, str(error))
            taken = error.customer_id if isinstance(error, KeyTaken) else None
            return render(request, "customers/edit.html", {"form": form, "taken": taken}, status=422)
        return redirect(_back_to_contact(request, form) or reverse("customer", args=[added.pk]))
    return render(request, "customers/edit.html", {"form": form}, status=422 if form.errors else 200)


def _back_to_contact(request: DeskRequest, form: CustomerForm) -> str:
    """To the contact this customer was entered for (`?contact=7`), with the customer found."""
    number = request.GET.get("contact", "")
    if not number.isascii() or not number.isdigit():
        return ""
    return f"{reverse('contact', args=[int(number[:18])])}?{urlencode({'who': form.keys()[0][1]})}"


@needs("customer.edit")
def customer_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Name and area are shown only to somebody for whom the data is open; others may add keys and write anew."""
    found = get_object_or_404(queries.visible_customers(request.user), pk=pk)
    form = CustomerForm(request.user, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            actions.change_customer(found, data["name"] or found.name, data["area"] or found.area, form.keys(), by=request.user, now=now)
        except CustomerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Disimpan."))
            return redirect("customer", pk=pk)
    return render(request, "customers/edit.html", {"form": form, "customer": found}, status=422 if form.errors else 200)


@needs("customer.reveal")
@require_POST
def customer_identity(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_customers(request.user), pk=pk)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, identity_form=form)
    try:
        check = actions.check_identity(found, form.cleaned_data, by=request.user, now=timezone.now())
    except CustomerError as error:
        return _page(request, found, 409, refusal=str(error), identity_form=form)
    if not check.is_passed:
        words = _("%(right)s dari %(wanted)s data cocok. Minta data lain, atau ucapkan dengan ejaan.")
        return _page(request, found, 422, refusal=words % {"right": len(check.matched), "wanted": check.wanted}, identity_form=form)
    messages.success(request, _("Identitas cocok."))
    contact = queries.open_contact_of(request.user, found)
    return redirect("contact", pk=contact.pk) if contact else redirect("customer", pk=pk)


@needs("customer.reveal")
@require_POST
def customer_disclosure(request: DeskRequest, pk: int) -> HttpResponse:
    """Unmasked in this one answer; the next look at the page is masked again."""
    found = get_object_or_404(queries.visible_customers(request.user), pk=pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, reveal_form=form)
    try:
        actions.reveal(found, form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except CustomerError as error:
        return _page(request, found, 409, refusal=str(error), reveal_form=form)
    return _page(request, found, is_revealed=True)
