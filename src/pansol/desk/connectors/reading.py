"""From a system's answer to the text of a fact's value. Nothing is guessed: what does not fit is left to the agent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pansol.desk.connectors.config import Request, Spec
from pansol.desk.connectors.path import search
from pansol.desk.connectors.template import is_plain
from pansol.sop.values import Type

__all__ = ["Miss", "Reading", "Reply", "fits", "read"]

_LONGEST = 500
_RESERVED = ("absent", "unknown")  # words that mean something to the ledger; a system may not say them by accident


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system answered. `found` is False when it said, in its own words, that there is no such thing."""

    data: Any
    found: bool = True


class Miss(StrEnum):
    """Why an answer holds no value for a fact."""

    EMPTY = "empty"
    NONSENSE = "nonsense"
    TO_AGENT = "to_agent"


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as text. `kind` says what it was: mapped by the configuration, or a bare yes_no, number or text."""

    text: str
    kind: str = "mapped"


def read(request: Request, check: str, reply: Reply) -> Reading | Miss:
    """The value of one fact in an answer."""
    spec = request.facts[check]
    if not reply.found:
        return Reading(spec.not_found) if spec.not_found is not None else Miss.EMPTY
    try:
        if request.expect is not None and search(request.expect, reply.data) is not True:
            return Miss.NONSENSE
        raw = search(spec.path, reply.data)
    except ValueError:
        return Miss.NONSENSE
    if raw is None or raw == "":
        return Reading(spec.empty) if spec.empty is not None else Miss.EMPTY
    return _meaning(spec, _bare(raw))


def _bare(raw: Any) -> Reading | None:
    """A plain value as text; None for anything else."""
    match raw:
        case bool():
            return Reading("yes" if raw else "no", "yes_no")
        case int() if abs(raw) < 10**18:
            return Reading(str(raw), "number")
        case float() if math.isfinite(raw):
            return Reading(str(int(raw)) if raw.is_integer() else str(raw), "number")
        case str() if len(raw) <= _LONGEST and raw.strip() and is_plain(raw.strip()):
            return Reading(raw.strip(), "text")
    return None


def _meaning(spec: Spec, bare: Reading | None) -> Reading | Miss:
    if bare is None:
        return Miss.NONSENSE
    foreign = {"yes": "true", "no": "false"}[bare.text] if bare.kind == "yes_no" else bare.text
    if foreign in spec.to_agent:
        return Miss.TO_AGENT
    if spec.map is None:
        return Miss.NONSENSE if bare.text in _RESERVED else bare
    meant = spec.map.get(foreign, spec.else_)
    return Miss.NONSENSE if meant is None else Reading(meant)


def fits(reading: Reading, kind: Type) -> bool:
    """Whether a bare value may stand for a fact of this type; the engine reads the text itself."""
    if reading.kind == "mapped":
        return True
    if kind.kind == "money" and not reading.text.removeprefix("-").isdigit():
        return False  # 25.000 is 25 to a machine and 25000 to a reader in Indonesia
    match reading.kind:
        case "yes_no":
            return kind.kind == "yes_no"
        case "number":
            return kind.kind in ("number", "money", "text", "phone")
    return True
