"""A contact: start, customer, search, several complaints, end."""

from __future__ import annotations

import pytest
from django.test import Client

from pansol.desk.cases.models import Case, Contact, Promise
from tests.desk import world
from tests.desk.cases.desk import text_of


@pytest.fixture
def browser() -> Client:
    found = Client()
    found.force_login(world.sari())
    return found


def start(browser: Client, ani: str = "", channel: str = "call") -> Contact:
    response = browser.post("/contacts/", {"channel": channel, "ani": ani})
    assert response.status_code == 302, text_of(response.content.decode())
    found = Contact.objects.order_by("-pk").first()
    assert found
    return found


def test_the_number_names_the_customer(browser: Client) -> None:
    wati = world.wati()
    assert start(browser, "0812-0000-7781").customer == wati


def test_an_unknown_channel_is_refused(browser: Client) -> None:
    assert browser.post("/contacts/", {"channel": "smoke"}).status_code == 422
    assert not Contact.objects.exists()


def test_a_resolver_starts_no_contact() -> None:
    browser = Client()
    browser.force_login(world.user("rio", "resolver"))
    assert browser.post("/contacts/", {"channel": "call"}).status_code == 403


@pytest.mark.parametrize(
    ("said", "procedure"),
    [
        ("udah byr tagihan tp nomer msh keblokir", "telkomsel/pembayaran-nomor-belum-aktif"),
        ("pulsa kepotong tp paket gak masuk", "telkomsel/aktivasi-paket"),
    ],
)
def test_what_the_customer_says_finds_the_procedure(browser: Client, said: str, procedure: str) -> None:
    for name in ("telkomsel/pembayaran-nomor-belum-aktif", "telkomsel/aktivasi-paket", "telkomsel/grapari-online"):
        world.version(name)
    contact = start(browser)
    response = browser.get(f"/contacts/{contact.pk}/procedures/", {"q": said}, headers={"HX-Request": "true"})
    assert response.context["hits"][0].version.procedure == procedure


def test_typed_facts_are_taken_over(browser: Client) -> None:
    version = world.version()
    contact = start(browser)
    browser.post(f"/contacts/{contact.pk}/cases/", {"version": version.pk, "q": "sudah bayar 0812 3456 7890 keblokir"})
    assert Case.objects.get().entries.get(fact="msisdn").value == "081234567890"


@pytest.mark.parametrize(
    ("said", "fact", "value"),
    [
        ("sudah bayar +62 812-3456-7890 keblokir", "msisdn", "081234567890"),
        ("order gol-0004 belum sampai", "order_id", "GOL-0004"),
        ("pesanan 24070112345 masih pending", "order_id", "24070112345"),
        ("mail wati2024@contoh.id, kartu belum aktif", "email", "wati2024@contoh.id"),
        ("beli paket 65.000 gagal", "package_nominal", "65000"),
        ("paket internet Rp150.000 tidak masuk", "package_nominal", "150000"),
    ],
)
def test_what_the_customer_types_is_known_in_the_case(browser: Client, said: str, fact: str, value: str) -> None:
    opened = {"package_nominal": "telkomsel/aktivasi-paket", "msisdn": world.PAYMENT}.get(fact, "telkomsel/grapari-online")
    browser.post(f"/contacts/{start(browser).pk}/cases/", {"version": world.version(opened).pk, "q": said})
    assert Case.objects.get().entries.get(fact=fact).value in (value, f"+62{value[1:]}")


@pytest.mark.parametrize("said", ["pulsa 25rb raib, paketnya tidak masuk", "kuota 10gb 2024 hilang", "sudah 65.000 kali saya coba"])
def test_a_sum_that_may_mean_anything_is_not_guessed(browser: Client, said: str) -> None:
    browser.post(f"/contacts/{start(browser).pk}/cases/", {"version": world.version("telkomsel/aktivasi-paket").pk, "q": said})
    assert not Case.objects.get().entries.filter(fact__in=["package_nominal", "charge_amount"]).exists()


@pytest.mark.parametrize("q", ["", "\x00", "'; DROP TABLE", "x" * 300, "😀 \u202e", "<script>"])
def test_any_words_can_be_searched_for(browser: Client, q: str) -> None:
    world.version()
    contact = start(browser)
    response = browser.get(f"/contacts/{contact.pk}/", {"q": q, "who": q})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_a_version_of_another_client_cannot_be_opened(browser: Client) -> None:
    version = world.version("pln123/marketplace-merchant")
    contact = start(browser)
    assert browser.post(f"/contacts/{contact.pk}/cases/", {"version": version.pk}).status_code == 404


def test_a_dropped_call_becomes_a_promise_at_once(browser: Client) -> None:
    contact = start(browser, "081200007781")
    browser.post(f"/contacts/{contact.pk}/ending/", {"disposition": "dropped"})
    assert Promise.objects.get().contact == contact
    contact.refresh_from_db()
    assert contact.dropped


def test_a_contact_ends_with_a_disposition(browser: Client) -> None:
    contact = start(browser)
    assert browser.post(f"/contacts/{contact.pk}/ending/", {}).status_code == 422
    browser.post(f"/contacts/{contact.pk}/ending/", {"disposition": "silent"})
    contact.refresh_from_db()
    assert contact.disposition == "silent"


def test_open_cases_of_the_customer_come_first(browser: Client) -> None:
    world.wati()
    first = start(browser, "081200007781")
    browser.post(f"/contacts/{first.pk}/cases/", {"version": world.version().pk})
    second = start(browser, "081200007781")
    page = text_of(browser.get(f"/contacts/{second.pk}/").content.decode())
    assert "Kasus yang masih berjalan" in page
    assert "Lanjutkan di kontak ini" in page


def test_another_clients_contact_does_not_exist(browser: Client) -> None:
    contact = start(browser)
    browser.force_login(world.user("tono", "agent_t1", world.client("pln123")))
    for address in (f"/contacts/{contact.pk}/", f"/contacts/{contact.pk}/ending/", f"/contacts/{contact.pk}/procedures/"):
        assert browser.get(address).status_code == 404


def test_several_complaints_share_what_is_known(browser: Client) -> None:
    contact = start(browser)
    browser.post(f"/contacts/{contact.pk}/cases/", {"version": world.version().pk, "q": "0812 3456 7890"})
    browser.post(f"/contacts/{contact.pk}/cases/", {"version": world.version("telkomsel/aktivasi-paket").pk})
    second = Case.objects.order_by("-pk").first()
    assert second
    assert second.entries.filter(fact="msisdn", value="081234567890").exists()
