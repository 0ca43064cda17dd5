"""Personal data is deleted: on demand, or by the client's policy when nobody has spoken with a customer for long enough."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import forget_notes, record
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case, CaseState, Contact, FactEntry, Promise, PromiseState, Receipt
from pansol.desk.customers.models import Customer, Key
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Feedback

__all__ = ["CODES", "ERASED", "erase_by_policy", "erase_customer", "forget_old_receipts"]

ERASED = "[dihapus]"
RETRIED_WITHIN = timedelta(days=7)

# Columns of text that hold only names from a procedure, or facts from which personal and free text was left out. Every other
# column of text that belongs to a customer's contacts and cases is erased, also one that is added after today.
CODES = frozenset({
    "Case.goal", "Case.rule", "Case.outcome", "Contact.disposition", "Feedback.procedure", "Feedback.rule", "Feedback.kind",
    "Feedback.facts", "GreyCase.reason", "GreyCase.rules", "GreyCase.facts", "GreyCase.box",
    "GuidanceEntry.rule", "Interaction.record", "Promise.rule",
})  # fmt: skip
_BELONGS_BY = ("customer_id", "contact_id", "case_id")


def erase_customer(customer: Customer, *, by: User | None, now: datetime, why: str = "") -> None:
    """Delete what tells who a customer is; what was decided, and when, stays. `by` None is the retention policy.

    Raises NotAllowedNow while a case or a promise is open: it could not be kept without the data.
    """
    if by is not None:
        require(by, "customer.delete", customer)
    with transaction.atomic():
        locked = Customer.objects.select_for_update().get(pk=customer.pk)
        contacts = Contact.objects.filter(customer=customer)
        if _is_busy(contacts) or _is_open(Q(customer=customer)):
            raise NotAllowedNow(_("Masih ada kasus, kontak, atau janji yang berjalan. Selesaikan dahulu."))
        if _names(locked, why):
            raise NotAllowedNow(_("Tulis alasannya tanpa nama atau nomor pelanggan: alasan ini tidak ikut dihapus."))
        facts = _erase_stories(contacts, Q(customer=customer) | Q(contact__in=contacts), customer.pk)
        Key.objects.filter(customer=customer).delete()
        Customer.objects.filter(pk=customer.pk).update(name="", area="", erased_at=now)
        data = {"reason": why, "facts": facts, "policy": by is None}
        record(f"customer:{customer.pk}", "customer.erase", by=by, now=now, client_id=customer.client_id, data=data)


def _names(customer: Customer, text: str) -> bool:
    told = text.casefold()
    personal = [*customer.name.split(), *customer.keys.values_list("value", flat=True)]
    digits = "".join(c for c in told if c.isdigit())
    return any(len(p) > 2 and (p.casefold() in told or (p.isdigit() and p.removeprefix("62") in digits)) for p in personal)


def _is_busy(contacts: models.QuerySet[Contact]) -> bool:
    return contacts.filter(ended_at=None).exists() or _is_open(Q(contact__in=contacts))


def _is_open(whose: Q) -> bool:
    cases = Case.objects.filter(whose).exclude(state=CaseState.CLOSED)
    return cases.exists() or Promise.objects.filter(whose, state=PromiseState.OPEN).exists()


def _erase_stories(contacts: models.QuerySet[Contact], cases_of: Q, customer_id: int | None = None) -> int:
    """Every word of some contacts and of their cases, wherever it is kept; the number of facts erased."""
    cases = list(Case.objects.filter(cases_of).select_related("version"))
    ids: dict[str, Collection[int]] = {
        "customer_id": [customer_id] if customer_id else [],
        "contact_id": list(contacts.values_list("pk", flat=True)),
        "case_id": [case.pk for case in cases],
    }
    chains = [f"{name.removesuffix('_id')}:{pk}" for name, pks in ids.items() for pk in pks]
    for model, texts in _texts():
        own = Q(pk__in=ids[f"{model.__name__.lower()}_id"]) if model in (Contact, Case) else Q(pk__in=[])
        by = {f.attname for f in model._meta.concrete_fields} & set(_BELONGS_BY)
        rows = model._default_manager.filter(own | Q.create([Q(**{f"{name}__in": ids[name]}) for name in sorted(by)], connector=Q.OR))
        chains += [f"{word}:{pk}" for pk in rows.values_list("pk", flat=True) for word in _chain_words(model)]
        rows.update(**{field.name: _nothing(field) for field in texts})
    Contact.objects.filter(pk__in=ids["contact_id"]).update(notes=ERASED)  # by this the policy knows what is done
    forget_notes(chains)
    return sum(_erase_facts(case) for case in cases)


def _texts() -> Iterator[tuple[type[models.Model], list[models.Field[Any, Any]]]]:
    """The models whose rows belong to a customer, a contact or a case, with their columns of free text."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        if not model.__module__.startswith("pansol.") or model in (FactEntry, Key) or not {f.attname for f in fields} & set(_BELONGS_BY):
            continue
        kinds = (models.CharField, models.TextField, models.JSONField)
        yield model, [f for f in fields if isinstance(f, kinds) and not f.choices and f"{model.__name__}.{f.name}" not in CODES]


def _nothing(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.JSONField):
        return field.get_default()
    return "" if field.blank else ERASED


def _chain_words(model: type[models.Model]) -> tuple[str, ...]:
    """How audit events name a row of the model."""
    return {"GreyCase": ("grey",), "Interaction": ("record",)}.get(model.__name__, (model.__name__.lower(),))


def _erase_facts(case: Case) -> int:
    """Personal facts and all free text of a case; the lines stay, without their values."""
    facts = compiled(case.version).procedure.facts
    kept = [name for name, fact in facts.items() if not (fact.pii or fact.kind.is_textual)]
    rows = FactEntry.objects.filter(case=case).exclude(fact__in=kept).exclude(mark="undone")  # those hold numbers of lines
    return rows.update(value="", mark="withdrawn", source=ERASED)


def erase_by_policy(*, now: datetime) -> int:
    """Erase every customer whose last contact is older than the client keeps data; the number erased. Busy ones wait."""
    erased = 0
    for client in Client.objects.all():
        before = now - timedelta(days=client.retention_days)
        rows = Customer.objects.filter(client=client, erased_at=None, created_at__lt=before)
        for customer in rows.exclude(last_contact_at__gte=before).iterator():
            try:
                erase_customer(customer, by=None, now=now)
                erased += 1
            except NotAllowedNow:
                continue
        _erase_strangers(client, before)
        Feedback.objects.filter(client=client, case_id=None, given_at__lt=before).exclude(text=ERASED).update(text=ERASED)
    return erased


def _erase_strangers(client: Client, before: datetime) -> None:
    """Contacts in which nobody was found, and the cases of them."""
    rows = Contact.objects.filter(client=client, customer=None, started_at__lt=before).exclude(ended_at=None).exclude(notes=ERASED)
    for contact in rows.iterator():
        one = Contact.objects.filter(pk=contact.pk)
        with transaction.atomic():
            if not _is_busy(one):
                _erase_stories(one, Q(contact=contact, customer=None))


def forget_old_receipts(*, now: datetime) -> int:
    """Receipts of requests that nobody will send again."""
    return Receipt.objects.filter(at__lt=now - RETRIED_WITHIN).delete()[0]
