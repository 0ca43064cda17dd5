"""Why an interaction record was refused: RecordError, with the parts that are missing."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["RecordError"]


class RecordError(Exception):
    """Nothing was written. `parts` names what the format demands and the words lack."""

    def __init__(self, message: str, parts: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.parts = tuple(parts)
