"""Computed facts: every operator and function, what they make of unknown and absent, and the calendar at its edges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.derive import Expr, ExpressionError, depth, due, evaluate, kind_of, next_within, parse, refs, resolve
from pansol.sop.values import ABSENT, Type, Value

JAKARTA, JAYAPURA, NEW_YORK = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura"), ZoneInfo("America/New_York")
TYPES: Mapping[str, Type] = {
    "now": Type("datetime"), "at": Type("datetime"), "as_of": Type("date"), "day": Type("date"), "clock": Type("time"),
    "wait": Type("duration"), "other": Type("duration"), "n": Type("number"), "m": Type("number"), "price": Type("money"),
    "yes_": Type("yes_no"), "no_": Type("yes_no"), "a": Type("yes_no"), "b": Type("yes_no"), "c": Type("yes_no"),
    "status": Type("choice", {"paid": "Dibayar", "sent": "Dikirim"}), "again": Type("choice", {"paid": "Dibayar", "lost": "Hilang"}),
    "many": Type("choices", {"p": "P", "q": "Q"}), "note": Type("text"), "phone": Type("phone"), "policy.clock": Type("choice", {"x": "X", "y": "Y"}),
    "policy.days": Type("choice", {"calendar": "Kalender", "working": "Kerja"}),
}  # fmt: skip
AT = datetime.fromisoformat("2026-07-01T20:15:30+07:00")  # a Wednesday


def read(text: str, want: str | None = None) -> Expr:
    return resolve(parse(text), TYPES.get, lambda: tuple(TYPES), None if want is None else TYPES.get(want, Type(want)))


def value(text: str, want: str | None = None, zone: ZoneInfo = JAKARTA, **facts: Any) -> Value:
    known = {"now": AT, "at": AT, "yes_": True, "no_": False, **facts}
    return evaluate(read(text, want), known.get, zone)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("8 / 4 / 2", 1), ("1 / 4", Decimal("0.25")), ("1 / 0", ABSENT), ("0 / 0", ABSENT),
        ("2h + 30m", timedelta(minutes=150)), ("2h - 3h", timedelta(hours=-1)), ("2h * 3", timedelta(hours=6)), ("2h * 0.5", timedelta(hours=1)),
        ("at + 24h", AT + timedelta(days=1)), ("at - 15m", AT - timedelta(minutes=15)), ("at - at", timedelta(0)),
        ("now - 2026-07-01T13:00:00Z", timedelta(minutes=15, seconds=30)), ("date of at + 1d", date(2026, 7, 2)), ("date of at - 36h", date(2026, 6, 30)),
        ("2026-07-03 - date of at", timedelta(days=2)), ("1 < 2", True), ("2 <= 2", True), ("2 > 2", False), ("2 >= 2", True), ("1 = 2", False),
        ("1 != 2", True), ("08:00 < 20:00", True), ("2026-01-01 < 2026-01-02", True), ("not 1 = 2", True), ("not not yes_", True),
        ("1 = 1 and 2 = 2", True), ("1 = 2 or 2 = 2", True), ("yes_ and no_ or yes_", True), ("yes_ or yes_ and no_", True),
        ("2 in [1, 2]", True), ("2 in [1, 3]", False), ("2 in []", False), ("2 in [1 + 1]", True), ("if yes_ then 1 else 2", 1),
        ("if no_ then 1 else if yes_ then 2 else 3", 2), ("count(yes_, no_, 1 = 1)", 2), ("count()", 0), ("sum(1, 2, 3)", 6),
        ("sum(1h, 30m)", timedelta(minutes=90)), ("min(3, 1, 2)", 1), ("max(at, at + 1h)", AT + timedelta(hours=1)), ("min(08:00, 07:00)", time(7)),
        ("time of at", time(20, 15, 30)), ("date of at", date(2026, 7, 1)), ("weekday of at", "wednesday"), ("weekday of 2026-07-05", "sunday"),
        ("at(2026-07-02, 08:00)", datetime(2026, 7, 2, 8, tzinfo=JAKARTA)), ("to_minute(at)", AT.replace(second=0)),
        ("to_minute(time of at)", time(20, 15)), ("'halo' = 'halo'", True), ("weekday of at = wednesday", True), ("yes", True), ("no", False),
    ],
)  # fmt: skip
def test_every_operator_and_function(text: str, found: Value) -> None:
    assert value(text) == found


@pytest.mark.parametrize(
    ("text", "facts", "found"),
    [
        ("status = paid", {"status": "paid"}, True), ("paid = status", {"status": "paid"}, True), ("status != paid", {"status": "sent"}, True),
        ("status in [paid, sent]", {"status": "sent"}, True), ("status = again", {"status": "paid", "again": "paid"}, True),
        ("many = p", {"many": frozenset("pq")}, True), ("p = many", {"many": frozenset("pq")}, True), ("many != p", {"many": frozenset("q")}, True),
        ("many in [p, q]", {"many": frozenset("q")}, True), ("many in [p]", {"many": frozenset("q")}, False), ("policy.clock = x", {"policy.clock": "x"}, True),
        ("if a then paid else sent", {"a": True}, "paid"), ("first_known(note, phone)", {"note": ABSENT, "phone": "0812"}, "0812"),
        ("first_known(wait, 3h)", {"wait": ABSENT}, timedelta(hours=3)), ("known(note)", {"note": "x"}, True), ("absent(note)", {"note": "x"}, False),
    ],
)  # fmt: skip
def test_values_of_facts(text: str, facts: Mapping[str, Value], found: Value) -> None:
    assert value(text, "status" if text.startswith("if") else None, **facts) == found


KLEENE = {True: 2, None: 1, False: 0}


@pytest.mark.parametrize(("left", "right"), list(product([True, False, None], repeat=2)))
def test_and_or_not_are_kleenes(left: bool | None, right: bool | None) -> None:
    assert KLEENE[value("a and b", a=left, b=right)] == min(KLEENE[left], KLEENE[right])
    assert KLEENE[value("a or b", a=left, b=right)] == max(KLEENE[left], KLEENE[right])
    assert value("not a", a=left) is (None if left is None else not left)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("wait + 1h", {}), ("1h * n", {}), ("wait < 1h", {}), ("status = paid", {}), ("status in [paid]", {}), ("known(note)", {}), ("absent(note)", {}),
        ("count(a, yes_)", {}), ("min(wait, 1h)", {}), ("time of day_at", {}), ("if a then 1 else 2", {}), ("first_known(wait, 1h)", {}),
        ("sum(n, 1)", {}), ("wait = other", {"wait": timedelta(0)}), ("n / m", {"n": Decimal(1)}),
    ],
)  # fmt: skip
def test_what_reads_the_unknown_is_unknown(text: str, facts: Mapping[str, Value]) -> None:
    assert value(text.replace("day_at", "(if a then at else at + 1h)"), **facts) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wait + 1h", ABSENT), ("wait * 2", ABSENT), ("wait < 1h", False), ("wait >= 1h", False), ("status = paid", False), ("status != paid", True),
        ("status in [paid]", False), ("known(note)", False), ("absent(note)", True), ("not a", True), ("a and yes_", False), ("a or no_", False),
        ("count(a, yes_)", 1), ("min(wait, 1h)", ABSENT), ("sum(n, 1)", ABSENT), ("if a then 1 else 2", 2), ("first_known(wait, other)", ABSENT),
        ("time of at", ABSENT), ("due(at, 1h, calendar)", ABSENT), ("next_within(at, [08:00..20:00])", ABSENT), ("wait = other", False),
    ],
)  # fmt: skip
def test_what_reads_absence(text: str, found: Value) -> None:
    nothing: Any = dict.fromkeys(("wait", "other", "status", "note", "a", "n", "at"), ABSENT)
    assert value(text, **nothing) == found


@pytest.mark.parametrize(
    ("text", "facts", "found"),
    [
        ("a and b", {"a": False}, False), ("a or b", {"b": True}, True), ("wait < 1h", {"wait": ABSENT}, False), ("if a then 1 else 1", {}, 1),
        ("if a then wait else wait", {"wait": timedelta(0)}, timedelta(0)), ("if yes_ then 1 else n", {}, 1), ("first_known(n, m)", {"n": Decimal(1)}, 1),
        ("status in [paid, sent]", {"status": ABSENT}, False),
    ],
)  # fmt: skip
def test_what_cannot_change_any_more_is_known(text: str, facts: Mapping[str, Value], found: Value) -> None:
    assert value(text, **facts) == found


@pytest.mark.parametrize(
    "text",
    [
        "at + 36500d", "at - 36500d - 36500d - 36500d", "time of (at + 36500d * 900)", "due(at, 36500d * 80, calendar)", "date of at + 36500d * 9000",
        "36500d * 1000000000000000000", "next_within(at + 36500d * 80, [08:00..20:00])", "due(at, 36500d * 80, working)",
    ],
)  # fmt: skip
def test_beyond_the_calendar_nothing_is_known(text: str) -> None:
    late: Any = {"at": datetime.fromisoformat("9950-01-01T00:00:00+07:00") if "-" not in text.split("d", maxsplit=1)[0] else AT}
    assert value(text, **late) is None or isinstance(value(text, **late), datetime)


def test_the_zone_decides_what_day_and_hour_it_is() -> None:
    late = datetime.fromisoformat("2026-07-01T16:30:00+00:00")
    assert value("date of at", at=late, zone=JAKARTA) == date(2026, 7, 1)
    assert value("date of at", at=late, zone=JAYAPURA) == date(2026, 7, 2)
    assert value("time of at", at=late, zone=JAYAPURA) == time(1, 30)
    assert value("at(2026-07-01, 08:00)", zone=JAYAPURA) == datetime.fromisoformat("2026-07-01T08:00:00+09:00")


def test_an_elapsed_day_has_24_hours_even_where_the_clocks_change() -> None:
    before = datetime.fromisoformat("2026-03-07T12:00:00-05:00")
    assert value("at + 24h", at=before, zone=NEW_YORK) == datetime.fromisoformat("2026-03-08T13:00:00-04:00")
    assert value("now - at", at=before, now=datetime.fromisoformat("2026-03-08T12:00:00-04:00"), zone=NEW_YORK) == timedelta(hours=23)


@pytest.mark.parametrize(
    ("instant", "found"),
    [
        ("07:59:59", "2026-07-01T08:00:00"), ("08:00:00", "2026-07-01T08:00:00"), ("12:00:00", "2026-07-01T12:00:00"), ("20:00:00", "2026-07-01T20:00:00"),
        ("20:00:01", "2026-07-02T08:00:00"), ("00:00:00", "2026-07-01T08:00:00"), ("23:59:59", "2026-07-02T08:00:00"),
    ],
)  # fmt: skip
def test_the_next_instant_inside_a_daily_window(instant: str, found: str) -> None:
    at = datetime.fromisoformat(f"2026-07-01T{instant}+07:00")
    assert next_within(at, (time(8), time(20)), JAKARTA) == datetime.fromisoformat(f"{found}+07:00")
    assert value("next_within(at, [08:00..20:00])", at=at.astimezone(UTC)) == datetime.fromisoformat(f"{found}+07:00")


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(JAKARTA)), st.times(), st.times())
def test_the_next_instant_is_inside_and_none_before_it_is(at: datetime, one: time, other: time) -> None:
    window = (min(one, other), max(one, other))
    found = next_within(at, window, JAKARTA)
    assert found >= at
    assert window[0] <= found.time() <= window[1]
    assert found == at or found.time() == window[0]
    assert found - at < timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "wait", "days", "found"),
    [
        ("2026-07-01T10:00", timedelta(days=3), "calendar", "2026-07-04T10:00"), ("2026-07-01T10:00", timedelta(days=3), "working", "2026-07-06T10:00"),
        ("2026-07-03T10:00", timedelta(days=1), "working", "2026-07-06T10:00"), ("2026-07-04T10:00", timedelta(days=1), "working", "2026-07-06T10:00"),
        ("2026-07-03T10:00", timedelta(hours=20), "working", "2026-07-04T06:00"), ("2026-07-03T10:00", timedelta(days=5), "working", "2026-07-10T10:00"),
        ("2026-07-01T10:00", timedelta(days=1, hours=2), "working", "2026-07-02T12:00"), ("2026-07-01T10:00", timedelta(0), "working", "2026-07-01T10:00"),
        ("2026-07-01T10:00", timedelta(hours=-1), "working", "2026-07-01T09:00"), ("2026-07-01T10:00", timedelta(days=-2), "calendar", "2026-06-29T10:00"),
    ],
)  # fmt: skip
def test_working_days_skip_the_weekend(start: str, wait: timedelta, days: str, found: str) -> None:
    assert due(datetime.fromisoformat(f"{start}:00+07:00"), wait, days, JAKARTA) == datetime.fromisoformat(f"{found}:00+07:00")


def test_a_policy_may_choose_the_days() -> None:
    friday = datetime.fromisoformat("2026-07-03T10:00:00+07:00")
    for days, later in (("working", 3), ("calendar", 1)):
        policy: Any = {"policy.days": days}
        assert value("due(at, 1d, policy.days)", at=friday, **policy) == friday + timedelta(days=later)


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "(1", "1)", "1 2", "a b", "if a then 1", "if a 1 else 2", "in [1]", "1 in", "1 in [1", "count(a", "count a", "nope(1)", "time at", "a = ",
        "1 ++ 2", "1 = 1 = 1", "1 < 2 < 3", "-1", "a & b", "a == b", "'halo", "[08:00..20:00", "at.year", "A", "1..2", "x = 'a' ; 1", "lambda: 1",
        "next_within(at, [25:00..26:00])", "next_within(at, [20:00..08:00])", "now > 2026-02-30", "now > 2026-01-01T99:00:00Z", "99:99 < 08:00",
    ],
)  # fmt: skip
def test_what_the_grammar_does_not_name_cannot_be_said(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert str(caught.value)
    assert caught.value.english


@pytest.mark.parametrize(
    "text",
    [
        "1 + 1h", "at + at", "at * 2", "1h / 2", "price * 2", "price + n", "1h > 1", "at > day", "status < paid", "a + b", "a > b", "1 and a", "not 1", "count(1)",
        "if 1 then a else b", "if a then 1 else 1h", "status = nope", "status = 'paid'", "many = status", "many < p", "status in [1]", "known(1)", "known(a, b)",
        "time of day", "date of 1h", "weekday of clock", "at(at, clock)", "at(day)", "to_minute(day)", "due(at, 1h)", "due(at, 1h, sometimes)", "due(at, 1, calendar)",
        "next_within(at, 08:00)", "next_within(day, [08:00..20:00])", "sum()", "sum(a)", "sum(at, at)", "min()", "min(1, 1h)", "min(status)", "first_known()",
        "first_known(1, 1h)", "nope", "paid", "note > note",
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert str(caught.value) != caught.value.english or "`" in str(caught.value)


def test_an_unknown_word_offers_the_words_it_could_be() -> None:
    with pytest.raises(ExpressionError) as caught:
        read("status = payd")
    assert caught.value.found == "payd"
    assert {"paid", "status"} <= set(caught.value.near)


def test_the_type_of_a_choice_between_choices_holds_the_values_of_both() -> None:
    assert set(kind_of(read("if a then status else again")).values or ()) == {"paid", "sent", "lost"}
    assert set(kind_of(read("first_known(status, again)")).values or ()) == {"paid", "sent", "lost"}


def test_a_bare_word_for_a_whole_subset_is_the_subset_of_it() -> None:
    assert value("if a then p else many", "many", a=True) == frozenset("p")


def test_refs_are_the_facts_an_expression_reads() -> None:
    assert refs(read("if a then now - at else max(wait, 2h) + other")) == {"a", "now", "at", "wait", "other"}
    assert refs(read("status = paid and policy.clock = x")) == {"status", "policy.clock"}
    assert depth(read("1 + 2 * (3 + 4)")) == 4


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "c", "yes", "no", "status = paid", "status in [paid, sent]", "known(note)", "absent(note)", "n > 1", "wait < other"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]} and {p[1]})"), st.tuples(inner, inner).map(lambda p: f"({p[0]} or {p[1]})"),
        inner.map(lambda p: f"not ({p})"), st.tuples(inner, inner, inner).map(lambda p: f"(if {p[0]} then {p[1]} else {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"count({p[0]}, {p[1]}) = 1"),
    ),
    max_leaves=6,
)  # fmt: skip
SAMPLES: Mapping[str, tuple[Value, ...]] = {
    "a": (True, False, ABSENT), "b": (True, False, ABSENT), "c": (True, False, ABSENT), "status": ("paid", "sent", ABSENT), "note": ("x", ABSENT),
    "n": (Decimal(1), Decimal(2), ABSENT), "wait": (timedelta(0), timedelta(2), ABSENT), "other": (timedelta(1), ABSENT),
}  # fmt: skip


@settings(max_examples=150)
@given(EXPRESSIONS, st.data())
def test_a_known_value_is_that_of_every_completion(text: str, data: st.DataObject) -> None:
    tree = read(text)
    names = sorted(refs(tree))
    known = {n: data.draw(st.sampled_from([None, *SAMPLES[n]])) for n in names}
    found = evaluate(tree, known.get, JAKARTA)
    if found is not None:
        for values in product(*(SAMPLES[n] if known[n] is None else (known[n],) for n in names)):
            whole = evaluate(tree, dict(zip(names, values, strict=True)).get, JAKARTA)
            assert (whole is True) == (found is True)


@given(st.text(alphabet="abn owtdfi()=<>+-*/.,'[]0123456789:hm", max_size=30))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    try:
        read(text)
    except ExpressionError:
        return
