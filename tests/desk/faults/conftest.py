from __future__ import annotations

from tests.desk.plain import plain

__all__ = ["plain"]
