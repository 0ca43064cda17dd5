"""Customers: found by any key, masked, identified, revealed on purpose."""

from __future__ import annotations

import pytest
from django.test import Client

from pansol.desk.accounts.models import Role, User
from pansol.desk.accounts.rules import Forbidden
from pansol.desk.audit.models import Event
from pansol.desk.cases.actions import attach_customer, end_contact, open_case
from pansol.desk.cases.models import Contact
from pansol.desk.customers.actions import add_customer, change_customer, check_identity, reveal
from pansol.desk.customers.errors import IdentityNotChecked, KeyTaken
from pansol.desk.customers.keys import normal
from pansol.desk.customers.models import Customer, Key
from pansol.desk.customers.queries import find_customers, time_line
from tests.desk import world


def sign_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def speaking(agent: User | None = None) -> Contact:
    """Wati on the line."""
    contact = world.contact(agent)
    attach_customer(contact, world.wati(), by=agent or world.sari(), now=world.NOW)
    return contact


@pytest.mark.parametrize(
    "text", ["0812-0000-7781", "+62 812 0000 7781", "6281200007781", "81200007781", "0062 81200007781", " 081200007781 "]
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    wati = world.wati()
    assert find_customers(world.sari(), text) == [wati]


def test_every_kind_of_key_finds() -> None:
    wati = world.wati()
    change_customer(
        wati, "", "", [("email", "Wati@Contoh.ID"), ("order", " gol-01 "), ("service", "1520 0000 0001")], by=world.sari(), now=world.NOW
    )
    for text in ("wati@contoh.id", "GOL-01", "152000000001"):
        assert find_customers(world.sari(), text) == [wati]


@pytest.mark.parametrize("text", ["", "0812", "Wati", "x" * 1_000_000, "\x00", "'; --", "😀"])
def test_a_part_or_nonsense_finds_nobody(text: str) -> None:
    world.wati()
    assert find_customers(world.sari(), text) == []


def test_keys_have_one_spelling() -> None:
    assert normal("ani", "0812") == normal("msisdn", "+62812") == "62812"
    assert normal("order", "gol 1") == "GOL1"


def test_another_clients_customer_does_not_exist() -> None:
    wati = world.wati()
    stranger = world.user("dewi", Role.AGENT_T1, world.client("pln123"))
    assert find_customers(stranger, "081200007781") == []
    browser = sign_in(stranger)
    for page in ("", "edit/"):
        assert browser.get(f"/customers/{wati.pk}/{page}").status_code == 404
    assert browser.post(f"/customers/{wati.pk}/disclosure/", {"reason": "x"}).status_code == 404
    with pytest.raises(Forbidden):
        reveal(wati, "ingin tahu", by=stranger, now=world.NOW)


def test_a_key_belongs_to_one_customer() -> None:
    wati = world.wati()
    with pytest.raises(KeyTaken) as taken:
        add_customer(world.client(), "Lain", "", [("msisdn", "081200007781")], by=world.sari(), now=world.NOW)
    assert taken.value.customer_id == wati.pk
    assert Customer.objects.count() == 1
    other = add_customer(world.client("pln123"), "Lain", "", [("msisdn", "081200007781")], by=_dewi(), now=world.NOW)
    assert other.keys.count() == 1


def _dewi() -> User:
    return world.user("dewi", Role.AGENT_T1, world.client("pln123"))


def test_the_page_is_masked() -> None:
    speaking()
    page = sign_in(world.sari()).get(f"/customers/{world.wati().pk}/").content.decode()
    assert "0812-••••-7781" in page
    assert "Wati Contoh" not in page
    assert "81200007781" not in page


def test_an_agent_sees_data_after_the_identity_check_only() -> None:
    contact, wati, sari = speaking(), world.wati(), world.sari()
    browser = sign_in(sari)
    refused = browser.post(f"/customers/{wati.pk}/disclosure/")
    assert refused.status_code == 409
    assert "Wati Contoh" not in refused.content.decode()
    half = browser.post(f"/customers/{wati.pk}/identity/", {"name": "wati CONTOH"})
    assert half.status_code == 422
    assert browser.post(f"/customers/{wati.pk}/identity/", {"name": "wati contoh", "msisdn": "0812 0000 7781"}).status_code == 302
    contact.refresh_from_db()
    assert contact.identity_checked_at is not None
    shown = browser.post(f"/customers/{wati.pk}/disclosure/").content.decode()
    assert "Wati Contoh" in shown
    assert "6281200007781" in shown
    assert "Wati Contoh" not in browser.get(f"/customers/{wati.pk}/").content.decode()
    verbs = list(Event.objects.filter(chain=f"customer:{wati.pk}").order_by("number").values_list("verb", flat=True))
    assert verbs == ["customer.identity", "customer.identity", "customer.reveal"]
    assert not any("7781" in str(e.data) or "Contoh" in str(e.data) for e in Event.objects.filter(chain=f"customer:{wati.pk}"))


def test_the_clients_policy_says_how_much_must_match() -> None:
    speaking()
    wati = world.wati()
    type(wati.client).objects.update(identity_keys=1)
    assert check_identity(world.wati(), {"area": "surabaya"}, by=world.sari(), now=world.NOW).is_passed


def test_the_check_ends_with_the_contact() -> None:
    contact, wati = speaking(), world.wati()
    check_identity(wati, {"area": "surabaya", "name": "Wati Contoh"}, by=world.sari(), now=world.NOW)
    end_contact(contact, disposition="solved", dropped=False, by=world.sari(), now=world.NOW)
    with pytest.raises(IdentityNotChecked):
        reveal(wati, "masih ingin", by=world.sari(), now=world.NOW)


def test_outside_a_contact_there_is_no_check() -> None:
    with pytest.raises(IdentityNotChecked):
        check_identity(world.wati(), {"name": "Wati Contoh"}, by=world.sari(), now=world.NOW)


def test_a_leader_gives_a_reason() -> None:
    wati, budi = world.wati(), world.budi()
    with pytest.raises(IdentityNotChecked):
        reveal(wati, " ", by=budi, now=world.NOW)
    reveal(wati, "keluhan ke direksi", by=budi, now=world.NOW)
    assert Event.objects.get(verb="customer.reveal").note == "keluhan ke direksi"


def test_the_time_line_holds_everything_newest_first() -> None:
    contact = speaking()
    open_case(contact, world.version(), by=world.sari(), now=world.NOW)
    end_contact(contact, disposition="", dropped=True, by=world.sari(), now=world.NOW)
    kinds = [m.kind for m in time_line(world.wati(), world.sari())]
    assert set(kinds) == {"contact", "case", "promise"}
    moments = time_line(world.wati(), world.sari())
    assert [m.at for m in moments] == sorted((m.at for m in moments), reverse=True)


def test_a_customer_is_entered_from_a_contact(client: Client) -> None:
    client.force_login(world.sari())
    contact = world.contact()
    typed = {"client": world.client().pk, "name": "Andi", "msisdn": "081200001234"}
    response = client.post(f"/customers/new/?contact={contact.pk}", typed)
    assert response["Location"].startswith(f"/contacts/{contact.pk}/?who=")


def test_nul_which_no_database_keeps_is_left_out(client: Client) -> None:
    client.force_login(world.sari())
    client.post("/customers/new/", {"client": world.client().pk, "name": "An\x00di", "msisdn": "0812\x0000001234"})
    assert (Customer.objects.get().name, Key.objects.get().value) == ("Andi", "6281200001234")


@pytest.mark.parametrize("typed", [{}, {"name": "Tanpa nomor"}, {"email": "bukan"}, {"msisdn": "0" * 500}, {"msisdn": "\x00"}])
def test_bad_input_is_kept_and_explained(client: Client, typed: dict[str, str]) -> None:
    client.force_login(world.sari())
    assert client.post("/customers/new/", {"client": world.client().pk, **typed}).status_code == 422
    assert not Customer.objects.exists()


def test_markup_stays_text(client: Client) -> None:
    client.force_login(world.sari())
    wati = world.wati()
    change_customer(wati, "<script>alert(1)</script>", "<b>", [], by=world.sari(), now=world.NOW)
    assert b"<script>alert" not in client.get(f"/customers/{wati.pk}/").content
