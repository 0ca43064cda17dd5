"""Customers: found by any key, entered, corrected, identified, read masked, shown on purpose."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field, StringConstraints

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.once import once
from pansol.desk.api.shapes import CustomerOut, GivenOut, customer_out, given_out
from pansol.desk.api.typed import ApiRequest, Incoming, Key, Pk
from pansol.desk.cases.memory import given_to
from pansol.desk.customers.actions import add_customer, change_customer, check_identity, reveal
from pansol.desk.customers.queries import find_customers

__all__ = [
    "CheckOut", "CustomerIn", "FoundOut", "IdentityIn", "KeyIn", "NewCustomerIn", "ReasonIn", "SearchIn", "add", "change", "disclose",
    "found", "given_guidance", "identify", "read", "router",
]  # fmt: skip

router = Router(tags=["customers"])

_Said = Annotated[str, StringConstraints(max_length=200)]


class SearchIn(Incoming):
    """Sent in a body, so that no number stands in a log."""

    key: str = Field(min_length=1, max_length=200)


class KeyIn(Incoming):
    kind: Literal["msisdn", "service", "order", "email", "ani"]
    value: str = Field(min_length=1, max_length=100)


class CustomerIn(Incoming):
    name: str = Field("", max_length=200)
    area: str = Field("", max_length=100)
    keys: list[KeyIn] = Field([], max_length=20)


class NewCustomerIn(CustomerIn):
    client: str = Field(min_length=1, max_length=50)
    keys: list[KeyIn] = Field(min_length=1, max_length=20)


class IdentityIn(Incoming):
    """What the customer said; compared, never answered."""

    named: dict[Literal["name", "area", "msisdn", "service", "order", "email"], _Said] = Field(min_length=1)


class ReasonIn(Incoming):
    reason: str = Field("", max_length=300)


class FoundOut(BaseModel):
    items: list[CustomerOut]


class CheckOut(BaseModel):
    """How many data were right, and how many the client's policy wants."""

    matched: int
    wanted: int
    is_passed: bool


def _keys(body: CustomerIn) -> list[tuple[str, str]]:
    return [(key.kind, key.value) for key in body.keys]


def _shown(request: ApiRequest, pk: int) -> CustomerOut:
    return customer_out(finding.customers(request.auth).get(pk=pk))


@router.post("search/", response=answers(FoundOut), summary="Find customers by any key; a whole key only")
def found(request: ApiRequest, body: SearchIn) -> FoundOut:
    require(request.auth, "customer.view")
    return FoundOut(items=[customer_out(c) for c in find_customers(request.auth, body.key)])


@router.post("", response=answers(CustomerOut, 201), summary="Enter a customer")
def add(request: ApiRequest, body: NewCustomerIn, key: Key = None) -> Status[CustomerOut]:
    client = finding.client_named(request.auth, body.client, "customer.edit")

    def act() -> int:
        return add_customer(client, body.name, body.area, _keys(body), by=request.auth, now=timezone.now()).pk

    return Status(201, once(request, key, act, lambda pk: _shown(request, pk)))


@router.get("{int:pk}/", response=answers(CustomerOut), summary="Read a customer, masked")
def read(request: ApiRequest, pk: Pk) -> CustomerOut:
    return customer_out(finding.one_customer(request.auth, pk, "customer.view"))


@router.get("{int:pk}/given-guidance/", response=answers(list[GivenOut]), summary="What the customer was told before, the latest first")
def given_guidance(request: ApiRequest, pk: Pk) -> list[GivenOut]:
    customer = finding.one_customer(request.auth, pk, "customer.view")
    require(request.auth, "case.view", customer)
    return [given_out(given) for given in given_to(customer)]


@router.patch("{int:pk}/", response=answers(CustomerOut), summary="Correct name and area, add keys")
def change(request: ApiRequest, pk: Pk, body: CustomerIn, key: Key = None) -> CustomerOut:
    customer = finding.one_customer(request.auth, pk, "customer.edit")
    sent = body.model_fields_set
    name = body.name if "name" in sent else customer.name
    area = body.area if "area" in sent else customer.area

    def act() -> int:
        change_customer(customer, name, area, _keys(body), by=request.auth, now=timezone.now())
        return pk

    return once(request, key, act, lambda made: _shown(request, made))


@router.post("{int:pk}/identity-check/", response=answers(CheckOut), summary="Compare what the customer said with what is known")
def identify(request: ApiRequest, pk: Pk, body: IdentityIn) -> CheckOut:
    customer = finding.one_customer(request.auth, pk, "customer.reveal")
    check = check_identity(customer, {str(kind): said for kind, said in body.named.items()}, by=request.auth, now=timezone.now())
    return CheckOut(matched=len(check.matched), wanted=check.wanted, is_passed=check.is_passed)


@router.post("{int:pk}/disclosure/", response=answers(CustomerOut), summary="Show personal data once; recorded every time")
def disclose(request: ApiRequest, pk: Pk, body: ReasonIn) -> CustomerOut:
    customer = finding.one_customer(request.auth, pk, "customer.reveal")
    reveal(customer, body.reason, by=request.auth, now=timezone.now())
    return customer_out(customer, is_masked=False)
