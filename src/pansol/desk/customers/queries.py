"""Finding customers, and everything that happened with one, in one time line."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import may
from pansol.desk.customers.keys import found_as
from pansol.desk.customers.models import Customer
from pansol.desk.interactions.queries import records_of

__all__ = ["Moment", "find_customers", "open_contact_of", "time_line", "visible_customers"]

FOUND = 20
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing in the time line: what kind, when, in words, and where to read on."""

    kind: str
    at: datetime
    title: str  # in the reader's language
    note: str = ""
    who: str = ""
    url_name: str = ""
    pk: int = 0
    is_open: bool = False
    due_at: datetime | None = None
    thing: Any = None
    words: str = ""  # of the SOP, or whoever wrote them


def visible_customers(user: User) -> QuerySet[Customer]:
    return Customer.objects.filter(client_id__in=user.client_ids()).select_related("client")


def find_customers(user: User, text: str) -> list[Customer]:
    """Customers with a key that the text may mean; never by part of a key, so that nobody can leaf through them."""
    meant = found_as(text)
    if not meant:
        return []
    either = reduce(operator.or_, (Q(keys__kind=kind, keys__value=value) for kind, value in meant))
    rows = visible_customers(user).filter(either, keys__client_id__in=user.client_ids(), erased_at=None).distinct()
    return list(rows.prefetch_related("keys").order_by("-last_contact_at", "pk")[:FOUND])


def open_contact_of(user: User, customer: Customer) -> Any | None:
    """The contact in which this user is speaking with the customer now."""
    return customer.contacts.filter(agent=user, ended_at=None).order_by("-started_at").first()


def time_line(customer: Customer, user: User) -> list[Moment]:
    """Contacts, cases, promises and records, newest first, as far as the user may see them."""
    parts: list[Iterator[Moment]] = [_contacts(customer, user)]
    if may(user, "case.view", customer):
        parts.append(_cases(customer))
    if may(user, "task.view", customer):
        parts.append(_promises(customer))
    if may(user, "record.view", customer):
        parts.append(_records(customer))
    return sorted(chain(*parts), key=lambda m: m.at, reverse=True)[:SHOWN]


def _contacts(customer: Customer, user: User) -> Iterator[Moment]:
    url = "contact" if may(user, "case.view", customer) else ""
    for c in customer.contacts.select_related("agent").order_by("-started_at")[:SHOWN]:
        note = _("terputus") if c.dropped else c.disposition
        title = _("Kontak: %(channel)s") % {"channel": c.get_channel_display()}
        yield Moment("contact", c.started_at, title, note, c.agent.display_name, url, c.pk, is_open=c.ended_at is None)


def _cases(customer: Customer) -> Iterator[Moment]:
    rows = customer.cases.select_related("version", "owner").defer("version__files").order_by("-opened_at")[:SHOWN]
    for c in rows:
        note = f"{c.get_state_display()} · {c.rule}" if c.rule else c.get_state_display()
        yield Moment("case", c.opened_at, "", note, c.owner.display_name, "case", c.pk, c.state != "closed", words=c.version.title)


def _promises(customer: Customer) -> Iterator[Moment]:
    for p in customer.promises.select_related("owner").order_by("-made_at")[:SHOWN]:
        kind = str(p.get_kind_display())
        title = "" if p.text.startswith(kind) else kind
        is_open = p.state == "open"
        yield Moment(
            "promise",
            p.made_at,
            title,
            p.get_state_display(),
            p.owner.display_name,
            is_open=is_open,
            due_at=p.due_at,
            thing=p,
            words=p.text,
        )


def _records(customer: Customer) -> Iterator[Moment]:
    ids = list(customer.contacts.values_list("pk", flat=True))
    for r in records_of(ids)[:SHOWN]:
        yield Moment("record", r.at, _("Catatan interaksi"), "", r.by.display_name, "record", r.pk)
