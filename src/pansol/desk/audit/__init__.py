"""Append-only, hash-chained."""

__all__: list[str] = []
