"""Recording what happened, and checking that nothing was changed since."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from pansol.desk.accounts.models import User
from pansol.desk.audit.models import Event

__all__ = ["first_broken", "forget_notes", "record"]


def record(
    chain: str,
    verb: str,
    *,
    by: User | None,
    now: datetime,
    client_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Append one event to a chain. Call it inside the transaction of the change it tells of.

    What somebody typed freely goes into `note`, never into `data`: it may name a customer and has to be erasable.
    Writers of one chain wait for each other until their transactions end; those of different chains do not.
    """
    _queue_up(chain)
    last = Event.objects.filter(chain=chain).order_by("-number").values_list("number", "digest").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, "")
    salt = secrets.token_hex(16) if note else ""
    body = {**(data or {}), **({"note": _note_digest(salt, note)} if note else {})}
    digest = _digest(chain, number, verb, by.pk if by else None, now, body, previous)
    return Event.objects.create(
        client_id=client_id, chain=chain, number=number, verb=verb, actor=by, at=now, data=body, note=note, salt=salt,
        previous=previous, digest=digest,
    )  # fmt: skip


def _queue_up(chain: str) -> None:
    """On SQLite the whole transaction has its turn already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])


def first_broken(chain: str) -> int | None:
    """The number of the first event of a chain that does not fit, or None."""
    previous, expected = "", 1
    for e in Event.objects.filter(chain=chain).order_by("number"):
        if (
            e.number != expected
            or e.previous != previous
            or (e.note and e.data.get("note") != _note_digest(e.salt, e.note))
            or e.digest != _digest(chain, e.number, e.verb, e.actor_id, e.at, e.data, previous)
        ):
            return e.number
        previous, expected = e.digest, expected + 1
    return None


def forget_notes(chains: Iterable[str]) -> int:
    """Erase the free text of chains; their hashes stay, and the chains whole."""
    wanted = list(chains)
    parts = (wanted[at : at + 500] for at in range(0, len(wanted), 500))
    return sum(Event.objects.filter(chain__in=part).exclude(note="").update(note="", salt="") for part in parts)


def _note_digest(salt: str, note: str) -> str:
    return hashlib.sha256(f"{salt}\0{note}".encode()).hexdigest()


def _digest(chain: str, number: int, verb: str, actor: int | None, at: datetime, data: Mapping[str, Any], previous: str) -> str:
    body = json.dumps([chain, number, verb, actor, at.timestamp(), data, previous], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
