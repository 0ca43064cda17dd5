"""Binding the names of an expression and checking its types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from pansol.sop.derive.tree import (
    CALENDAR,
    COMPARISONS,
    DATE,
    DATETIME,
    DURATION,
    MONEY,
    NUMBER,
    TEXT,
    TIME,
    WEEKDAY,
    YES_NO,
    Binary,
    Call,
    Expr,
    ExpressionError,
    If,
    Literal,
    Ref,
)
from pansol.sop.values import Type

__all__ = ["kind_of", "resolve"]

Lookup = Callable[[str], Type | None]


def resolve(tree: Expr, types: Lookup, names: Callable[[], tuple[str, ...]], want: Type | None = None) -> Expr:
    """Bind names and check types; bare words become values of the choice they stand beside. Raises ExpressionError."""
    return _Resolver(types, names).typed(tree, want)


def kind_of(tree: Expr) -> Type:
    """The type of a resolved expression."""
    if tree.kind is None:
        raise ExpressionError("rumus belum diperiksa", "the expression has not been checked")
    return tree.kind


@dataclass(frozen=True, slots=True)
class _Resolver:
    types: Lookup
    names: Callable[[], tuple[str, ...]]

    def typed(self, tree: Expr, want: Type | None = None) -> Expr:
        match tree:
            case Literal():
                return tree
            case Ref(name):
                return self.ref(name, want)
            case If(condition, then, other):
                return self.branch(self.typed(condition, YES_NO), then, other, want)
            case Binary("in", left, Call("list", items)):
                return self.member(left, items)
            case Binary(op, left, right) if op in COMPARISONS:
                return self.compare(op, left, right)
            case Binary(op, left, right):
                return self.arithmetic(op, self.typed(left), self.typed(right))
            case Call():
                return self.call(tree, want)

    def ref(self, name: str, want: Type | None) -> Expr:
        kind = self.types(name)
        if kind is not None:
            return Ref(name, kind)
        if want is not None and want.kind in ("choice", "choices") and name in (want.values or {}):
            return Literal(name if want.kind == "choice" else frozenset((name,)), want)
        near = (*self.names(), *((want.values or {}) if want else ()))
        raise ExpressionError(f"`{name}` bukan fakta atau nilai yang dikenal", f"`{name}` is neither a fact nor a value", near, name)

    def branch(self, condition: Expr, then: Expr, other: Expr, want: Type | None) -> Expr:
        _need(condition, "yes_no")
        left, right = self.typed(then, want), self.typed(other, want)
        if kind_of(left).kind != kind_of(right).kind:
            raise ExpressionError("kedua cabang `if` harus sejenis", "both branches of `if` must be of one type")
        return If(condition, left, right, _either(kind_of(left), kind_of(right)))

    def sides(self, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        if isinstance(left, Ref) and self.types(left.name) is None:
            done = self.typed(right)
            return self.typed(left, _of_one(kind_of(done))), done
        done = self.typed(left)
        return done, self.typed(right, _of_one(kind_of(done)))

    def compare(self, op: str, left: Expr, right: Expr) -> Expr:
        first, second = self.sides(left, right)
        if op in ("=", "!=") and _contains(second, first):
            first, second = second, first
        kinds = {kind_of(first).kind, kind_of(second).kind}
        if len(kinds) > 1 and kinds != {"number", "money"} and not (op in ("=", "!=") and _contains(first, second)):
            raise ExpressionError(f"`{op}` membandingkan dua jenis yang berbeda", f"`{op}` compares two different types")
        if op not in ("=", "!=") and not kind_of(first).is_ordered:
            raise ExpressionError(f"`{op}` hanya untuk nilai yang berurutan", f"`{op}` is only for values in order")
        return Binary(op, first, second, YES_NO)

    def member(self, left: Expr, items: tuple[Expr, ...]) -> Expr:
        first = self.typed(left)
        rest = tuple(self.typed(i, _of_one(kind_of(first))) for i in items)
        if any(kind_of(r).kind != kind_of(first).kind and not _contains(first, r) for r in rest):
            raise ExpressionError("`in` membandingkan jenis yang berbeda", "`in` compares different types")
        return Binary("in", first, Call("list", rest, kind_of(first)), YES_NO)

    def arithmetic(self, op: str, left: Expr, right: Expr) -> Expr:
        result = _ARITHMETIC.get((kind_of(left).kind, op, kind_of(right).kind))
        if result is None:
            one, other = kind_of(left), kind_of(right)
            raise ExpressionError(
                f"`{op}` tidak dapat menggabungkan {one.in_words()} dan {other.in_words()}",
                f"`{op}` cannot join {one.in_words('en')} and {other.in_words('en')}",
            )
        return Binary(op, left, right, result)

    def call(self, tree: Call, want: Type | None) -> Expr:
        name = tree.name
        if name in ("and", "or", "not", "count"):
            args = tuple(self.typed(a, YES_NO) for a in tree.args)
            for arg in args:
                _need(arg, "yes_no")
            return Call(name, args, NUMBER if name == "count" else YES_NO)
        if name in ("known", "absent"):
            if len(tree.args) != 1 or not isinstance(tree.args[0], Ref):
                raise ExpressionError(f"{name}(…) berisi satu fakta", f"{name}(…) takes one fact")
            return Call(name, (self.typed(tree.args[0]),), YES_NO)
        if name == "due" and len(tree.args) == 3:
            args = (self.typed(tree.args[0]), self.typed(tree.args[1]), self.typed(tree.args[2], CALENDAR))
        else:
            args = tuple(self.typed(a, want if name == "first_known" else None) for a in tree.args)
        return replace(tree, args=args, kind=_signature(name, tuple(kind_of(a) for a in args)))


_ARITHMETIC: Mapping[tuple[str, str, str], Type] = {
    ("number", "+", "number"): NUMBER,
    ("number", "-", "number"): NUMBER,
    ("number", "*", "number"): NUMBER,
    ("number", "/", "number"): NUMBER,
    ("money", "+", "money"): MONEY,
    ("money", "-", "money"): MONEY,
    ("duration", "+", "duration"): DURATION,
    ("duration", "-", "duration"): DURATION,
    ("duration", "*", "number"): DURATION,
    ("datetime", "-", "datetime"): DURATION,
    ("datetime", "+", "duration"): DATETIME,
    ("datetime", "-", "duration"): DATETIME,
    ("date", "-", "date"): DURATION,
    ("date", "+", "duration"): DATE,
    ("date", "-", "duration"): DATE,
}


def _need(tree: Expr, kind: str) -> None:
    if kind_of(tree).kind != kind:
        raise ExpressionError(f"seharusnya {Type(kind).in_words()}", f"expected {Type(kind).in_words('en')}")


def _of_one(kind: Type) -> Type:
    """What a bare word beside this type is: one of its values, for `choices` too."""
    return Type("choice", kind.values) if kind.kind == "choices" else kind


def _contains(many: Expr, one: Expr) -> bool:
    """`many = one` asks whether a set of choices holds a written value."""
    return kind_of(many).kind == "choices" and kind_of(one).kind == "choice" and isinstance(one, Literal)


def _either(one: Type, other: Type) -> Type:
    """The type of what is one or the other: of two choices, the values of both."""
    return one if one.values is None else Type(one.kind, {**one.values, **(other.values or {})})


def _signature(name: str, kinds: tuple[Type, ...]) -> Type:
    words = tuple(k.kind for k in kinds)
    if name in ("sum", "min", "max") and words and len(set(words)) == 1 and kinds[0].is_ordered:
        if name != "sum" or words[0] in ("number", "money", "duration"):
            return kinds[0]
    elif name == "first_known" and words and len({"text" if k.is_textual else k.kind for k in kinds}) == 1:
        return reduce(_either, kinds) if len(set(words)) == 1 else TEXT
    elif (name, words) in _SIGNATURES:
        return _SIGNATURES[name, words]
    shown = name.replace("_", " ")
    raise ExpressionError(f"isi {shown}(…) tidak cocok", f"{shown}(…) takes something else")


_SIGNATURES: Mapping[tuple[str, tuple[str, ...]], Type] = {
    ("time_of", ("datetime",)): TIME,
    ("date_of", ("datetime",)): DATE,
    ("weekday_of", ("datetime",)): WEEKDAY,
    ("weekday_of", ("date",)): WEEKDAY,
    ("at", ("date", "time")): DATETIME,
    ("next_within", ("datetime", "window")): DATETIME,
    ("due", ("datetime", "duration", "choice")): DATETIME,
    ("to_minute", ("datetime",)): DATETIME,
    ("to_minute", ("time",)): TIME,
}
