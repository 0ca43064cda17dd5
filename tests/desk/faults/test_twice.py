"""A double click, a reload, a retry: every form of every page acts once."""

from __future__ import annotations

import pytest
from django.test import Client

from pansol.desk.audit.models import Event
from pansol.desk.cases.models import Contact, Receipt
from tests.desk.faults.floor import POSTS, READ_ONLY, Floor, address, counted, page_names

TOKEN = "a" * 64


def test_no_form_is_forgotten() -> None:
    """A new address that takes POST gets a line in POSTS (floor.py), a page that is only read one in READ_ONLY."""
    assert page_names() == {name.split()[0] for name in POSTS} | READ_ONLY | ({"part"} & page_names())


@pytest.mark.parametrize("name", list(POSTS))
def test_the_same_form_sent_twice_acts_once(name: str, at: Floor, client: Client) -> None:
    post = POSTS[name]
    client.force_login(at[post.who])
    where, sent = address(name, post, at), {**post.sent(at), "csrfmiddlewaretoken": TOKEN}
    first = client.post(where, sent)
    assert first.status_code in (200, 302, 422), first.content.decode()
    after_first = counted()
    again = client.post(where, sent)
    if name != "person-tokens":  # a secret is shown once: the second is told that there is a token of this name
        assert (again.status_code, again.headers.get("Location")) == (first.status_code, first.headers.get("Location")) or post.shows
    after_again = counted()
    if post.shows:
        del after_first[Event._meta.db_table], after_again[Event._meta.db_table]
    assert after_again == after_first


CREATES = [name for name, post in POSTS.items() if not post.shows and name not in ("account-totp", "account-recovery", "person-tokens")]


@pytest.mark.parametrize("name", CREATES)
def test_it_did_act(name: str, at: Floor, client: Client) -> None:
    """Otherwise “once” would be easy."""
    post = POSTS[name]
    client.force_login(at[post.who])
    before = Event.objects.count()
    assert client.post(address(name, post, at), post.sent(at)).status_code == 302
    assert Event.objects.count() > before


def test_two_pages_are_two_requests(at: Floor, client: Client) -> None:
    """The same words from a page that was shown anew are meant: another call from the same number."""
    client.force_login(at["agent"])
    before = Contact.objects.count()
    for token in (TOKEN, "b" * 64):
        client.post("/contacts/", {**POSTS["contacts"].sent(at), "csrfmiddlewaretoken": token})
    assert Contact.objects.count() == before + 2


def test_a_refused_form_may_be_sent_again(at: Floor, client: Client) -> None:
    client.force_login(at["leader"])
    sent = {**POSTS["outage-new"].sent(at), "csrfmiddlewaretoken": TOKEN}
    assert client.post("/outages/new/", {**sent, "title": ""}).status_code == 422
    assert not Receipt.objects.exists()
    assert client.post("/outages/new/", sent).status_code == 302


def test_somebody_elses_receipt_is_not_mine(at: Floor, client: Client) -> None:
    sent = {**POSTS["contacts"].sent(at), "csrfmiddlewaretoken": TOKEN}
    for who in ("agent", "leader"):
        client.force_login(at[who])
        client.post("/contacts/", sent)
    assert {c.agent for c in Contact.objects.order_by("-pk")[:2]} == {at["agent"], at["leader"]}
