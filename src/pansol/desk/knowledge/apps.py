"""The Django app `knowledge`."""

from django.apps import AppConfig

__all__ = ["Knowledge"]


class Knowledge(AppConfig):
    name = "pansol.desk.knowledge"
    label = "knowledge"
