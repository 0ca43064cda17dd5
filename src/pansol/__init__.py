"""Pansol runs a contact centre's SOPs."""

__all__ = ["__version__"]

__version__ = "0.1.0"
