"""Why an interaction record was refused: RecordError, with the parts that are missing and the words the format asks for."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["RecordError"]


class RecordError(Exception):
    """Nothing was written. `parts` names what the format demands and the words lack; `wanted` is how the format would say it all."""

    def __init__(self, message: str, parts: Sequence[str] = (), wanted: str = "") -> None:
        super().__init__(message)
        self.parts, self.wanted = tuple(parts), wanted
