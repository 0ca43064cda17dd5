"""What an auditor reads: events of the auditor's clients, and of people who work for no other client."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from pansol.desk.accounts.models import User
from pansol.desk.accounts.queries import people
from pansol.desk.audit.models import Event

__all__ = ["found_events", "visible_events"]


def visible_events(user: User) -> QuerySet[Event]:
    own = Q(client_id__in=user.client_ids()) | Q(client=None, actor__in=people(user).values("pk"))
    return Event.objects.filter(own).select_related("actor").order_by("-at", "-pk")


def found_events(user: User, *, chain: str = "", verb: str = "", actor: str = "", before: int | None = None) -> QuerySet[Event]:
    """Newest first; `before` is the last event of the page before."""
    rows = visible_events(user).order_by("-pk")
    if chain:
        rows = rows.filter(chain=chain)
    if verb:
        rows = rows.filter(verb=verb)
    if actor:
        rows = rows.filter(actor__username__iexact=actor)
    return rows.filter(pk__lt=before) if before else rows
