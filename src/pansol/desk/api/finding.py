"""Loading what a request names: things of another client do not exist, and a role that may not is refused before anything else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.rules import require
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.cases.queries import case_file
from pansol.desk.customers.models import Customer
from pansol.desk.customers.queries import visible_customers
from pansol.desk.knowledge.models import Version
from pansol.desk.outages.models import Outage
from pansol.desk.outages.queries import visible_outages

__all__ = [
    "cases", "client_named", "clients_named", "contacts", "customers", "grey_cases", "one_case", "one_contact", "one_customer", "one_grey",
    "one_outage", "one_promise", "outages", "promises", "versions",
]  # fmt: skip

Thing = TypeVar("Thing", bound=Model)


def contacts(by: User) -> QuerySet[Contact]:
    return Contact.objects.filter(client_id__in=by.client_ids()).select_related("client", "agent").prefetch_related("cases")


def customers(by: User) -> QuerySet[Customer]:
    return visible_customers(by).filter(erased_at=None).prefetch_related("keys")


def cases(by: User) -> QuerySet[Case]:
    rows = Case.objects.filter(client_id__in=by.client_ids())
    return rows.select_related("client", "version", "owner").defer("version__files")


def promises(by: User) -> QuerySet[Promise]:
    return Promise.objects.filter(client_id__in=by.client_ids()).select_related("client", "owner")


def grey_cases(by: User) -> QuerySet[GreyCase]:
    return GreyCase.objects.filter(client_id__in=by.client_ids()).select_related("client", "raised_by", "decided_by", "recipient")


def outages(by: User) -> QuerySet[Outage]:
    return visible_outages(by)


def versions(by: User) -> QuerySet[Version]:
    return Version.objects.filter(client_id__in=by.client_ids()).select_related("client").defer("files")


def one_case(by: User, pk: int, verb: str) -> CaseFile:
    """A case opened for work, now."""
    file = case_file(by, pk, timezone.now())
    require(by, verb, file.case)
    return file


def _one(rows: QuerySet[Thing], by: User, pk: int, verb: str) -> Thing:
    found = get_object_or_404(rows, pk=pk)
    require(by, verb, found)
    return found


def one_contact(by: User, pk: int, verb: str) -> Contact:
    return _one(contacts(by), by, pk, verb)


def one_customer(by: User, pk: int, verb: str) -> Customer:
    return _one(customers(by), by, pk, verb)


def one_promise(by: User, pk: int, verb: str) -> Promise:
    return _one(promises(by), by, pk, verb)


def one_grey(by: User, pk: int, verb: str) -> GreyCase:
    return _one(grey_cases(by), by, pk, verb)


def one_outage(by: User, pk: int, verb: str) -> Outage:
    return _one(outages(by), by, pk, verb)


def client_named(by: User, code: str, verb: str) -> Client:
    """One of the user's clients, by its code."""
    found = get_object_or_404(Client, code=code, pk__in=by.client_ids())
    require(by, verb)
    return found


def clients_named(by: User, codes: Iterable[str], verb: str) -> list[Client]:
    return [client_named(by, code, verb) for code in dict.fromkeys(codes)]
