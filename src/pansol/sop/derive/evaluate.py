"""The value of an expression under three-valued logic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pansol.sop.derive.tree import COMPARISONS, WEEKDAYS, Binary, Call, Expr, If, Literal, Ref
from pansol.sop.values import ABSENT, Value

__all__ = ["due", "evaluate", "next_within"]

Facts = Callable[[str], Value]


def evaluate(tree: Expr, facts: Facts, zone: ZoneInfo) -> Value:
    """The value under Kleene's logic: None is unknown, ABSENT is established absence. Instants are read in `zone`.

    Arithmetic with absent is absent, a comparison with absent is false, a division by zero is absent; what lies beyond the
    calendar is unknown.
    """
    match tree:
        case Literal(value):
            return value
        case Ref(name):
            return facts(name)
        case If(condition, then, other):
            chosen = evaluate(condition, facts, zone)
            if chosen is None:
                left, right = evaluate(then, facts, zone), evaluate(other, facts, zone)
                return left if left is not None and left == right else None
            return evaluate(then if chosen is True else other, facts, zone)
        case Binary(op, left, right):
            return _binary(op, left, right, facts, zone)
        case Call(name, args):
            return _call(name, args, facts, zone)


def _binary(op: str, left: Expr, right: Expr, facts: Facts, zone: ZoneInfo) -> Value:
    first = evaluate(left, facts, zone)
    if op == "in":
        assert isinstance(right, Call)
        return _any(_same(first, evaluate(item, facts, zone)) for item in right.args)
    second = evaluate(right, facts, zone)
    if op in ("=", "!="):
        same = _same(first, second)
        return same if same is None or op == "=" else not same
    if first is ABSENT or second is ABSENT:
        return False if op in COMPARISONS else ABSENT
    if first is None or second is None:
        return None
    if op in COMPARISONS:
        return _ordered(op, first, second)
    try:
        return _arithmetic(op, first, second, zone)
    except OverflowError:
        return None
    except ArithmeticError:
        return ABSENT if op == "/" else None


def _same(first: Value, second: Value) -> bool | None:
    if first is ABSENT or second is ABSENT:
        return False
    if first is None or second is None:
        return None
    if isinstance(first, frozenset):
        return second in first if not isinstance(second, frozenset) else first == second
    return bool(first == second)


def _ordered(op: str, first: Value, second: Value) -> bool:
    match op:
        case "<":
            return bool(first < second)
        case "<=":
            return bool(first <= second)
        case ">":
            return bool(first > second)
    return bool(first >= second)


def _arithmetic(op: str, first: Value, second: Value, zone: ZoneInfo) -> Value:
    if isinstance(first, datetime):
        if isinstance(second, datetime):
            return first.astimezone(UTC) - second.astimezone(UTC)
        moved = first.astimezone(UTC) + (second if op == "+" else -second)
        return moved.astimezone(zone)
    if op == "+":
        return first + second
    if op == "-":
        return first - second
    if op == "*":
        return first * float(second) if isinstance(first, timedelta) else first * second
    return first / second


def _any(answers: Iterator[bool | None]) -> bool | None:
    unknown = False
    for answer in answers:
        if answer is True:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def _call(name: str, args: tuple[Expr, ...], facts: Facts, zone: ZoneInfo) -> Value:
    match name:
        case "or":
            return _any(_truth(evaluate(a, facts, zone)) for a in args)
        case "and":
            answer = _any(_negate(_truth(evaluate(a, facts, zone))) for a in args)
            return _negate(answer)
        case "not":
            return _negate(_truth(evaluate(args[0], facts, zone)))
        case "known" | "absent":
            value = evaluate(args[0], facts, zone)
            return None if value is None else (value is not ABSENT) == (name == "known")
        case "first_known":
            for arg in args:
                value = evaluate(arg, facts, zone)
                if value is not ABSENT:
                    return value
            return ABSENT
        case "count":
            truths = [_truth(evaluate(a, facts, zone)) for a in args]
            return None if None in truths else Decimal(sum(t is True for t in truths))
    values = [evaluate(a, facts, zone) for a in args]
    if any(v is ABSENT for v in values):
        return ABSENT
    if any(v is None for v in values):
        return None
    try:
        return _instant(name, values, zone)
    except OverflowError:
        return None


def _truth(value: Value) -> bool | None:
    return False if value is ABSENT else value


def _negate(value: bool | None) -> bool | None:
    return None if value is None else not value


def _instant(name: str, values: list[Value], zone: ZoneInfo) -> Value:
    first = values[0]
    match name:
        case "sum":
            return sum(values[1:], start=first)
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "time_of":
            return first.astimezone(zone).time().replace(microsecond=0)
        case "date_of":
            return first.astimezone(zone).date()
        case "weekday_of":
            day = first.astimezone(zone) if isinstance(first, datetime) else first
            return WEEKDAYS[day.weekday()]
        case "at":
            return datetime.combine(first, values[1], zone)
        case "to_minute":
            return first.replace(second=0, microsecond=0)
        case "next_within":
            return next_within(first, values[1], zone)
    return due(first, values[1], values[2], zone)


def next_within(instant: datetime, window: tuple[time, time], zone: ZoneInfo) -> datetime:
    """The first instant not before `instant` inside the daily window (both ends included, local time of `zone`)."""
    local = instant.astimezone(zone)
    if local.time() <= window[0]:
        return datetime.combine(local.date(), window[0], zone)
    if local.time() <= window[1]:
        return local
    return datetime.combine(local.date() + timedelta(days=1), window[0], zone)


def due(instant: datetime, wait: timedelta, days: str, zone: ZoneInfo) -> datetime:
    """`instant` plus `wait`; with `working`, whole days skip Saturday and Sunday and a rest of hours runs on.

    A negative `wait` counts back in calendar days.
    """
    if days == "calendar" or wait < timedelta(0):
        return (instant.astimezone(UTC) + wait).astimezone(zone)
    local, left = instant.astimezone(zone), wait.days
    day: date = local.date()
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return datetime.combine(day, local.timetz()) + (wait - timedelta(days=wait.days))
