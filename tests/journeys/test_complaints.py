"""Complaints from the first ring to guidance and its papers, by keyboard alone: every client's procedures."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pansol.desk.cases.forms import DISPOSITIONS
from pansol.desk.cases.models import Case, Contact, GuidanceEntry, Promise
from pansol.desk.interactions.models import Interaction
from tests.desk import world
from tests.journeys.conftest import Person, published

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def test_a_grapari_online_payment_that_failed(sari: Person) -> None:
    world.wati()
    sari.starts("081200007781", "bayar grapari online gagal pembayaran error")
    sari.answers("issue", "2")
    sari.answers("issue", "3")
    sari.answers("email", text="wati@contoh.id")
    sari.answers("order_id", text="GOL-4")
    sari.answers("ordered_at", text="kemarin 09.00")
    sari.answers("courier", text="Kurir A")
    sari.answers("delivery", "1")
    sari.answers("outage_here", "2")
    sari.answers("prior_case", "1")
    sari.answers("payment_state", "2")
    sari.answers("event_on", text="kemarin")
    sari.answers("package", text="Halo 100")
    sari.answers("upcc_note", text="tidak ada paket")
    sari.answers("resi", text="-")
    sari.answers("payment_proof", text="bukti.png")
    assert sari.reads("#verdict") == "Sudah bayar tetapi status tetap, atau gagal tetapi terpotong"
    assert "“Terima kasih, datanya sudah lengkap. Kendala Bapak/Ibu kami teruskan ke tim terkait untuk ditangani.”" in sari.reads(".guide")
    ticket = sari.reads("section.card:has(h2:text-is('Tiket GraPARI Online'))")
    assert "Siap dikirim" in ticket
    assert "INT404 BESHQ · K92 Gagal/error saat melakukan pembayaran · SLA belum ditetapkan" in ticket
    assert "0812-••••-7781" in ticket
    copied = copies_everything(sari)
    assert "Klasifikasi: K92 Gagal/error saat melakukan pembayaran" in copied
    assert "081200007781" in copied
    assert "GOL-4" in copied
    assert not sari.page.get_by_role("button", name="Simpan catatan").count()  # this SOP has no record to write
    says_it_and_wraps_up(sari)


def copies_everything(agent: Person) -> str:
    """Check who calls, reveal, and one key for the whole form; what is on the clipboard then."""
    here = agent.page.url
    if agent.question:
        agent.press("Escape")  # out of the field that is still asked for the ticket
    agent.press("i")
    agent.page.wait_for_url(re.compile("/customers/"))
    agent.page.locator("#id_identity_name").focus()
    agent.type("wati contoh")
    agent.press("Tab")
    agent.type("surabaya")
    agent.press("F9")
    agent.page.wait_for_url(re.compile("/contacts/"))
    agent.sees("Identitas cocok")
    agent.page.locator("section.ask ul[aria-label] a").press("Enter")
    agent.page.wait_for_url(here)
    agent.page.wait_for_selector("#verdict")
    if agent.question:
        agent.press("Escape")
    agent.press("l")
    agent.page.get_by_role("button", name="Tampilkan data pribadi").wait_for(state="detached")
    agent.page.locator("[data-copy-all]").first.wait_for()
    agent.press("Shift+C")
    agent.page.locator(".toast", has_text="Disalin").first.wait_for()
    text: str = agent.page.evaluate("navigator.clipboard.readText()")
    return text


def says_it_and_wraps_up(agent: Person) -> None:
    """Told, closed, and the contact ended with its disposition."""
    agent.press("s" if agent.question else "Enter")
    agent.sees("Tersimpan.")
    agent.press("F10")
    agent.sees("Bagaimana kontak ini berakhir?")
    agent.press("1")
    agent.sees("Kontak ditutup.")
    contact = Contact.objects.get()
    assert contact.ended_at
    assert contact.disposition == DISPOSITIONS[0][0]
    assert GuidanceEntry.objects.get().mark == "told"


def test_a_package_charged_but_not_received(sari: Person) -> None:
    world.wati()
    sari.starts("081200007781", "pulsa kepotong tp paket gak masuk")
    assert Case.objects.get().version.procedure == "telkomsel/aktivasi-paket"
    for fact, key in (("outage_here", "2"), ("prior_case", "1"), ("subscription", "1"), ("charged", "1"), ("quota_shown", "2")):
        sari.answers(fact, key)
    sari.sees("Terpotong, manfaat tidak diterima")
    assert "isian kurang" in sari.reads("section.card:has(h2:text-is('Tiket paket tidak didapat'))")
    sari.answers("event_at", text="kemarin 09.00")
    sari.answers("package_name", text="OMG! 12 GB")
    sari.answers("package_nominal", text="65rb")
    sari.answers("package_quota", text="12 GB")
    sari.answers("package_validity", text="30 hari")
    sari.answers("notification_text", text="-")
    sari.answers("location", text="Surabaya")
    sari.answers("purchase_channel", text="MyTelkomsel")
    sari.answers("payment_method", text="Pulsa")
    sari.answers("bought_digitally", "2")
    sari.answers("charge_amount", text="65.000")
    sari.answers("ticket_class", text="GOLD")
    sari.answers("customer_name", text="Wati Hartono")
    sari.answers("card_type", "2")
    sari.answers("other_phone", text="0812 0000 9999")
    sari.answers("activation_result", "2")
    ticket = sari.reads("section.card:has(h2:text-is('Tiket paket tidak didapat'))")
    assert "Siap dikirim" in ticket
    assert "\nCHO · " in ticket
    assert "Rp65.000" in ticket
    copied = copies_everything(sari)
    assert "Wati Hartono" in copied
    assert "0812 0000 9999" in copied
    assert "Rp65.000" in copied
    says_it_and_wraps_up(sari)


def test_a_silent_call_is_called_back(people: Any) -> None:
    """The procedure has expired: the team leader lets it guide this case, then the callback is promised with its clock."""
    published("telkom147/new-callback")
    client = world.client("telkom147")
    tono = people(world.user("tono", "agent_t1", client))
    cut = timezone.localtime(timezone.now() - timedelta(minutes=5)).replace(second=0, microsecond=0)
    tono.starts("081200008101", "call masuk tapi hening, tidak ada suara")
    tono.answers("callback_criterion", "3")
    tono.answers("history_ticket_exists", "2")
    tono.answers("customer_voice", "1")
    tono.answers("had_interaction", "1")
    tono.answers("customer_id_known", "1")
    tono.sees("Panduannya ditahan sampai team leader mengizinkannya untuk kasus ini.")
    tono.answers("customer_name", text="Slamet Riyadi")
    tono.answers("indihome_no", text="152000000001")
    tono.answers("case_text", text="Belum diketahui")
    tono.answers("solution_text", text="Ditelepon kembali")
    for fact in ("caps_order_no", "ref_no", "ticket_in_no"):
        tono.answers(fact, text="-")
    tono.answers("technician_booking", "3")
    tono.answers("tl_confirmed", "1")
    tono.answers("extension_posted", "1")
    tono.answers("cut_at", text=f"{cut.day} {MONTHS[cut.month - 1]} {cut.year} {cut:%H.%M}")
    tono.answers("extension", text="4422")
    tono.answers("aux_code", text="1")
    tono.answers("traffic_available", "1")
    tono.answers("released_by_agent", "1")
    tono.answers("callback_at", text="-")
    tono.sees("Panduan menunggu izin team leader")
    assert not tono.page.locator("#verdict").count()
    budi = people(world.user("budi", "team_leader", client))
    budi.page.goto(tono.page.url)
    budi.page.locator("#id_override").focus()
    budi.type("Isinya masih berlaku menurut pemilik SOP.")
    budi.press("Enter")
    budi.sees("Diizinkan untuk kasus ini. Alasannya disimpan.")
    tono.page.reload()
    tono.page.wait_for_selector("#verdict:focus")
    for record in ("irma_first_interaction", "irma_callback"):
        tono.press("F9")  # as the format has it; the next one that is not saved
        assert "Tersimpan" in tono.reads(f"#record-{record}:focus")
        written = Interaction.objects.get(record=record)
        assert written.summary.startswith("T1 / ")
        assert "Slamet Riyadi / 152000000001 / Belum diketahui / Ditelepon kembali" in written.summary
    assert not tono.page.get_by_role("button", name="Simpan").count()  # nothing to save without reading it
    assert "Slamet" not in tono.page.locator("#ask").inner_text()
    due = cut + timedelta(minutes=30)
    assert f"Jatuh tempo: {due.day} {MONTHS[due.month - 1]} {due.year} pukul {due:%H.%M}" in tono.reads(".guide")
    assert "“Mohon maaf, suara Bapak/Ibu tidak terdengar sehingga panggilan ini kami tutup dari sisi kami." in tono.reads(".guide")
    tono.press("Enter")
    tono.sees("Tersimpan. 1 janji mulai berjalan.")
    assert Promise.objects.get().due_at == due
    tono.press("F10")
    tono.sees("Bagaimana kontak ini berakhir?")
    tono.press("7")
    tono.sees("Kontak ditutup.")
    promise = tono.reads("section[aria-labelledby=h-due]")
    assert re.search(r"\b2\d mnt", promise)
    assert "Telepon kembali pelanggan" in promise or "Hubungi kembali" in promise


def test_a_merchant_application(people: Any) -> None:
    published("pln123/marketplace-merchant")
    dewi = people(world.user("dewi", "agent_t1", world.client("pln123")))
    dewi.starts("081200008801", "mau daftar jadi penjual di marketplace pln mobile")
    dewi.answers("issue", "1")
    dewi.answers("customer_name", text="Sekar Contoh")
    dewi.answers("business_name", text="Dapur Sekar")
    dewi.answers("product_type", text="Keripik tempe")
    dewi.answers("city", text="Solo")
    dewi.answers("province", text="Jawa Tengah")
    dewi.answers("phone", text="0812 0000 8801")
    dewi.answers("email", text="sekar@contoh.id")
    dewi.answers("tl_confirmed", "1")
    assert dewi.reads("#verdict") == "Permohonan lengkap, buat laporan ITSM"
    assert (
        "“Terima kasih, Bapak/Ibu. Untuk menjadi penjual di Marketplace PLN Mobile, ada beberapa data yang perlu Anda lengkapi."
        in dewi.reads(".guide")
    )
    form = dewi.reads("section.card:has(h2:text-is('Laporan ITSM permohonan penjual'))")
    assert "Siap dikirim" in form
    assert "\nService Desk ITSM · tidak ada di SOP · SLA belum ditetapkan" in form
    assert "Ditahan sampai jelas: Nomor lapor ITSM" in dewi.reads(".guide")
    dewi.page.wait_for_timeout(800)  # she reads before she presses a letter or digit
    dewi.press("1")
    dewi.answers("itsm_no", text="ITSM-1")
    dewi.page.wait_for_selector("#verdict:focus")
    assert "“Laporan Bapak/Ibu sudah kami catat dengan nomor ITSM-1." in dewi.reads(".guide")
    writes_the_record_twice(dewi)
    says_it_and_wraps_up(dewi)


def writes_the_record_twice(dewi: Person) -> None:
    """Her own words are added; a part that is missing is refused with her words kept; what stands is what she saved last."""
    dewi.page.wait_for_timeout(800)
    dewi.press("l")
    dewi.page.wait_for_selector("#id_words_apkt:not([readonly])")
    dewi.page.wait_for_selector("#verdict:focus")
    dewi.press("r")
    dewi.page.wait_for_selector("#id_words_apkt:focus")
    dewi.type(" / sudah dijelaskan")
    dewi.press("F9")
    assert "Tersimpan" in dewi.reads("#record-apkt:focus")
    whole = Interaction.objects.get().summary
    assert whole.startswith("No. ITSM / ITSM-1 / - / Sekar Contoh / Dapur Sekar / Keripik tempe")
    assert whole.endswith("/ Permohonan menjadi seller / sudah dijelaskan")
    words = dewi.page.locator("#id_words_apkt")
    assert words.input_value() == whole
    dewi.page.wait_for_timeout(800)
    dewi.press("r", "Control+a")
    dewi.type("Sudah dijelaskan lewat telepon")
    dewi.press("F9")
    dewi.sees("Bagian wajib belum ada atau bergeser: No. ITSM, ")
    dewi.page.wait_for_selector("textarea[name=words]:focus")
    assert dewi.page.locator("textarea[name=words]").input_value() == "Sudah dijelaskan lewat telepon"
    assert whole.removesuffix(" / sudah dijelaskan") in dewi.reads("main")
    dewi.press("Escape")  # back to the record, where they are still
    dewi.page.wait_for_selector("#record-apkt:focus")
    assert words.input_value() == "Sudah dijelaskan lewat telepon"
    dewi.press("F9")
    dewi.page.wait_for_selector("textarea[name=words]:focus")
    dewi.press("Control+a")
    dewi.type(whole + " lewat telepon")
    dewi.press("F9")
    assert "Tersimpan" in dewi.reads("#record-apkt:focus")
    assert words.input_value() == whole + " lewat telepon"  # and not the words that were refused
    first, second = Interaction.objects.order_by("pk")
    assert (second.supersedes, second.summary) == (first, whole + " lewat telepon")
    dewi.page.get_by_role("link", name="Lihat yang tersimpan").press("Enter")
    dewi.page.get_by_role("button", name="Tampilkan isi catatan").press("Enter")
    dewi.sees("sudah digantikan")
    assert second.summary in dewi.reads("main")
    dewi.page.goto(f"{dewi.url}/cases/{second.case_id}/")
    dewi.page.wait_for_selector("#verdict:focus")
