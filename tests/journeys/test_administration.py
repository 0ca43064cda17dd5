"""An administrator sets a client up and lets somebody in; a customer's data is opened after the identity check. Keys only."""

from __future__ import annotations

from typing import Any

import pytest

from pansol.desk.accounts.models import Calendar, Client, Role, Team, Unit, User
from pansol.desk.audit.models import Event
from tests.desk import world
from tests.journeys.conftest import PASSWORD, Person, sideways

GIVEN, OWN = "rotan-jambu-layar-5", "ombak-bambu-kunci-3"


def added(ani: Person, page: str, **fields: str) -> None:
    """The list's N, then every field in its order, then F9."""
    ani.page.goto(ani.url + page)
    ani.press("n")
    ani.page.wait_for_selector("form.fields.card")
    for name, value in fields.items():
        field = ani.page.locator(f"form.card [name={name}]").first
        field.focus()
        if field.evaluate("e => e.tagName") == "SELECT":
            ani.type(value)
        elif field.get_attribute("type") == "checkbox":
            ani.page.locator(f'form.card label:has-text("{value}") input').focus()
            ani.press("Space")
        elif field.get_attribute("type") == "time":
            field.fill(value)
        else:
            field.select_text()
            ani.type(value)
    ani.press("F9")
    ani.page.wait_for_url(ani.url + page)
    assert not sideways(ani.page)


def test_a_client_is_set_up_and_somebody_let_in(people: Any) -> None:
    ani = people(world.user("ani", Role.ADMIN))
    added(ani, "/installation/clients/", code="xl", name="XL Prioritas", idle_minutes="15")
    added(ani, "/installation/calendars/", client="XL", name="Jam XL", opens_at="08:00", closes_at="17:00", days_off="2026-08-17")
    added(ani, "/installation/units/", client="XL", code="cho", name="CHO", calendar="Jam XL")
    added(ani, "/installation/teams/", client="XL", name="Tim Kenanga")
    added(ani, "/people/", username="tono", first_name="Tono", role="Agen T1", team="Tim Kenanga", clients="XL Prioritas", password=GIVEN)
    client = Client.objects.get(code="xl")
    assert client.idle_minutes == 15
    assert Calendar.objects.get(client=client).holidays == ["2026-08-17"]
    unit = Unit.objects.get(client=client)
    assert unit.calendar is not None
    tono = User.objects.get(username="tono")
    assert (tono.team, tono.role) == (Team.objects.get(client=client), Role.AGENT_T1)
    assert tono.client_ids() == {client.pk}
    comes_in(people, tono)


def comes_in(people: Any, tono: User) -> None:
    """He chooses a password of his own before anything else."""
    tono.must_change_password = False
    browser = people(tono)  # with the word of these tests
    User.objects.filter(pk=tono.pk).update(must_change_password=True)
    browser.page.goto(f"{browser.url}/outages/")
    assert browser.page.url.endswith("/account/password/")
    for name, word in (("old", PASSWORD), ("new", OWN), ("again", OWN)):
        browser.page.locator(f"[name={name}]").focus()
        browser.type(word)
    browser.press("Enter")
    browser.page.wait_for_url(f"{browser.url}/")
    assert not sideways(browser.page)


@pytest.mark.parametrize("typed", ["0812 0000 7781", "wati@contoh.id", "GOL-77"])
def test_a_customer_is_found_by_any_key_and_opened_after_the_check(sari: Person, typed: str) -> None:
    wati = world.wati()
    for kind, value in (("email", "wati@contoh.id"), ("order", "GOL-77"), ("ani", "62317654321")):
        wati.keys.create(client=wati.client, kind=kind, value=value)
    sari.page.locator("#id_ani").focus()
    sari.type(typed)
    sari.press("Enter")
    sari.sees("W•••• C••••")
    sari.press("Escape")
    sari.press("i")
    sari.page.wait_for_url(f"{sari.url}/customers/{wati.pk}/**")
    assert "Wati" not in sari.page.locator("main").inner_text()
    assert "7781" in sari.page.locator("main").inner_text()
    for name, said in (("name", "wati contoh"), ("email", "WATI@contoh.id")):
        sari.page.locator(f"[name={name}]").focus()
        sari.type(said)
    sari.press("F9")
    sari.sees("Identitas cocok")
    sari.page.goto(f"{sari.url}/customers/{wati.pk}/")
    sari.page.locator("h1").wait_for()
    sari.press("Escape")
    sari.press("t")
    sari.sees("Wati Contoh")
    assert "6281200007781" in sari.page.locator("main").inner_text()
    assert not sideways(sari.page)
    assert set(Event.objects.filter(chain=f"customer:{wati.pk}").values_list("verb", flat=True)) >= {"customer.identity", "customer.reveal"}
    sari.page.reload()
