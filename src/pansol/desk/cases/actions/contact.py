"""A contact begins, gets its customer, and ends; one that drops becomes a dated promise at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Contact, Promise, PromiseKind
from pansol.desk.customers.models import Customer

__all__ = ["CALLBACK_WITHIN", "attach_customer", "client_thing", "end_contact", "start_contact", "turn_to"]

CALLBACK_WITHIN = timedelta(minutes=30)  # New Callback, lines 56 and 88


def start_contact(client: Client, channel: str, ani: str, *, customer: Customer | None = None, by: User, now: datetime) -> Contact:
    """A customer is on the line, and perhaps it is known at once which."""
    require(by, "contact.start", client_thing(client))
    data: dict[str, object] = {"channel": channel}
    if customer is not None:
        _require_customer(client.pk, customer, by)
        data["customer"] = customer.pk
    with transaction.atomic():
        contact = Contact.objects.create(client=client, channel=channel, ani=ani, customer=customer, agent=by, started_at=now)
        if customer is not None:
            Customer.objects.filter(pk=customer.pk).update(last_contact_at=now)
        record(f"contact:{contact.pk}", "contact.start", by=by, now=now, client_id=client.pk, data=data)
    return contact


def _require_customer(client_id: int, customer: Customer, by: User) -> None:
    require(by, "customer.view", customer)
    if client_id != customer.client_id:
        raise NotAllowedNow(_("Pelanggan itu milik klien lain."))


def turn_to(contact: Contact, *, leaving: Contact | None, by: User, now: datetime) -> None:
    """Attend to one of several conversations; the one that is left begins to wait."""
    require(by, "contact.start", contact)
    with transaction.atomic():
        for one in (contact, leaving):
            if one is not None and one.agent_id == by.pk:
                Contact.objects.filter(pk=one.pk, ended_at=None).update(attended_at=now)
        record(f"contact:{contact.pk}", "contact.turn", by=by, now=now, client_id=contact.client_id)


def client_thing(client: Client) -> Contact:
    """A thing of this client, for the permission table."""
    return Contact(client_id=client.pk)


def attach_customer(contact: Contact, customer: Customer, *, by: User, now: datetime) -> None:
    """Say who is on the line; cases of the contact follow."""
    require(by, "contact.start", contact)
    _require_customer(contact.client_id, customer, by)
    with transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(customer=customer)
        contact.cases.filter(customer=None).update(customer=customer)
        Customer.objects.filter(pk=customer.pk).update(last_contact_at=now)
        record(f"contact:{contact.pk}", "contact.customer", by=by, now=now, client_id=contact.client_id, data={"customer": customer.pk})
    contact.customer = customer


def end_contact(contact: Contact, *, disposition: str, dropped: bool, by: User, now: datetime) -> Promise | None:
    """The conversation is over. If it dropped, a callback within 30 minutes is promised; the promise is returned."""
    require(by, "contact.end", contact)
    with transaction.atomic():
        ended = Contact.objects.filter(pk=contact.pk, ended_at=None).update(ended_at=now, disposition=disposition, dropped=dropped)
        if not ended:
            return None
        record(
            f"contact:{contact.pk}",
            "contact.end",
            by=by,
            now=now,
            client_id=contact.client_id,
            data={"dropped": dropped, "disposition": disposition},
        )
        if not dropped:
            return None
        return Promise.objects.create(
            client_id=contact.client_id, contact=contact, customer_id=contact.customer_id,
            case=contact.cases.exclude(state="closed").last(), kind=PromiseKind.CALLBACK, rule="dropped",
            text="Sambungan terputus", due_at=now + CALLBACK_WITHIN, owner=by, made_at=now,
        )  # fmt: skip
