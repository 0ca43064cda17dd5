"""Role × verb × own or another client's thing, over the API: every cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from pansol.desk.accounts.models import Client, Role, User
from pansol.desk.accounts.rules import VERBS
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.customers.models import Customer, Key
from pansol.desk.knowledge.models import Version
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.api.asking import Integration

# Verbs that have no address in the API; they are for people at the desk.
AT_THE_DESK_ONLY = {
    "article.feedback", "audit.view", "customer.delete", "people.edit", "register.edit", "register.view", "token.edit", "version.publish",
    "version.withdraw",
}  # fmt: skip


@dataclass
class Things:
    """What one client has."""

    client: Client
    contact: Contact
    customer: Customer
    case: Case
    promise: Promise
    grey: GreyCase
    outage: Outage
    version: Version


Call = Callable[[Things], tuple[str, str, Any]]
NEW_KEY = [{"kind": "msisdn", "value": "081299998888"}]
REVISION = {"revision": 0}


def decider_of(client: Client) -> User:
    return world.user(f"decides-{client.code}", Role.DUTY_CONTROLLER, client)


BY_ADDRESS: dict[str, list[Call]] = {
    "contact.start": [
        lambda t: ("POST", f"contacts/{t.contact.pk}/customer/", {"customer": t.customer.pk}),
        lambda t: ("POST", f"contacts/{t.contact.pk}/attention/", None),
    ],
    "contact.end": [lambda t: ("POST", f"contacts/{t.contact.pk}/ending/", {"disposition": "solved"})],
    "customer.view": [lambda t: ("GET", f"contacts/{t.contact.pk}/", None), lambda t: ("GET", f"customers/{t.customer.pk}/", None)],
    "customer.edit": [lambda t: ("PATCH", f"customers/{t.customer.pk}/", {"area": "Kediri"})],
    "customer.reveal": [
        lambda t: ("POST", f"customers/{t.customer.pk}/disclosure/", {"reason": "Audit"}),
        lambda t: ("POST", f"customers/{t.customer.pk}/identity-check/", {"named": {"name": "x"}}),
        lambda t: ("POST", f"cases/{t.case.pk}/disclosure/", None),
    ],
    "case.view": [
        lambda t: ("GET", f"cases/{t.case.pk}/", None),
        lambda t: ("GET", f"cases/{t.case.pk}/facts/", None),
        lambda t: ("GET", f"cases/{t.case.pk}/guidance/", None),
        lambda t: ("GET", f"cases/{t.case.pk}/explanation/", None),
        lambda t: ("GET", f"cases/{t.case.pk}/given-guidance/", None),
        lambda t: ("GET", f"grey-cases/{t.grey.pk}/", None),
    ],
    "case.open": [lambda t: ("POST", "cases/", {"contact": t.contact.pk, "procedure": t.version.procedure})],
    "case.answer": [
        lambda t: ("POST", f"cases/{t.case.pk}/facts/", {**REVISION, "facts": {"outage_here": False}}),
        lambda t: ("POST", f"cases/{t.case.pk}/unanswerable/", {**REVISION, "fact": "outage_here"}),
        lambda t: ("POST", f"cases/{t.case.pk}/undo/", REVISION),
        lambda t: ("POST", f"cases/{t.case.pk}/conclusion/", REVISION),
        lambda t: ("POST", f"cases/{t.case.pk}/advice-failure/", REVISION),
        lambda t: ("POST", f"cases/{t.case.pk}/version/", REVISION),
        lambda t: ("POST", f"cases/{t.case.pk}/resumption/", {**REVISION, "contact": t.contact.pk}),
        lambda t: ("POST", f"cases/{t.case.pk}/grey-cases/", {**REVISION, "question": "Bagaimana?"}),
    ],
    "case.hand_over": [lambda t: ("POST", f"cases/{t.case.pk}/owner/", {**REVISION, "to": t.case.owner_id})],
    "case.override_expiry": [lambda t: ("POST", f"cases/{t.case.pk}/expiry-override/", {**REVISION, "reason": "Penting"})],
    "case.decide_grey": [
        lambda t: ("POST", f"grey-cases/{t.grey.pk}/decision/", {"decision": "Buat tiket."}),
        lambda t: ("POST", f"grey-cases/{t.grey.pk}/forwarding/", {"to": decider_of(t.client).pk}),
    ],
    "case.close": [lambda t: ("POST", f"cases/{t.case.pk}/closure/", {**REVISION, "outcome": "done"})],
    "task.view": [lambda t: ("GET", f"promises/{t.promise.pk}/", None)],
    "task.finish": [
        lambda t: ("POST", f"promises/{t.promise.pk}/completion/", {"kept": True}),
        lambda t: ("POST", f"promises/{t.promise.pk}/follow-up/", None),
        lambda t: ("POST", f"promises/{t.promise.pk}/call/", None),
    ],
    "record.write": [lambda t: ("POST", f"cases/{t.case.pk}/records/", {"record": "interaction"})],
    "record.view": [lambda t: ("GET", f"cases/{t.case.pk}/records/", None)],
    "outage.view": [lambda t: ("GET", f"outages/{t.outage.pk}/", None)],
    "outage.edit": [lambda t: ("POST", f"outages/{t.outage.pk}/ending/", None)],
}
BY_CLIENT: dict[str, Call] = {
    "contact.start": lambda t: ("POST", "contacts/", {"client": t.client.code, "channel": "call"}),
    "customer.edit": lambda t: ("POST", "customers/", {"client": t.client.code, "keys": NEW_KEY}),
    "outage.edit": lambda t: (
        "POST",
        "outages/",
        {
            "client": t.client.code, "area": "*", "title": "t", "source": "kms", "reference": "r", "answer": "a",
            "starts_at": "2026-07-01T10:00:00+07:00",
        },
    ),
}  # fmt: skip
LISTS = [
    ("customer.view", "contacts/", "contact"), ("case.view", "cases/", "case"), ("case.view", "grey-cases/", "grey"),
    ("task.view", "promises/", "promise"), ("outage.view", "outages/", "outage"), ("article.view", "procedures/versions/", "version"),
    ("article.view", "procedures/", "version"),
]  # fmt: skip


def things(code: str, procedure: str, username: str) -> Things:
    """A client with one of everything."""
    home = world.client(code)
    agent = world.user(username, Role.AGENT_T1, home)
    customer = Customer.objects.create(client=home, name="Wati Contoh", created_at=world.NOW)
    Key.objects.create(client=home, customer=customer, kind="msisdn", value="6281200007781")
    contact = Contact.objects.create(client=home, channel="call", agent=agent, customer=customer, started_at=world.NOW)
    version = world.version(procedure)
    case = Case.objects.create(
        client=home, customer=customer, contact=contact, version=version, goal="guidance", as_of=world.NOW.date(), owner=agent,
        opened_at=world.NOW,
    )  # fmt: skip
    return Things(
        home, contact, customer, case,
        Promise.objects.create(client=home, case=case, kind="wait", text="Tunggu", owner=agent, made_at=world.NOW),
        GreyCase.objects.create(client=home, case=case, reason="gap", question="?", raised_by=agent, raised_at=world.NOW),
        Outage.objects.create(
            client=home, area="*", title="t", source="kms", reference="r", answer="a", starts_at=world.NOW, entered_by=agent
        ),
        version,
    )  # fmt: skip


@pytest.fixture
def own() -> Things:
    return things("telkomsel", world.PAYMENT, "sari")


@pytest.fixture
def other() -> Things:
    return things("pln123", "pln123/marketplace-merchant", "dewi")


def tried(by: Integration, call: tuple[str, str, Any]) -> tuple[int, Any]:
    """The answer; what was changed is taken back."""
    with transaction.atomic():
        answer = by.ask(*call)
        transaction.set_rollback(True)
    return answer


def test_every_verb_is_in_the_api_or_named_as_not() -> None:
    assert {*BY_ADDRESS, *BY_CLIENT, *(verb for verb, _, _ in LISTS)} | AT_THE_DESK_ONLY == set(VERBS)


@pytest.mark.parametrize("role", Role.values)
def test_the_table_holds_for_the_things_of_ones_own_client(role: str, own: Things) -> None:
    by = Integration(world.user("tester", role))
    calls = [(verb, call(own)) for verb, several in BY_ADDRESS.items() for call in several]
    calls += [(verb, call(own)) for verb, call in BY_CLIENT.items()]
    calls += [(verb, ("GET", path, None)) for verb, path, _ in LISTS] + [("customer.view", ("POST", "customers/search/", {"key": "0812"}))]
    wrong = []
    for verb, call in calls:
        status, answer = tried(by, call)
        may = role in VERBS[verb] and (not call[1].endswith("disclosure/") or "cases" not in call[1] or role in VERBS["case.view"])
        fits = status in (200, 201, 409, 422) if may else (status, answer["code"]) == (403, "forbidden")
        if not fits:
            wrong.append((verb, call, status, answer))
    assert not wrong


@pytest.mark.parametrize("role", Role.values)
def test_another_clients_things_do_not_exist(role: str, own: Things, other: Things) -> None:
    by = Integration(world.user("tester", role))
    calls = [(verb, call(other)) for verb, several in BY_ADDRESS.items() for call in several]
    calls += [(verb, call(other)) for verb, call in BY_CLIENT.items()]
    wrong = [(verb, call, status) for verb, call in calls if (status := tried(by, call)[0]) != 404]
    assert not wrong


@pytest.mark.parametrize("role", Role.values)
def test_lists_hold_only_ones_own_clients_things(role: str, own: Things, other: Things) -> None:
    by = Integration(world.user("tester", role))
    for verb, path, kind in LISTS:
        if role in VERBS[verb]:
            answer = by.get(path)[1]
            found = {item["id"] for item in (answer if isinstance(answer, list) else answer["items"])}
            assert found == {getattr(own, kind).pk}, path
    if role in VERBS["customer.view"]:
        found = {item["id"] for item in by.post("customers/search/", {"key": "081200007781"})[1]["items"]}
        assert found == {own.customer.pk}


def test_things_of_two_clients_are_never_mixed(own: Things, other: Things) -> None:
    """Somebody who works for both clients cannot join what belongs to one with what belongs to the other."""
    by = Integration(world.user("both", Role.TEAM_LEADER, own.client, other.client))
    case = f"cases/{own.case.pk}"
    assert by.post(f"contacts/{own.contact.pk}/customer/", {"customer": other.customer.pk})[1]["code"] == "not_allowed_now"
    assert by.post(f"{case}/resumption/", {**REVISION, "contact": other.contact.pk})[1]["code"] == "not_allowed_now"
    assert by.post(f"{case}/owner/", {**REVISION, "to": other.case.owner_id})[0] == 404
    status, refused = by.post("cases/", {"contact": own.contact.pk, "procedure": other.version.procedure})
    assert (status, refused["problems"][0]["where"]) == (422, "procedure")
