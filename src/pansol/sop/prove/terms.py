"""Symbolic values: what a fact or an expression may be in every situation at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

from pansol.sop.prove.logic import Formula, Number, choose, conj, disj, iff, neg, real
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT, Value

__all__ = ["EPOCH", "Term", "absent_term", "literal", "matches", "merge", "number_of", "same", "shape_of", "value_of_number"]

EPOCH = date(2020, 1, 1)  # near the present, so that day numbers stay small
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Term:
    """A value and whether there is one.

    `shape` tells what `value` is: `truth` a formula; `choice` and `choices` a formula per key; `number` (number, money: exact),
    `whole` (seconds of a duration, a time or an instant, days of a date): an integer; `text` only a name.
    An instant counts seconds of local wall time since EPOCH.
    """

    shape: str
    value: Any
    present: Formula = True

    def when(self, condition: Formula) -> Term:
        """The same, absent where `condition` fails."""
        return replace(self, present=conj((condition, self.present)))


_SHAPES = {"yes_no": "truth", "choice": "choice", "choices": "choices", "number": "number", "money": "number"}


def shape_of(kind: str) -> str:
    """The shape of terms for a fact's type."""
    return _SHAPES.get(kind, "whole" if kind in ("duration", "datetime", "date", "time") else "text")


def absent_term(shape: str) -> Term:
    """No value."""
    empty = {"truth": False, "choice": {}, "choices": {}}.get(shape, 0)
    return Term(shape, empty, False)


def number_of(value: Value, zone: ZoneInfo) -> int | Fraction:
    """An ordered value as a number: seconds, or days for a date."""
    match value:
        case datetime():
            local = value.astimezone(zone).replace(tzinfo=None)
            return _seconds(local - datetime.combine(EPOCH, time()))
        case date():
            return (value - EPOCH).days
        case time():
            return value.hour * 3600 + value.minute * 60 + value.second
        case timedelta():
            return _seconds(value)
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def _seconds(span: timedelta) -> int | Fraction:
    micro = span // timedelta(microseconds=1)
    return micro // 1_000_000 if micro % 1_000_000 == 0 else Fraction(micro, 1_000_000)


def value_of_number(kind: str, number: int | Fraction, zone: ZoneInfo) -> Value:
    """The other way round, for a fact of type `kind`."""
    match kind:
        case "datetime":
            return (datetime.combine(EPOCH, time()) + timedelta(seconds=float(number))).replace(tzinfo=zone)
        case "date":
            return EPOCH + timedelta(days=int(number))
        case "time":
            return time(int(number) // 3600, int(number) // 60 % 60, int(number) % 60)
        case "duration":
            return timedelta(seconds=float(number))
        case "money":
            return int(number)
    return Decimal(number.numerator) / Decimal(number.denominator)


def literal(value: Value, zone: ZoneInfo) -> Term:
    """A written value."""
    match value:
        case bool():
            return Term("truth", value)
        case str():
            return Term("choice", {value: True})
        case frozenset():
            return Term("choices", dict.fromkeys(value, True))
    number = number_of(value, zone)
    return Term("number", number) if isinstance(value, Decimal | int) else Term("whole", floor(number))


def same(left: Term, right: Term, unknown: Callable[[Term, Term], Formula]) -> Formula:
    """Whether two terms are present and equal; texts, whose letters nobody models, are left to `unknown`."""
    both = conj((left.present, right.present))
    if left.shape == "text" or right.shape == "text":
        return conj((both, unknown(left, right)))
    if left.shape == "truth":
        return conj((both, iff(left.value, right.value)))
    if right.shape == "choice":
        return conj((both, disj(conj((left.value[k], right.value[k])) for k in left.value.keys() & right.value.keys())))
    if left.shape == "choices":
        keys = left.value.keys() | right.value.keys()
        return conj((both, *(iff(left.value.get(k, False), right.value.get(k, False)) for k in sorted(keys))))
    return conj((both, left.value == right.value))


def merge(condition: Formula, then: Term, other: Term) -> Term:
    """`then` where the condition holds, else `other`."""
    if isinstance(condition, bool):
        return then if condition else other
    present = choose(condition, then.present, other.present)
    if then.shape in ("choice", "choices") and other.shape == then.shape:
        keys = sorted(then.value.keys() | other.value.keys())
        value: Mapping[str, Formula] = {k: choose(condition, then.value.get(k, False), other.value.get(k, False)) for k in keys}
        return Term(then.shape, value, present)
    if then.shape != other.shape:
        return Term("text", 0, present)
    return Term(then.shape, then.value if then.shape == "text" else choose(condition, then.value, other.value), present)


def _bounds(value: Number, interval: Interval, zone: ZoneInfo) -> Formula:
    """Whether an exact number lies in an interval."""
    low, high = (None if b is None else number_of(b, zone) for b in (interval.low, interval.high))
    if isinstance(low, Fraction) or isinstance(high, Fraction):
        value = real(value)
    above = True if low is None else value >= low if interval.low_closed else value > low
    return conj((above, True if high is None else value <= high if interval.high_closed else value < high))


def _whole_bounds(value: Number, interval: Interval, zone: ZoneInfo) -> Formula:
    """The same over whole numbers: the bounds are rounded inwards, so Z3 sees only `>=` and `<=`."""
    parts = []
    if interval.low is not None:
        low = Fraction(number_of(interval.low, zone))
        parts.append(value >= (ceil(low) if interval.low_closed else floor(low) + 1))
    if interval.high is not None:
        high = Fraction(number_of(interval.high, zone))
        parts.append(value <= (floor(high) if interval.high_closed else ceil(high) - 1))
    return conj(parts)


def matches(term: Term, test: Test, zone: ZoneInfo) -> Formula:
    """A unary test on a term."""
    if test.is_any:
        return True
    held = disj(_part(term, part, zone) for part in test.parts)
    if not test.negated:
        return held
    return neg(held)


def _part(term: Term, part: object, zone: ZoneInfo) -> Formula:
    if isinstance(part, Presence):
        return term.present if part.known else neg(term.present)
    if part is ABSENT:
        return False
    return conj((term.present, _holds(term, part, zone)))


def _holds(term: Term, part: object, zone: ZoneInfo) -> Formula:
    match term.shape:
        case "truth":
            return term.value if part is True else neg(term.value)
        case "choice" | "choices":
            return term.value.get(part, False)
        case "number":
            return _bounds(term.value, part, zone) if isinstance(part, Interval) else False
        case "whole":
            return _whole_bounds(term.value, part, zone) if isinstance(part, Interval) else False
    return False
