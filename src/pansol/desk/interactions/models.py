"""Interaction records, append-only: a correction is a new record that supersedes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from pansol.desk.interactions.wording import field_in_words

__all__ = ["Interaction"]


class Interaction(models.Model):
    """What was recorded of a contact, in the format of the procedure in force."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    contact_id = models.BigIntegerField(db_index=True)
    case_id = models.BigIntegerField(db_index=True)
    record = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    summary = models.TextField(max_length=20_000)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supersedes"], name="record_superseded_once"),
            models.UniqueConstraint(
                fields=["contact_id", "case_id", "record"], condition=models.Q(supersedes=None), name="record_begun_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.pk}"

    @property
    def whole(self) -> str:
        """Every field and the words in one piece, as the other system takes them."""
        return "\n".join([*(f"{field_in_words(name)}: {value}" for name, value in self.fields.items()), self.summary])
