"""Pansol runs a contact centre's SOPs."""

__version__ = "0.1.0"
