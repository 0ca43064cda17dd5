"""Systems are asked over HTTP, as in an installation; when they are silent the agent is asked at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pansol.desk.cases.models import FactEntry
from pansol.desk.connectors.sandbox import Sandbox, started
from tests.journeys.conftest import Person

SHIPPED = Path(__file__).parents[2] / "src" / "pansol" / "desk" / "connectors" / "sandbox.yaml"


@pytest.fixture
def sandbox(served: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Sandbox]:
    with started() as running:
        monkeypatch.setenv("PANSOL_SANDBOX_URL", running.url)
        settings.CONNECTORS = tmp_path / "connectors.yaml"
        settings.CONNECTORS.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
        yield running


def test_systems_answer_and_the_agent_does_not(sandbox: Sandbox, sari: Person) -> None:
    sari.starts("", "sudah bayar tagihan tapi masih keblokir 0812 0000 7712")
    sari.page.wait_for_selector("#work")
    for _ in range(12):
        sari.page.wait_for_timeout(700)
        if sari.page.locator("#verdict").count():
            break
        if sari.question == "outage_here":
            sari.answers("outage_here", "2")
        elif sari.question == "prior_case":
            sari.answers("prior_case", "1")
    sari.page.wait_for_selector("#verdict")
    assert FactEntry.objects.filter(source__startswith="connector:").exists()


def test_systems_are_down_and_the_agent_is_asked_at_once(sandbox: Sandbox, sari: Person) -> None:
    sandbox.stopping.set()
    sandbox.shutdown()
    sandbox.server_close()
    sari.starts("", "sudah bayar tagihan tapi masih keblokir 0812 0000 7712")
    for fact, key in (("outage_here", "2"), ("prior_case", "1"), ("posted", "1"), ("number_status", "3"), ("hlr_block", "1")):
        sari.answers(fact, key)
    sari.page.wait_for_selector("#verdict")
    assert not FactEntry.objects.filter(source__startswith="connector:").exists()
