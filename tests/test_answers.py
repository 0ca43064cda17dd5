"""What an agent types in a hurry is read as she means it, or refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pansol.cli.answers import Unreadable, read_answer
from pansol.cli.plain import plain
from pansol.sop.interview import Question
from pansol.sop.model import Fact, Source
from pansol.sop.values import ABSENT, Type, Value

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 1, 0, 30, tzinfo=ZONE)
CARDS = {"halo": "kartuHalo", "simpati": "simPATI", "as": "kartu As"}


def question(kind: str, *, may_be_absent: bool = False) -> Question:
    values = CARDS if kind in ("choice", "choices") else None
    options = (("yes", "Ya"), ("no", "Tidak")) if kind == "yes_no" else tuple((values or {}).items())
    fact = Fact("f", Type(kind, values), "F", (Source("ask", "F?"),), may_be_absent=may_be_absent)
    return Question(fact, "ask", "F?", "f", "goal", options, may_be_absent=may_be_absent)


def read(kind: str, text: str, *, may_be_absent: bool = False) -> Value:
    return read_answer(question(kind, may_be_absent=may_be_absent), text, NOW, ZONE)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("yes_no", "1", True),
        ("yes_no", "tidak", False),
        ("yes_no", "Y", True),
        ("choice", "2", "simpati"),
        ("choice", "SIMPATI", "simpati"),
        ("choice", "kartuh", "halo"),
        ("choices", "1, 3", frozenset({"halo", "as"})),
        ("choices", "simPATI", frozenset({"simpati"})),
        ("choices", "0", frozenset()),
        ("money", "25.000", 25_000),
        ("money", "Rp 1.250.000", 1_250_000),
        ("money", "25000", 25_000),
        ("date", "kemarin", date(2026, 6, 30)),
        ("date", "hari ini", date(2026, 7, 1)),
        ("time", "9.05", time(9, 5)),
        ("duration", "1h30m", timedelta(minutes=90)),
        ("datetime", "00:10", datetime(2026, 7, 1, 0, 10, tzinfo=ZONE)),
        ("datetime", "2026-06-30 23.59", datetime(2026, 6, 30, 23, 59, tzinfo=ZONE)),
        ("datetime", "2026-06-30T23:59:00+00:00", datetime(2026, 7, 1, 6, 59, tzinfo=ZONE)),
        ("text", "=t", "t"),
    ],
)
def test_an_answer_is_read_as_it_is_meant(kind: str, text: str, value: Value) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize("kind", ["yes_no", "choice", "choices", "date", "text", "phone"])
def test_none_is_an_answer_where_there_can_be_none(kind: str) -> None:
    assert read(kind, "-", may_be_absent=True) is ABSENT


def test_the_last_number_says_that_there_is_none() -> None:
    assert read("choice", "4", may_be_absent=True) is ABSENT
    assert read("choices", "4", may_be_absent=True) is ABSENT


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "3"),
        ("yes_no", "mungkin"),
        ("choice", "0"),
        ("choice", "4"),
        ("choice", "k"),
        ("choice", "²"),
        ("choices", "1, 9"),
        ("choices", ","),
        ("money", "banyak"),
        ("date", "2026-02-30"),
        ("datetime", "2026-02-30 10:00"),
        ("datetime", "25:00"),
        ("phone", "halo"),
        ("phone", "-"),
        ("duration", "24"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(kind, text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (ABSENT, "absent"),
        (None, None),
        (True, True),
        (frozenset({"b", "a"}), ["a", "b"]),
        (timedelta(days=1, hours=2, seconds=5), "1d2h5s"),
        (-timedelta(minutes=5), "-5m"),
        (timedelta(0), "0m"),
        (NOW, "2026-07-01T00:30:00+07:00"),
    ],
)
def test_values_are_plain_in_json(value: Value, shown: object) -> None:
    assert plain(value) == shown
