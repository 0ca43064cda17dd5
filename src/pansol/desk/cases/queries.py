"""What the desk reads: contacts, cases, promises, and what has to be known before anything else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import VERBS, may
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, CaseState, Contact, FactEntry, GreyCase, GreyState, GuidanceEntry, Promise, PromiseState
from pansol.desk.customers.models import Customer
from pansol.desk.outages.models import Outage
from pansol.desk.outages.queries import active, outages_for, visible_outages

__all__ = [
    "active_outages",
    "after_change",
    "case_file",
    "colleagues",
    "contact_of",
    "entries_since",
    "fresh_decisions",
    "latest_decision",
    "longest_waiting",
    "open_cases_of",
    "open_contacts",
    "open_promises",
    "own_cases",
    "place_in",
    "waiting_counts",
]

_SHOWN = 20
_MANY = 100
_NOT_DONE = [CaseState.OPEN, CaseState.WAITING, CaseState.GREY]  # named one by one, so that the indexes on state serve


def contact_of(user: User, pk: int) -> Contact:
    """A contact of one of the user's clients, else 404."""
    rows = Contact.objects.select_related("client", "customer", "agent")
    return get_object_or_404(rows, pk=pk, client_id__in=user.client_ids())


def case_file(user: User, pk: int, now: datetime, *related: str) -> CaseFile:
    """A case of one of the user's clients, opened; else 404. Two queries, the names of those who answered with the ledger; a page
    names what else it shows in `related`."""
    rows = Case.objects.select_related("version", *related).defer("version__files")
    file = CaseFile(get_object_or_404(rows, pk=pk, client_id__in=user.client_ids()), now)
    shown = ("case_id", "number", "fact", "value", "mark", "source", "at", *_name_of("by"))
    file.__dict__["rows"] = list(file.case.entries.select_related("by").only(*shown).order_by("number"))
    return file


def after_change(file: CaseFile, start: int, revision: int, by: User) -> CaseFile:
    """The file after `answer` wrote the ledger's entries from `start` on; read anew when the request was a retry."""
    if file.case.revision != revision + 1:
        return case_file(by, file.case.pk, file.now)
    fresh = CaseFile(file.case, file.now)
    new = [
        FactEntry(case=file.case, number=file.next_number + n, fact=e.fact, mark=e.mark, source=e.source, by=by, at=e.at)
        for n, e in enumerate(file.ledger.entries[start:])
    ]
    fresh.__dict__.update(rows=[*file.rows, *new], ledger=file.ledger)
    return fresh


def entries_since(file: CaseFile, seen: int) -> list[FactEntry]:
    """What came into the ledger after entry `seen`."""
    return [row for row in file.rows if row.number > seen]


def open_contacts(user: User) -> list[Contact]:
    """The user's running conversations; `waiting_since` is when she last did something in each, the longest wait first."""
    rows = Contact.objects.filter(agent=user, ended_at=None).select_related("client", "customer")
    running = list(rows.annotate(answered_at=Max("cases__entries__at"))[:_SHOWN])
    for contact in running:
        done = (contact.started_at, contact.attended_at, contact.answered_at)
        contact.waiting_since = max(at for at in done if at is not None)  # type: ignore[attr-defined]
    return sorted(running, key=lambda c: c.waiting_since)  # type: ignore[attr-defined]


def longest_waiting(running: Iterable[Contact], here: Contact) -> Contact | None:
    """Whom to turn to next: the one, other than the present, that waits longest."""
    return next((c for c in running if c.pk != here.pk), None)


def place_in(contact: Contact) -> Case | None:
    """Where the agent left off in a contact: the case opened last that is not done."""
    return contact.cases.exclude(state=CaseState.CLOSED).order_by("-opened_at", "-pk").first()


def own_cases(user: User) -> QuerySet[Case]:
    """The cases on the user's desk that are not done."""
    rows = Case.objects.filter(owner=user, client_id__in=user.client_ids(), state__in=_NOT_DONE)
    return rows.select_related("version", "customer", "contact").defer("version__files").order_by("-opened_at")[:50]


