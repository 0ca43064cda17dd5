"""State machines are tables: what is not in them is refused by name."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from pansol.sop.errors import IllegalEvent, NotFound
from pansol.sop.machines import fire
from pansol.sop.model import Machine
from tests.world import load_text


@pytest.fixture(scope="module")
def order() -> Machine:
    return load_text((Path(__file__).parent / "good" / "everything.yaml").read_text(encoding="utf-8")).machines["order"]


def test_a_cell_of_the_table_is_a_transition(order: Machine) -> None:
    found = fire(order, "new", "pay")
    assert (found.target, found.effects, found.cites) == ("paid", ("catat",), "gol 42")


def test_one_line_may_start_in_several_states(order: Machine) -> None:
    assert [fire(order, state, "close").target for state in ("new", "paid")] == ["done", "done"]


def test_every_other_cell_is_illegal(order: Machine) -> None:
    legal = {(t.source, t.event) for t in order.transitions}
    for state, event in set(product(order.states, order.events)) - legal:
        with pytest.raises(IllegalEvent):
            fire(order, state, event)


def test_an_illegal_event_names_those_that_are_legal(order: Machine) -> None:
    with pytest.raises(IllegalEvent, match=r"Peristiwa `pay` tidak berlaku saat Status order dalam keadaan `paid`\. Yang berlaku: close\."):
        fire(order, "paid", "pay")
    with pytest.raises(IllegalEvent) as caught:
        fire(order, "done", "pay")
    assert caught.value.show("en") == "Event `pay` is illegal while Status order is `done`."


@pytest.mark.parametrize(("state", "event"), [("payd", "pay"), ("new", "payy")])
def test_a_name_that_does_not_exist_is_not_merely_illegal(order: Machine, state: str, event: str) -> None:
    with pytest.raises(NotFound):
        fire(order, state, event)
