"""What happened, append-only; the events of one subject form a hash chain."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

__all__ = ["Event"]


class Event(models.Model):
    """One thing that somebody did. `chain` is the subject (`case:17`); `number` counts within it."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, null=True)
    chain = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    note = models.TextField(max_length=2000, blank=True)  # free text: `data` holds its salted hash, so it can be erased from a whole chain
    salt = models.CharField(max_length=32, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "number"], name="event_once_in_chain")]
        indexes: ClassVar = [models.Index(fields=["client", "-at"])]

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.verb}"
