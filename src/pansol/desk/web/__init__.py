"""Templates, static files, template tags, middleware."""

__all__: list[str] = []
