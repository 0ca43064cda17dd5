"""The Django app `connectors`."""

from django.apps import AppConfig

__all__ = ["Connectors"]


class Connectors(AppConfig):
    name = "pansol.desk.connectors"
    label = "connectors"
