"""Personal data is deleted, on demand and by policy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pansol.desk.accounts.models import Role, User
from pansol.desk.accounts.rules import Forbidden
from pansol.desk.audit.actions import first_broken
from pansol.desk.cases.actions import answer, attach_customer, close_case, end_contact, open_case
from pansol.desk.cases.actions.erase import erase_by_policy, erase_customer
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case, FactEntry
from pansol.desk.customers.models import Customer, Key
from tests.desk import world


def ani() -> User:
    return world.user("ani", Role.ADMIN)


def a_story() -> Case:
    """Wati called, was helped, and the case was closed."""
    contact = world.contact()
    attach_customer(contact, world.wati(), by=world.sari(), now=world.NOW)
    case = open_case(contact, world.version(), by=world.sari(), now=world.NOW)
    for fact, text in {"msisdn": "081200007781", "outage_here": "no"}.items():
        answer(world.opened(case), fact, text, by=world.sari(), now=world.NOW)
    return case


def ended(case: Case) -> Case:
    close_case(world.opened(case).case, "done", by=world.sari(), now=world.NOW)
    end_contact(case.contact, disposition="solved", dropped=False, by=world.sari(), now=world.NOW)
    return case


def test_what_tells_who_it_was_is_gone_and_the_rest_stays() -> None:
    case = ended(a_story())
    erase_customer(world.wati(), by=ani(), now=world.NOW, why="permintaan 12")
    found = Customer.objects.get()
    assert (found.name, found.area) == ("", "")
    assert not Key.objects.exists()
    case.contact.refresh_from_db()
    assert case.contact.ani == ""
    assert not FactEntry.objects.filter(value__contains="7781").exists()
    assert FactEntry.objects.get(fact="outage_here").value
    file = world.opened(case)
    assert "msisdn" not in {n for n, v in file.situation.known.items() if v is not None}
    assert first_broken(f"customer:{found.pk}") is None


def test_not_while_something_runs() -> None:
    a_story()
    with pytest.raises(NotAllowedNow):
        erase_customer(world.wati(), by=ani(), now=world.NOW)
    assert Key.objects.exists()


def test_only_an_administrator_of_the_client() -> None:
    wati = world.wati()
    for who in (world.sari(), world.budi(), world.user("x", Role.ADMIN, world.client("pln123"))):
        with pytest.raises(Forbidden):
            erase_customer(wati, by=who, now=world.NOW)


def test_policy_erases_after_its_days_and_not_before() -> None:
    ended(a_story())
    days = world.client().retention_days
    assert erase_by_policy(now=world.NOW + timedelta(days=days - 1)) == 0
    assert erase_by_policy(now=world.NOW + timedelta(days=days + 1)) == 1
    assert erase_by_policy(now=world.NOW + timedelta(days=days + 2)) == 0


def test_the_page_finds_by_key_and_wants_to_be_sure() -> None:
    ended(a_story())
    browser = Client()
    browser.force_login(ani())
    assert "W••••" in browser.post("/erasures/", {"q": "081200007781"}).content.decode()
    page = f"/customers/{world.wati().pk}/erasure/"
    assert browser.post(page, {"reason": "x"}).status_code == 422
    assert browser.post(page, {"reason": "x", "sure": "on"}).status_code == 302
    assert browser.get(page).status_code == 200
