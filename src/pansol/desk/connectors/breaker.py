"""A circuit breaker: a system that keeps failing is left alone for a while, then tried by one look-up."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pansol.desk.connectors.config import Breaking

__all__ = ["Breaker", "BreakerState"]


class BreakerState(TextChoices):
    CLOSED = "closed", _("Tersambung")
    OPEN = "open", _("Diistirahatkan")
    HALF_OPEN = "half_open", _("Akan dicoba lagi")


class Breaker:
    """Closed until `failures` look-ups in a row have failed; then open for `open_for`; then half open: one try decides."""

    def __init__(self, settings: Breaking) -> None:
        self.settings = settings
        self.failed = 0
        self.retry_at: datetime | None = None
        self._lock = Lock()

    def state(self, now: datetime) -> BreakerState:
        """Where it stands at `now`."""
        if self.retry_at is None:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if now >= self.retry_at else BreakerState.OPEN

    def allows(self, now: datetime) -> bool:
        """Whether the system may be asked now. In the half-open state only the first who asks gets a yes."""
        with self._lock:
            if self.retry_at is None:
                return True
            if now < self.retry_at:
                return False
            self.retry_at = now + self.settings.open_for  # a try that never reports back must not block the next one
            return True

    def succeeded(self) -> None:
        with self._lock:
            self.failed, self.retry_at = 0, None

    def failed_at(self, now: datetime) -> None:
        with self._lock:
            self.failed += 1
            if self.failed >= self.settings.failures:
                self.retry_at = now + self.settings.open_for
