"""Values of facts as JSON can carry them, in the notation of the language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pansol.sop.values import ABSENT, Value

__all__ = ["duration_literal", "plain"]


def plain(value: Value) -> Any:
    """A fact's value for JSON: `30m` for a duration, ISO for instants, `absent`, null when unknown."""
    if value is ABSENT:
        return "absent"
    match value:
        case bool() | None | str() | int():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case frozenset():
            return sorted(value)
        case timedelta():
            return duration_literal(value)
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def duration_literal(value: timedelta) -> str:
    """A duration as `procedure.yaml` writes it: `1d2h5m`; a negative one with a minus."""
    seconds = int(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return sign + ("".join(parts) or "0m")
