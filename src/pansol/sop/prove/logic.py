"""Formulas for Z3 that fold what is already certain: Python's `True` and `False` stand for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import z3

__all__ = ["Formula", "Number", "choose", "conj", "count_of", "disj", "iff", "neg", "real"]

# bool | z3.BoolRef, and int | Fraction | z3.ArithRef; Z3 comes without types
Formula = Any
Number = Any


def conj(parts: Iterable[Formula]) -> Formula:
    """All of them."""
    left = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            left.append(part)
    if not left:
        return True
    return left[0] if len(left) == 1 else z3.And(*left)


def disj(parts: Iterable[Formula]) -> Formula:
    """Any of them."""
    left = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            left.append(part)
    if not left:
        return False
    return left[0] if len(left) == 1 else z3.Or(*left)


def neg(part: Formula) -> Formula:
    """Not."""
    return not part if isinstance(part, bool) else z3.Not(part)


def iff(left: Formula, right: Formula) -> Formula:
    """Both or neither."""
    if isinstance(left, bool):
        return right if left else neg(right)
    if isinstance(right, bool):
        return left if right else neg(left)
    return left == right


def choose(condition: Formula, then: Any, other: Any) -> Any:
    """`then` where the condition holds, else `other`; both formulas or both numbers."""
    if isinstance(condition, bool):
        return then if condition else other
    if isinstance(then, bool) or isinstance(other, bool) or z3.is_bool(then):
        return disj((conj((condition, then)), conj((neg(condition), other))))
    return then if then is other else z3.If(condition, then, other)


def count_of(parts: Iterable[Formula]) -> Number:
    """How many hold."""
    total: Number = 0
    for part in parts:
        total = total + choose(part, 1, 0)
    return total


def real(number: Number) -> Number:
    """A whole number as one that may have a fraction."""
    if isinstance(number, int | Fraction):
        return Fraction(number)
    return z3.ToReal(number) if number.is_int() else number
