"""Who calls, by any of their keys."""

__all__: list[str] = []
