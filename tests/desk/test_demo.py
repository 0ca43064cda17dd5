"""The demo world stands on its own feet, and only in an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pansol.desk.accounts.models import Role, User
from pansol.desk.cases.models import Case, GreyCase, Promise
from pansol.desk.demo import make_demo, sign_ins
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.models import Version
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.plain import plain

__all__ = ["plain"]


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def test_the_demo_world() -> None:
    made = make_demo(now=world.NOW)
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    assert Version.objects.count() == 5
    assert Outage.objects.count() == 2
    assert GreyCase.objects.get().state == "open"
    assert Promise.objects.filter(due_at__lt=world.NOW).exists()
    assert Promise.objects.filter(due_at__gt=world.NOW).exists()
    assert {"open", "waiting", "grey", "closed"} == set(Case.objects.values_list("state", flat=True))
    assert Interaction.objects.exists()
    assert make_demo(now=world.NOW) == []
    assert sign_ins() == made


def test_everybody_can_sign_in_and_look_round() -> None:
    for one in make_demo(now=world.NOW):
        browser = Client()
        assert browser.post("/sign-in/", {"username": one.username, "password": one.password}).status_code == 302
        assert browser.get("/articles/").status_code == 200
        assert browser.get("/outages/").status_code == 200
