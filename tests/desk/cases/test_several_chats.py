"""Several conversations at a time: which waits longest, and back to where the agent left off."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client as Browser

from pansol.desk.cases.actions import answer, end_contact, open_case, start_contact, turn_to
from pansol.desk.cases.models import Contact
from pansol.desk.cases.queries import longest_waiting, open_contacts
from tests.desk import world


def chats(number: int) -> list[Contact]:
    return [
        start_contact(world.client(), "chat", f"08120000778{n}", by=world.sari(), now=world.NOW + timedelta(minutes=n))
        for n in range(number)
    ]


def order() -> list[int]:
    return [c.pk for c in open_contacts(world.sari())]


def test_the_longest_wait_comes_first_and_turning_to_it_ends_it() -> None:
    first, second, third = chats(3)
    assert order() == [first.pk, second.pk, third.pk]
    turn_to(first, leaving=third, by=world.sari(), now=world.NOW + timedelta(minutes=10))
    assert order()[0] == second.pk
    assert longest_waiting(open_contacts(world.sari()), second) != second


def test_answering_in_a_chat_is_attending_to_it() -> None:
    first, second = chats(2)
    case = open_case(first, world.version(), by=world.sari(), now=world.NOW)
    answer(world.opened(case), "outage_here", "no", by=world.sari(), now=world.NOW + timedelta(minutes=5))
    assert order() == [second.pk, first.pk]


def test_one_comes_back_to_where_one_was() -> None:
    first, second = chats(2)
    case = open_case(first, world.version(), by=world.sari(), now=world.NOW)
    browser = Browser()
    browser.force_login(world.sari())
    page = browser.get(f"/contacts/{second.pk}/").content.decode()
    assert "paling lama menunggu" in page
    assert 'data-key="F2"' in page
    assert browser.post(f"/contacts/{first.pk}/attention/", {"leaving": second.pk})["Location"] == f"/cases/{case.pk}/"
    assert browser.post(f"/contacts/{second.pk}/attention/", {"leaving": first.pk})["Location"] == f"/contacts/{second.pk}/"
    second.refresh_from_db()
    assert second.attended_at is not None


def test_an_ended_chat_waits_no_longer() -> None:
    first, second = chats(2)
    end_contact(first, disposition="solved", dropped=False, by=world.sari(), now=world.NOW)
    assert order() == [second.pk]
    assert longest_waiting(open_contacts(world.sari()), second) is None


def test_nobody_turns_to_another_clients_chat() -> None:
    (first,) = chats(1)
    browser = Browser()
    browser.force_login(world.user("tono", "agent_t1", world.client("pln123")))
    assert browser.post(f"/contacts/{first.pk}/attention/").status_code == 404


def test_a_forged_leaving_changes_nothing() -> None:
    (first,) = chats(1)
    browser = Browser()
    browser.force_login(world.sari())
    assert browser.post(f"/contacts/{first.pk}/attention/", {"leaving": "999999"}).status_code == 404
    assert browser.post(f"/contacts/{first.pk}/attention/", {"leaving": "x"}).status_code == 302
