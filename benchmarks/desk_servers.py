"""Databases that live as long as a measurement, and the real server on top of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

__all__ = ["PROCESSES", "THREADS", "Unreachable", "environment", "postgres_database", "run_module", "serving"]

PROCESSES, THREADS = 2, 8
_HERE = Path(__file__).parent
_LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


class Unreachable(Exception):
    """No PostgreSQL to measure with; the text says why."""


def environment(data: Path, settings: str, url: str = "") -> dict[str, str]:
    """The environment of a server with a folder and a database of its own."""
    given = {k: v for k, v in os.environ.items() if not k.startswith("PANSOL_") or k == "PANSOL_BENCH_CASES"}
    paths = os.pathsep.join([str(_HERE), str(_HERE.parent / "src"), given.get("PYTHONPATH", "")])
    return {
        **given, "PYTHONPATH": paths, "PANSOL_DATA": str(data), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings,
        "PANSOL_SECRET_KEY": token_urlsafe(50),
    }  # fmt: skip


def run_module(module: str, env: dict[str, str]) -> None:
    """A module in a process of its own; what it says goes to the screen."""
    subprocess.run([sys.executable, "-m", module], env=env, stdout=sys.stderr, check=True)


@contextmanager
def postgres_database() -> Iterator[str]:
    """The address of a new, empty database: beside the one of PANSOL_BENCH_POSTGRES or DATABASE_URL, else on this machine."""
    given = os.environ.get("DATABASE_URL", "")
    server = os.environ.get("PANSOL_BENCH_POSTGRES") or (given if given.startswith("postgres") else _LOCAL)
    name = f"pansol_bench_{os.getpid()}"
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise Unreachable(" ".join(str(error).split())) from None
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def serving(env: dict[str, str], application: str) -> Iterator[int]:
    """The port on which gunicorn serves an application as `pansol desk serve` does."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", str(PROCESSES), "--threads", str(THREADS), "--timeout", "60", "--log-level", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=env, stdout=sys.stderr)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start within a minute")
