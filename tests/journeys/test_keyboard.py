"""Complaints from the first ring to guidance, without a mouse."""

from __future__ import annotations

from typing import Any

from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from tests.desk import world
from tests.journeys.conftest import Person, sideways


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


def test_a_grapari_online_payment_that_failed(sari: Person) -> None:
    sari.starts("081200007781", "bayar grapari online gagal pembayaran error")
    case = Case.objects.select_related("version").get()
    assert case.version.procedure == "telkomsel/grapari-online"
    for _ in range(25):
        if not sari.question or sari.page.locator("#verdict").count():
            break
        answer_anything(sari)
    sari.page.wait_for_selector("#verdict, [data-focus]")


def answer_anything(person: Person) -> None:
    """The first answer, whatever is asked."""
    fact, page = person.question, person.page
    if page.locator("#ask form textarea[name=value]").count():
        person.answers(fact, text="Contoh")
    elif page.locator("#ask form input[name=value]:not([type=checkbox])").count():
        kind = page.locator("#ask form input[name=value]").get_attribute("inputmode")
        words = {"tel": "0812 3333 4444", "email": "wati@contoh.id", "decimal": "25000"}.get(kind or "", "")
        help_text = page.locator("#answer-help").inner_text() if page.locator("#answer-help").count() else ""
        example = help_text.split(":")[-1].split(",")[0].strip()
        person.answers(fact, text=words or example or "Contoh")
    elif page.locator("#ask form input[type=checkbox]").count():
        person.answers(fact, "1", "Enter")
    else:
        person.answers(fact, "1")


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


def test_a_grey_case_goes_to_the_leader_and_back(sari: Person, people: Any) -> None:
    sari.starts("", "nomor aging setelah bayar tagihan")
    sari.answers("msisdn", text="081200007781")
    sari.answers("outage_here", "2")
    sari.answers("prior_case", "1")
    sari.answers("posted", "1")
    sari.answers("number_status", "4")
    sari.sees("Tanyakan kepada team leader")
    sari.page.locator("#id_leader").focus()
    sari.type("Siapa yang mereaktivasi nomor ini?")
    sari.press("Tab", "Enter")
    sari.sees("Menunggu keputusan team leader")
    from pansol.desk.cases.actions import decide_grey

    decide_grey(GreyCase.objects.get(), "Hubungi BillCo, minta reaktivasi.", by=world.budi(), now=world.NOW)
    sari.page.reload()
    sari.sees("Hubungi BillCo, minta reaktivasi.")


def test_a_merchant_application(people: Any) -> None:
    client = world.client("pln123")
    world.version("pln123/marketplace-merchant")
    agent = people(world.user("nia", "agent_t1", client))
    agent.starts("081200000001", "mau daftar jadi penjual di marketplace pln mobile")
    for _ in range(20):
        if not agent.question or agent.page.locator("#verdict").count():
            break
        answer_anything(agent)
    agent.page.wait_for_selector("#verdict, [data-focus]")


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
