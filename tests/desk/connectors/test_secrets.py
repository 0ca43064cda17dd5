"""Secrets are sent, and written nowhere."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from pansol.desk.audit.models import Event
from pansol.desk.cases.lookups import LookupOutcome
from pansol.desk.connectors.errors import Trouble
from pansol.desk.connectors.queries import system_states
from pansol.desk.connectors.sandbox import Sandbox
from tests.desk.connectors.stories import looked_up, paid
from tests.desk.world import NOW

pytestmark = pytest.mark.django_db

SECRET = "r4h4514-sekali"
REQUIRED = "{env: PANSOL_SANDBOX_TOKEN}"
OPTIONAL = "{env: PANSOL_SANDBOX_TOKEN, optional: yes}"


def test_a_secret_from_the_environment_is_sent_and_not_logged(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PANSOL_SANDBOX_TOKEN", SECRET)
    caplog.set_level(logging.DEBUG)
    found = paid()
    assert looked_up(found, "prior_case").outcome == LookupOutcome.FOUND
    sandbox.faults["fa"] = "error"
    looked_up(found, "posted")
    assert all(headers["X-Api-Key"] == SECRET for _path, headers in sandbox.seen)
    assert "fa gave no answer: broken" in caplog.text
    assert SECRET not in caplog.text
    assert "81200007712" not in caplog.text
    assert SECRET not in "".join(str(e.data) for e in Event.objects.all())


def test_a_secret_from_a_file(sandbox: Sandbox, configured: Any, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET + "\n")
    configured(f"X-Api-Key: {OPTIONAL}", f'Authorization: {{file: {tmp_path / "token"}, prefix: "Bearer "}}')
    looked_up(paid(), "prior_case")
    assert {headers["Authorization"] for _path, headers in sandbox.seen} == {f"Bearer {SECRET}"}


@pytest.mark.parametrize("value", [None, "", "dua\nbaris", "ærlig"])
def test_without_a_usable_secret_nothing_is_sent(
    sandbox: Sandbox, configured: Any, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    configured(OPTIONAL, REQUIRED)
    if value is not None:
        monkeypatch.setenv("PANSOL_SANDBOX_TOKEN", value)
    assert looked_up(paid(), "prior_case").outcome == LookupOutcome.UNREACHABLE
    assert system_states(NOW)[0].last_trouble == Trouble.NO_SECRET
    assert not sandbox.seen


def test_a_wrong_secret_is_a_trouble_of_its_own(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.token = "another"
    monkeypatch.setenv("PANSOL_SANDBOX_TOKEN", SECRET)
    assert looked_up(paid(), "prior_case").outcome == LookupOutcome.UNREACHABLE
    assert system_states(NOW)[0].last_trouble == Trouble.DENIED
