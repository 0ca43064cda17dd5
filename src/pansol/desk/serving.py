"""Serving the desk: a free port, the imitated systems beside it, then gunicorn in the place of this process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import NoReturn

import click

__all__ = ["FIRST_PORT", "choose_port", "serve"]

FIRST_PORT = 8000
_TRIED = 20


def choose_port(host: str, port: int | None) -> int:
    """The port that was asked for, else the first free one from 8000. Raises ClickException when there is none."""
    for candidate in [port] if port else range(FIRST_PORT, FIRST_PORT + _TRIED):
        if _is_free(host, candidate):
            if not port and candidate != FIRST_PORT:
                click.echo(f"Porta {FIRST_PORT} terpakai; meja memakai {candidate}. / Port {FIRST_PORT} is taken; using {candidate}.")
            return candidate
    taken = str(port) if port else f"{FIRST_PORT}–{FIRST_PORT + _TRIED - 1}"
    raise click.ClickException(
        f"{host}, porta {taken}: tidak dapat dipakai, mungkin sudah terpakai. Pilih yang lain: ./run desk serve --port 8123\n"
        f"Port {taken} cannot be used, it may be taken. Choose another: ./run desk serve --port 8123"
    )


def _is_free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError:
        return False
    return True


def serve(host: str, port: int, *, workers: int, threads: int, sandbox: bool) -> NoReturn:
    """Become gunicorn: signals reach it without a go-between, and the sandbox ends with it, however it ends."""
    environment = dict(os.environ)
    if sandbox:
        environment["PANSOL_SANDBOX_URL"] = _start_sandbox()
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104  shown, not bound
    click.echo(f"Meja / desk: http://{shown}:{port}/   Berhenti / stop: Ctrl-C")
    sys.stdout.flush()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        sys.executable, "-m", "gunicorn", "pansol.desk.wsgi:application", "--bind", address, "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    os.execve(sys.executable, command, environment)  # noqa: S606  our own interpreter, no shell


def _start_sandbox() -> str:
    """Its address. It reads a pipe that gunicorn and its workers inherit, and stops when the last of them is gone."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pansol.desk.connectors.sandbox", "0", "--until-input-ends"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    os.set_inheritable(process.stdin.fileno(), True)
    address = process.stdout.readline().strip()
    if not address:
        raise click.ClickException("Sistem tiruan tidak dapat dimulai; coba --no-sandbox. / The sandbox did not start; try --no-sandbox.")
    return address
