"""Published versions of procedures. A version is never edited; a case pins the one it began with."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Feedback", "FeedbackState", "Version", "Withdrawal"]


class Withdrawal(models.TextChoices):
    """What becomes of open cases when their version is withdrawn."""

    KEEP = "keep", _("Kasus yang berjalan tetap memakai versi ini")
    MOVE = "move", _("Kasus yang berjalan pindah ke versi terbaru")
    LEADER = "leader", _("Kasus yang berjalan menunggu team leader")


class Version(models.Model):
    """One published text of a procedure: its files as they were, and the digest that names them."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    procedure = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    files = models.JSONField()
    expires = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=10, choices=Withdrawal, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["procedure", "digest"], name="version_once")]
        indexes: ClassVar = [models.Index(fields=["client", "procedure", "-published_at"])]

    def __str__(self) -> str:
        return f"{self.procedure} {self.digest[:8]}"


class FeedbackState(models.TextChoices):
    OPEN = "open", _("Baru")
    DONE = "done", _("Ditindaklanjuti")


class Feedback(models.Model):
    """“Langkah ini salah”, and grey cases: what comes back from the floor to the editors, with the facts that show it."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    procedure = models.CharField(max_length=100)
    version = models.ForeignKey(Version, models.PROTECT, null=True)
    rule = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)  # wrong_step | grey
    text = models.TextField(max_length=2000)
    facts = models.JSONField(default=dict)
    case_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=FeedbackState, default=FeedbackState.OPEN)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "state", "-given_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure} {self.rule}"
