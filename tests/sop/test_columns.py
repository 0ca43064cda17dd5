"""Columns of cases: every row as it would be decided alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop import columns
from pansol.sop.columns import STATUSES, Columns, Decided, decide_columns, encode
from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.kernel import Kernel
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Type, Value
from tests.sop.oracle import AS_OF, LETTERS, NOW, YES_NO, base_facts, partly_known, procedures
from tests.sop.test_kernel import given_to_kernel, table_of

EXAMPLES = settings(max_examples=200)
Cases = list[dict[str, Value]]


@st.composite
def cases(draw: st.DrawFn, compiled: Compiled) -> Cases:
    """Rows of possible situations, of each of which some facts are known."""
    told = [draw(partly_known(compiled.procedure)) for _ in range(draw(st.integers(0, 6)))]
    return [given_to_kernel(Situation(compiled, known, NOW, AS_OF)) for known in told]


def codes_of(compiled: Compiled, rows: Cases) -> dict[str, Any]:
    # a column that the table does not read still says how many rows there are
    names = {f.name for f in base_facts(compiled.procedure)}.union(compiled.tables["goal"].columns)
    return {name: encode(compiled, name, [row[name] for row in rows]) for name in names}


def one_by_one(compiled: Compiled, rows: Cases) -> list[tuple[str, str | None]]:
    kernel = Kernel(compiled, "goal")
    return [(found.status, found.rule) for found in map(kernel.result, rows)]


def as_pairs(compiled: Compiled, decided: Decided) -> list[tuple[str, str | None]]:
    rules = compiled.procedure.decisions["goal"].rules
    return [(STATUSES[s], rules[r].id if r >= 0 else None) for s, r in zip(decided.status, decided.rule, strict=True)]


@EXAMPLES
@given(st.data())
def test_every_row_is_decided_as_if_it_were_alone(data: st.DataObject) -> None:
    compiled = compile_procedure(data.draw(procedures()))
    rows = data.draw(cases(compiled))
    assert as_pairs(compiled, decide_columns(compiled, "goal", codes_of(compiled, rows))) == one_by_one(compiled, rows)


@EXAMPLES
@given(st.data())
def test_tables_that_start_anew_and_groups_of_one_fact_change_nothing(data: st.DataObject) -> None:
    compiled = compile_procedure(data.draw(procedures()))
    rows = data.draw(cases(compiled))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "CHUNK", 5)
        patch.setattr(columns, "WIDTH", 1)
        patch.setattr(columns, "ENTRIES", 6)
        assert as_pairs(compiled, decide_columns(compiled, "goal", codes_of(compiled, rows))) == one_by_one(compiled, rows)


def test_a_table_of_more_than_sixty_four_rows() -> None:
    keys = {f"k{i}": f"K{i}" for i in range(100)}
    rules = {f"R{i}": {"key": f"k{i}", "sure": "yes"} for i in range(100)} | {"no": {"sure": "no"}}
    compiled = table_of({"key": Type("choice", keys), "sure": YES_NO}, rules)
    rows: Cases = [{"key": key, "sure": sure} for key in (*keys, None) for sure in (True, False, None)]
    assert as_pairs(compiled, decide_columns(compiled, "goal", codes_of(compiled, rows))) == one_by_one(compiled, rows)


def test_a_fact_without_a_column_is_unknown() -> None:
    compiled = table_of({"a": YES_NO, "b": YES_NO}, {"R": {"a": "yes"}, "S": {"a": "no", "b": "yes"}})
    decided = decide_columns(compiled, "goal", {"a": encode(compiled, "a", [True, False, None])})
    assert as_pairs(compiled, decided) == [("decided", "R"), ("open", None), ("open", None)]


def test_a_table_that_tests_nothing_is_uncovered() -> None:
    compiled = table_of({"a": LETTERS}, {"R": {"a": "absent"}})
    decided = decide_columns(compiled, "goal", {"a": encode(compiled, "a", ["a", None])})
    assert as_pairs(compiled, decided) == [("uncovered", None), ("uncovered", None)]


def test_no_rows_are_decided_too() -> None:
    compiled = table_of({"a": YES_NO}, {"R": {"a": "yes"}})
    assert len(decide_columns(compiled, "goal", {"a": encode(compiled, "a", [])}).status) == 0
    assert len(decide_columns(compiled, "goal", {}).rule) == 0


def test_what_was_worked_out_serves_the_next_columns() -> None:
    compiled = table_of({"a": YES_NO, "b": LETTERS}, {"R": {"a": "yes", "b": "a"}, "S": {"a": "no"}})
    decider = Columns(compiled, "goal")
    batches: list[Cases] = [[{"a": True, "b": "a"}], [{"a": False, "b": None}, {"a": None, "b": "c"}]]
    for rows in batches:
        assert as_pairs(compiled, decider.decide(codes_of(compiled, rows))) == one_by_one(compiled, rows)


@pytest.mark.parametrize(
    "codes",
    [np.array([2], np.uint8), np.array([1], np.int64), np.array([[1]], np.uint8), np.array([1, 0], np.uint8)],
    ids=["no such cell", "not codes", "not a column", "another length"],
)
def test_columns_that_are_no_codes_are_refused(codes: Any) -> None:
    compiled = table_of({"a": YES_NO, "b": YES_NO}, {"R": {"a": "yes", "b": "yes"}})
    with pytest.raises(ValueError, match="b"):
        decide_columns(compiled, "goal", {"a": np.array([1], np.uint8), "b": codes})


def test_a_collect_decision_has_no_single_rule() -> None:
    with pytest.raises(ValueError, match="goal"):
        Columns(table_of({"a": YES_NO}, {"R": {"a": "yes"}}, hit="collect"), "goal")


HOURS = [0, 1.5, 2, 2.5, 4, 5]
DAYS = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)]


@pytest.mark.parametrize(
    ("kind", "test", "values", "array"),
    [
        ("duration", "[2h..4h)", [timedelta(hours=h) for h in HOURS], np.array([int(h * 60) for h in HOURS], "m8[m]")),
        ("date", "<= 2026-07-01", DAYS, np.array(DAYS, "M8[D]")),
        ("money", "> 25000", [1, 25000, 25001], np.array([1, 25000, 25001])),
        ("number", "> 1.5", [1, Decimal("1.5"), 2], None),
        ("number", "> 1.5", [1, 2], np.array([1, 2], np.uint8)),
        ("yes_no", "yes", [True, False], np.array([True, False])),
        (
            "datetime",
            ">= 2026-07-01T10:00:00+07:00",
            [datetime(2026, 7, 1, h, tzinfo=UTC) for h in (2, 3, 4)],
            np.array([f"2026-07-01T0{h}" for h in (2, 3, 4)], "M8[m]"),
        ),
    ],
    ids=["duration", "date", "money", "number", "whole numbers", "yes or no", "instant"],
)
def test_the_code_is_the_cell_of_the_value(kind: str, test: str, values: list[Value], array: Any) -> None:
    compiled = table_of({"a": Type(kind)}, {"R": {"a": test}})
    cells = [compiled.cell("a", value) for value in values]
    assert encode(compiled, "a", [*values, None]).tolist() == [*cells, 255]
    if array is not None:
        assert encode(compiled, "a", array).tolist() == cells


def test_not_a_time_is_unknown() -> None:
    compiled = table_of({"a": Type("duration")}, {"R": {"a": "> 2h"}})
    assert encode(compiled, "a", np.array(["NaT", 3], "m8[h]")).tolist() == [255, 2]


def test_a_fact_of_many_cells_has_wider_codes() -> None:
    kind = Type("choice", {f"k{i}": f"K{i}" for i in range(300)})
    compiled = table_of({"a": kind}, {"R": {"a": "k299"}, "S": {"a": "not(k299)"}})
    codes = encode(compiled, "a", ["k299", "k0", None])
    assert (codes.dtype.name, codes.tolist()) == ("uint16", [299, 0, 65535])
    assert as_pairs(compiled, decide_columns(compiled, "goal", {"a": codes})) == [("decided", "R"), ("decided", "S"), ("open", None)]


@pytest.mark.parametrize("value", ["z", ABSENT, "A"])
def test_a_value_outside_its_type_is_not_coded(value: Value) -> None:
    compiled = table_of({"a": LETTERS}, {"R": {"a": "a"}})
    with pytest.raises(KeyError):
        encode(compiled, "a", [value])


def test_an_array_of_another_type_is_not_coded() -> None:
    compiled = table_of({"a": Type("duration")}, {"R": {"a": "> 2h"}})
    with pytest.raises(TypeError):
        encode(compiled, "a", np.array([1, 2]))
