"""The Django app `interactions`."""

from django.apps import AppConfig

__all__ = ["Interactions"]


class Interactions(AppConfig):
    name = "pansol.desk.interactions"
    label = "interactions"
