"""Unary tests in S-FEEL: where the boundaries lie, and what they say of absent and of unknown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pansol.sop.unary import TestError, parse_test
from pansol.sop.values import ABSENT, Type, Value

CHOICE = Type("choice", {"a": "A", "b": "B", "c": "C", "d": "D"}, {"early": ("Awal", ("a", "b")), "late": ("Akhir", ("c", "d"))})
CHOICES = Type("choices", {"p": "P", "q": "Q", "r": "R"})
DURATION, NUMBER, TIME, DATE, YES_NO = Type("duration"), Type("number"), Type("time"), Type("date"), Type("yes_no")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("< 24h", [hours(23.99), hours(-5)], [hours(24)]),
        ("<= 24h", [hours(24)], [timedelta(hours=24, microseconds=1)]),
        ("> 24h", [timedelta(hours=24, microseconds=1)], [hours(24)]),
        (">= 24h", [hours(24)], [hours(23.99)]),
        ("= 24h", [hours(24)], [hours(23.99), hours(24.01)]),
        ("24h", [hours(24)], [hours(23.99), hours(24.01)]),
        ("[1h..2h]", [hours(1), hours(2)], [hours(0.99), hours(2.01)]),
        ("(1h..2h)", [hours(1.5)], [hours(1), hours(2)]),
        ("[1h..2h)", [hours(1)], [hours(2)]),
        ("(1h..2h]", [hours(2)], [hours(1)]),
        ("[ 1h .. 2h ]", [hours(1)], [hours(3)]),
        ("1h, [3h..4h], > 1d", [hours(1), hours(4), hours(25)], [hours(2), hours(24)]),
        ("not(1h, [3h..4h])", [hours(2), hours(5)], [hours(1), hours(3)]),
        ("not (< 1h)", [hours(1)], [hours(0.5)]),
        ("[0m..0m]", [hours(0)], [hours(0.01)]),
    ],
)
def test_the_boundaries_of_a_range(text: str, inside: list[Value], outside: list[Value]) -> None:
    test = parse_test(DURATION, text)
    assert all(test.holds(v) is True for v in inside)
    assert all(test.holds(v) is False for v in outside)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (NUMBER, "[-5..5]", Decimal(-5)), (NUMBER, "[1.5..2.5]", Decimal("2.5")), (NUMBER, "< -1", Decimal(-2)), (TIME, "[08:00..20:00]", time(20)),
        (DATE, "[2024-04-15..2025-06-30]", date(2025, 6, 30)), (DATE, "2024-04-15", date(2024, 4, 15)),
        (Type("datetime"), "< 2026-07-01T10:00:00+07:00", datetime.fromisoformat("2026-07-01T02:59:59+00:00")),
        (Type("money"), "[10.000..Rp25.000]", 25000), (YES_NO, "ya", True), (YES_NO, "not(yes)", False), (CHOICE, "early", "b"),
        (CHOICE, "not(early)", "c"), (CHOICE, "a, late", "d"), (Type("text"), "known", "x"),
    ],
)  # fmt: skip
def test_literals_of_every_type(kind: Type, text: str, value: Value) -> None:
    assert parse_test(kind, text).holds(value) is True


def test_a_list_means_any_of_its_items() -> None:
    assert [parse_test(CHOICE, ["a", "late"]).holds(v) for v in "abcd"] == [True, False, True, True]
    assert parse_test(DURATION, ["< 1h", "> 2h"]).holds(hours(3)) is True


@pytest.mark.parametrize("value", [frozenset(), frozenset("p"), frozenset("pq"), frozenset("r")])
def test_a_value_on_a_subset_means_contains(value: frozenset[str]) -> None:
    assert parse_test(CHOICES, "p").holds(value) is ("p" in value)
    assert parse_test(CHOICES, "p, r").holds(value) is bool(value & {"p", "r"})
    assert parse_test(CHOICES, "not(p, r)").holds(value) is not bool(value & {"p", "r"})


@pytest.mark.parametrize(
    ("text", "of_absent"),
    [
        ("a", False), ("a, b", False), ("not(a)", True), ("not(a, b, c, d)", True), ("known", False), ("absent", True), ("not(known)", True),
        ("not(absent)", False), ("a, absent", True), ("-", True), ("not(absent, a)", False),
    ],
)  # fmt: skip
def test_absent_fails_a_comparison_and_passes_its_negation(text: str, of_absent: bool) -> None:
    assert parse_test(CHOICE, text).holds(ABSENT) is of_absent


@pytest.mark.parametrize("text", ["< 1h", ">= 1h", "[1h..2h]", "1h"])
def test_absent_lies_in_no_range(text: str) -> None:
    assert parse_test(DURATION, text).holds(ABSENT) is False
    assert parse_test(DURATION, f"not({text})").holds(ABSENT) is True


@pytest.mark.parametrize("text", ["a", "not(a)", "known", "absent", "not(known)", "a, b, c, d"])
def test_every_test_of_the_unknown_is_unknown(text: str) -> None:
    assert parse_test(CHOICE, text).holds(None) is None


def test_only_any_holds_of_the_unknown() -> None:
    assert parse_test(CHOICE, "-").holds(None) is True


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        (CHOICE, "e", "unknown_value"), (CHOICE, "A", "unknown_value"), (CHOICE, "", "bad_test"), (CHOICE, "not()", "bad_test"),
        (CHOICE, "not(e)", "unknown_value"), (CHOICE, [], "empty_test"), (CHOICE, "not(not(a))", "unknown_value"), (CHOICE, "-, a", "unknown_value"),
        (CHOICES, "p q", "unknown_value"), (YES_NO, "1", "unknown_value"), (DURATION, "24", "bad_test"), (DURATION, "<", "bad_test"),
        (DURATION, "<> 1h", "bad_test"), (DURATION, "[1h..", "bad_test"), (DURATION, "[1h..2h", "bad_test"), (DURATION, "1h..2h", "bad_test"),
        (DURATION, "[2h..1h]", "empty_test"), (DURATION, "(1h..1h]", "empty_test"), (DURATION, "< -1h", "bad_test"), (TIME, "[08:00..25:00]", "bad_test"),
        (TIME, ["08:00..20:00"], "range_list"), (TIME, ["[08:00..20:00"], "range_list"), (Type("text"), "halo", "presence_only"),
        (Type("phone"), "not(0812)", "presence_only"), (Type("datetime"), "> 2026-07-01T10:00:00", "bad_test"), (DATE, "> 2026-02-30", "bad_test"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(kind: Type, written: str | list[str], code: str) -> None:
    with pytest.raises(TestError) as caught:
        parse_test(kind, written)
    assert caught.value.code == code


def test_an_unknown_value_offers_the_groups_too() -> None:
    with pytest.raises(TestError) as caught:
        parse_test(CHOICE, "earli")
    assert "early" in caught.value.near


@given(
    st.sampled_from([CHOICE, CHOICES, DURATION, TIME, Type("text"), YES_NO]), st.text(alphabet="ab[](),.<>=0123456789hm:not- ", max_size=15)
)
def test_any_text_is_a_test_or_refused(kind: Type, text: str) -> None:
    try:
        parse_test(kind, text)
    except TestError:
        return


@given(st.sampled_from(["a", "a, b", "early", "known", "absent", "b, absent"]), st.sampled_from(["a", "b", "c", ABSENT]))
def test_not_is_the_opposite_of_every_known_value(text: str, value: Value) -> None:
    assert parse_test(CHOICE, f"not({text})").holds(value) is not parse_test(CHOICE, text).holds(value)
