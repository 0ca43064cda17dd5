"""The Django app `web`."""

from django.apps import AppConfig

__all__ = ["Web"]


class Web(AppConfig):
    name = "pansol.desk.web"
    label = "web"
