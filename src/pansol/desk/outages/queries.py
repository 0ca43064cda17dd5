"""Which disturbances are going on, and which of them concern an area."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from pansol.desk.accounts.models import User
from pansol.desk.outages.models import Outage

__all__ = ["EVERYWHERE", "active", "covers", "outages_for", "visible_outages"]

EVERYWHERE = "*"


def visible_outages(user: User) -> QuerySet[Outage]:
    return Outage.objects.filter(client_id__in=user.client_ids()).select_related("client", "entered_by")


def active(outages: QuerySet[Outage], now: datetime) -> QuerySet[Outage]:
    """Those that have begun and not ended."""
    return outages.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now).order_by("-starts_at")


def outages_for(client_id: int, area: str | None, now: datetime) -> list[Outage]:
    """Active outages of a client in an area; all of them while nobody knows the area (None)."""
    running = active(Outage.objects.filter(client_id=client_id), now)
    return [o for o in running if area is None or covers(o, area)]


def covers(outage: Outage, area: str) -> bool:
    """Whether one of the outage's areas (separated by commas) is this area. An unknown area is only covered by `*`."""
    named = {part.strip().casefold() for part in outage.area.split(",")}
    here = {part.strip().casefold() for part in area.split(",")} - {""}
    return EVERYWHERE in named or bool(named & here)
