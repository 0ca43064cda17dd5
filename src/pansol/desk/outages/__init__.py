"""Disturbances and their standard answers."""

__all__: list[str] = []
