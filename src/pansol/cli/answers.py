"""What an agent types, read as a fact's value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pansol.sop.interview import Question
from pansol.sop.values import ABSENT, Type, Value, parse_value

__all__ = ["Unreadable", "choices_of", "read_answer"]

_ABSENT_WORDS = frozenset({"-", "absent", "tidak ada", "belum ada"})
_NONE_WORDS = frozenset({"0", "tidak satu pun", "none"})
_THOUSANDS = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[ T]+(\d\d)[:.](\d\d)(?:[:.](\d\d))?")
_DAYS: Mapping[str, int] = {"hari ini": 0, "today": 0, "kemarin": 1, "yesterday": 1}


class Unreadable(ValueError):
    """An answer that does not fit the question."""


def choices_of(question: Question) -> tuple[tuple[str, str], ...]:
    """The numbered answers: the options, then *tidak ada* where that is an answer. An open question has none."""
    absent = (("absent", "Tidak ada"),) if question.may_be_absent and question.options else ()
    return (*question.options, *absent)


def read_answer(question: Question, text: str, now: datetime, zone: ZoneInfo) -> Value:
    """The value of an answer: the number of an option, its key or its label, or a literal.

    A bare date or time of day is meant in `zone`, on the day of `now`. Raises Unreadable.
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
    if kind.kind == "money" and (amount := _THOUSANDS.fullmatch(text)):
        return amount[1].replace(".", "")
    if kind.kind == "date" and text.casefold() in _DAYS:
        return (today - timedelta(days=_DAYS[text.casefold()])).isoformat()
    if kind.kind == "datetime":
        return _instant(text, today, zone)
    if kind.kind == "time" and (clock := _CLOCK.fullmatch(text)):
        return f"{int(clock[1]):02}:{clock[2]}"
    return text


def _instant(text: str, today: date, zone: ZoneInfo) -> str:
    """A time without zone is meant where the SOP is at home; it is shown back to the agent."""
    if clock := _CLOCK.fullmatch(text):
        return datetime.combine(today, time(int(clock[1]), int(clock[2])), zone).isoformat()
    if local := _LOCAL.fullmatch(text):
        at = time(int(local[2]), int(local[3]), int(local[4] or 0))
        return datetime.combine(date.fromisoformat(local[1]), at, zone).isoformat()
    return text
