"""Look-ups in other systems."""

__all__: list[str] = []
