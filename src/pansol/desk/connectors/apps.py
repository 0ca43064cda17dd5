"""The Django app `connectors`."""

from django.apps import AppConfig
from django.core.checks import register

__all__ = ["Connectors"]


class Connectors(AppConfig):
    name = "pansol.desk.connectors"
    label = "connectors"

    def ready(self) -> None:
        from pansol.desk.connectors.checks import check_connectors  # the settings are there only now

        register(check_connectors, "connectors")
