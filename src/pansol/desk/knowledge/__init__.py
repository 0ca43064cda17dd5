"""Published procedures, articles, search, feedback."""

__all__: list[str] = []
