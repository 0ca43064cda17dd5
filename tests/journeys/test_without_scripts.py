"""The desk before its scripts run, or where they do not: plain pages and forms, from sign-in to guidance."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from pansol.desk.cases.models import Case
from tests.desk import world
from tests.journeys.conftest import PASSWORD, published


def test_from_sign_in_to_guidance(served: None, browser: Browser, live_server: Any) -> None:
    published("telkomsel/pembayaran-nomor-belum-aktif")
    sari = world.sari()
    sari.set_password(PASSWORD)
    sari.save()
    page = browser.new_context(java_script_enabled=False, locale="id-ID").new_page()
    page.set_default_timeout(45_000)
    page.goto(f"{live_server.url}/sign-in/")
    page.locator("[name=username]").focus()
    for key in ("sari", "Tab", PASSWORD, "Enter"):
        page.keyboard.press(key) if key in ("Tab", "Enter") else page.keyboard.type(key)
    page.locator("#id_ani").focus()
    page.keyboard.type("081200007781")
    page.keyboard.press("Enter")
    page.locator("#id_q").focus()
    page.keyboard.type("sudah bayar tagihan tapi masih keblokir")
    page.keyboard.press("Enter")
    page.locator("#results button[name=version]", has_text="Pembayaran berhasil tetapi nomor belum aktif").press("Enter")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".opens-places").press("Enter")
    page.get_by_role("link", name="Pelanggan").focus()
    page.keyboard.press("Escape")
    page.locator("#places").wait_for(state="hidden")
    page.locator("#ask input[name=value]").focus()
    page.keyboard.type("0812 0000 7781")
    page.keyboard.press("Enter")
    for fact, value in (("outage_here", "no"), ("prior_case", "none"), ("posted", "yes"), ("number_status", "aging")):
        page.wait_for_selector(f"#ask input[name=fact][value={fact}]", state="attached")
        page.locator(f"#ask button[value={value}]").press("Enter")
    assert page.locator("#verdict").inner_text() == "Nomor aging"
    assert "“Pembayaran Bapak/Ibu sudah kami terima." in page.locator(".guide").inner_text()
    assert "Status nomor di DSC: Aging" in page.locator(".ahead").inner_text()
    page.get_by_role("button", name="Sudah disampaikan").press("Enter")
    page.get_by_text("Disampaikan").first.wait_for()
    assert Case.objects.get().settled_at
    page.context.close()
