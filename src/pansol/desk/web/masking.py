"""Personal data as it is shown by default."""

from __future__ import annotations

import re

__all__ = ["masked_name", "masked_value"]

_DOTS = "••••"


def masked_value(text: str) -> str:
    """A number, address or identifier with its middle hidden: `0812-••••-7781`, `w••••@contoh.id`, `A1••••`."""
    text = text.strip()
    if "@" in text:
        name, _, domain = text.partition("@")
        return f"{name[:1]}{_DOTS}@{domain}"
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 9 and len(digits) >= len(text) - 4:
        local = f"0{digits[2:]}" if digits.startswith("62") else digits
        return f"{local[:4]}-{_DOTS}-{local[-4:]}"
    return f"{text[:2]}{_DOTS}{text[-2:] if len(text) > 6 else ''}" if text else ""


def masked_name(text: str) -> str:
    """`W•••• H••••`."""
    return " ".join(f"{word[0]}{_DOTS}" for word in text.split())
