"""How long somebody stays signed in: idle as long as the strictest of their clients allows, one shift at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from pansol.desk.accounts.models import User

__all__ = ["SHIFT", "begin", "is_over", "touch"]

SHIFT = timedelta(hours=10)
_NOTED_EVERY = timedelta(minutes=1)  # activity is written down once a minute, not with every answer


def begin(session: SessionBase, user: User, *, now: datetime) -> None:
    minutes = min(user.clients.values_list("idle_minutes", flat=True), default=30)
    session["since"] = session["seen"] = now.timestamp()
    session["idle"] = minutes * 60


def is_over(session: SessionBase, *, now: datetime) -> bool:
    """Whether the person has to sign in again. A session that was never begun is not over."""
    at = now.timestamp()
    return "since" in session and (at - session["seen"] >= session["idle"] or at - session["since"] >= SHIFT.total_seconds())


def touch(session: SessionBase, user: User, *, now: datetime) -> None:
    """Somebody did something."""
    if "since" not in session:
        begin(session, user, now=now)
    elif now.timestamp() - session["seen"] >= _NOTED_EVERY.total_seconds():
        session["seen"] = now.timestamp()
