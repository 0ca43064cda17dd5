"""Several people at one case, each in a browser of their own: the leader decides, a colleague takes over, another goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pansol.desk.cases.actions import answer, attach_customer, conclude, end_contact, open_case, start_contact
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.knowledge.models import Version
from tests.desk import world
from tests.journeys.conftest import Person

AGING = (("outage_here", "2"), ("prior_case", "1"), ("posted", "1"), ("number_status", "4"))


def test_a_grey_case_goes_to_the_leader_and_back(sari: Person, people: Any) -> None:
    sari.starts("", "nomor aging setelah bayar tagihan")
    sari.answers("msisdn", text="081200007781")
    for fact, key in AGING:
        sari.answers(fact, key)
    sari.sees("Tanyakan kepada team leader")
    sari.press("g")
    sari.page.wait_for_selector("#id_leader:focus")
    sari.type("Siapa yang mereaktivasi nomor ini?")
    sari.press("Tab", "Enter")
    sari.sees("Menunggu keputusan team leader")
    budi = people(world.budi())
    budi.page.get_by_role("link", name="Kotak masuk 1").press("Enter")
    budi.page.get_by_role("link", name="Siapa yang mereaktivasi nomor ini?").press("Enter")
    assert "0812-••••-7781" in budi.reads("section[aria-labelledby=h-facts]")
    assert "Aging" in budi.reads("section[aria-labelledby=h-facts]")
    budi.page.locator("#id_decision").focus()
    budi.type("Hubungi BillCo, minta reaktivasi.")
    budi.press("F9")
    budi.page.wait_for_function("() => !document.querySelector('form #id_decision')")
    assert GreyCase.objects.get(decided_by__username="budi").state == "decided"
    sari.page.reload()
    sari.sees("Keputusan Budi")
    sari.sees("Hubungi BillCo, minta reaktivasi.")


def test_a_case_is_handed_over(sari: Person, people: Any) -> None:
    nia = people(world.user("nia", "agent_t2"))
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    sari.answers("msisdn", text="081200007781")
    sari.answers("outage_here", "2")
    sari.press("F8")
    sari.sees("Serahkan kasus kepada siapa?")
    sari.press("1")
    sari.sees("Kasus diserahkan kepada Nia.")
    nia.page.reload()
    nia.page.get_by_role("link", name="Pembayaran berhasil tetapi nomor belum aktif").press("Enter")
    nia.answers("prior_case", "1")
    assert "0812-••••-7781" in nia.reads(".known")
    assert Case.objects.get().owner.username == "nia"


def test_a_colleague_goes_on_days_later(sari: Person, people: Any) -> None:
    """What went stale is asked again; what was told the customer before is known."""
    earlier = timezone.now() - timedelta(hours=30)
    customer, by = world.wati(), world.sari()
    contact = start_contact(world.client(), "call", "081200007781", by=by, now=earlier)
    attach_customer(contact, customer, by=by, now=earlier)
    case = open_case(contact, Version.objects.get(procedure=world.PAYMENT), by=by, now=earlier)
    facts = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}
    for fact, text in facts.items():
        answer(world.opened(case, earlier), fact, text, by=by, now=earlier)
    conclude(world.opened(case, earlier), by=by, now=earlier)
    end_contact(contact, disposition="promised", dropped=False, by=by, now=earlier)
    dewi = people(world.user("dewi", "agent_t2"))
    dewi.page.locator("#id_ani").focus()
    dewi.type("0812-0000-7781")
    dewi.press("Enter")
    before = dewi.reads("section[aria-labelledby=h-before]")
    assert "Menunggu janji · Sari" in before
    assert "Pantau sampai nomor aktif" in before
    assert "−" in before  # the promise is late
    dewi.page.get_by_role("button", name="Lanjutkan di kontak ini").press("Enter")
    dewi.page.wait_for_selector("#question")
    said = "oleh Sari: Nomor aging. Hasil: belum diketahui."
    assert said in dewi.reads("#earlier")
    assert said in dewi.reads("section[aria-labelledby=h-finish]")
    assert "kedaluwarsa, ditanyakan lagi" in dewi.reads(".known")
    while dewi.question:
        dewi.answers(dewi.question, *{"outage_here": "2", "prior_case": "1", "posted": "1", "number_status": "4"}[dewi.question])
    assert dewi.reads("#verdict") == "Nomor aging"
    assert said in dewi.reads("#earlier")
    assert said in dewi.reads("section[aria-labelledby=h-finish]")
    dewi.page.locator("#ahead").get_by_text("Pantau sampai nomor aktif").wait_for()
    assert Case.objects.get().owner.username == "dewi"
    assert Contact.objects.filter(agent__username="dewi", ended_at=None).exists()
    assert Promise.objects.count() == 1
