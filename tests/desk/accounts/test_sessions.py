"""How long somebody stays signed in, where one comes back to, and who is made to choose a new password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from pansol.desk.accounts import sessions
from pansol.desk.accounts.actions import change_password, save_person
from pansol.desk.accounts.models import Client, Role, User
from pansol.desk.audit.models import Event
from tests.desk import world

WORD, OTHER = "lampu-kapas-teduh-9", "ombak-bambu-kunci-3"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sari() -> User:
    found = world.sari()
    found.set_password(WORD)
    found.save()
    return found


def came_in(username: str = "sari", word: str = WORD) -> Browser:
    browser = Browser()
    assert browser.post("/sign-in/", {"username": username, "password": word}).status_code == 302
    return browser


def aged(browser: Browser, **by: timedelta) -> None:
    """The session as it is some time later."""
    session = browser.session
    for name, age in by.items():
        session[name] -= age.total_seconds()
    session.save()


@pytest.mark.parametrize(("at", "is_over"), [(0, False), (29, False), (30, True)], ids=["at once", "just in time", "too late"])
def test_who_does_nothing_is_signed_out(sari: User, at: int, is_over: bool) -> None:
    session = SessionStore()
    sessions.begin(session, sari, now=world.NOW)
    assert sessions.is_over(session, now=world.NOW + at * MINUTE) is is_over


def test_who_works_on_stays_until_the_shift_is_over(sari: User) -> None:
    session, now = SessionStore(), world.NOW
    sessions.begin(session, sari, now=now)
    while not sessions.is_over(session, now=now):
        sessions.touch(session, sari, now=now)
        now += 20 * MINUTE
    assert now - world.NOW == sessions.SHIFT


def test_the_strictest_client_counts(sari: User) -> None:
    strict = world.client("pln123")
    Client.objects.filter(pk=strict.pk).update(idle_minutes=10)
    sari.clients.add(strict)
    session = SessionStore()
    sessions.begin(session, sari, now=world.NOW)
    assert sessions.is_over(session, now=world.NOW + 10 * MINUTE)


def test_an_idle_session_ends_in_the_browser_too(sari: User) -> None:
    browser = came_in()
    assert browser.get("/account/").status_code == 200
    aged(browser, seen=30 * MINUTE)
    assert browser.get("/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert "_auth_user_id" not in browser.session


def test_a_poll_keeps_nobody_signed_in_and_a_page_does(sari: User) -> None:
    browser = came_in()
    aged(browser, seen=25 * MINUTE)
    before = browser.session["seen"]
    browser.get("/outages/", headers={"HX-Request": "true"})
    assert browser.session["seen"] == before
    browser.get("/outages/")
    assert browser.session["seen"] > before


def back(answer: Any) -> str:
    """Where the sign-in page would lead."""
    address = answer.headers.get("HX-Redirect") or answer["Location"]
    assert urlsplit(address).path == "/sign-in/"
    return str(parse_qs(urlsplit(address).query)["next"][0])


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "target"),
    [
        ("get", "/articles/?q=a%26b&page=2", {}, "/articles/?q=a%26b&page=2"),
        ("get", "/cases/7/ahead/", {**HTMX, "HX-Current-URL": "http://testserver/cases/7/?group=1"}, "/cases/7/?group=1"),
        ("post", "/cases/7/answers/", {**HTMX, "HX-Current-URL": "http://testserver/cases/7/"}, "/cases/7/"),
        ("post", "/contacts/", {"Referer": "http://testserver/"}, "/"),
        ("post", "/contacts/", {"Referer": "https://contoh.invalid/jahat"}, "/"),
        ("post", "/contacts/", {"Referer": "javascript:alert(1)"}, "/"),
        ("post", "/cases/7/answers/", {**HTMX, "HX-Current-URL": "//contoh.invalid/"}, "/"),
        ("post", "/cases/7/answers/", HTMX, "/"),
    ],
)
def test_signing_in_leads_back_to_the_page_one_was_on(method: str, path: str, headers: dict[str, str], target: str, db: None) -> None:
    answer = getattr(Browser(), method)(path, headers=headers)
    assert answer.status_code == (401 if "HX-Request" in headers else 302)
    assert back(answer) == target


@pytest.mark.parametrize("target", ["//contoh.invalid/", "https://contoh.invalid", "/\\contoh.invalid", "javascript:alert(1)", "\x00", ""])
def test_signing_in_leads_nowhere_else(sari: User, target: str) -> None:
    answer = Browser().post("/sign-in/", {"username": "sari", "password": WORD, "next": target})
    assert answer["Location"] == "/"


def test_a_given_password_has_to_be_changed_first(sari: User) -> None:
    ani = world.user("ani", Role.ADMIN)
    save_person(sari, [world.client()], OTHER, by=ani, now=world.NOW)
    browser = came_in(word=OTHER)
    assert browser.get("/")["Location"] == "/account/password/"
    assert browser.get("/outages/", headers=HTMX)["HX-Redirect"] == "/account/password/"
    assert browser.post("/contacts/", {"channel": "call"})["Location"] == "/account/password/"
    assert "dibuat oleh orang lain" in browser.get("/account/password/").content.decode()
    same = browser.post("/account/password/", {"old": OTHER, "new": OTHER, "again": OTHER})
    assert same.status_code == 422
    changed = browser.post("/account/password/", {"old": OTHER, "new": WORD, "again": WORD})
    assert changed["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_ones_own_password_is_nobody_elses(sari: User) -> None:
    ani = world.user("ani", Role.ADMIN)
    save_person(ani, [world.client()], OTHER, by=ani, now=world.NOW)
    assert came_in("ani", OTHER).get("/people/").status_code == 200


@pytest.mark.parametrize("word", ["pendek", "123456789012", "password1234", "sari-sari-sari", WORD])
def test_the_password_policy(sari: User, word: str) -> None:
    sari.first_name = "sari-sari-sari"
    with pytest.raises(ValidationError):
        change_password(word, by=sari, now=world.NOW)


def test_signing_out_everywhere_leaves_this_browser_in(sari: User) -> None:
    here, there = came_in(), came_in()
    assert here.post("/account/sessions/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert Event.objects.filter(verb="user.sessions_end").exists()


def test_an_administrator_signs_somebody_out_everywhere(sari: User) -> None:
    hers, ani = came_in(), Browser()
    ani.force_login(world.user("ani", Role.ADMIN))
    assert ani.post(f"/people/{sari.pk}/sessions/").status_code == 302
    assert hers.get("/account/").status_code == 302
    assert ani.get("/people/").status_code == 200
    stranger = world.user("dewi", Role.AGENT_T1, world.client("pln123"))
    assert ani.post(f"/people/{stranger.pk}/sessions/").status_code == 404


def test_the_desk_knows_when_it_is(sari: User) -> None:
    came = came_in().session["since"]
    assert abs(datetime.fromtimestamp(came, tz=timezone.get_current_timezone()) - timezone.now()) < MINUTE


def test_behind_a_proxy_attempts_are_counted_by_the_address_it_saw(sari: User, settings: Any) -> None:
    def tries(forwarded: str) -> int:
        browser = Browser()
        for _ in range(4):
            answer = browser.post("/sign-in/", {"username": "sari", "password": "salah"}, headers={"X-Forwarded-For": forwarded})
        return "detik lagi" in answer.content.decode()

    settings.BEHIND_PROXY = True
    assert tries("1.2.3.4, 10.0.0.1")
    assert came_in()
    assert tries("6.6.6.6, 10.0.0.1"), "what a client writes itself does not help"
