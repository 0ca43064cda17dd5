"""What was recorded of a contact."""

__all__: list[str] = []
