"""An id of another client's thing, in an address or in a form: it does not exist, for no role, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser

from pansol.desk.accounts.models import Role
from tests.desk import world
from tests.desk.faults.addresses import Address, addresses
from tests.desk.faults.floor import POSTS, Floor, address, floor

NOBODYS = 2**53 + 7
CHOSEN: dict[str, Callable[[Floor], Any]] = {  # the fields that name a thing of a client, and what they would name of the other one
    "client": lambda a: a.case.client_id, "clients": lambda a: [a.case.client_id], "customer": lambda a: a.customer.pk,
    "version": lambda a: a.version.pk, "contact": lambda a: a.later.pk, "case": lambda a: a.case.pk, "to": lambda a: a["leader"].pk,
    "calendar": lambda a: a.calendar.pk, "team": lambda a: a["agent"].team_id,
}  # fmt: skip


@pytest.fixture
def own() -> Floor:
    return floor()


@pytest.fixture
def other() -> Floor:
    return floor("telkom147", "telkom147/new-callback")


def everything() -> dict[str, list[Any]]:
    """Every row of every table but the sessions."""
    return {m._meta.label: list(m._default_manager.order_by("pk").values()) for m in apps.get_models() if m._meta.app_label != "sessions"}


def asked(browser: Browser, method: str, path: str, sent: dict[str, Any]) -> tuple[int, bytes]:
    """The status at the end; a browser without scripts is led to the page of the thing, and sees there that it is none."""
    answer = browser.get(path, follow=True) if method == "GET" else browser.post(path, sent)
    return answer.status_code, answer.content


@pytest.mark.parametrize("role", list(Role))
def test_another_clients_thing_is_as_good_as_none(role: Role, own: Floor, other: Floor) -> None:
    """404, and nothing but the address differs from an id that nobody has; 403 only where the role may not for its own client either."""
    browser = Browser()
    browser.force_login(world.user(f"tester-{role}", role))
    before = everything()
    sent = {name.split()[0]: post.sent(other) for name, post in POSTS.items()}
    wrong = []
    for found in filter(lambda a: a.is_of_a_thing, addresses(other)):
        for method in ("GET", "POST"):
            fields = sent.get(found.name, {}) if method == "POST" else {}
            theirs = asked(browser, method, found.path, fields)
            nobodys = asked(browser, method, numbered(found, NOBODYS), fields)
            if theirs[0] not in (404, 403, 405) or theirs[0] != nobodys[0]:
                wrong.append((method, found.path, theirs[0], nobodys[0]))
    assert not wrong
    assert everything() == before


def numbered(found: Address, number: int) -> str:
    """The same address with another id."""
    parts = found.path.split("/")
    [place] = [n for n, part in enumerate(parts) if part.isdecimal() or part.startswith("case:")]
    parts[place] = f"case:{number}" if ":" in parts[place] else str(number)
    return "/".join(parts)


@pytest.mark.parametrize("number", [0, 2**63])
def test_a_number_that_no_thing_can_have_is_none(number: int, own: Floor) -> None:
    wrong = []
    for who in ("leader", "editor", "admin"):
        browser = Browser()
        browser.force_login(own[who])
        for found in filter(lambda a: a.is_of_a_thing, addresses(own)):
            for method in ("GET", "POST"):
                status, _page = asked(browser, method, numbered(found, number), {"csrfmiddlewaretoken": "a" * 64})
                if status not in (404, 403, 405):
                    wrong.append((who, method, numbered(found, number), status))
    assert not wrong


def test_whoever_may_for_the_own_client_is_told_that_there_is_none(own: Floor, other: Floor) -> None:
    """Not 403: that would say that the thing is there."""
    wrong = []
    for name, post in POSTS.items():
        theirs = address(name, post, other)
        if theirs == address(name, post, own):
            continue
        browser = Browser()
        browser.force_login(own[post.who])
        before = everything()
        answer = browser.post(theirs, {**post.sent(other), "csrfmiddlewaretoken": "a" * 64})
        if answer.status_code != 404 or everything() != before:
            wrong.append((name, answer.status_code))
    assert not wrong


def test_another_clients_id_in_a_form_chooses_nothing(own: Floor, other: Floor) -> None:
    tried, wrong = 0, []
    for name, post in POSTS.items():
        browser = Browser()
        browser.force_login(own[post.who])
        sent = post.sent(own)
        for field in sent.keys() & CHOSEN.keys() | ({"team"} if name.startswith("person") and "username" in sent else set()):
            before = everything()
            answer = browser.post(address(name, post, own), {**sent, field: CHOSEN[field](other)})
            tried += 1
            if answer.status_code not in (404, 409, 422) or everything() != before:
                wrong.append((name, field, answer.status_code))
    assert not wrong
    assert tried >= 12
