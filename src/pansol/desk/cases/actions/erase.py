"""Personal data is deleted: on demand, or by the client's policy when nobody has spoken with a customer for long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case, CaseState, Contact, FactEntry, Promise, PromiseState, Receipt
from pansol.desk.customers.models import Customer, Key
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.library import compiled

__all__ = ["ERASED", "erase_by_policy", "erase_customer", "forget_old_receipts"]

ERASED = "[dihapus]"
RETRIED_WITHIN = timedelta(days=7)


def erase_customer(customer: Customer, *, by: User | None, now: datetime, why: str = "") -> None:
    """Delete what tells who a customer is; what was decided, and when, stays. `by` None is the retention policy.

    Raises NotAllowedNow while a case or a promise is open: it could not be kept without the data.
    """
    if by is not None:
        require(by, "customer.delete", customer)
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        if _is_busy(customer):
            raise NotAllowedNow(_("Masih ada kasus, kontak, atau janji yang berjalan. Selesaikan dahulu."))
        Customer.objects.filter(pk=customer.pk).update(name="", area="", erased_at=now)
        Key.objects.filter(customer=customer).delete()
        contacts = Contact.objects.filter(customer=customer)
        Interaction.objects.filter(contact_id__in=contacts.values("pk")).update(fields={}, summary=ERASED)
        contacts.update(ani="", notes="")
        facts = sum(_erase_facts(case) for case in Case.objects.filter(customer=customer).select_related("version"))
        data = {"reason": why, "facts": facts, "policy": by is None}
        record(f"customer:{customer.pk}", "customer.erase", by=by, now=now, client_id=customer.client_id, data=data)


def _is_busy(customer: Customer) -> bool:
    cases = Case.objects.filter(customer=customer).exclude(state=CaseState.CLOSED)
    promises = Promise.objects.filter(customer=customer, state=PromiseState.OPEN)
    return cases.exists() or promises.exists() or Contact.objects.filter(customer=customer, ended_at=None).exists()


def _erase_facts(case: Case) -> int:
    """Personal facts and all free text of a case; the lines stay, without their values."""
    facts = compiled(case.version).procedure.facts
    names = [name for name, fact in facts.items() if fact.pii or fact.kind.is_textual]
    rows = FactEntry.objects.filter(case=case, fact__in=names).exclude(mark="undone")
    return rows.update(value="", mark="withdrawn", source=ERASED)


def erase_by_policy(*, now: datetime) -> int:
    """Erase every customer whose last contact is older than the client keeps data; the number erased. Busy ones wait."""
    erased = 0
    for client in Client.objects.all():
        before = now - timedelta(days=client.retention_days)
        rows = Customer.objects.filter(client=client, erased_at=None, created_at__lt=before)
        for customer in rows.exclude(last_contact_at__gte=before).iterator():
            if not _is_busy(customer):
                erase_customer(customer, by=None, now=now)
                erased += 1
        strangers = Contact.objects.filter(client=client, customer=None, started_at__lt=before).exclude(ended_at=None)
        strangers.exclude(ani="", notes="").update(ani="", notes="")
    return erased


def forget_old_receipts(*, now: datetime) -> int:
    """Receipts of requests that nobody will send again."""
    return Receipt.objects.filter(at__lt=now - RETRIED_WITHIN).delete()[0]
