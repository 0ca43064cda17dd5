"""What Z3 is told of an expression is what deciding computes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from pansol.sop.derive import evaluate
from pansol.sop.load import load
from pansol.sop.model import Procedure
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.situations import Situations, answered
from pansol.sop.values import ABSENT, Value

ZONE = ZoneInfo("Asia/Makassar")
HEAD = """
procedure: uji/rumus
title: Rumus
client: uji
timezone: Asia/Makassar
facts:
  paid: {type: yes_no, ask: "?"}
  maybe: {type: yes_no, ask: "?", may_be: absent}
  letter: {type: choice, ask: "?", values: {a: A, b: B, c: C}}
  other_letter: {type: choice, ask: "?", values: {a: A, b: B, c: C}, may_be: absent}
  set: {type: choices, ask: "?", values: {p: P, q: Q, r: R}}
  number: {type: number, ask: "?", may_be: absent}
  whole: {type: number, ask: "?"}
  money: {type: money, ask: "?"}
  span: {type: duration, ask: "?", may_be: absent}
  days: {type: choice, ask: "?", values: {calendar: kalender, working: kerja}}
  at: {type: datetime, ask: "?"}
  late: {type: datetime, ask: "?", may_be: absent}
  day: {type: date, ask: "?"}
  hour: {type: time, ask: "?"}
  note: {type: text, ask: "?", may_be: absent}
  nested: {type: yes_no, ask: "?", applies_when: {letter: [a, b]}}
"""

EXPRESSIONS = {
    "logic": ("yes_no", "paid and not maybe or letter = a"),
    "equal": ("yes_no", "letter = other_letter"),
    "different": ("yes_no", "letter != other_letter"),
    "inside": ("yes_no", "letter in [a, c]"),
    "either": ("yes_no", "number in [1, whole]"),
    "contains": ("yes_no", "set = q"),
    "counted": ("number", "count(paid, maybe, letter = a, set = p)"),
    "branch": ("choice", "if paid then letter else first_known(other_letter, b)"),
    "sums": ("number", "sum(number, whole, 2)"),
    "half": ("number", "(whole - 3) / 2"),
    "double": ("number", "whole * 2.5"),
    "broken": ("number", "whole / 0"),
    "cheap": ("yes_no", "money < 50000"),
    "waited": ("duration", "now - at"),
    "stretched": ("duration", "span * 1.5"),
    "least": ("duration", "min(span, 3h, now - at)"),
    "latest": ("datetime", "max(at, first_known(late, now))"),
    "moved": ("datetime", "at + span"),
    "earlier": ("datetime", "at - 90m"),
    "clock": ("time", "time of at"),
    "evening": ("yes_no", "time of at > 20:00 or time of at < hour"),
    "calendar_day": ("date", "date of at"),
    "same_day": ("yes_no", "date of at = date of now"),
    "between_days": ("duration", "as_of - day"),
    "next_week": ("date", "day + 7d"),
    "day_before": ("date", "day - span"),
    "weekday": ("yes_no", "weekday of at in [saturday, sunday]"),
    "weekday_of_day": ("yes_no", "weekday of day = monday"),
    "joined": ("datetime", "at(day, hour)"),
    "minute": ("datetime", "to_minute(at)"),
    "clock_minute": ("time", "to_minute(time of at)"),
    "in_window": ("datetime", "next_within(at + 6h, [08:00..20:00])"),
    "due_calendar": ("datetime", "due(at, 30h, calendar)"),
    "due_working": ("datetime", "due(at, 5d, working)"),
    "due_either": ("datetime", "due(at, 28h, days)"),
    "told": ("yes_no", "known(note) and not absent(maybe)"),
    "nested_told": ("yes_no", "absent(nested) or nested"),
    "chained": ("yes_no", "waited > 24h and not same_day"),
}


def written(name: str, kind: str, expression: str) -> str:
    values = ", values: {a: A, b: B, c: C}" if kind == "choice" else ""
    return f"  {name}: {{type: {kind}, is: '{expression}'{values}}}\n"


@pytest.fixture(scope="module")
def procedure(tmp_path_factory: pytest.TempPathFactory) -> Procedure:
    folder = tmp_path_factory.mktemp("root") / "uji" / "rumus"
    folder.mkdir(parents=True)
    facts = "".join(written(n, kind, e) for n, (kind, e) in EXPRESSIONS.items())
    decisions = "decisions:\n  guidance:\n    - {rule: R, title: R, when: {paid: yes}}\n"
    (folder / "procedure.yaml").write_text(HEAD + facts + decisions, encoding="utf-8")
    return load(folder)


def drawn(random: Random) -> dict[str, Value]:
    """A situation, many of its values on or beside a boundary."""
    instant = datetime(2026, 7, 1, tzinfo=ZONE) + timedelta(days=random.randrange(-9, 9))
    seconds = [0, 1, 7 * 3600 + 59 * 60 + 59, 8 * 3600, 20 * 3600, 20 * 3600 + 1, 86399, random.randrange(86400)]
    now = instant + timedelta(seconds=random.choice(seconds))
    at = now - timedelta(seconds=random.choice([0, 86399, 86400, 86401, random.randrange(9 * 86400), -3600]))
    return {
        "now": now,
        "as_of": now.date(),
        "paid": random.random() < 0.5,
        "maybe": random.choice([True, False, ABSENT]),
        "letter": random.choice("abc"),
        "other_letter": random.choice(["a", "b", "c", ABSENT]),
        "set": frozenset(k for k in "pqr" if random.random() < 0.5),
        "number": random.choice([Decimal(1), Decimal("2.5"), Decimal(-3), ABSENT]),
        "whole": Decimal(random.randrange(-4, 9)),
        "money": random.choice([0, 49_999, 50_000, 75_000]),
        "span": random.choice([timedelta(0), timedelta(hours=3), timedelta(days=2, hours=5), timedelta(seconds=90), ABSENT]),
        "days": random.choice(["calendar", "working"]),
        "at": at,
        "late": random.choice([now + timedelta(hours=1), ABSENT]),
        "day": (now + timedelta(days=random.randrange(-9, 9))).date(),
        "hour": random.choice([time(0), time(8), time(19, 59, 59), time(23, 59, 59)]),
        "note": random.choice(["contoh", ABSENT]),
        "nested": random.random() < 0.5,
    }


def computed(procedure: Procedure, given: Mapping[str, Value]) -> dict[str, Value]:
    values = dict(given)
    if values["letter"] == "c":
        values["nested"] = ABSENT
    for name in EXPRESSIONS:
        tree = procedure.facts[name].is_
        assert tree is not None
        values[name] = evaluate(tree, values.__getitem__, procedure.zone)
    return values


@pytest.mark.parametrize("seed", range(60))
def test_an_expression_means_the_same_to_the_proof_and_to_deciding(procedure: Procedure, seed: int) -> None:
    encoding = Encoding(procedure)
    situations = Situations(encoding)
    for name in EXPRESSIONS:
        encoding.term(name)
    given = drawn(Random(seed))
    model = situations.check(*(answered(encoding, procedure.facts[n], v) for n, v in given.items()))
    assert model is not None
    expected = computed(procedure, given)
    found = {name: situations.value(model, procedure.facts[name]) for name in EXPRESSIONS}
    assert found == {name: expected[name] for name in EXPRESSIONS}
    assert not encoding.space.blurred
