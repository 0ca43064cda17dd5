"""One-time codes: taken over by a phone, asked for, lost with it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from pansol.desk.accounts.actions import start_totp
from pansol.desk.accounts.models import RecoveryCode, Role, User
from pansol.desk.accounts.recovery import HOW_MANY
from pansol.desk.accounts.signin import sign_in
from pansol.desk.accounts.totp import code_of, new_key, step_of
from tests.desk import world

WORD = "lampu-kapas-teduh-9"


@pytest.fixture
def sari() -> User:
    found = world.sari()
    found.set_password(WORD)
    found.save()
    return found


@pytest.fixture
def browser(sari: User) -> Browser:
    found = Browser()
    found.force_login(sari)
    return found


def started(browser: Browser) -> list[str]:
    """The recovery codes that are shown when the first code was right."""
    page = browser.get("/account/").content.decode()
    key = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert key
    shown = browser.post("/account/codes/", {"code": code_of(key[1], step_of(timezone.now()))})
    return re.findall(r"<code>([a-z2-7-]{19})</code>", shown.content.decode())


def test_the_picture_is_shapes_only(browser: Browser) -> None:
    page = browser.get("/account/").content.decode()
    [picture] = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert "style" not in picture
    assert "<script" not in picture
    assert picture.count("<path") == 2


def test_codes_are_started_and_papers_given(sari: User, browser: Browser) -> None:
    codes = started(browser)
    assert len(set(codes)) == HOW_MANY
    sari.refresh_from_db()
    assert sari.totp_key
    page = browser.get("/account/").content.decode()
    assert "Sisa 10 kode pemulihan" in page
    assert not set(codes) & set(re.findall(r"[a-z2-7-]{19}", page))
    assert not RecoveryCode.objects.filter(digest__in=codes).exists(), "only hashes are kept"


def test_a_wrong_first_code_starts_nothing(sari: User, browser: Browser) -> None:
    browser.get("/account/")
    assert browser.post("/account/codes/", {"code": "abc"}).status_code == 422
    sari.refresh_from_db()
    assert not sari.totp_key


def test_a_running_key_is_not_replaced_by_whoever_finds_the_desk_unlocked(sari: User, browser: Browser) -> None:
    started(browser)
    sari.refresh_from_db()
    other = new_key()
    assert start_totp(other, code_of(other, step_of(world.NOW)), by=sari, now=world.NOW) == []
    kept = sari.totp_key
    sari.refresh_from_db()
    assert sari.totp_key == kept


def test_a_paper_lets_in_once(sari: User, browser: Browser) -> None:
    codes = started(browser)
    now = timezone.now()
    assert sign_in("sari", WORD, "", address="a", now=now).user is None
    assert sign_in("sari", WORD, codes[0].upper().replace("-", " "), address="a", now=now).user == sari
    assert sign_in("sari", WORD, codes[0], address="a", now=now).user is None
    assert sign_in("sari", WORD, codes[1], address="a", now=now).user == sari
    budi = world.budi()
    key = new_key()
    assert start_totp(key, code_of(key, step_of(now)), by=budi, now=now)
    budi.refresh_from_db()
    budi.set_password(WORD)
    budi.save()
    assert sign_in("budi", WORD, codes[2], address="a", now=now).user is None, "nobody else's"


def test_new_papers_need_the_password_and_end_the_old(sari: User, browser: Browser) -> None:
    codes = started(browser)
    assert browser.post("/account/recovery/", {"old": "salah"}).status_code == 422
    page = browser.post("/account/recovery/", {"old": WORD}).content.decode()
    fresh = re.findall(r"<code>([a-z2-7-]{19})</code>", page)
    assert len(fresh) == HOW_MANY
    assert sign_in("sari", WORD, codes[0], address="a", now=timezone.now()).user is None
    assert sign_in("sari", WORD, fresh[0], address="a", now=timezone.now()).user == sari


def test_stopping_needs_the_password(sari: User, browser: Browser) -> None:
    started(browser)
    assert browser.post("/account/codes/", {"stop": "yes", "old": "salah"}).status_code == 422
    assert browser.post("/account/codes/", {"stop": "yes", "old": WORD}).status_code == 302
    assert sign_in("sari", WORD, "", address="a", now=timezone.now()).user == sari
    assert not RecoveryCode.objects.exists()


def test_an_administrator_helps_when_the_phone_is_lost(sari: User, browser: Browser) -> None:
    started(browser)
    ani = Browser()
    ani.force_login(world.user("ani", Role.ADMIN))
    assert "without_codes" in ani.get(f"/people/{sari.pk}/").content.decode()
    fields = {"username": "sari", "first_name": "Sari", "role": "agent_t1", "clients": [world.client().pk], "is_active": "on"}
    assert ani.post(f"/people/{sari.pk}/", {**fields, "without_codes": "on"}).status_code == 302
    assert sign_in("sari", WORD, "", address="a", now=timezone.now() + timedelta(minutes=1)).user == sari
