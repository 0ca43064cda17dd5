"""How a system can misbehave. Chosen by `?fault=…`, by `Sandbox.faults`, or by the numbers …7797, …7798 and …7799.

slow:3     answers after three seconds (five without a number)    drip      one byte every fifth of a second
error:500  that status (503 without a number)                     down      hangs up without a word
html       a friendly page instead of data                        nonsense  data of the wrong types
redirect   to a host nobody named                                 huge      fifty megabytes
gzip       a compressed answer nobody asked for                   denied    401
"""

from __future__ import annotations

import gzip
import json
from threading import Event
from typing import Any, Protocol

__all__ = ["Wire", "misbehave", "of_number"]


class Wire(Protocol):
    """What a fault needs of the connection."""

    @property
    def stopping(self) -> Event: ...

    def reply(self, status: int, body: bytes, **headers: str) -> None: ...

    def begin(self, status: int) -> None: ...

    def write(self, body: bytes) -> bool: ...

    def hang_up(self) -> None: ...


def of_number(number: str) -> str:
    """The fault that comes with a demo number."""
    return {"6281200007797": "nonsense", "6281200007798": "error", "6281200007799": "slow"}.get(number, "")


def misbehave(fault: str, wire: Wire, data: dict[str, Any]) -> bool:
    """Answer with a fault. False when the answer may go on as usual, after a pause."""
    kind, _, number = fault.partition(":")
    match kind:
        case "slow":
            wire.stopping.wait(float(number or 5))
            return False
        case "error":
            wire.reply(int(number or 503), b'{"error": "INTERNAL"}')
        case "denied":
            wire.reply(401, b'{"error": "KEY"}')
        case "down":
            wire.hang_up()
        case "html":
            wire.reply(200, b"<!doctype html><title>Sedang dipelihara</title><p>Silakan kembali nanti.", Content_Type="text/html")
        case "redirect":
            wire.reply(302, b"", Location="http://203.0.113.7/latest/meta-data/")
        case "gzip":
            wire.reply(200, gzip.compress(json.dumps(data).encode()), Content_Encoding="gzip")
        case "nonsense":
            wire.reply(200, json.dumps(_garbled(data)).encode())
        case "huge":
            wire.begin(200)
            for _ in range(800):
                if not wire.write(b"[" * 65_536):
                    break
        case "drip":
            wire.begin(200)
            while wire.write(b" "):
                wire.stopping.wait(0.2)
        case _:
            return False
    return True


def _garbled(data: Any) -> Any:
    """The same keys with values of other types, unreadable or hostile."""
    match data:
        case dict():
            return {key: _garbled(value) for key, value in data.items()}
        case list():
            return "[]" if data else [None, {"": 1e308}]
        case bool():
            return {"yes": ["no"]}
        case int() | float():
            return "\u202e<script>alert(1)</script>\x00"
        case None:
            return [[]]
    return -1 if data.isupper() else "\ud800 OR 1=1 --"
