"""Systems are asked over HTTP, as in an installation; when they fall silent the agent is asked at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route

from pansol.desk.cases.models import FactEntry
from tests.journeys.conftest import Person

SHIPPED = Path(__file__).parents[2] / "src" / "pansol" / "desk" / "connectors" / "sandbox.yaml"
COMPLAINT = "sudah bayar tagihan tapi masih keblokir 0812 0000 7712"
AT_ONCE = 3.0  # seconds
BY_HAND = {"outage_here": "2", "prior_case": "1", "posted": "1", "number_status": "3", "hlr_block": "1"}

Process = subprocess.Popen[str]


@pytest.fixture
def sandbox(served: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Process]:
    """The systems, in a process of their own."""
    words = [sys.executable, "-m", "pansol.desk.connectors.sandbox", "0", "--until-input-ends"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        monkeypatch.setenv("PANSOL_SANDBOX_URL", process.stdout.readline().strip().split()[-1])
        settings.CONNECTORS = tmp_path / "connectors.yaml"
        settings.CONNECTORS.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
        yield process
        process.kill()


def sources() -> dict[str, str]:
    """Who said each of the facts that are looked up."""
    rows = FactEntry.objects.filter(fact__in=BY_HAND).order_by("number").values_list("fact", "source")
    return {fact: source.partition(":")[0] for fact, source in rows}


def test_systems_answer_and_the_agent_does_not(sandbox: Process, sari: Person) -> None:
    sari.starts("", COMPLAINT)
    sari.answers("outage_here", "2")
    assert sari.reads("#verdict") == "Terblokir HUM"
    assert sources() == dict.fromkeys(BY_HAND, "connector") | {"outage_here": "agent"}


def test_systems_that_die_midway_leave_the_rest_to_the_agent_at_once(sandbox: Process, sari: Person) -> None:
    died: list[float] = []

    def kill_after_the_first_answer(route: Route) -> None:
        if not died and "connector" in sources().values():
            sandbox.kill()
            sandbox.wait()
            died.append(time.monotonic())
        route.continue_()

    sari.page.route("**/lookups/", kill_after_the_first_answer)
    sari.starts("", COMPLAINT)
    sari.answers("outage_here", "2")
    sari.page.wait_for_function("() => document.querySelector('#ask input[name=fact]') && !document.querySelector('form#lookup')")
    assert died
    assert time.monotonic() - died[0] < AT_ONCE
    known = sources()
    assert "connector" in known.values()
    asked = []
    while not sari.page.locator("#verdict").count():
        asked.append(sari.question)
        began = time.monotonic()
        sari.answers(asked[-1], "1")
        assert time.monotonic() - began < AT_ONCE
    assert asked
    said = dict(FactEntry.objects.filter(fact__in=asked).values_list("fact", "source"))
    assert said == dict.fromkeys(asked, "agent")


def test_systems_that_are_down_from_the_start_are_not_waited_for(sandbox: Process, sari: Person) -> None:
    sandbox.kill()
    sandbox.wait()
    sari.starts("", COMPLAINT)
    for fact, key in BY_HAND.items():
        began = time.monotonic()
        sari.answers(fact, key)
        assert time.monotonic() - began < AT_ONCE
    assert sari.reads("#verdict") == "Voluntary Block 1"
    assert set(sources().values()) == {"agent"}
