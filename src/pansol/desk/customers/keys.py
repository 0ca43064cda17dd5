"""The ways a customer is known, written one way only: 0812…, +62 812… and 62812… are the same number."""

from __future__ import annotations

import re

from pansol.desk.customers.models import KeyKind

__all__ = ["found_as", "normal"]

_NUMBER = re.compile(r"[\d\s().+/-]+")
_LONGEST = 200


def normal(kind: str, text: str) -> str:
    """A key as it is kept; empty when nothing is left of it."""
    text = "".join(c for c in text if c.isprintable()).strip()[:_LONGEST]
    if kind == KeyKind.EMAIL:
        return text.lower()
    if kind in (KeyKind.MSISDN, KeyKind.ANI):
        return _phone(text)
    if kind == KeyKind.SERVICE and _NUMBER.fullmatch(text):
        return re.sub(r"\D", "", text)
    return "".join(text.split()).upper()


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if digits.startswith("0062"):
        return digits[2:]
    if digits.startswith("0"):
        return "62" + digits[1:]
    if digits.startswith("8") and len(digits) >= 9:
        return "62" + digits
    return digits


def found_as(text: str) -> set[tuple[str, str]]:
    """The (kind, value) pairs that a text typed into the search box may mean."""
    return {(str(kind), value) for kind in KeyKind if (value := normal(kind, text))}
