"""The Django app `accounts`."""

from django.apps import AppConfig

__all__ = ["Accounts"]


class Accounts(AppConfig):
    name = "pansol.desk.accounts"
    label = "accounts"
