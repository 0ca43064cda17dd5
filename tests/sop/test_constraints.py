"""What ties facts together: every row that is declared impossible is impossible, and computed facts are tied to their inputs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.compile import Compiled
from pansol.sop.values import ABSENT, Value
from tests.world import answer, compiled_from, situation

WAITED = "facts:\n  at: {type: datetime, ask: Kapan?}\n  waited: {type: duration, is: now - at}\n"
WEEKDAY = "{type: choice, values: {monday: Senin, tuesday: Selasa, wednesday: Rabu, thursday: Kamis, friday: Jumat, saturday: Sabtu, sunday: Minggu}, is: weekday of at}"


def two_facts(line: str, one: str, other: str, wait: str = "24h") -> Compiled:
    """A procedure that tests how long it waited together with a second fact of the same base."""
    rules = f"    - {{rule: R1, when: {{waited: '< {wait}', x: {one}}}}}\n    - {{rule: R2, when: {{waited: '>= {wait}', x: {other}}}}}\n"
    return compiled_from(f"{WAITED}  x: {line}\ndecisions:\n  guidance:\n{rules}")


def moments(chance: Random, waits: tuple[timedelta, ...], count: int) -> list[tuple[datetime, datetime]]:
    """Pairs (now, base), many of them beside a line."""
    found = []
    for _ in range(count):
        now = datetime.fromisoformat("2026-01-01T00:00:00+07:00") + timedelta(
            days=chance.randrange(365),
            hours=chance.choice([0, 7, 8, 10, 18, 19, 20, 22]),
            minutes=chance.choice([0, 0, 1, 30]),
            seconds=chance.choice([-1, 0, 1, 30]),
        )
        back = chance.choice([*waits, timedelta(hours=chance.randrange(-30, 200)), timedelta(seconds=chance.randrange(-9000, 700_000))])
        found.append((now, now - back + timedelta(seconds=chance.choice([-1, 0, 0, 1]))))
    return found


@pytest.mark.parametrize(
    ("line", "one", "other"),
    [
        (WEEKDAY, "wednesday", "tuesday"),
        ("{type: date, is: date of at}", "'< 2026-07-01'", "'> 2026-07-01'"),
        ("{type: yes_no, is: time of at >= 20:00}", "yes", "no"),
        ("{type: yes_no, is: time of (at + 2h) >= 20:00}", "yes", "no"),
        ("{type: yes_no, is: now > at + 5d}", "yes", "no"),
        ("{type: yes_no, is: now > at + 100d}", "yes", "no"),
        ("{type: datetime, is: at + 24h}", "'< 2026-07-01T00:00:00+07:00'", "'>= 2026-07-01T00:00:00+07:00'"),
        ("{type: yes_no, is: date of now = date of at}", "yes", "no"),
        ("{type: duration, is: date of now - date of at}", "'< 2d'", "'>= 2d'"),
        ("{type: yes_no, is: 'next_within(at + 3h, [08:00..20:00]) > now'}", "yes", "no"),
        ("{type: yes_no, is: 'now > due(at, 5d, working)'}", "yes", "no"),
        ("{type: yes_no, is: 'now > due(at, 2d, calendar)'}", "yes", "no"),
        ("{type: duration, is: 'as_of - date of at'}", "'< 1d'", "'>= 1d'"),
        ("{type: yes_no, is: time of to_minute(at) <= 19:00}", "yes", "no"),
        ("{type: yes_no, is: to_minute(now) - at < 2h}", "yes", "no"),
        ("{type: yes_no, is: 'now >= at(date of at + 1d, 08:00)'}", "yes", "no"),
        ("{type: yes_no, is: time of now >= 20:00 and time of at < 08:00}", "yes", "no"),
        ("{type: duration, is: waited * 0.5}", "'< 1h'", "'>= 1h'"),
        ("{type: yes_no, is: at > 2026-07-01T00:00:00+07:00}", "yes", "no"),
    ],
)
@pytest.mark.parametrize("wait", ["24h", "90m"])
def test_cells_said_to_be_apart_are_never_together(line: str, one: str, other: str, wait: str) -> None:
    compiled = two_facts(line, one, other, wait)
    if not compiled.constraints:
        return
    waits = (timedelta(hours=24), timedelta(minutes=90), timedelta(days=5), timedelta(hours=2), timedelta(days=1))
    for now, at in moments(Random(7), waits, 1500):
        here = situation(compiled, {"at": at.isoformat()}, now=now, as_of=now.date())
        for forbidden in compiled.constraints:
            cells = {name: compiled.cell(name, here.value(name)) for name in forbidden.row}
            assert not all(mask >> cells[name] & 1 for name, mask in forbidden.row.items()), (now, at, cells)


@pytest.mark.parametrize(
    ("line", "one"),
    [
        ("{type: yes_no, is: now > at + 5d}", "yes"),
        ("{type: yes_no, is: date of now = date of at}", "no"),
        ("{type: duration, is: waited - 1h}", "'> 24h'"),
    ],
)
def test_a_rule_that_no_instant_can_reach_is_known_not_to_hold(line: str, one: str) -> None:
    compiled = two_facts(line, one, one)
    tied = {name for c in compiled.constraints for name in c.row}
    assert tied == {"waited", "x"}


def test_the_pair_rules_out_what_cannot_be_together() -> None:
    compiled = two_facts("{type: yes_no, is: now > at + 5d}", "yes", "no")
    apart = {(c.row["waited"], c.row["x"]) for c in compiled.constraints}
    below, exactly = (1 << compiled.cell("waited", timedelta(hours=h)) for h in (1, 24))
    assert {(below, 1), (exactly, 1)} == apart


FACTS = """facts:
  a: {type: yes_no, ask: A?}
  b: {type: choice, ask: B?, values: {x: X, y: Y, z: Z}, may_be: absent}
  n: {type: number, ask: N?}
  m: {type: choices, ask: M?, values: {p: P, q: Q}}
  c: {type: yes_no, ask: C?, applies_when: {b: [x, y]}}
