"""From a foreign answer to a fact's value, and from a fact to an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pansol.desk.connectors.config import Request
from pansol.desk.connectors.memory import Memory
from pansol.desk.connectors.reading import Miss, Reading, Reply, fits, read
from pansol.desk.connectors.template import as_parameter, fill
from pansol.sop.values import ABSENT, Type

TEXT, PHONE, YES_NO, MONEY = Type("text"), Type("phone"), Type("yes_no"), Type("money")


def reading(data: Any, spec: Any, *, found: bool = True, expect: str | None = None) -> Reading | Miss:
    request = Request.model_validate({"get": "/x", "expect": expect, "facts": {"a.b": spec}})
    return read(request, "a.b", Reply(data, found))


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("Surabaya ", Reading("Surabaya", "text")),
        (True, Reading("yes", "yes_no")),
        (65000, Reading("65000", "number")),
        (65000.0, Reading("65000", "number")),
        (1.5, Reading("1.5", "number")),
        ("", Miss.EMPTY),
        (None, Miss.EMPTY),
        ("   ", Miss.NONSENSE),
        (float("inf"), Miss.NONSENSE),
        (10**30, Miss.NONSENSE),
        ({"a": 1}, Miss.NONSENSE),
        (["yes"], Miss.NONSENSE),
        ("x" * 501, Miss.NONSENSE),
        ("a\x00b", Miss.NONSENSE),
        ("a\nb", Miss.NONSENSE),
        ("\ud800", Miss.NONSENSE),
        ("\u202egnp.exe", Miss.NONSENSE),
        ("absent", Miss.NONSENSE),
        ("unknown", Miss.NONSENSE),
    ],
)
def test_a_bare_value(raw: object, meant: object) -> None:
    assert reading({"v": raw}, "v") == meant


def test_foreign_words_are_mapped_and_strange_ones_are_not_guessed() -> None:
    spec = {"from": "v", "map": {"PAID": "yes", "1": "yes", "true": "yes"}}
    for word in ("PAID", 1, True):
        assert reading({"v": word}, spec) == Reading("yes")
    for word in ("paid", 2, False, "<b>PAID</b>"):
        assert reading({"v": word}, spec) == Miss.NONSENSE
    assert reading({"v": "?"}, {**spec, "else": "no"}) == Reading("no")
    assert reading({"v": {}}, {**spec, "else": "no"}) == Miss.NONSENSE


def test_nothing_there_and_no_such_thing_mean_what_the_file_says() -> None:
    assert reading({}, {"from": "v", "empty": "absent"}) == Reading("absent")
    assert reading({}, {"from": "v", "not_found": "no"}, found=False) == Reading("no")
    assert reading({"v": "x"}, {"from": "v"}, found=False) == Miss.EMPTY
    assert reading({"v": "SEVERAL"}, {"from": "v", "to_agent": ["SEVERAL"]}) == Miss.TO_AGENT


def test_an_answer_of_another_shape_is_not_believed() -> None:
    assert reading({"rows": 5}, "length(rows) > `0`") == Miss.NONSENSE
    assert reading([1, 2], "rows[0].amount") == Miss.EMPTY
    assert reading({"rows": [{}]}, "length(rows) > `0`", expect="rows[0].amount != null") == Miss.NONSENSE
    assert reading({"rows": [{}]}, "length(rows) > `0`", expect="length(nothing)") == Miss.NONSENSE


def test_a_value_of_one_type_does_not_pass_for_another() -> None:
    assert fits(Reading("yes", "yes_no"), YES_NO)
    assert not fits(Reading("yes", "yes_no"), TEXT)
    assert not fits(Reading("1", "number"), YES_NO)
    assert fits(Reading("25000", "number"), MONEY)
    assert not fits(Reading("1.125", "number"), MONEY)
    assert not fits(Reading("25.000", "text"), MONEY)


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        (PHONE, "0812-0000-7781", "6281200007781"),
        (PHONE, "+62 812 0000 7781", "6281200007781"),
        (TEXT, "GOL 1/2?x=1&y#z", "GOL%201%2F2%3Fx%3D1%26y%23z"),
        (TEXT, "@evil.example", "%40evil.example"),
        (TEXT, "..", None),
        (TEXT, "../../admin", None),
        (TEXT, "a\\..\\b", None),
        (TEXT, "a\r\nHost: evil", None),
        (TEXT, "x" * 201, None),
        (TEXT, "\ud800", None),
        (TEXT, ABSENT, None),
        (TEXT, None, None),
        (Type("datetime"), datetime(2026, 7, 1, 3, tzinfo=UTC), "2026-07-01T03%3A00%3A00%2B00%3A00"),
        (YES_NO, True, "yes"),
    ],
)
def test_a_fact_in_an_address(kind: Type, value: object, sent: str | None) -> None:
    assert fill("/a/{f}", lambda _name: as_parameter(kind, value)) == (None if sent is None else f"/a/{sent}")


def test_memory_forgets_the_oldest_and_the_expired() -> None:
    now, hour = datetime(2026, 7, 1, tzinfo=UTC), timedelta(hours=1)
    memory = Memory(size=2)
    for url in ("a", "b", "c"):
        memory.keep(url, {"x": Miss.EMPTY}, now=now, longest=hour)
    assert memory.recall("a", now, hour) is None
    assert memory.recall("c", now, hour) == (now, {"x": Miss.EMPTY})
    assert memory.recall("c", now - hour, hour) is None  # from the future: a clock was set back
    memory.keep("d", {}, now=now + 2 * hour, longest=hour)
    assert memory.recall("c", now, hour) is None
