"""The server is killed in the middle of what it does, again and again: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from django.db import connection

from pansol.desk.accounts.actions import make_token
from pansol.desk.audit.actions import first_broken
from pansol.desk.audit.models import Event
from pansol.desk.cases.models import Case, Contact, Receipt
from tests.desk import world

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, KILLS = 3, 6
PATIENCE = 60.0


class Server:
    """gunicorn as `pansol desk serve` starts it, on the tests' own database."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {**os.environ, "PANSOL_DATA": str(home), **_database()}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "pansol.desk.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--workers", "2",
                "--worker-class", "gthread", "--threads", "4", "--log-level", "critical",
            ],
            env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{self.port}/api/openapi.json", timeout=5)
                return
            time.sleep(0.2)
        raise AssertionError("the server did not start")

    def kill_one(self) -> None:
        """One worker; gunicorn starts another."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii").split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)

    def kill_all(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _database() -> dict[str, str]:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"PANSOL_SQLITE": str(found["NAME"]), "DATABASE_URL": ""}
    place = f"{found['HOST']}:{found['PORT']}" if found["HOST"] else ""
    who = f"{quote(found['USER'])}@" if found["USER"] else ""
    options = {name: value for name, value in found["OPTIONS"].items() if isinstance(value, str)}
    return {"DATABASE_URL": f"postgresql://{who}{place}/{found['NAME']}?{httpx.QueryParams(options)}"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.kill_all()


class Caller:
    """A system that sends every request until it is answered, with the same key."""

    def __init__(self, server: Server, secret: str) -> None:
        self.server, self.secret, self.broken_off = server, secret, 0

    def send(self, path: str, body: dict[str, Any], key: str) -> Any:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key}
            try:
                answer = httpx.post(f"http://127.0.0.1:{self.server.port}/api/{path}", json=body, headers=headers, timeout=20)
            except httpx.HTTPError:
                self.broken_off += 1
                time.sleep(0.1)
                continue
            if answer.status_code != 503:
                assert answer.status_code in (200, 201), answer.text
                return answer.json()
        raise AssertionError("never answered")

    def works(self, name: int, case: int, over: threading.Event) -> list[int]:
        """A contact and an answer in turn, until the killing is over; the contacts' numbers as they were told."""
        contacts, revision = list[int](), 0
        while not over.is_set():
            number = len(contacts)
            start = {"client": "telkomsel", "channel": "call", "ani": f"08{name}{number:04}"}
            contacts.append(self.send("contacts/", start, f"contact-{name}-{number}")["id"])
            facts = {"revision": revision, "facts": {"msisdn": f"0812000{name}{number:04}"}}
            revision = self.send(f"cases/{case}/facts/", facts, f"fact-{name}-{number}")["revision"]
        return contacts


def test_nothing_is_lost_and_nothing_is_there_twice(server: Server) -> None:
    sari = world.sari()
    cases = [world.case(sari).pk for _ in range(CLIENTS)]
    over = threading.Event()
    before = set(Contact.objects.values_list("pk", flat=True))
    callers = [Caller(server, make_token(sari, f"CRM {n}", by=None, now=world.NOW)) for n in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        work = [pool.submit(caller.works, n, case, over) for n, (caller, case) in enumerate(zip(callers, cases, strict=True))]
        try:
            for number in range(KILLS):
                time.sleep(random.uniform(0.3, 1.2))
                if number == KILLS // 2:
                    server.kill_all()
                    server.start()
                else:
                    server.kill_one()
        finally:
            over.set()
        done = [one.result() for one in work]
    told = [contact for contacts in done for contact in contacts]
    assert sum(caller.broken_off for caller in callers) > 0  # somebody was really cut off
    assert set(told) == set(Contact.objects.values_list("pk", flat=True)) - before
    assert len(told) == len(set(told))
    for name, (pk, contacts) in enumerate(zip(cases, done, strict=True)):
        changes = len(contacts)
        case = Case.objects.get(pk=pk)
        answers = [e.value for e in case.entries.order_by("number") if not e.mark]
        assert answers == [f"0812000{name}{number:04}" for number in range(changes)]
        assert [e.number for e in case.entries.order_by("number")] == list(range(1, case.entries.count() + 1))
        assert case.revision == changes
        assert Event.objects.filter(chain=f"case:{pk}", verb="case.answer").count() == changes
    assert Receipt.objects.count() == 2 * len(told)
    assert {chain: first_broken(chain) for chain in Event.objects.values_list("chain", flat=True).distinct() if first_broken(chain)} == {}
