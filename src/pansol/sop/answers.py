"""What an agent types, read as a fact's value: kindly towards Indonesian ways of writing, never guessing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pansol.sop.interview import Question
from pansol.sop.values import ABSENT, Type, Value, parse_value

__all__ = ["Unreadable", "choices_of", "read_answer"]

_ABSENT_WORDS = frozenset({"-", "absent", "tidak ada", "belum ada"})
_NONE_WORDS = frozenset({"0", "tidak satu pun", "none"})
_THOUSANDS = re.compile(r"(?:rp\.?\s*)?(\d{1,3}(?:\.\d{3})+)(?:,00|,-)?")
_AMOUNT = re.compile(r"(?:rp\.?\s*)?(\d+(?:[.,]\d+)?)\s*(rb|ribu|k|jt|juta)?(?:,00|,-)?")
_TIMES = {"rb": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_CLOCK = re.compile(r"(?:(?:pukul|jam|pkl)\.?\s*)?([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*(?:wib|wita|wit))?")
_HOUR = re.compile(r"(?:pukul|jam|pkl)\.?\s*([01]?\d|2[0-3])")
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[ T]+(\d\d)[:.](\d\d)(?:[:.](\d\d))?")
_DAY = re.compile(r"(\d{1,2})(?:[/.-](\d{1,2})|\s+([a-z]+))(?:[/.\s-]+(\d{4}|\d\d))?")
_SPAN = re.compile(r"(\d+(?:[.,]\d+)?)\s*(hari|hr|jam|j|menit|mnt|detik|dtk|minggu|[dhms])")
_UNITS = {
    "minggu": ("d", 7), "hari": ("d", 1), "hr": ("d", 1), "d": ("d", 1), "jam": ("h", 1), "j": ("h", 1), "h": ("h", 1),
    "menit": ("m", 1), "mnt": ("m", 1), "m": ("m", 1), "detik": ("s", 1), "dtk": ("s", 1), "s": ("s", 1),
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "ag", "sep", "okt", "nov", "des")
_DAYS: Mapping[str, int] = {
    "hari ini": 0, "tadi": 0, "today": 0, "kemarin": 1, "kemaren": 1, "yesterday": 1, "kemarin lusa": 2, "dua hari lalu": 2,
}  # fmt: skip


class Unreadable(ValueError):
    """An answer that does not fit the question."""


def choices_of(question: Question) -> tuple[tuple[str, str], ...]:
    """The numbered answers: the options, then *tidak ada* where that is an answer. An open question has none."""
    absent = (("absent", "Tidak ada"),) if question.may_be_absent and question.options else ()
    return (*question.options, *absent)


def read_answer(question: Question, text: str, now: datetime, zone: ZoneInfo) -> Value:
    """The value of an answer: the number of an option, its key or its label, or a literal.

    A bare date or time of day is meant in `zone`, on the day of `now`; a date without a year is the latest one that is not
    in the future. Raises Unreadable.
    """
    text = text.strip().removeprefix("=").strip()
    kind = question.fact.kind
    if question.may_be_absent and text.casefold() in _ABSENT_WORDS:
        return ABSENT
    if kind.kind == "choices":
        return _members(question, text)
    if kind.is_finite:
        return _one(question, text)
    try:
        return parse_value(kind, _literal(kind, text, now.astimezone(zone).date(), zone))
    except (ValueError, OverflowError):
        raise Unreadable(text) from None


def _one(question: Question, text: str) -> Value:
    key = _key(question, text)
    if key == "absent" and question.may_be_absent:
        return ABSENT
    return key == "yes" if question.fact.kind.kind == "yes_no" else key


def _key(question: Question, text: str) -> str:
    choices = choices_of(question)
    if text.isdecimal() and 0 < int(text) <= len(choices):
        return choices[int(text) - 1][0]
    said = text.casefold()
    synonyms = {"ya": "yes", "y": "yes", "tidak": "no"} if question.fact.kind.kind == "yes_no" else {}
    said = synonyms.get(said, said)
    for key, label in choices:
        if said in (key.casefold(), label.casefold()):
            return key
    near = [key for key, label in choices if len(said) > 2 and label.casefold().startswith(said)]
    if len(near) == 1:
        return near[0]
    raise Unreadable(text)


def _members(question: Question, text: str) -> Value:
    if text.casefold() in _NONE_WORDS:
        return frozenset()
    if question.may_be_absent and text == str(len(choices_of(question))):
        return ABSENT
    found = frozenset(_key(question, part.strip()) for part in text.split(",") if part.strip())
    if not found or "absent" in found - set(question.fact.kind.values or ()):
        raise Unreadable(text)
    return found


def _literal(kind: Type, text: str, today: date, zone: ZoneInfo) -> str:
    """How people write amounts and times, in the notation of the language."""
    said = " ".join(text.casefold().split())
    match kind.kind:
        case "money":
            return _money(said) or text
        case "number":
            return text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else text
        case "duration":
            return _duration(said) or text
        case "date":
            day = _date(said, today)
            return day.isoformat() if day else text
        case "datetime":
            return _instant(said, today, zone) or text
        case "time":
            at = _time(said)
            return f"{at:%H:%M}" if at else text
        case "phone":
            return re.sub(r"(?<=\d)[./](?=\d)", "-", text)
    return text


def _money(said: str) -> str:
    """`Rp25.000`, `25rb`, `1,2 juta`."""
    if grouped := _THOUSANDS.fullmatch(said):
        return grouped[1].replace(".", "")
    found = _AMOUNT.fullmatch(said)
    if not found:
        return ""
    if found[2] is None:
        return found[1] if "," not in found[1] and "." not in found[1] else ""
    return format(Decimal(found[1].replace(",", ".")) * _TIMES[found[2]], "f")


def _duration(said: str) -> str:
    """`2 jam`, `1 hari 3 jam`, `90 menit`, `1x24 jam` in the notation of the language; empty when it is none."""
    said = re.sub(r"^(\d+)\s*[x×]\s*24 jam$", r"\1 hari", said)
    found = _SPAN.findall(said)
    if not found or _SPAN.sub("", said).strip(" ,dan"):
        return ""
    total: dict[str, Decimal] = {}
    for amount, unit in found:
        letter, times = _UNITS[unit]
        total[letter] = total.get(letter, Decimal(0)) + Decimal(amount.replace(",", ".")) * times
    return "".join(f"{total[letter]:f}{letter}" for letter in "dhms" if letter in total)


def _date(said: str, today: date) -> date | None:
    """`kemarin`, `2/7`, `2-7-2026`, `2 Juli 2026`; None when it is none of these."""
    if said in _DAYS:
        return today - timedelta(days=_DAYS[said])
    found = _DAY.fullmatch(said.removeprefix("tanggal ").removeprefix("tgl "))
    if not found:
        return None
    month = int(found[2]) if found[2] else next((n for n, name in enumerate(_MONTHS, 1) if found[3].startswith(name)), 0)
    try:
        if found[4]:
            year = int(found[4])
            return date(year if year > 99 else 2000 + year, month, int(found[1]))
        day = date(today.year, month, int(found[1]))
    except ValueError:
        return None
    return day if day <= today else _year_before(day)


def _year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _time(said: str) -> time | None:
    found = _CLOCK.fullmatch(said)
    if found:
        return time(int(found[1]), int(found[2]))
    hour = _HOUR.fullmatch(said)
    return time(int(hour[1])) if hour else None


def _instant(said: str, today: date, zone: ZoneInfo) -> str:
    """A time without zone is meant where the SOP is at home; it is shown back to the agent. Empty when it cannot be read."""
    if at := _time(said):
        return datetime.combine(today, at, zone).isoformat()
    if local := _LOCAL.fullmatch(said.upper()):
        at = time(int(local[2]), int(local[3]), int(local[4] or 0))
        return datetime.combine(date.fromisoformat(local[1]), at, zone).isoformat()
    for cut in range(len(said) - 1, 0, -1):
        if said[cut] in " ,":
            day, clock = _date(said[:cut].strip(" ,"), today), _time(said[cut:].strip(" ,"))
            if day and clock:
                return datetime.combine(day, clock, zone).isoformat()
    return ""
