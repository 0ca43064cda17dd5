"""The outage register: enter, change, end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.outages.models import Outage

__all__ = ["EDITED", "OutageChanged", "OutageEnded", "change_outage", "end_outage", "enter_outage", "state_of"]

EDITED = ("title", "area", "source", "reference", "answer", "starts_at", "ends_at")


class OutageEnded(Exception):
    """The outage is over; a new one has to be entered."""


class OutageChanged(Exception):
    """Somebody else changed the outage since it was read; `now` is what stands."""

    def __init__(self, now: Outage) -> None:
        super().__init__("outage changed")
        self.now = now


def state_of(outage: Outage) -> str:
    """What was read of an outage, as a short text: a change since gives another."""
    return hashlib.sha256(repr([getattr(outage, name) for name in EDITED]).encode()).hexdigest()[:16]


def enter_outage(clients: Iterable[Client], fields: Mapping[str, Any], *, by: User, now: datetime) -> list[Outage]:
    """Enter a disturbance, once for each client that it concerns."""
    wanted = list(clients)
    for client in wanted:
        require(by, "outage.edit", Outage(client=client))
    with transaction.atomic():
        entered = [Outage.objects.create(client=client, entered_by=by, **fields) for client in wanted]
        for outage in entered:
            record(f"outage:{outage.pk}", "outage.enter", by=by, now=now, client_id=outage.client_id, data={"area": outage.area})
    return entered


def change_outage(outage: Outage, fields: Mapping[str, Any], *, by: User, now: datetime, seen: str = "") -> None:
    """Correct what is said of an outage that is still going on; the old words stay in the audit trail.

    `seen` is the state that the writer read. Raises OutageChanged when it has changed since, OutageEnded when it is over.
    """
    require(by, "outage.edit", outage)
    with transaction.atomic():
        before = Outage.objects.select_for_update().get(pk=outage.pk)
        if seen and seen != state_of(before):
            raise OutageChanged(before)
        if not _running(outage, now).update(**fields):
            raise OutageEnded(_("Gangguan ini sudah berakhir. Catat gangguan baru bila muncul lagi."))
        old = {name: str(getattr(before, name)) for name in fields if getattr(before, name) != fields[name]}
        record(f"outage:{outage.pk}", "outage.change", by=by, now=now, client_id=outage.client_id, data={"before": old})


def end_outage(outage: Outage, *, by: User, now: datetime) -> bool:
    """The disturbance is over; False when it was already."""
    require(by, "outage.edit", outage)
    with transaction.atomic():
        done = _running(outage, now).update(ends_at=now)
        if done:
            record(f"outage:{outage.pk}", "outage.end", by=by, now=now, client_id=outage.client_id)
    return bool(done)


def _running(outage: Outage, now: datetime) -> Any:
    return Outage.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), pk=outage.pk)
