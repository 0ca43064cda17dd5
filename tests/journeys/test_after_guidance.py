"""After guidance, several chats, and a wrong step: without a mouse."""

from __future__ import annotations

import re
from typing import Any

from pansol.desk.cases.actions import decide_grey
from pansol.desk.cases.models import Case, Contact, GreyCase, GuidanceEntry
from pansol.desk.knowledge.models import Feedback
from tests.desk import world
from tests.journeys.conftest import Person

REFRESHED = (
    ("outage_here", "2"), ("prior_case", "1"), ("posted", "1"), ("number_status", "1"), ("hlr_block", "1"), ("profile_blocked", "2"),
    ("works_after_refresh", "1"),
)  # fmt: skip


def guided(sari: Person) -> None:
    """To guidance that depends on what was tried."""
    world.wati()
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    for fact, key in REFRESHED:
        sari.answers(fact, key)
    sari.page.wait_for_selector("#verdict")
    sari.page.wait_for_timeout(800)
    sari.press("Escape")  # out of the field that is still asked for the record
    sari.page.wait_for_timeout(200)


def test_advice_that_fails_leads_to_the_next_step_and_a_refusal_says_why(sari: Person) -> None:
    guided(sari)
    sari.press("t")
    sari.page.wait_for_selector("#id_failed:focus")
    sari.type("Masih tidak ada sinyal")
    sari.press("Enter")
    sari.sees("Yang mungkin sudah berubah ditanyakan lagi")
    sari.answers("works_after_refresh", "2")
    sari.sees("Sudah disegarkan, tetap tidak bisa")
    sari.page.wait_for_timeout(800)
    sari.press("Escape")
    sari.press("m")
    sari.page.wait_for_selector("#id_refused:focus")
    sari.type("Mau ke GraPARI saja")
    sari.press("Enter")
    sari.sees("Kasus selesai.")
    sari.sees("Ditolak pelanggan")
    assert list(GuidanceEntry.objects.order_by("pk").values_list("mark", flat=True)) == ["told", "failed", "refused"]


def test_a_wrong_step_goes_to_the_editors_from_its_line(sari: Person) -> None:
    guided(sari)
    sari.press("x")
    sari.page.wait_for_selector("[id^=id_wrong]:focus")
    sari.type("Kata-katanya terlalu panjang")
    sari.press("Tab", "Enter")
    sari.sees("Penyunting SOP menerimanya")
    found = Feedback.objects.get()
    assert (found.rule, found.case_id, found.text) == ("PAY-06", Case.objects.get().pk, "Kata-katanya terlalu panjang")


def test_nothing_typed_is_lost_among_several_chats(sari: Person) -> None:
    numbers = ("081200000001", "081200000002", "081200000003")
    for number in numbers:
        sari.page.goto(f"{sari.url}/")
        sari.page.locator("#id_ani").focus()
        sari.type(number)
        sari.page.locator("button[name=channel][value=chat]").press("Enter")
        sari.page.wait_for_url(re.compile("/contacts/"))
    first, second, third = Contact.objects.order_by("pk").values_list("pk", flat=True)
    sari.page.locator("#id_q").focus()
    sari.type("belum selesai diketik")
    for expected in (first, second, third):
        sari.press("F2")
        sari.page.wait_for_url(re.compile(rf"/contacts/{expected}/"))
    sari.page.wait_for_function("document.querySelector('#id_q')?.value === 'belum selesai diketik'")
    sari.press("F2")
    sari.page.wait_for_url(re.compile(rf"/contacts/{first}/"))
    assert sari.page.locator("#id_q").input_value() == ""


def test_the_leaders_decision_is_a_notice_and_a_script(sari: Person, people: Any) -> None:
    sari.starts("", "nomor aging setelah bayar tagihan")
    sari.answers("msisdn", text="081200007781")
    for fact, key in (("outage_here", "2"), ("prior_case", "1"), ("posted", "1"), ("number_status", "4")):
        sari.answers(fact, key)
    sari.page.wait_for_timeout(400)
    sari.press("g")
    sari.page.wait_for_selector("#id_leader:focus")
    sari.type("Siapa yang mereaktivasi?")
    sari.press("Tab", "Enter")
    sari.sees("Menunggu keputusan team leader")
    decide_grey(GreyCase.objects.get(), "Hubungi BillCo.", script="Kami aktifkan lagi besok, Bu.", by=world.budi(), now=world.NOW)
    sari.page.goto(f"{sari.url}/")
    sari.sees("Budi sudah memutuskan")
    sari.page.locator("#id_ani").blur()
    sari.press("j")
    sari.sees("Kami aktifkan lagi besok, Bu.")
    sari.page.wait_for_timeout(400)
    sari.press("s" if sari.question else "Enter")
    sari.page.locator(".chip.ok", has_text="Disampaikan").wait_for()
