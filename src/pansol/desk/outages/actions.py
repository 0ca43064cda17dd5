"""The outage register: enter, change, end."""

from __future__ import annotations

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

__all__ = ["OutageEnded", "change_outage", "end_outage", "enter_outage"]


class OutageEnded(Exception):
    """The outage is over; a new one has to be entered."""


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


def change_outage(outage: Outage, fields: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """Correct what is said of an outage that is still going on; the old words stay in the audit trail."""
    require(by, "outage.edit", outage)
    with transaction.atomic():
        before = Outage.objects.select_for_update().get(pk=outage.pk)
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
