"""An id of another client's thing, in an address, a body or a query: as good as none, for every role, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pansol.desk.accounts.models import Role
from pansol.desk.accounts.rules import VERBS
from pansol.desk.api.app import api
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.operations import OPERATIONS, Things, document, fields_of, place
from tests.desk.faults.test_forged import everything

NOBODYS = 2**53
NUMBERS = {"revision", "before", "limit"}  # these count, they name nothing
NAMED: dict[str, Callable[[Things], Any]] = {  # the fields that name a thing, and what they would name of the other client
    "client": lambda t: t.client.code, "procedure": lambda t: t.version.procedure, "contact": lambda t: t.later.pk,
    "customer": lambda t: t.customer.pk, "leaving": lambda t: t.contact.pk, "to": lambda t: t.decider.pk, "owner": lambda t: t.case.owner_id,
    "agent": lambda t: t.contact.agent_id, "case": lambda t: t.case.pk,
}  # fmt: skip


def naming(name: str) -> Iterator[str]:
    """The fields of an operation's body that name something; one that is not in NAMED is an error there."""
    for field, shape in fields_of(name).items():
        is_id = "integer" in {shape.get("type"), *(s.get("type") for s in shape.get("anyOf", ()))}
        if (is_id and field not in NUMBERS) or field in NAMED:
            yield field


def nobodys(field: str) -> Any:
    return "nobody/nothing" if field in ("client", "procedure") else NOBODYS


def test_every_operation_is_tried() -> None:
    """What the document says, and what is behind the addresses, described or not."""
    assert set(OPERATIONS) == set(document())
    routes = {str(pattern.pattern).replace("<int:pk>", "{pk}") for pattern in api.urls[0]}
    assert routes - {"", "openapi.json"} == {name.split()[1] for name in OPERATIONS}


@pytest.mark.parametrize("role", Role.values)
def test_another_clients_thing_in_an_address_is_as_good_as_none(role: str, own: Things, other: Things) -> None:
    by, before, wrong = Integration(world.user("tester", role)), everything(), []
    for name, operation in OPERATIONS.items():
        if "{pk}" in name:
            method, path = name.split()
            theirs = by.ask(method, place(name, operation, other), operation.sent(other))
            none = by.ask(method, path.format(pk=NOBODYS), operation.sent(other))
            if theirs[0] != 404 or theirs != none:
                wrong.append((name, theirs, none))
    assert not wrong
    assert everything() == before


@pytest.mark.parametrize("role", Role.values)
def test_another_clients_thing_in_a_body_is_as_good_as_none(role: str, own: Things, other: Things) -> None:
    """404, for a procedure 422 that says that there is none; 403 only where the role may not for its own client either."""
    by, before, tried, wrong = Integration(world.user("tester", role)), everything(), 0, []
    for name, operation in OPERATIONS.items():
        for field in naming(name):
            call = name.split()[0], place(name, operation, own)
            theirs = by.ask(*call, {**operation.sent(own), field: NAMED[field](other)})
            none = by.ask(*call, {**operation.sent(own), field: nobodys(field)})
            right = 403 if role not in VERBS[operation.verb] and "{pk}" in name else 422 if field == "procedure" else 404
            tried += 1
            if theirs[0] not in ({right, 403, 404} if role not in VERBS[operation.verb] else {right}) or theirs != none:
                wrong.append((name, field, theirs, none))
    assert not wrong
    assert everything() == before
    assert tried >= 11


@pytest.mark.parametrize("role", Role.values)
def test_another_clients_thing_in_a_query_finds_nothing(role: str, own: Things, other: Things) -> None:
    by, tried, wrong = Integration(world.user("tester", role)), 0, []
    for name, told in document().items():
        asked = [p["name"] for p in told.get("parameters", ()) if p["in"] == "query"]
        for field in (f for f in asked if f in NAMED or _is_number(told, f)):
            theirs, none = (by.get(f"{name.split()[1]}?{field}={value}") for value in (NAMED[field](other), nobodys(field)))
            expected = (200, {"items": [], "next": None}) if role in VERBS[OPERATIONS[name].verb] else theirs
            tried += 1
            if theirs != none or theirs != expected or theirs[0] not in (200, 403):
                wrong.append((name, field, theirs))
    assert not wrong
    assert tried >= 11


def _is_number(told: dict[str, Any], field: str) -> bool:
    [shape] = [p["schema"] for p in told["parameters"] if p["name"] == field]
    return field not in NUMBERS and "integer" in {shape.get("type"), *(s.get("type") for s in shape.get("anyOf", ()))}


@pytest.mark.parametrize("number", [0, -1, 2**53 + 1, 2**63, 10**30])
def test_a_number_that_no_thing_can_have_is_none(number: int, own: Things) -> None:
    by, before = Integration(world.budi()), everything()
    for name, operation in OPERATIONS.items():
        method, path = name.split()
        if "{pk}" in name:
            assert by.ask(method, path.format(pk=number), operation.sent(own))[0] in (404, 422), name
        for field in naming(name):
            if field not in ("client", "procedure"):
                assert by.ask(method, place(name, operation, own), {**operation.sent(own), field: number})[0] in (404, 422), (name, field)
    assert everything() == before