"""
SAMPLES: Mapping[str, tuple[Value, ...]] = {
    "a": (True, False), "b": ("x", "y", "z", ABSENT), "n": (0, 1, 2, 3), "m": (frozenset(), frozenset("p"), frozenset("pq")), "c": (True, False),
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "a and b = x", "a or n > 1", "not (a or b in [y, z])", "if a then n <= 2 else m = p", "count(a, b = x, n = 1) >= 2", "known(b) and absent(c)", "b != x",
        "n in [1, 2]", "n in [1 + 1]", "m in [p, q]", "m != q", "2 < n", "c", "if c then a else known(b)", "p = m", "n = 1 + 1", "n + 1 > 2",
    ],
)  # fmt: skip
def test_a_computed_fact_is_tied_to_what_it_is_computed_from(text: str) -> None:
    compiled = compiled_from(
        f"{FACTS}  g: {{type: yes_no, is: '{text}'}}\ndecisions:\n  guidance:\n    - {{rule: R1, when: {{g: yes, n: '> 2', a: yes, m: p}}}}\n"
    )
    names = tuple(SAMPLES)
    for values in product(*SAMPLES.values()):
        here = situation(compiled, {n: _json(v) for n, v in zip(names, values, strict=True)})
        for forbidden in compiled.constraints:
            cells = {name: compiled.cell(name, here.value(name)) for name in forbidden.row}
            assert not all(mask >> cells[name] & 1 for name, mask in forbidden.row.items())


def _json(value: Value) -> object:
    return "absent" if value is ABSENT else sorted(value) if isinstance(value, frozenset) else value


def test_an_impossible_row_keeps_its_reason() -> None:
    compiled = compiled_from(
        FACTS
        + "impossible: [{when: {a: yes, b: x}, because: tidak bisa}]\ndecisions:\n  guidance:\n    - {rule: R1, when: {a: yes, b: x}}\n"
    )
    assert [(c.head, c.because) for c in compiled.constraints if not c.head] == [("", "tidak bisa")]
    claimed = answer(compiled, {"a": True, "b": "x"})
    assert claimed.contradiction is not None
    assert claimed.contradiction.because == "tidak bisa"


def test_what_is_impossible_about_other_facts_rules_a_rule_out_all_the_same() -> None:
    """`g` is not read by the decision, yet what is said of it makes R1 impossible."""
    compiled = compiled_from("""facts:
  a: {type: yes_no, ask: A?}
  b: {type: yes_no, ask: B?}
  g: {type: yes_no, is: a or b}
impossible: [{when: {a: yes, b: yes, g: yes}, because: x}]
decisions:
  guidance: [{rule: R1, when: {a: yes, b: yes}}]
""")
    assert answer(compiled).result.status == "uncovered"


def test_the_impossible_may_speak_of_a_decision_and_of_what_hangs_on_it() -> None:
    compiled = compiled_from("""facts:
  a: {type: yes_no, ask: A?}
  b: {type: yes_no, ask: B?, applies_when: {first: F1}}
  t: {type: duration, ask: T?}
  m: {type: duration, is: if known(second) then t else 1h}
impossible:
  - {when: {first: F1, a: no}, because: x}
  - {when: {m: "> 2h", a: yes}, because: y}
  - {when: {b: yes, t: "> 9h"}, because: z}
decisions:
  first: [{rule: F1, when: {a: yes}}, {rule: F2, when: {a: no, t: "< 1h"}}]
  second: [{rule: S1, when: {first: F1, b: yes}}, {rule: S2, when: {first: [F2, absent]}}]
""")
    assert answer(compiled, {"a": True}).result.rule == "F1"
    assert answer(compiled, {"a": True, "t": "3h", "b": True}).contradiction is not None


def test_an_expression_with_too_many_cases_is_left_to_evaluation() -> None:
    facts = "facts:\n" + "".join(f"  f{i}: {{type: choice, ask: F?, values: {{a: A{i}, b: B{i}, c: C{i}}}}}\n" for i in range(12))
    atoms = ", ".join(f"f{i} = a" for i in range(12))
    compiled = compiled_from(
        f"{facts}  g: {{type: number, is: 'count({atoms})'}}\ndecisions:\n  guidance:\n    - {{rule: R1, when: {{g: '< 20'}}}}\n"
    )
    assert answer(compiled, {f"f{i}": "a" for i in range(12)}).result.rule == "R1"


@settings(max_examples=60)
@given(st.sampled_from(["at + 2h", "at + 30h", "at - 90m", "now", "at"]), st.sampled_from(["08:00", "20:00", "19:00"]), st.sampled_from([">=", "<", "<=", ">"]), st.sampled_from(["24h", "90m", "5d", "26h"]), st.integers(0, 2**32))  # fmt: skip
def test_random_pairs_of_facts_with_one_base(instant: str, clock: str, op: str, wait: str, seed: int) -> None:
    compiled = two_facts(f"{{type: yes_no, is: 'time of ({instant}) {op} {clock} or now > at + {wait}'}}", "yes", "no", wait)
    for now, at in moments(Random(seed), (timedelta(hours=24), timedelta(minutes=90), timedelta(days=5), timedelta(hours=26)), 60):
        here = situation(compiled, {"at": at.isoformat()}, now=now, as_of=now.date())
        for forbidden in compiled.constraints:
            assert not all(mask >> compiled.cell(n, here.value(n)) & 1 for n, mask in forbidden.row.items())
