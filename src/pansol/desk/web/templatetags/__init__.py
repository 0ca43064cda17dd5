"""Template tags of the desk."""

__all__: list[str] = []
