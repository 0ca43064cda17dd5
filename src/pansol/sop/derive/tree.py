"""The tree of an expression, and the types its parts can have."""

from __future__ import annotations

from dataclasses import dataclass

from pansol.sop.values import Type, Value

__all__ = ["COMPARISONS", "Binary", "Call", "Expr", "ExpressionError", "If", "Literal", "Ref", "depth", "refs"]


class ExpressionError(ValueError):
    """An expression that cannot be read or typed, in Indonesian and English.

    `found` is a name that does not exist, `near` lists those the writer may have meant.
    """

    def __init__(self, message: str, english: str, near: tuple[str, ...] = (), found: str = "") -> None:
        super().__init__(message)
        self.english, self.near, self.found = english, near, found


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value
    kind: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A fact or policy, or (before `resolve`) a bare word."""

    name: str
    kind: Type | None = None


@dataclass(frozen=True, slots=True)
class Binary:
    """`+ - * / = != < <= > >= in`; for `in` the right side is a Call named `list`."""

    op: str
    left: Expr
    right: Expr
    kind: Type | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function or `and`, `or`, `not`, `list`."""

    name: str
    args: tuple[Expr, ...]
    kind: Type | None = None


@dataclass(frozen=True, slots=True)
class If:
    condition: Expr
    then: Expr
    other: Expr
    kind: Type | None = None


Expr = Literal | Ref | Binary | Call | If

YES_NO, NUMBER, MONEY, DURATION, DATETIME, DATE, TIME, TEXT = (
    Type(k) for k in ("yes_no", "number", "money", "duration", "datetime", "date", "time", "text")
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = Type("choice", dict(zip(WEEKDAYS, ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"), strict=True)))
CALENDAR = Type("choice", {"calendar": "hari kalender", "working": "hari kerja"})
WINDOW = Type("window")  # a daily window, only inside next_within

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def refs(tree: Expr) -> frozenset[str]:
    """The facts (and policies) an expression reads."""
    match tree:
        case Ref(name):
            return frozenset((name,))
        case Binary(_, left, right):
            return refs(left) | refs(right)
        case Call(_, args):
            return frozenset().union(*map(refs, args))
        case If(condition, then, other):
            return refs(condition) | refs(then) | refs(other)
    return frozenset()


def depth(tree: Expr) -> int:
    """How deeply an expression is nested; 1 for a fact or a value."""
    match tree:
        case Binary(_, left, right):
            return 1 + max(depth(left), depth(right))
        case Call(_, args):
            return 1 + max(map(depth, args), default=0)
        case If(condition, then, other):
            return 1 + max(depth(condition), depth(then), depth(other))
    return 1
