"""The same verbs over HTTP."""

__all__: list[str] = []
