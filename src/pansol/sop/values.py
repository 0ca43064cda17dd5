"""The types of facts: reading a value from text, showing it in Indonesian, and the two things that are not a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final

__all__ = [
    "ABSENT", "FINITE", "ORDERED", "TEXTUAL", "TYPES", "YEARS", "Absent", "Type", "Value", "parse_value", "show_duration",
    "show_value", "write_value",
]  # fmt: skip


class Absent(Enum):
    """Established that there is none; not the same as unknown (None)."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT

# bool | str | frozenset[str] | Decimal | int | timedelta | datetime | date | time | ABSENT; None is unknown
Value = Any

FINITE = frozenset({"yes_no", "choice", "choices"})
ORDERED = frozenset({"number", "money", "duration", "datetime", "date", "time"})
TEXTUAL = frozenset({"text", "phone", "email", "file"})
TYPES = FINITE | ORDERED | TEXTUAL

_IN_WORDS = {
    "yes_no": ("ya atau tidak (yes/no)", "yes or no"),
    "number": ("angka, mis. 1.5", "a number, e.g. 1.5"),
    "money": ("jumlah rupiah, mis. 25000", "an amount in rupiah, e.g. 25000"),
    "duration": ("lama waktu, mis. 30m, 24h, 5d", "a duration, e.g. 30m, 24h, 5d"),
    "datetime": ("tanggal dan jam dengan zona, mis. 2026-07-01T10:00:00+07:00", "an instant with zone, e.g. 2026-07-01T10:00:00+07:00"),
    "date": ("tanggal, mis. 2026-07-01", "a date, e.g. 2026-07-01"),
    "time": ("jam, mis. 20:00", "a time of day, e.g. 20:00"),
    "phone": ("nomor telepon, mis. 081234567890", "a phone number, e.g. 081234567890"),
    "email": ("alamat e-mail", "an e-mail address"),
    "text": ("teks", "text"),
    "file": ("berkas", "a file"),
    "choice": ("salah satu pilihan", "one of the choices"),
    "choices": ("beberapa pilihan", "some of the choices"),
}

_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?")
_TIME = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?")
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,20}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}\.[^@\s\x00-\x1f.]{2,}")
_NUMBER = re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,18})?")
YEARS = range(1900, 2200)  # far enough from the ends of the calendar that adding a wait stays inside it
_LONGEST = timedelta(days=36_525)
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: cannot be written anywhere
_TEXT_LIMIT = 20_000
_YES_NO = {"yes": True, "ya": True, "no": False, "tidak": False}


@dataclass(frozen=True, slots=True)
class Type:
    """A fact's type. `values` maps the keys of a choice to their labels; `groups` maps a group key to its label and keys."""

    kind: str
    values: Mapping[str, str] | None = None
    groups: Mapping[str, tuple[str, tuple[str, ...]]] | None = None

    @property
    def is_finite(self) -> bool:
        return self.kind in FINITE

    @property
    def is_ordered(self) -> bool:
        return self.kind in ORDERED

    @property
    def is_textual(self) -> bool:
        return self.kind in TEXTUAL

    def in_words(self, lang: str = "id") -> str:
        """What a value of this type looks like."""
        return _IN_WORDS[self.kind][0 if lang == "id" else 1]


def parse_value(kind: Type, text: str) -> Value:
    """Read a literal or an answer. Raises ValueError when it does not fit; never returns a value of another type."""
    text = text.strip()
    match kind.kind:
        case "yes_no":
            if text.lower() in _YES_NO:
                return _YES_NO[text.lower()]
        case "choice":
            if kind.values and text in kind.values:
                return text
        case "choices":
            parts = frozenset(p.strip() for p in text.split(",") if p.strip())
            if parts <= frozenset(kind.values or ()):
                return parts
        case "number":
            return _number(text)
        case "money":
            amount = _number(_plain(text.removeprefix("Rp").strip()))
            if amount == amount.to_integral_value():
                return int(amount)
        case "duration":
            return _duration(text)
        case "datetime":
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                raise ValueError("naive")
            return _in_reach(instant)
        case "date":
            return _in_reach(date.fromisoformat(text))
        case "time":
            found = _TIME.fullmatch(text)
            if found:
                return time(int(found[1]), int(found[2]), int(found[3] or 0))
        case "phone":
            if _PHONE.fullmatch(text):
                return text
        case "email":
            if _EMAIL.fullmatch(text):
                return text
        case _:
            if text and len(text) <= _TEXT_LIMIT and "\x00" not in text and not _SURROGATE.search(text):
                return text
    raise ValueError(text)


def _in_reach(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(day)
    return day


def _plain(text: str) -> str:
    """25.000 is the Indonesian way of writing 25000."""
    return text.replace(".", "") if _THOUSANDS.fullmatch(text) else text


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = Decimal(text)
    if abs(value) > Decimal("1e18"):
        raise ValueError(text)
    return value


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if not text or not found or not any(found.groups()):
        raise ValueError(text)
    days, hours, minutes, seconds = (float(g or 0) for g in found.groups())
    try:
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise ValueError(text) from None
    if span > _LONGEST:
        raise ValueError(text)
    return span


def write_value(kind: Type, value: Value) -> str:
    """The text that `parse_value` reads back as this value (not for ABSENT)."""
    match kind.kind:
        case "yes_no":
            return "yes" if value else "no"
        case "choices":
            return ",".join(sorted(value))
        case "duration":
            return f"{value.total_seconds():g}s"
        case "datetime" | "date" | "time":
            return str(value.isoformat())
    return str(value)


_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def show_value(kind: Type, value: Value) -> str:
    """A value as an agent reads it, in Indonesian."""
    if value is None:
        return "belum diketahui"
    if value is ABSENT:
        return "tidak ada"
    match kind.kind:
        case "yes_no":
            return "ya" if value else "tidak"
        case "choice":
            return (kind.values or {}).get(value, str(value))
        case "choices":
            labels = kind.values or {}
            return ", ".join(labels.get(v, v) for v in labels if v in value) or "tidak satu pun"
        case "duration":
            return show_duration(value)
        case "datetime":
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year} pukul {value:%H.%M}" + (f".{value:%S}" if value.second else "")
        case "date":
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case "time":
            return f"{value:%H.%M}" + (f".{value:%S}" if value.second else "")
        case "money":
            return "Rp" + f"{value:,}".replace(",", ".")
        case _:
            return str(value)


def show_duration(value: timedelta) -> str:
    """`1 hari 2 jam 5 menit`."""
    seconds = int(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    parts = []
    for unit, size in (("hari", 86400), ("jam", 3600), ("menit", 60), ("detik", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return sign + (" ".join(parts) or "0 menit")
