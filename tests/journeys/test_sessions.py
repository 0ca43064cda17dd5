"""A session that ends under somebody's hands: what she typed is there again when she is back."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session

from tests.journeys.conftest import PASSWORD, Person


def idle_too_long() -> None:
    """Every session, half an hour later."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in Session.objects.all():
        session = store(row.session_key)
        session["seen"] -= 30 * 60
        session.save()


def signs_in_again(person: Person) -> None:
    person.page.wait_for_selector("#id_username")
    person.page.locator("#id_username").focus()
    person.type("sari")
    person.press("Tab")
    person.type(PASSWORD)
    person.press("Enter")


def test_what_was_typed_into_a_page_is_there_again(sari: Person) -> None:
    sari.page.locator("#id_ani").focus()
    sari.type("0812 0000 9999")
    idle_too_long()
    sari.press("Enter")
    signs_in_again(sari)
    sari.page.wait_for_url(f"{sari.url}/")
    sari.page.wait_for_function("() => document.querySelector('#id_ani').value === '0812 0000 9999'", timeout=5000)


def test_a_case_is_opened_again_where_it_was_with_the_answer_that_was_typed(sari: Person) -> None:
    sari.starts("", "sudah bayar tagihan tapi masih keblokir")
    case = sari.page.url
    sari.page.wait_for_selector('#ask form input[name=fact][value="msisdn"]', state="attached")
    idle_too_long()
    sari.type("081200009999")
    sari.press("Enter")
    signs_in_again(sari)
    sari.page.wait_for_url(case)
    sari.page.wait_for_function("() => document.querySelector('#ask input[name=value]')?.value === '081200009999'", timeout=5000)
    sari.page.locator("#ask input[name=value]").focus()
    sari.press("Enter")
    sari.page.wait_for_function("() => !document.querySelector('#ask input[name=fact][value=msisdn]')", timeout=8000)


def test_the_question_mark_opens_the_keys_and_escape_closes_them(sari: Person) -> None:
    sari.starts("", "sudah bayar tagihan tapi masih keblokir")
    sari.page.wait_for_selector("#work")
    sari.press("Escape")
    sari.page.keyboard.press("?")
    sari.page.wait_for_selector("dialog#help[open] dl.keys")
    sari.sees("Urungkan jawaban terakhir")
    sari.press("Escape")
    sari.page.wait_for_selector("dialog#help:not([open])", state="attached")


def test_typing_outlives_signing_in_again_elsewhere(sari: Person) -> None:
    """Another window signed in again, so that the forms of this one no longer hold: an answer, then a form of its own page."""
    sari.starts("", "sudah bayar tagihan tapi masih keblokir")
    sari.page.wait_for_selector('#ask form input[name=fact][value="msisdn"]', state="attached")
    sari.type("081200007781")
    sari.page.context.clear_cookies(name="csrftoken")
    sari.press("Enter")
    sari.sees("Ketikan Anda sebelumnya dipulihkan.")
    assert sari.page.locator("#ask input[name=value]").input_value() == "081200007781"
    sari.page.locator("#ask input[name=value]").focus()
    sari.press("Enter")
    sari.page.wait_for_selector('#ask form input[name=fact][value="outage_here"]', state="attached")
    sari.page.wait_for_timeout(800)
    sari.press("m")
    sari.page.wait_for_selector("#id_refused:focus")
    sari.type("Mau ke GraPARI saja")
    sari.page.context.clear_cookies(name="csrftoken")
    sari.press("Enter")
    sari.sees("Halaman tadi sudah tidak berlaku")
    sari.press("Enter")
    sari.sees("Ketikan Anda sebelumnya dipulihkan.")
    assert sari.page.locator("#id_refused").input_value() == "Mau ke GraPARI saja"
