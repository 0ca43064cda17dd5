"""An administrator's people, clients and tokens."""

from __future__ import annotations

import pytest
from django.test import Client

from pansol.desk.accounts.actions import make_token, revoke_token, save_part, save_person
from pansol.desk.accounts.models import Client as Company
from pansol.desk.accounts.models import Role, Team, Token, User
from pansol.desk.accounts.rules import Forbidden
from tests.desk import world


@pytest.fixture
def ani() -> User:
    return world.user("ani", Role.ADMIN)


@pytest.fixture
def browser(ani: User) -> Client:
    found = Client()
    found.force_login(ani)
    return found


def typed(**more: object) -> dict[str, object]:
    return {"username": "tono", "first_name": "Tono", "role": "agent_t1", "clients": [world.client().pk], "is_active": "on", **more}


def test_a_person_is_added_and_can_sign_in(browser: Client) -> None:
    assert browser.post("/people/new/", typed(password="pasar-kereta-bukit-4")).status_code == 302
    tono = User.objects.get(username="tono")
    assert tono.check_password("pasar-kereta-bukit-4")
    assert tono.client_ids() == {world.client().pk}


@pytest.mark.parametrize("word", ["pendek", "123456789012", "password1234"])
def test_a_weak_password_is_refused(browser: Client, word: str) -> None:
    assert browser.post("/people/new/", typed(password=word)).status_code == 422
    assert not User.objects.filter(username="tono").exists()


def test_another_clients_people_are_not_there(browser: Client) -> None:
    stranger = world.user("dewi", Role.AGENT_T1, world.client("pln123"))
    both = world.user("nia", Role.AGENT_T2, world.client(), world.client("pln123"))
    assert browser.get(f"/people/{stranger.pk}/").status_code == 404
    assert browser.get(f"/people/{both.pk}/").status_code == 404
    assert "Dewi" not in browser.get("/people/").content.decode()


def test_nobody_gives_away_another_client(ani: User, browser: Client) -> None:
    other = world.client("pln123")
    assert browser.post("/people/new/", typed(clients=[other.pk])).status_code == 422
    with pytest.raises(Forbidden):
        save_person(User(username="x", role=Role.AGENT_T1), [other], by=ani, now=world.NOW)


def test_only_administrators_may() -> None:
    with pytest.raises(Forbidden):
        save_person(User(username="x", role=Role.ADMIN), [world.client()], by=world.budi(), now=world.NOW)


def test_one_cannot_close_ones_own_door(ani: User, browser: Client) -> None:
    response = browser.post(f"/people/{ani.pk}/", typed(username="ani", role="admin", is_active=""))
    assert response.status_code == 422
    ani.refresh_from_db()
    assert ani.is_active


def test_a_new_password_ends_the_sessions(ani: User) -> None:
    sari = world.sari()
    hers = Client()
    hers.force_login(sari)
    assert hers.get("/account/").status_code == 200
    save_person(sari, [world.client()], "lampu-kapas-teduh-9", by=ani, now=world.NOW)
    assert hers.get("/account/").status_code == 302


def test_ones_own_password_needs_the_old_one() -> None:
    sari = world.sari()
    sari.set_password("lampu-kapas-teduh-9")
    sari.save()
    browser = Client()
    browser.force_login(sari)
    new = {"new": "ombak-bambu-kunci-3", "again": "ombak-bambu-kunci-3"}
    assert browser.post("/account/password/", {"old": "salah", **new}).status_code == 422
    assert browser.post("/account/password/", {"old": "lampu-kapas-teduh-9", **new}).status_code == 302
    assert browser.get("/account/").status_code == 200


def test_a_token_is_shown_once_and_revoked(ani: User, browser: Client) -> None:
    sari = world.sari()
    page = browser.post(f"/people/{sari.pk}/tokens/", {"name": "CRM"}).content.decode()
    token = Token.objects.get()
    assert "pansol_" in page
    assert "pansol_" not in browser.get(f"/people/{sari.pk}/").content.decode()
    revoke_token(token, by=ani, now=world.NOW)
    token.refresh_from_db()
    assert token.revoked_at == world.NOW


def test_a_token_for_a_stranger_is_refused(ani: User) -> None:
    with pytest.raises(Forbidden):
        make_token(world.user("dewi", Role.AGENT_T1, world.client("pln123")), "x", by=ani, now=world.NOW)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (
            "clients",
            {"code": "xl", "name": "XL", "timezone": "Asia/Jakarta", "identity_keys": 2, "idle_minutes": 20, "retention_days": 365},
        ),
        ("teams", {"name": "Tim Baru"}),
        ("units", {"code": "cho", "name": "CHO"}),
        ("calendars", {"name": "Kantor", "opens_at": "08:00", "closes_at": "17:00", "weekdays": "12345", "days_off": "2026-08-17"}),
    ],
)
def test_parts_are_added(browser: Client, kind: str, fields: dict[str, object]) -> None:
    response = browser.post(f"/installation/{kind}/new/", {"client": world.client().pk, **fields})
    assert response.status_code == 302
    assert browser.get(f"/installation/{kind}/").status_code == 200


def test_a_new_client_belongs_to_who_added_it(ani: User) -> None:
    company = Company(code="xl", name="XL")
    save_part(company, by=ani, now=world.NOW)
    assert company.pk in ani.client_ids()


def test_another_clients_part_is_not_there(browser: Client) -> None:
    team = Team.objects.create(client=world.client("pln123"), name="Lain")
    assert browser.get(f"/installation/teams/{team.pk}/").status_code == 404
    assert browser.post("/installation/teams/new/", {"client": world.client("pln123").pk, "name": "x"}).status_code == 422
    assert browser.get("/installation/nothing/").status_code == 404


def test_bad_calendar_days_teach(browser: Client) -> None:
    fields = {"client": world.client().pk, "name": "K", "opens_at": "08:00", "closes_at": "17:00", "weekdays": "89", "days_off": "besok"}
    page = browser.post("/installation/calendars/new/", fields)
    assert page.status_code == 422
    assert "2026-08-17" in page.content.decode()
