"""Unary tests in the notation of DMN's S-FEEL: reading them, matching a value, and as a set of values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pansol.sop.values import ABSENT, Type, Value, parse_value

__all__ = ["ANY", "Interval", "Presence", "Test", "TestError", "Unary", "parse_test"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Values between two bounds; a bound of None is open-ended."""

    low: Value = None
    low_closed: bool = False
    high: Value = None
    high_closed: bool = False

    def has(self, value: Value) -> bool:
        """Whether an ordered, present value lies inside."""
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        return bool(above and (self.high is None or value < self.high or (self.high_closed and value == self.high)))

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return bool(self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed)))


@dataclass(frozen=True, slots=True)
class Presence:
    """`known` or `absent`."""

    known: bool


Part = Interval | Presence | str | bool | frozenset  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class Test:
    """A union of parts, possibly negated. `text` is what the editor wrote."""

    __test__ = False  # the name is the language's, not pytest's

    parts: tuple[object, ...]
    negated: bool = False
    text: str = ""

    @property
    def is_any(self) -> bool:
        return self.negated and not self.parts

    def holds(self, value: Value) -> bool | None:
        """Kleene's reading: None when the value is unknown (None) and the test asks for it."""
        if self.is_any:
            return True
        if value is None:
            return None
        return any(_part_holds(part, value) for part in self.parts) != self.negated


Unary = Test
ANY = Test((), negated=True, text="-")


def _part_holds(part: object, value: Value) -> bool:
    if isinstance(part, Presence):
        return (value is not ABSENT) == part.known
    if value is ABSENT:
        return False
    if isinstance(part, Interval):
        return part.has(value)
    if isinstance(value, frozenset):
        return part in value
    return bool(part == value)


class TestError(ValueError):
    """A test that cannot be read; `code` is the problem's code and `found` the offending piece."""

    __test__ = False

    def __init__(self, code: str, found: str, near: Sequence[str] = ()) -> None:
        super().__init__(found)
        self.code, self.found, self.near = code, found, tuple(near)


_LIMIT = 2_000  # characters; the patterns below are slow on what no person writes
_COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*(.+)", re.S)
_RANGE = re.compile(r"([\[(])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])])", re.S)
_NOT = re.compile(r"not\s*\((.*)\)", re.S)


def parse_test(kind: Type, written: str | Sequence[str]) -> Test:
    """Read a test on a fact of type `kind`. Raises TestError with the problem's code."""
    if any(len(piece) > _LIMIT for piece in ([written] if isinstance(written, str) else written)):
        raise TestError("bad_test", str(written)[:_LIMIT])
    if not isinstance(written, str):
        return _parse_list(kind, written)
    text = written.strip()
    if text == "-":
        return ANY
    inside = _NOT.fullmatch(text)
    if inside:
        parts = _parts(kind, _split(inside[1]))
        if not parts:
            raise TestError("bad_test", text)
        return Test(parts, negated=True, text=text)
    if not text:
        raise TestError("bad_test", text)
    return Test(_parts(kind, _split(text)), text=text)


def _parse_list(kind: Type, items: Sequence[str]) -> Test:
    if not items:
        raise TestError("empty_test", "[]")
    if any(".." in i and not _RANGE.fullmatch(i.strip()) for i in items):
        raise TestError("range_list", ", ".join(items))
    return Test(_parts(kind, items), text=", ".join(items))


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r",(?![^\[(]*[\])])", text) if piece.strip()]


def _parts(kind: Type, pieces: Sequence[str]) -> tuple[object, ...]:
    parts: list[object] = []
    for piece in pieces:
        parts.extend(_piece(kind, piece.strip()))
    return tuple(dict.fromkeys(parts))


def _piece(kind: Type, piece: str) -> list[object]:
    if piece in ("known", "absent"):
        return [Presence(piece == "known")]
    if kind.is_textual:
        raise TestError("presence_only", piece)
    if kind.groups and piece in kind.groups:
        return list(kind.groups[piece][1])
    if kind.is_ordered:
        return [_ordered(kind, piece)]
    try:
        value = parse_value(Type("choice", kind.values), piece) if kind.kind == "choices" else parse_value(kind, piece)
    except ValueError:
        near = (*(kind.values or ("yes", "no")), *(kind.groups or ()))
        raise TestError("unknown_value", piece, near) from None
    return [value]


def _ordered(kind: Type, piece: str) -> Interval:
    try:
        between = _RANGE.fullmatch(piece)
        if between:
            low, high = (parse_value(kind, between[i]) for i in (2, 3))
            interval = Interval(low, between[1] == "[", high, between[4] == "]")
        elif compared := _COMPARISON.fullmatch(piece):
            interval = _compare(compared[1], parse_value(kind, compared[2]))
        else:
            value = parse_value(kind, piece)
            interval = Interval(value, True, value, True)
    except (ValueError, OverflowError):
        raise TestError("bad_test", piece) from None
    if interval.is_empty:
        raise TestError("empty_test", piece)
    return interval


def _compare(operator: str, value: Value) -> Interval:
    match operator:
        case "<":
            return Interval(high=value)
        case "<=":
            return Interval(high=value, high_closed=True)
        case ">":
            return Interval(low=value)
        case ">=":
            return Interval(low=value, low_closed=True)
        case _:
            return Interval(value, True, value, True)
