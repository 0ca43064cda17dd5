"""The Django app `customers`."""

from django.apps import AppConfig

__all__ = ["Customers"]


class Customers(AppConfig):
    name = "pansol.desk.customers"
    label = "customers"
