"""JMESPath in one place: the path from a system's answer to a value."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

__all__ = ["is_path", "search"]


def is_path(path: str) -> bool:
    """Whether a path can be read."""
    try:
        _compiled(path)
    except JMESPathError:
        return False
    return True


def search(path: str, data: Any) -> Any:
    """What stands there; None when nothing does. Raises ValueError when the path meets values of types it cannot handle."""
    try:
        return _compiled(path).search(data)
    except (JMESPathError, TypeError, ArithmeticError, AttributeError, RecursionError):
        raise ValueError(path) from None


@lru_cache(maxsize=1024)
def _compiled(path: str) -> Any:
    return jmespath.compile(path)
