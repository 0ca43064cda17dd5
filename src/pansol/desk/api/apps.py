"""The Django app `api`."""

from django.apps import AppConfig

__all__ = ["Api"]


class Api(AppConfig):
    name = "pansol.desk.api"
    label = "api"
