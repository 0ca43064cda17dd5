"""Pages without collected files."""

from tests.desk.plain import plain

__all__ = ["plain"]
