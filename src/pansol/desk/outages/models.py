"""Disturbances that affect an area, with the answer that is given while they last."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Outage", "Reference"]


class Reference(models.TextChoices):
    KMS = "kms", "KMS"
    TELEGRAM = "telegram", "Telegram"
    WAG = "whatsapp_group", _("Grup WhatsApp")
    OTHER = "other", _("Lainnya")


class Outage(models.Model):
    client = models.ForeignKey("accounts.Client", models.PROTECT)
    area = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=20, choices=Reference)
    reference = models.CharField(max_length=200)
    answer = models.TextField(max_length=2000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "ends_at"])]

    def __str__(self) -> str:
        return self.title
