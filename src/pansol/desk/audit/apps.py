"""The Django app `audit`."""

from django.apps import AppConfig

__all__ = ["Audit"]


class Audit(AppConfig):
    name = "pansol.desk.audit"
    label = "audit"
