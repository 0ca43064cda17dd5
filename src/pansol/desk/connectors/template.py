"""URL templates: `/orders/{order_id}`. Only known facts are filled in, and never so that the address leads elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

from pansol.sop.values import ABSENT, Type, Value, write_value

__all__ = ["as_parameter", "fill", "is_plain", "placeholders"]

_LONGEST = 200
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# invisible characters that turn the reading direction around
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def placeholders(template: str) -> tuple[str, ...]:
    """The facts a template needs, in order, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))


def fill(template: str, parameter: Callable[[str], str | None]) -> str | None:
    """The template with its facts, each escaped; None while one of them is missing."""
    values = {name: parameter(name) for name in placeholders(template)}
    if any(v is None for v in values.values()):
        return None
    return _PLACEHOLDER.sub(lambda found: quote(values[found[1]] or "", safe=""), template)


def as_parameter(kind: Type, value: Value) -> str | None:
    """A fact's value as other systems take it; None when it is unknown, absent or cannot be part of an address.

    Phone numbers go out as digits with the country code: 0812-0000-7781 as 6281200007781.
    """
    if value is None or value is ABSENT:
        return None
    text = write_value(kind, value)
    if kind.kind == "phone":
        text = re.sub(r"\D", "", text)
        text = "62" + text[1:] if text.startswith("0") else text
    climbs = any(part in (".", "..") for part in re.split(r"[/\\]", text))
    return text if 0 < len(text) <= _LONGEST and not climbs and is_plain(text) else None


def is_plain(text: str) -> bool:
    """Whether a text is free of control characters, halves of characters, and marks that turn the reading direction."""
    return not any(unicodedata.category(c) in ("Cc", "Cs") or c in _TURNING for c in text)
