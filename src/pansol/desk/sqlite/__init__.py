"""Django's SQLite, with writers that queue."""

__all__: list[str] = []
