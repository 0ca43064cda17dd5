"""Role × verb × own or another client's thing, over the API: every cell."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from pansol.desk.accounts.models import Role
from pansol.desk.accounts.rules import VERBS
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.operations import OPERATIONS, Things, place

# Verbs that have no address in the API; they are for people at the desk.
AT_THE_DESK_ONLY = {
    "audit.view", "customer.delete", "people.edit", "register.edit", "register.view", "token.edit", "version.publish", "version.withdraw",
}  # fmt: skip
REVISION = {"revision": 0}
LISTS = [
    ("customer.view", "contacts/", {"contact", "later"}), ("case.view", "cases/", {"case", "asked"}),
    ("case.view", "grey-cases/", {"grey"}), ("task.view", "promises/", {"promise"}), ("outage.view", "outages/", {"outage"}),
    ("article.view", "procedures/versions/", {"version"}), ("article.view", "procedures/", {"version"}),
]  # fmt: skip


def tried(by: Integration, call: tuple[str, str, Any]) -> tuple[int, Any]:
    """The answer; what was changed is taken back."""
    with transaction.atomic():
        answer = by.ask(*call)
        transaction.set_rollback(True)
    return answer


def test_every_verb_is_in_the_api_or_named_as_not() -> None:
    assert {operation.verb for operation in OPERATIONS.values()} | AT_THE_DESK_ONLY == set(VERBS)
    assert {path for _, path, _ in LISTS} == {
        name.removeprefix("GET ") for name in OPERATIONS if name.startswith("GET") and "{" not in name
    }


@pytest.mark.parametrize("role", Role.values)
def test_the_table_holds_for_the_things_of_ones_own_client(role: str, own: Things) -> None:
    by = Integration(world.user("tester", role))
    wrong = []
    for name, operation in OPERATIONS.items():
        status, answer = tried(by, (name.split()[0], place(name, operation, own), operation.sent(own)))
        verbs = {operation.verb, "case.view"} if name == "POST cases/{pk}/disclosure/" else {operation.verb}
        may = all(role in VERBS[verb] for verb in verbs)
        fits = status in (200, 201, 409, 422) if may else (status, answer["code"]) == (403, "forbidden")
        if not fits:
            wrong.append((name, status, answer))
    assert not wrong


@pytest.mark.parametrize("role", Role.values)
def test_lists_hold_only_ones_own_clients_things(role: str, own: Things, other: Things) -> None:
    by = Integration(world.user("tester", role))
    for verb, path, kinds in LISTS:
        if role in VERBS[verb]:
            answer = by.get(path)[1]
            found = {item["id"] for item in (answer if isinstance(answer, list) else answer["items"])}
            assert found == {getattr(own, kind).pk for kind in kinds}, path
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
