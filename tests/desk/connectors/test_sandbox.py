"""The sandbox and the shipped file agree with each other and with the procedures."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from pansol.desk.connectors.config import Config, System
from pansol.desk.connectors.load import load_config
from pansol.desk.connectors.reading import Miss, Reading, Reply, read
from pansol.desk.connectors.sandbox import Sandbox
from pansol.desk.connectors.template import fill
from pansol.desk.connectors.transport import Line, ask_all
from pansol.desk.connectors.verify import verify
from pansol.sop.load import load_all
from pansol.sop.values import parse_value
from tests.desk.connectors.conftest import SHIPPED
from tests.desk.world import PROCEDURES

KNOWN = {
    "msisdn": "6281200007718", "order_id": "GOL-0008", "email": "gol-0008@contoh.id", "ordered_at": "2026-06-20T10:00:00+07:00",
    "event_at": "2026-07-01T20:00:00+07:00", "paid_at": "2026-07-01", "resi": "JT0000000008", "prior_itsm_no": "ITSM-0001",
    "phone": "081200008801", "itsm_no": "ITSM-0004",
}  # fmt: skip
# what a healthy system says nothing about for these customers, or leaves to a person
SILENT = {"dsc.order.failure", "dsc.history.ticket_number", "indira.call_detail", "dsc.manage_order.quota_shown", "dsc.quota.shown"}


def ask(sandbox: Sandbox, extra: str = "", **known: str) -> Iterator[tuple[str, System, Reading | Miss]]:
    """What every request of the shipped file reads from the sandbox."""
    config: Config = load_config(SHIPPED)
    for system in config.systems.values():
        for request in system.requests.values():
            path = fill(request.get, lambda name: {**KNOWN, **known}[name])
            assert path is not None
            url = system.url + path + (("&" if "?" in path else "?") + extra if extra else "")
            reply = ask_all(Line(system), [url], {}, timedelta(seconds=5))[url]
            assert isinstance(reply, Reply)
            assert reply.found
            for check in request.facts:
                yield check, system, read(request, check, reply)


def test_every_bound_check_gets_a_value_its_fact_can_have(sandbox: Sandbox) -> None:
    facts = {s.text: f for p in load_all(PROCEDURES).values() for f in p.facts.values() for s in f.sources}
    for check, _system, found in ask(sandbox):
        if check not in SILENT:
            assert isinstance(found, Reading), check
            parse_value(facts[check].kind, found.text)


def test_nonsense_is_read_as_a_value_nowhere(sandbox: Sandbox) -> None:
    for check, _system, found in ask(sandbox, "fault=nonsense"):
        assert isinstance(found, Miss), check


def test_the_shipped_file_fits_the_procedures() -> None:
    assert verify(SHIPPED, load_all(PROCEDURES).values()) == ()


def test_a_file_that_does_not_fit_is_told(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in [("dsc.profile.blocked:", "dsc.profile.bloked:"), ("PREPAID: prepaid", "PREPAID: prabayar"), ("{resi}", "{rezi}")]:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "connectors.yaml"
    path.write_text(text, encoding="utf-8")
    told = "\n".join(f.show() for f in verify(path, load_all(PROCEDURES).values()))
    assert "Tidak ada fakta dengan `check: dsc.profile.bloked` pada klien sistem ini. Maksud Anda `dsc.profile.blocked`" in told
    assert "map.PREPAID: `prabayar` bukan nilai `subscription`." in told
    assert "Fakta `rezi` tidak ada di prosedur yang memakai `courier.live_tracking`. Maksud Anda `resi`?" in told


@pytest.mark.parametrize("number", ["0812-0000-7712", "081200007712", "6281200007712", "+62 812 0000 7712"])
def test_numbers_are_the_same_however_they_are_written(sandbox: Sandbox, number: str) -> None:
    assert httpx.get(f"{sandbox.url}/hlr/subscribers/{quote(number)}").json()["barring"] == {"hum": True, "other": False}


def test_the_same_question_has_the_same_answer(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/dsc/msisdn/6281200007781"
    assert httpx.get(url).json() == httpx.get(url).json()
    assert httpx.get(f"{sandbox.url}/dsc/msisdn/1").status_code == 404
    assert httpx.get(f"{sandbox.url}/nothing").status_code == 404


def test_it_runs_as_a_process_of_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "pansol.desk.connectors.sandbox", str(port)])
    try:
        for _ in range(100):
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/health").json() == {"ok": True}
                break
            except httpx.TransportError:
                time.sleep(0.05)
        else:
            pytest.fail("no answer within five seconds")
    finally:
        process.terminate()
        process.wait(5)
