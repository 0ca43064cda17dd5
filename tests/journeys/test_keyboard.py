"""Complaints from the first ring to guidance, without a mouse."""

from __future__ import annotations

from typing import Any

from pansol.desk.cases.models import Case, Contact, FactEntry, Promise
from tests.desk import world
from tests.journeys.conftest import Person, sideways
from tests.journeys.test_complaints import says_it_and_wraps_up


def test_paid_but_the_number_is_blocked(sari: Person) -> None:
    world.wati()
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    sari.answers("outage_here", "2")
    sari.answers("prior_case", "1")
    sari.answers("posted", "1")
    sari.answers("number_status", "3")
    sari.answers("hlr_block", "1")
    sari.sees("Voluntary Block 1")
    sari.sees("Mengapa ini")
    assert Case.objects.get().entries.count() >= 6
    assert not sari.page.get_by_role("button", name="Simpan catatan").count()  # this SOP has no record to write
    sari.page.wait_for_timeout(800)
    sari.press("Escape")  # out of the field that is still asked for the ticket
    says_it_and_wraps_up(sari)


def test_going_back_correcting_and_not_knowing(sari: Person) -> None:
    sari.starts("", "sudah bayar tagihan tapi masih keblokir")
    sari.answers("msisdn", text="0812 0000 7781")
    sari.answers("outage_here", "2")
    sari.answers("prior_case", "u")
    sari.answers("outage_here", "0")
    sari.sees("Tidak tahu")
    sari.press("ArrowUp", "Enter")
    sari.page.get_by_text("Memperbaiki", exact=True).wait_for()
    sari.press("Escape")
    sari.page.get_by_text("Memperbaiki", exact=True).wait_for(state="detached")
    sari.press("ArrowUp", "ArrowUp", "Enter")
    sari.page.wait_for_selector('#ask form input[name=fact][value="msisdn"]', state="attached")


def test_a_silent_call(sari: Person) -> None:
    sari.page.locator("#id_ani").focus()
    sari.type("081299998888")
    sari.press("Enter")
    sari.sees("Apa keluhannya?")
    sari.press("F10")
    sari.sees("Bagaimana kontak ini berakhir?")
    sari.press("7")
    sari.sees("Kontak ditutup.")
    assert Contact.objects.get().disposition == "silent"


def test_a_call_that_drops_becomes_a_promise(sari: Person) -> None:
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    sari.press("F10")
    sari.sees("Bagaimana kontak ini berakhir?")
    sari.press("d")
    sari.sees("janji menelepon kembali")
    assert Promise.objects.get().case == Case.objects.get()


def test_a_colleague_resumes(sari: Person, people: Any) -> None:
    world.wati()
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    sari.answers("outage_here", "2")
    sari.press("F10")
    sari.sees("Bagaimana kontak ini berakhir?")
    sari.press("3")
    sari.sees("Kontak ditutup.")
    dewi = people(world.user("dewi", "agent_t2"))
    dewi.page.locator("#id_ani").focus()
    dewi.type("0812-0000-7781")
    dewi.press("Enter")
    dewi.sees("Lanjutkan di kontak ini")
    dewi.page.get_by_role("button", name="Lanjutkan di kontak ini").press("Enter")
    dewi.page.wait_for_selector("#work")
    assert Case.objects.get().owner.username == "dewi"
    dewi.sees("Tidak")


def test_an_expired_session_keeps_what_was_typed(sari: Person) -> None:
    sari.starts("", "sudah bayar tagihan tapi masih keblokir")
    sari.page.wait_for_selector("#question")
    sari.type("0812 5555 66")
    sari.page.context.clear_cookies()
    sari.press("Enter")
    sari.page.wait_for_url(lambda url: "/sign-in/" in url)
    sari.page.locator("[name=username]").focus()
    sari.type("sari")
    sari.press("Tab")
    sari.type("meja-pansol-uji-1")
    sari.press("Enter")
    sari.page.wait_for_selector("#question")
    assert sari.page.locator("#ask input[name=value]").input_value() == "0812 5555 66"


def test_c_copies_field_after_field(sari: Person) -> None:
    sari.starts("", "sudah bayar tagihan tapi masih keblokir")
    for fact, key in (("outage_here", "2"), ("prior_case", "1"), ("posted", "1"), ("number_status", "3"), ("hlr_block", "1")):
        if fact == "outage_here":
            sari.answers("msisdn", text="081200007781")
        sari.answers(fact, key)
    sari.page.wait_for_selector("#ask textarea:focus")
    sari.press("Escape")
    sari.page.wait_for_selector(".copyable")
    sari.page.wait_for_timeout(200)
    sari.press("c")
    sari.page.wait_for_selector(".copyable.copied")
    assert sari.page.evaluate("navigator.clipboard.readText()")


def test_nothing_sticks_out_sideways(sari: Person) -> None:
    world.wati()
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    sari.answers("outage_here", "2")
    for path in ("/", "/contacts/1/", sari.page.url.removeprefix(sari.url)):
        sari.page.goto(sari.url + path)
        for width in (1366, 683, 390):
            sari.page.set_viewport_size({"width": width, "height": 768})
            assert not sideways(sari.page)


def test_a_key_held_down_answers_once(sari: Person) -> None:
    sari.starts("081200007781", "sudah bayar tagihan tapi masih keblokir")
    sari.answers("msisdn", text="081200007781")
    sari.page.wait_for_selector('#ask form input[name=fact][value="outage_here"]', state="attached")
    for _ in range(30):  # the keyboard repeats what is held
        sari.page.keyboard.down("2")
        sari.page.wait_for_timeout(50)
    sari.page.wait_for_selector('#ask form input[name=fact][value="prior_case"]', state="attached")
    sari.page.keyboard.up("2")
    assert not FactEntry.objects.filter(fact="prior_case").exists()
    sari.answers("prior_case", "1")
    sari.answers("posted", "1")
