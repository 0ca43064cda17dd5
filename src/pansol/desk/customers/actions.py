"""Customers are entered, corrected, identified and, on purpose, shown unmasked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import Client, Role, User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.customers.errors import CustomerError, IdentityNotChecked, KeyTaken
from pansol.desk.customers.keys import normal
from pansol.desk.customers.models import Customer, Key
from pansol.desk.customers.queries import open_contact_of

__all__ = ["IdentityCheck", "add_customer", "change_customer", "check_identity", "reveal"]

Keys = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """How many of the data that the customer named are right, and how many the client's policy wants."""

    matched: tuple[str, ...]
    wanted: int

    @property
    def is_passed(self) -> bool:
        return len(self.matched) >= self.wanted


def add_customer(client: Client, name: str, area: str, keys: Keys, *, by: User, now: datetime) -> Customer:
    """A customer that no key finds yet. Raises KeyTaken, with who has it, and CustomerError when nothing would find the customer."""
    require(by, "customer.edit", Customer(client=client))
    with transaction.atomic():
        customer = Customer.objects.create(client=client, name=name.strip(), area=area.strip(), created_at=now)
        if not _add_keys(customer, keys):
            raise CustomerError(_("Isi paling sedikit satu nomor, order ID, atau e-mail, agar pelanggan ini dapat ditemukan lagi."))
        record(f"customer:{customer.pk}", "customer.add", by=by, now=now, client_id=client.pk)
    return customer


def change_customer(customer: Customer, name: str, area: str, keys: Keys, *, by: User, now: datetime) -> None:
    """Correct name and area, add keys; keys are never taken away here. Raises KeyTaken."""
    require(by, "customer.edit", customer)
    with transaction.atomic():
        changed = Customer.objects.filter(pk=customer.pk, erased_at=None).update(name=name.strip(), area=area.strip())
        if not changed:
            raise CustomerError(_("Data pelanggan ini sudah dihapus."))
        added = _add_keys(customer, keys)
        record(f"customer:{customer.pk}", "customer.change", by=by, now=now, client_id=customer.client_id, data={"keys_added": added})
    customer.name, customer.area = name.strip(), area.strip()


def _add_keys(customer: Customer, keys: Keys) -> list[str]:
    added = []
    for kind, text in keys:
        value = normal(kind, text)
        if not value:
            raise CustomerError(_("Ada nomor atau alamat yang tidak terbaca."))
        try:
            with transaction.atomic():
                key, is_new = Key.objects.get_or_create(
                    client_id=customer.client_id, kind=kind, value=value, defaults={"customer": customer}
                )
        except IntegrityError:
            key, is_new = Key.objects.get(client_id=customer.client_id, kind=kind, value=value), False
        if key.customer_id != customer.pk:
            raise KeyTaken(key.customer_id)
        if is_new:
            added.append(str(kind))
    return added


def check_identity(customer: Customer, named: Mapping[str, str], *, by: User, now: datetime) -> IdentityCheck:
    """Compare what the customer named with what is known. Enough of it opens the data for this contact.

    The agent types what she hears and is told only how many are right. Raises IdentityNotChecked outside a contact.
    """
    require(by, "customer.reveal", customer)
    contact = open_contact_of(by, customer)
    if contact is None:
        raise IdentityNotChecked(_("Mulai kontak dengan pelanggan ini lebih dahulu."))
    check = IdentityCheck(tuple(sorted(_matching(customer, named))), customer.client.identity_keys)
    with transaction.atomic():
        if check.is_passed:
            customer.contacts.filter(pk=contact.pk, ended_at=None).update(identity_checked_at=now)
        data = {
            "contact": contact.pk,
            "named": sorted(k for k, v in named.items() if v.strip()),
            "matched": check.matched,
            "passed": check.is_passed,
        }
        record(
            f"customer:{customer.pk}",
            "customer.identity",
            by=by,
            now=now,
            client_id=customer.client_id,
            data={**data, "matched": list(check.matched)},
        )
    return check


def _matching(customer: Customer, named: Mapping[str, str]) -> set[str]:
    """The kinds of data that are right; one of each kind counts."""
    known = {(key.kind, key.value) for key in customer.keys.all()}
    found = {kind for kind, text in named.items() if (kind, normal(kind, text)) in known and text.strip()}
    for field in ("name", "area"):
        said, own = _words(named.get(field, "")), _words(getattr(customer, field))
        if said and said == own:
            found.add(field)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def reveal(customer: Customer, reason: str, *, by: User, now: datetime) -> None:
    """Show personal data once. Agents need an identity check in the contact they are in; others a reason. Always on record."""
    require(by, "customer.reveal", customer)
    contact = open_contact_of(by, customer)
    is_checked = contact is not None and (contact.identity_checked_at is not None or customer.client.identity_keys == 0)
    if by.role in (Role.AGENT_T1, Role.AGENT_T2) and not is_checked:
        raise IdentityNotChecked(_("Periksa identitas pelanggan lebih dahulu, seperti yang diminta klien ini."))
    if not is_checked and not reason.strip():
        raise IdentityNotChecked(_("Tulis alasannya; alasan ini disimpan di jejak audit."))
    data = {"contact": contact.pk if contact else None}
    with transaction.atomic():
        record(f"customer:{customer.pk}", "customer.reveal", by=by, now=now, client_id=customer.client_id, data=data, note=reason.strip())
