"""What agents type is read kindly, and never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from pansol.sop.answers import Unreadable, read_answer
from pansol.sop.interview import Question
from pansol.sop.model import Fact
from pansol.sop.values import Type, Value

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 2, 3, 0, tzinfo=UTC)


def read(kind: str, text: str) -> Value:
    return read_answer(Question(Fact("f", Type(kind), "F"), "ask", "F?", "f", "goal"), text, NOW, JAKARTA)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("money", "Rp65.000", 65000),
        ("money", "65rb", 65000),
        ("money", "1,2 juta", 1200000),
        ("money", "65000", 65000),
        ("number", "1,5", Decimal("1.5")),
        ("duration", "2 jam", timedelta(hours=2)),
        ("duration", "1 hari 3 jam", timedelta(hours=27)),
        ("duration", "1x24 jam", timedelta(days=1)),
        ("duration", "30m", timedelta(minutes=30)),
        ("duration", "90 menit", timedelta(minutes=90)),
        ("date", "kemarin", date(2026, 7, 1)),
        ("date", "1/7", date(2026, 7, 1)),
        ("date", "30 Des", date(2025, 12, 30)),
        ("date", "2 Juli 2026", date(2026, 7, 2)),
        ("date", "02-07-26", date(2026, 7, 2)),
        ("date", "2026-07-01", date(2026, 7, 1)),
        ("time", "8.30", time(8, 30)),
        ("time", "pukul 20", time(20)),
        ("datetime", "14.30", datetime(2026, 7, 2, 14, 30, tzinfo=JAKARTA)),
        ("datetime", "kemarin jam 9", datetime(2026, 7, 1, 9, tzinfo=JAKARTA)),
        ("datetime", "1 Juli 2026 pukul 08.05", datetime(2026, 7, 1, 8, 5, tzinfo=JAKARTA)),
        ("phone", "0812.3456.7890", "0812-3456-7890"),
    ],
)
def test_indonesian_ways_of_writing(kind: str, text: str, value: Value) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("money", "6.5"),
        ("money", "banyak"),
        ("date", "31/2"),
        ("date", "13/13/2026"),
        ("duration", "sebentar"),
        ("time", "25.00"),
        ("number", "1.000,5"),
        ("datetime", "besok"),
        ("phone", "abc"),
    ],
)
def test_what_cannot_be_read_is_refused(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(kind, text)
