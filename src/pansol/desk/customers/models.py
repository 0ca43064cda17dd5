"""Customers, found by any of their keys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Customer", "Key", "KeyKind"]


class KeyKind(models.TextChoices):
    MSISDN = "msisdn", _("MSISDN")
    SERVICE = "service", _("Nomor layanan")
    ORDER = "order", _("Order ID")
    EMAIL = "email", _("E-mail")
    ANI = "ani", _("ANI")


class Customer(models.Model):
    client = models.ForeignKey("accounts.Client", models.PROTECT)
    name = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    last_contact_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"customer {self.pk}"  # never the name: this ends in logs


class Key(models.Model):
    """One way to find a customer. `value` is normalised: digits only for numbers, lower case for addresses."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10, choices=KeyKind)
    value = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "kind", "value"], name="customer_key_once")]
        indexes: ClassVar = [models.Index(fields=["client", "value"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
