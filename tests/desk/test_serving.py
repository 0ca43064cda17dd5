"""`pansol desk serve` as it is started by `./run`: a real process, without a terminal, from an empty folder to the last child gone."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

REPOSITORY = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from pansol.cli import main; main()", "desk", "serve"]
FOR_TESTS_ONLY = ("DATABASE_URL", "PANSOL_CONNECTORS", "PANSOL_SQLITE", "PANSOL_SANDBOX_URL")


@contextmanager
def desk(data: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A desk of its own; killed with all its children when a test fails before it has stopped it."""
    environment = {k: v for k, v in os.environ.items() if k not in FOR_TESTS_ONLY}
    environment |= {"PANSOL_DATA": str(data), "PYTHONPATH": str(REPOSITORY / "src")}
    process = subprocess.Popen(
        [*COMMAND, *words], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        if members(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def said_until_address(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What it prints, and the address, once it answers there."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if found := re.search(r"http://localhost:\d+", line):
            _wait_for(lambda: _answers(found[0]))
            return "".join(lines), found[0]
    raise AssertionError("".join(lines))


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/sign-in/").status_code == 200
    except httpx.TransportError:
        return False


def _wait_for(is_so: object, seconds: float = 40) -> None:
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.1)


def members(group: int) -> list[int]:
    """The processes of a process group that are alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, pgrp = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(pgrp) == group and state != "Z":
            found.append(int(entry.name))
    return found


def signed_in(url: str, username: str, password: str) -> httpx.Client:
    browser = httpx.Client(base_url=url, follow_redirects=True, timeout=20)
    answer = post(browser, "/sign-in/", "/sign-in/", username=username, password=password)
    assert answer.url.path == "/"
    return browser


def post(browser: httpx.Client, page: str, action: str, **data: str) -> httpx.Response:
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page).text)
    assert token
    return browser.post(action, data={"csrfmiddlewaretoken": token[1], **data})


def answered(browser: httpx.Client, case: str, fact: str, value: str) -> None:
    page = browser.get(case).text
    hidden = dict(re.findall(r'name="(revision|seen|key)" value="(\w+)"', page))
    assert post(browser, case, f"{case}answers/", fact=fact, value=value, **hidden).status_code == 200


def told_by_systems(data: Path) -> int:
    """How many facts in the database came from another system."""
    with closing(sqlite3.connect(data / "pansol.sqlite3")) as database:
        found: tuple[int] = database.execute("SELECT count(*) FROM cases_factentry WHERE source LIKE 'connector:%'").fetchone()
    return found[0]


def test_from_an_empty_folder_to_a_lookup_and_back(tmp_path: Path) -> None:
    with desk(tmp_path) as process:
        said, url = said_until_address(process)
        password = re.search(r"password of everybody: (\S+)", said)
        assert password
        usernames = re.findall(r"^  (\w+) +\S", said, re.MULTILINE)
        assert {"sari", "nia", "budi", "rina", "agus", "lina", "joko", "putri", "hadi", "admin"} <= set(usernames)
        sari = signed_in(url, "sari", password[1])
        contact = post(sari, "/", "/contacts/", ani="081200007702", channel="call")
        assert re.fullmatch(r"/contacts/\d+/", contact.url.path)
        button = re.search(r'name="version" value="(\d+)"[^>]*><kbd[^>]*>\d</kbd> <span[^>]*>[^<]*belum aktif', contact.text)
        assert button, "a published procedure"
        case = post(sari, contact.url.path, f"{contact.url.path}cases/", version=button[1], q="081200007711")
        assert re.fullmatch(r"/cases/\d+/", case.url.path)
        for fact, value in (("outage_here", "no"), ("prior_case", "none")):
            answered(sari, case.url.path, fact, value)
        assert told_by_systems(tmp_path) == 0
        post(sari, case.url.path, f"{case.url.path}lookups/")
        assert told_by_systems(tmp_path) > 0
        assert len(members(process.pid)) == 4, "gunicorn, two workers, the sandbox"
        process.terminate()
        assert process.wait(20) == 0
        _wait_for(lambda: not members(process.pid), 5)
    first = (tmp_path / "pansol.sqlite3").stat().st_size
    with desk(tmp_path) as process:
        started = time.monotonic()
        again, url = said_until_address(process)
        assert time.monotonic() - started < 30
        assert password[1] in again
        assert "sekali saja" not in again
        assert (tmp_path / "pansol.sqlite3").stat().st_size >= first
        signed_in(url, "admin", password[1])
        process.send_signal(signal.SIGINT)
        process.wait(20)
        _wait_for(lambda: not members(process.pid), 5)


def test_killed_without_warning_it_leaves_no_process_behind(tmp_path: Path) -> None:
    with desk(tmp_path, "--no-demo") as process:
        said_until_address(process)
        process.kill()
        _wait_for(lambda: not members(process.pid), 15)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with desk(tmp_path, "--port", str(port), "--no-demo") as process:
            assert process.wait(30) == 1


@pytest.mark.parametrize("taken", [True, False])
def test_without_a_wish_the_next_free_port_is_chosen(
    taken: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pansol.desk import serving

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        first = other.getsockname()[1]
        if not taken:
            other.close()
        monkeypatch.setattr(serving, "FIRST_PORT", first)
        chosen = serving.choose_port("127.0.0.1", None)
    assert (chosen > first) is taken
    assert ("terpakai" in capsys.readouterr().out) is taken