def open_cases_of(contact: Contact) -> list[Case]:
    """Cases of the contact's customer that are not done and belong to another contact; newest first."""
    if contact.customer_id is None:
        return []
    rows = Case.objects.filter(client_id=contact.client_id, customer_id=contact.customer_id, state__in=_NOT_DONE)
    shown = ("state", "opened_at", "revision", "client_id", "version__title", "version__procedure", *_name_of("owner"))
    return list(rows.exclude(contact_id=contact.pk).select_related("version", "owner").only(*shown).order_by("-opened_at")[:10])


def active_outages(contact: Contact, now: datetime) -> list[Outage]:
    """Outages that last: those of the customer's area; while nobody knows the area, all of the client."""
    area = contact.customer.area.strip() if contact.customer is not None else ""
    return outages_for(contact.client_id, area or None, now)[:_SHOWN]


def _name_of(person: str) -> tuple[str, ...]:
    """What `display_name` reads."""
    return f"{person}__first_name", f"{person}__last_name", f"{person}__username"


def open_promises(user: User, *, mine: bool = True, customer: Customer | None = None) -> QuerySet[Promise]:
    """Promises that run, the next due first."""
    rows = Promise.objects.filter(client_id__in=user.client_ids(), state=PromiseState.OPEN)
    if customer is not None:
        rows = rows.filter(customer=customer)
    elif mine:
        rows = rows.filter(owner=user)
    shown = ("kind", "text", "due_at", "state", "client_id", "case_id", "contact_id", "customer__name", *_name_of("owner"))
    return rows.select_related("customer", "owner").only(*shown).order_by("due_at", "pk")[:_MANY]


def latest_decision(case: Case) -> GreyCase | None:
    """The newest question to the team leader of a case, decided or not."""
    return case.grey_cases.select_related("decided_by", "recipient").order_by("-raised_at").first()


def fresh_decisions(user: User) -> QuerySet[GreyCase]:
    """Decisions on the user's cases that the customer has not been told yet."""
    told = GuidanceEntry.objects.filter(case=OuterRef("case"), at__gte=OuterRef("decided_at"))
    rows = GreyCase.objects.filter(case__owner=user, client_id__in=user.client_ids(), state=GreyState.DECIDED, case__state=CaseState.OPEN)
    rows = rows.filter(~Exists(told)).select_related("case__version", "decided_by", "case__customer")
    return rows.defer("case__version__files").order_by("decided_at")


def colleagues(user: User, client_id: int) -> QuerySet[User]:
    """Who else may go on with a case of this client."""
    rows = User.objects.filter(is_active=True, clients=client_id, role__in=VERBS["case.answer"]).exclude(pk=user.pk)
    return rows.select_related("team").order_by("first_name", "username")


def waiting_counts(user: User, now: datetime, names: Iterable[str]) -> dict[str, dict[str, object]]:
    """The numbers beside the navigation."""
    counts: dict[str, dict[str, object]] = {}
    wanted = set(names)
    if "desk" in wanted and may(user, "case.answer"):
        counts["desk"] = {"number": fresh_decisions(user).count(), "late": False}
    if "inbox" in wanted:
        rows = GreyCase.objects.filter(client_id__in=user.client_ids(), state__in=[GreyState.OPEN, GreyState.FORWARDED])
        number = rows.filter(Q(recipient=None) | Q(recipient=user)).count()
        counts["inbox"] = {"number": number, "late": False}
    if "promises" in wanted:
        number = Promise.objects.filter(owner=user, client_id__in=user.client_ids(), state=PromiseState.OPEN, due_at__lte=now).count()
        counts["promises"] = {"number": number, "late": True}
    if "outages" in wanted:
        counts["outages"] = {"number": active(visible_outages(user), now).count(), "late": False}
    return counts
