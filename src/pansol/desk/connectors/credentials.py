"""The secrets a system's headers need, read when they are needed and kept nowhere."""

from __future__ import annotations

import os
from pathlib import Path

from pansol.desk.connectors.config import Secret, System
from pansol.desk.connectors.errors import Trouble, Unanswered

__all__ = ["headers_for"]


def headers_for(system: System) -> dict[str, str]:
    """The headers of a request. Raises Unanswered when a secret that is not optional is not there."""
    found: dict[str, str] = {}
    for name, secret in system.headers.items():
        value = _read(secret)
        if value:
            found[name] = secret.prefix + value
        elif not secret.optional:
            raise Unanswered(Trouble.NO_SECRET)
    return found


def _read(secret: Secret) -> str:
    if secret.env:
        value = os.environ.get(secret.env, "")
    else:
        try:
            value = Path(secret.file).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""
    value = value.strip()
    return value if value.isascii() and value.isprintable() else ""
