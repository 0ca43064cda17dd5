"""Where the desk's tests find PostgreSQL, and what `./run test` says when there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import own_database, trouble_with

ROOT = Path(__file__).parents[1]
NOBODY = "postgresql://x:geheim@127.0.0.1:9/postgres"  # the discard port: nothing listens


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("postgresql://p@127.0.0.1:5432/postgres", "postgresql://p@127.0.0.1:5432/pansol_"),
        ("postgresql:///postgres?host=/run/x&port=5433", "postgresql:///pansol_"),
    ],
)
def test_a_checkout_has_a_database_of_its_own(url: str, own: str) -> None:
    made = own_database(url, Path("/a"))
    assert made.startswith(own)
    assert made.endswith(url.partition("?")[2])
    assert made != own_database(url, Path("/b"))


def test_a_server_that_is_not_there_is_a_trouble_in_words() -> None:
    assert "9" in trouble_with(NOBODY)


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_that_postgresql_was_not_tested_is_said_loudly_and_fails_in_ci(tmp_path: Path, ci: str, code: int) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    text = (ROOT / "run").read_text(encoding="utf-8")
    functions = text[text.index("on_postgres() {") : text.index('untested=""')]
    say = "say() { printf '%s\\n' \"$@\" >&2; }"
    beside = 'printed=$(mktemp)\non_postgres >"$printed" 2>&1 & postgres=$!'
    script = f"set -u; venv=$1\n{say}\n{functions}\n{beside}\ntold_by_postgres"
    environment = {**os.environ, "CI": ci, "PANSOL_TEST_POSTGRES": NOBODY}
    done = subprocess.run(
        ["bash", "-c", script, "bash", str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == code
    assert "TIDAK DIUJI" in done.stderr
    assert "NOT TESTED" in done.stderr
    assert "x:…@127.0.0.1:9/postgres: connection" in done.stdout
