"""The systems around a contact centre, for demonstration and tests: `serve(port)`, a process of its own.

Who and what it knows stands in `world`, how it can misbehave in `faults`. With PANSOL_SANDBOX_TOKEN set it answers only
requests that bring that token as X-Api-Key.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pansol.desk.connectors.sandbox.faults import misbehave, of_number
from pansol.desk.connectors.sandbox.systems import answer
from pansol.desk.connectors.sandbox.world import plain_number

__all__ = ["DEFAULT_PORT", "Handler", "Sandbox", "serve", "started"]

DEFAULT_PORT = 8790


class Sandbox(ThreadingHTTPServer):
    """All systems on one port, each below its own name. `faults` makes a system misbehave, `seen` holds the last requests."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.faults: dict[str, str] = {}
        self.seen: deque[tuple[str, dict[str, str]]] = deque(maxlen=200)
        self.token = os.environ.get("PANSOL_SANDBOX_TOKEN", "")
        self.stopping = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is not news."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Sandbox
    timeout = 30
    wbufsize = 65_536  # head and body in one packet: apart, the second waits 40 ms for an acknowledgement

    @property
    def stopping(self) -> Event:
        return self.server.stopping

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        path, query = unquote(url.path), dict(parse_qsl(url.query))
        self.server.seen.append((self.path, dict(self.headers)))
        if path == "/health":
            return self.reply(200, b'{"ok": true}')
        if self.server.token and self.headers.get("X-Api-Key") != self.server.token:
            return self.reply(401, b'{"error": "KEY"}')
        status, data = answer(path, query, _today())
        system = path.split("/")[1] if "/" in path else ""
        fault = query.get("fault") or self.server.faults.get(system) or _fault_in(path, query)
        if not fault or not misbehave(fault, self, data):
            self.reply(status, json.dumps(data).encode())
        return None

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in {"Content_Type": "application/json", "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self, status: int) -> None:
        """The head of an answer whose body follows bit by bit, until the connection ends."""
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()

    def write(self, body: bytes) -> bool:
        """Part of a body; False when nobody listens any more."""
        if self.stopping.is_set():
            return False
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:
            return False
        return True

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server calls
        """Nothing: addresses hold customers' numbers."""


def _fault_in(path: str, query: dict[str, str]) -> str:
    words = [*path.split("/"), *query.values()]
    return next((fault for word in words if (fault := of_number(plain_number(word)))), "")


def _today() -> date:
    """The day in Jakarta."""
    return (datetime.now(UTC) + timedelta(hours=7)).date()


def serve(port: int = DEFAULT_PORT, *, until_input_ends: bool = False) -> None:
    """Print the address and answer until interrupted; as a child, until who started it is gone."""
    sandbox = Sandbox(port)
    sys.stdout.write(f"{sandbox.url}\n")
    sys.stdout.flush()
    if until_input_ends:
        Thread(target=_stop_after_input, args=(sandbox,), daemon=True).start()
    try:
        sandbox.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        sandbox.server_close()


def _stop_after_input(sandbox: Sandbox) -> None:
    sys.stdin.buffer.read()
    sandbox.shutdown()


@contextmanager
def started(port: int = 0) -> Iterator[Sandbox]:
    """A sandbox in a thread, on a free port unless one is named; stopped at the end."""
    sandbox = Sandbox(port)
    thread = Thread(target=sandbox.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sandbox
    finally:
        sandbox.stopping.set()
        sandbox.shutdown()
        sandbox.server_close()
        thread.join(5)
