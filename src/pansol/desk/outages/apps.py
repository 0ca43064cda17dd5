"""The Django app `outages`."""

from django.apps import AppConfig

__all__ = ["Outages"]


class Outages(AppConfig):
    name = "pansol.desk.outages"
    label = "outages"
