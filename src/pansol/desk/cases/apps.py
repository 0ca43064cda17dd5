"""The Django app `cases`."""

from django.apps import AppConfig

__all__ = ["Cases"]


class Cases(AppConfig):
    name = "pansol.desk.cases"
    label = "cases"
