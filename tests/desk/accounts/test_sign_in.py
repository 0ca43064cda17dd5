"""Signing in: the right word, the wrong one, too many of them, codes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pansol.desk.accounts.actions import start_totp
from pansol.desk.accounts.models import SignInFailure, User
from pansol.desk.accounts.signin import FREE_TRIES, LONGEST_WAIT, forget_old_failures, sign_in
from pansol.desk.accounts.totp import code_of, new_key, step_of
from tests.desk import world

WORD = "melati-kopi-hujan-7"
HOME, OFFICE = "10.0.0.1", "10.0.0.2"


@pytest.fixture(autouse=True)
def sari() -> User:
    found = world.sari()
    found.set_password(WORD)
    found.save()
    return found


def test_the_right_password_signs_in(sari: User) -> None:
    assert sign_in("sari", WORD, "", address=HOME, now=world.NOW).user == sari


def test_failures_slow_down_and_the_right_password_waits_too(sari: User) -> None:
    for _ in range(FREE_TRIES):
        assert sign_in("sari", "salah", "", address=HOME, now=world.NOW).user is None
    waiting = sign_in("sari", WORD, "", address=HOME, now=world.NOW)
    assert waiting.user is None
    assert waiting.wait == timedelta(seconds=2)
    assert sign_in("sari", WORD, "", address=HOME, now=world.NOW + waiting.wait).user == sari


def test_the_delay_grows_up_to_a_bound() -> None:
    now, waits = world.NOW, []
    for _ in range(16):
        wait = sign_in("sari", "salah", "", address=HOME, now=now).wait
        waits.append(wait)
        now += wait
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_others_are_not_locked_out(sari: User) -> None:
    for _ in range(9):
        sign_in("sari", "salah", "", address=HOME, now=world.NOW)
    assert sign_in("sari", WORD, "", address=OFFICE, now=world.NOW).user == sari
    budi = world.budi()
    budi.set_password(WORD)
    budi.save()
    assert sign_in("budi", WORD, "", address=HOME, now=world.NOW).user == budi


def test_an_unknown_name_looks_the_same() -> None:
    known = [sign_in("sari", "salah", "", address=HOME, now=world.NOW) for _ in range(5)]
    unknown = [sign_in("tak-ada", "salah", "", address=HOME, now=world.NOW) for _ in range(5)]
    assert known == unknown
    first = Client().post("/sign-in/", {"username": "sari", "password": "salah"}).content.decode()
    second = Client().post("/sign-in/", {"username": "tak-ada", "password": "salah"}).content.decode()
    assert ("tidak cocok" in first) == ("tidak cocok" in second) is True


def test_somebody_who_left_cannot_come_in(sari: User) -> None:
    User.objects.filter(pk=sari.pk).update(is_active=False)
    assert sign_in("sari", WORD, "", address=HOME, now=world.NOW).user is None


def test_a_code_is_wanted_once_and_works_once(sari: User) -> None:
    key = new_key()
    before = world.NOW - timedelta(minutes=5)
    assert start_totp(key, code_of(key, step_of(before)), by=sari, now=before)
    code = code_of(key, step_of(world.NOW))
    assert sign_in("sari", WORD, "", address=HOME, now=world.NOW).user is None
    assert sign_in("sari", WORD, code, address=HOME, now=world.NOW).user == sari
    assert sign_in("sari", WORD, code, address=HOME, now=world.NOW).user is None


def test_old_failures_are_forgotten() -> None:
    sign_in("sari", "salah", "", address=HOME, now=world.NOW)
    assert forget_old_failures(now=world.NOW + timedelta(hours=1)) == 0
    assert forget_old_failures(now=world.NOW + timedelta(days=2)) == 1
    assert not SignInFailure.objects.exists()


def test_the_page_goes_on_to_where_one_was_but_never_elsewhere() -> None:
    there = Client().post("/sign-in/", {"username": "sari", "password": WORD, "next": "/outages/"})
    assert there["Location"] == "/outages/"
    away = Client().post("/sign-in/", {"username": "sari", "password": WORD, "next": "https://contoh.invalid/"})
    assert away["Location"] == "/"


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\x00b", "<script>", "'; drop table", "😀"])
def test_bad_input_is_refused_calmly(name: str) -> None:
    assert Client().post("/sign-in/", {"username": name, "password": "x"}).status_code == 422


def test_everything_else_asks_to_sign_in() -> None:
    assert Client().get("/outages/").status_code == 302
    assert Client().get("/outages/", headers={"HX-Request": "true"}).status_code == 401


def test_signing_out_ends_the_session() -> None:
    browser = Client()
    browser.post("/sign-in/", {"username": "sari", "password": WORD})
    browser.post("/sign-out/")
    assert browser.get("/outages/").status_code == 302


def test_a_sign_in_that_another_one_overtakes_is_not_refused(sari: User) -> None:
    """A double click on a busy machine: the second request is read first."""
    early, late = world.NOW, world.NOW + timedelta(milliseconds=3)
    assert sign_in("sari", "salah", "", address=HOME, now=late).user is None
    assert sign_in("sari", WORD, "", address=HOME, now=early).user == sari
