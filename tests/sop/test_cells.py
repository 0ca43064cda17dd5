"""A cell holds the values that no test of the procedure tells apart."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.cells import Cells, cut_facts, members_tested, never_holds
from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.model import Procedure
from pansol.sop.unary import Test, parse_test
from pansol.sop.values import ABSENT, Type, Value
from tests.world import load_text

EVERYTHING = (Path(__file__).parent / "good" / "everything.yaml").read_text(encoding="utf-8")
DURATION, TIME, MONEY, DATE, NUMBER = Type("duration"), Type("time"), Type("money"), Type("date"), Type("number")

ANY_VALUE = {
    "duration": st.timedeltas(min_value=timedelta(hours=-3), max_value=timedelta(hours=30)).map(
        lambda v: timedelta(seconds=round(v.total_seconds()))
    ),
    "time": st.times().map(lambda v: v.replace(microsecond=0)),
    "money": st.integers(0, 30_000),
    "date": st.dates(min_value=date(2024, 4, 10), max_value=date(2024, 4, 20)),
    "number": st.decimals(min_value=-10, max_value=10, places=1),
}
TEXTS = {
    "duration": ["< 1h", "<= 24h", "[1h..24h)", "> 90m", "0m", "not(1h)", "(1h..90m)", "> 24h, < 30m"],
    "time": ["[08:00..20:00]", "< 00:00:01", "> 23:59:58", "20:00", "not([07:30..19:00])", ">= 20:00:01"],
    "money": ["< 5", "[5..6]", "> 25.000", "(5..8)", "not(6)"],
    "date": ["<= 2024-04-14", ">= 2024-04-15", "2024-04-16", "(2024-04-15..2024-04-18)"],
    "number": ["< 0", "[0..1.5]", "> 1.5", "-3", "not([-1..1])"],
}


def cells_of(kind: str, texts: list[str], *, may_be_absent: bool = True) -> tuple[Cells, list[Test]]:
    """The cells that some tests on one fact cut."""
    absent = ", may_be: absent" if may_be_absent else ""
    rules = "".join(f"    - {{rule: R{i}, when: {{x: '{t}'}}}}\n" for i, t in enumerate(texts))
    procedure = load_text(f"facts:\n  x: {{type: {kind}, ask: X?{absent}}}\ndecisions:\n  guidance:\n{rules}")
    return cut_facts(procedure)["x"], [r.when[0]["x"] for r in procedure.rules()]


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_cells_sample_passes_exactly_the_tests_of_its_values(kind: str) -> None:
    cells, tests = cells_of(kind, TEXTS[kind])

    @settings(max_examples=150)
    @given(ANY_VALUE[kind] | st.just(ABSENT))
    def check(value: Value) -> None:
        sample = cells.samples[cells.cell(value)]
        assert [t.holds(sample) for t in tests] == [t.holds(value) for t in tests]
        assert [cells.mask(t) >> cells.cell(value) & 1 for t in tests] == [int(bool(t.holds(value))) for t in tests]

    check()


@settings(max_examples=60)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_any_tests_cut_a_fact_so_that_they_are_told_apart(kind: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from(TEXTS[kind]), min_size=1, max_size=4, unique=True))
    cells, tests = cells_of(kind, texts)
    value = data.draw(ANY_VALUE[kind])
    sample = cells.samples[cells.cell(value)]
    assert [t.holds(sample) for t in tests] == [t.holds(value) for t in tests]


@pytest.fixture(scope="module")
def everything() -> Procedure:
    return load_text(EVERYTHING)


def test_every_sample_lies_in_its_own_cell_or_in_one_that_is_alike(everything: Procedure) -> None:
    for name, cells in cut_facts(everything).items():
        tests = [t for rule in everything.rules() for row in rule.when for n, t in row.items() if n == name]
        for number, sample in enumerate(cells.samples):
            home = cells.cell(sample)
            assert home == number or [t.holds(sample) for t in tests] == [t.holds(cells.samples[home]) for t in tests]


def test_a_fact_that_can_be_absent_has_a_cell_for_it(everything: Procedure) -> None:
    cells = cut_facts(everything)
    assert [ABSENT in cells[n].samples for n in ("receipt", "waited", "ordered_at", "guidance", "status", "amount")] == [True] * 4 + [
        False
    ] * 2


def test_a_computed_fact_can_be_absent_only_where_what_it_reads_can() -> None:
    facts = "facts:\n  a: {type: duration, ask: A?}\n  b: {type: duration, ask: B?, may_be: absent}\n"
    computed = {"c": "a + 1h", "d": "a + b", "e": "first_known(b, a)", "f": "if a > b then a else 1h", "g": "max(a, b)", "h": "a * 2"}
    lines = "".join(f"  {n}: {{type: duration, is: '{t}'}}\n" for n, t in computed.items()) + "  i: {type: number, is: 1 / 2}\n"
    cells = cut_facts(load_text(facts + lines + "decisions:\n  guidance:\n    - {rule: R1, when: {c: '> 1h'}}\n"))
    assert {n for n in (*computed, "i") if ABSENT in cells[n].samples} == {"d", "g", "i"}


def test_subsets_are_told_apart_by_the_members_that_are_tested() -> None:
    text = "facts:\n  x: {type: choices, ask: X?, values: {p: P, q: Q, r: R}}\ndecisions:\n  guidance:\n    - {rule: R1, when: {x: p}}\n    - {rule: R2, when: {x: 'not(q)'}}\n"
    procedure = load_text(text)
    cells = cut_facts(procedure)["x"]
    assert members_tested(procedure)["x"] == ("p", "q")
    assert cells.size == 4
    assert cells.cell(frozenset("pr")) == cells.cell(frozenset("p")) != cells.cell(frozenset("pq"))


def test_members_written_in_an_expression_count_as_tested() -> None:
    text = "facts:\n  x: {type: choices, ask: X?, values: {p: P, q: Q, r: R}}\n  y: {type: yes_no, is: 'x = r or x in [q]'}\ndecisions:\n  guidance:\n    - {rule: R1, when: {y: yes}}\n"
    assert members_tested(load_text(text))["x"] == ("q", "r")


def test_the_dates_of_rules_cut_the_day_of_the_case() -> None:
    text = "facts:\n  a: {type: yes_no, ask: A?}\ndecisions:\n  guidance:\n    - {rule: R1, in_force: 2024-04-15..2025-06-30, when: {a: yes}}\n"
    cells = cut_facts(load_text(text))["as_of"]
    days = [date(2024, 4, 14), date(2024, 4, 15), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1)]
    assert [cells.cell(d) for d in days] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("kind", "text", "can_be_absent", "found"),
    [
        (Type("choice", {"a": "A", "b": "B"}), "not(a, b)", False, True), (Type("choice", {"a": "A", "b": "B"}), "not(a, b)", True, False),
        (Type("yes_no"), "not(yes, no)", False, True), (NUMBER, "not(< 5, >= 5)", False, True), (NUMBER, "not(< 5, > 5)", False, False),
        (MONEY, "(5..6)", False, True), (DATE, "(2024-04-14..2024-04-15)", False, True), (TIME, "> 23:59:59", False, True),
        (TIME, "< 00:00", False, True), (DURATION, "< 0m", False, False), (Type("text"), "not(known)", False, True), (DURATION, "-", False, False),
        (Type("choices", {"p": "P"}), "not(p)", False, False),
    ],
)  # fmt: skip
def test_a_test_that_no_value_passes(kind: Type, text: str, can_be_absent: bool, found: bool) -> None:
    assert never_holds(kind, parse_test(kind, text), can_be_absent=can_be_absent) is found


def test_a_value_outside_the_type_has_no_cell() -> None:
    cells, _ = cells_of("yes_no", ["yes"])
    with pytest.raises(KeyError):
        cells.cell("maybe")


@pytest.fixture(scope="module")
def compiled(everything: Procedure) -> Compiled:
    return compile_procedure(everything)


@settings(max_examples=100)
@given(
    st.sampled_from(["pending", "paid", "sent", "lost"]),
    st.datetimes(
        min_value=datetime(2026, 6, 28),
        max_value=datetime(2026, 7, 2),
        timezones=st.just(timezone(timedelta(hours=7))),
    ),
    st.times(),
    st.decimals(0, 5, places=0),
)
def test_a_table_holds_the_rules_that_hold_one_by_one(
    compiled: Compiled, status: str, ordered_at: datetime, opens: time, tries: Decimal
) -> None:
    values = {"status": status, "ordered_at": ordered_at, "opens": opens.replace(microsecond=0), "tries": tries}
    for name, table in compiled.tables.items():
        known = {n: 1 << compiled.cell(n, v) for n, v in values.items() if n in table.columns}
        possible, _ = table.narrow(known)
        for number, rule in enumerate(compiled.procedure.decisions[name].rules):
            ruled_out = all(any(t.holds(values[n]) is False for n, t in row.items() if n in values) for row in rule.when)
            assert bool(possible & table.rule_rows[number]) is not ruled_out
