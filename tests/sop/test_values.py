"""Reading a value from text: what fits is read exactly, what does not fit is refused, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pansol.sop.values import ABSENT, TYPES, Type, Value, parse_value, show_duration, show_value

CHOICE = Type("choice", {"paid": "Dibayar", "no": "Tidak"})
CHOICES = Type("choices", {"p": "Pulsa", "q": "Kuota", "r": "Roaming"})
JAKARTA = datetime.fromisoformat("2026-07-01T20:00:05+07:00")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("yes_no", "yes", True), ("yes_no", " Ya ", True), ("yes_no", "TIDAK", False), ("yes_no", "no", False),
        ("number", "1.5", Decimal("1.5")), ("number", "-3", Decimal(-3)), ("number", "007", Decimal(7)),
        ("money", "25000", 25000), ("money", "Rp25.000", 25000), ("money", "Rp 1.250.000", 1250000), ("money", "25000.00", 25000),
        ("duration", "30m", timedelta(minutes=30)), ("duration", "1h30m", timedelta(minutes=90)), ("duration", "1.5d", timedelta(hours=36)),
        ("duration", "5d", timedelta(days=5)), ("duration", "0m", timedelta(0)), ("duration", "90s", timedelta(seconds=90)),
        ("datetime", "2026-07-01T20:00:05+07:00", JAKARTA), ("datetime", "2026-07-01T13:00:05Z", JAKARTA),
        ("date", "2024-02-29", date(2024, 2, 29)), ("time", "20:00", time(20)), ("time", "08.05", time(8, 5)), ("time", "23:59:59", time(23, 59, 59)),
        ("phone", "081234567890", "081234567890"), ("phone", "+62 812-3456-7890", "+62 812-3456-7890"), ("email", "sari@contoh.id", "sari@contoh.id"),
        ("text", "no", "no"), ("file", "bukti.jpg", "bukti.jpg"),
    ],
)  # fmt: skip
def test_what_fits_is_read(kind: str, text: str, value: Value) -> None:
    assert parse_value(Type(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "mungkin"), ("yes_no", "1"), ("yes_no", ""), ("number", "1,5"), ("number", "1_000"), ("number", "1e3"), ("number", "NaN"),
        ("number", "Infinity"), ("number", "9" * 30), ("number", "١٢"), ("money", "25.5"), ("money", "dua ribu"), ("money", "2.50.000"),
        ("duration", ""), ("duration", "30"), ("duration", "-5h"), ("duration", "5 jam"), ("duration", "1m1h"), ("duration", "9" * 400 + "d"),
        ("duration", "200y"), ("duration", "40000d"), ("datetime", "2026-07-01T10:00:00"), ("datetime", "2026-07-01"),
        ("datetime", "0001-01-01T00:00:00+07:00"), ("datetime", "9999-12-31T23:59:59-07:00"), ("date", "2026-02-30"), ("date", "1-7-2026"),
        ("date", "0001-01-01"), ("date", "besok"), ("time", "24:00"), ("time", "8:00"), ("time", "20:60"), ("time", "20"), ("phone", "halo"),
        ("phone", "12"), ("email", "sari"), ("email", "a@b"), ("email", "a b@c.id"), ("text", ""), ("text", "  "), ("text", "a\x00b"),
        ("text", "x" * 20_001), ("text", "\ud800"), ("file", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        parse_value(Type(kind), text)


def test_a_choice_takes_its_keys_only() -> None:
    assert parse_value(CHOICE, "no") == "no"
    for wrong in ("Dibayar", "PAID", "", "paid, no"):
        with pytest.raises(ValueError, match=".*"):
            parse_value(CHOICE, wrong)


def test_a_subset_takes_any_of_its_keys_and_none() -> None:
    assert parse_value(CHOICES, "p, r") == frozenset({"p", "r"})
    assert parse_value(CHOICES, "") == frozenset()
    with pytest.raises(ValueError, match=".*"):
        parse_value(CHOICES, "p, x")


@given(st.sampled_from(sorted(TYPES)), st.text(max_size=30))
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    values = {"paid": "Dibayar"} if kind.startswith("choice") else None
    try:
        value = parse_value(Type(kind, values), text)
    except (ValueError, OverflowError):
        return
    assert show_value(Type(kind, values), value)


@given(st.integers(0, 10**17))
def test_money_is_read_back_as_it_is_shown(amount: int) -> None:
    assert parse_value(Type("money"), show_value(Type("money"), amount)) == amount


@given(st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2198, 1, 1), timezones=st.just(UTC)))
def test_an_instant_is_read_back_as_it_is_written(instant: datetime) -> None:
    assert parse_value(Type("datetime"), instant.isoformat()) == instant


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Type("yes_no"), True, "ya"), (Type("yes_no"), False, "tidak"), (CHOICE, "paid", "Dibayar"), (CHOICES, frozenset("rp"), "Pulsa, Roaming"),
        (CHOICES, frozenset(), "tidak satu pun"), (Type("money"), 1250000, "Rp1.250.000"), (Type("date"), date(2026, 5, 1), "1 Mei 2026"),
        (Type("datetime"), JAKARTA, "1 Juli 2026 pukul 20.00.05"), (Type("time"), time(8), "08.00"), (Type("text"), "a", "a"),
        (Type("duration"), timedelta(hours=26, minutes=5), "1 hari 2 jam 5 menit"), (CHOICE, None, "belum diketahui"), (CHOICE, ABSENT, "tidak ada"),
    ],
)  # fmt: skip
def test_a_value_is_shown_in_indonesian(kind: Type, value: Value, words: str) -> None:
    assert show_value(kind, value) == words


def test_a_duration_below_zero_and_of_nothing_is_shown() -> None:
    assert show_duration(timedelta(minutes=-90)) == "-1 jam 30 menit"
    assert show_duration(timedelta(0)) == "0 menit"


def test_every_type_says_in_two_languages_what_a_value_looks_like() -> None:
    assert all(Type(k).in_words() != Type(k).in_words("en") for k in TYPES)
