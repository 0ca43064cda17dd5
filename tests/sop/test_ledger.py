"""What one case knows, who said it and when: nothing is overwritten, and a correction costs no more than it must."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.compile import compile_procedure
from pansol.sop.decide import decide
from pansol.sop.errors import FactError
from pansol.sop.interview import next_question
from pansol.sop.ledger import Ledger
from pansol.sop.values import ABSENT
from tests.world import NOW, TODAY, load_text

PROCEDURE = load_text("""facts:
  status: {type: choice, check: dsc.status, values: {paid: Dibayar, sent: Dikirim}, valid_for: 15m}
  reachable: {type: yes_no, ask: Bisa dihubungi?, after: status}
  colour: {type: choice, ask: Warna?, values: {red: Merah, blue: Biru}}
  bad: {type: yes_no, is: reachable = no}
  works: {type: yes_no, try: Nyalakan ulang, applies_when: {bad: yes}}
  again: {type: yes_no, try: Cabut kartu, applies_when: {works: no}}
  age: {type: duration, is: now - since}
  since: {type: datetime, ask: Sejak kapan?, valid_for: 1h}
  email: {type: email, ask: E-mail?, may_be: absent}
decisions:
  guidance:
    - {rule: R1, when: {status: paid}}
    - {rule: R2, when: {status: sent, reachable: yes}}
    - {rule: R3, when: {works: yes}}
    - {rule: R4, when: {again: known}}
    - {rule: R5, when: {age: "> 1h", colour: red, email: absent}}
""")


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(PROCEDURE)


def tell(ledger: Ledger, *facts: tuple[str, object]) -> None:
    for step, (name, value) in enumerate(facts):
        ledger.record(name, value, at=minutes(step))


def test_what_was_recorded_is_known(ledger: Ledger) -> None:
    ledger.record("status", "paid", at=NOW, source="dsc")
    ledger.record("email", ABSENT, at=NOW)
    assert ledger.values(NOW) == {"status": "paid", "email": ABSENT}
    assert [(e.fact, e.source) for e in ledger.entries] == [("status", "dsc"), ("email", "agent")]


def test_a_correction_supersedes_and_deletes_nothing(ledger: Ledger) -> None:
    tell(ledger, ("colour", "red"), ("colour", "blue"))
    assert ledger.values(NOW)["colour"] == "blue"
    assert [e.value for e in ledger.entries] == ["red", "blue"]


def test_a_correction_asks_again_what_was_observed_after_and_because_of_it(ledger: Ledger) -> None:
    tell(ledger, ("status", "sent"), ("reachable", True), ("colour", "red"), ("status", "paid"))
    assert ledger.values(minutes(4)) == {"status": "paid", "colour": "red"}


def test_a_correction_keeps_what_was_observed_before_it(ledger: Ledger) -> None:
    tell(ledger, ("reachable", True), ("status", "sent"), ("status", "paid"))
    assert ledger.values(minutes(3)) == {"status": "paid", "reachable": True}


def test_a_correction_asks_again_what_was_tried_because_of_it_through_a_computed_fact(ledger: Ledger) -> None:
    tell(ledger, ("status", "sent"), ("reachable", False), ("works", False), ("again", True), ("reachable", True))
    assert ledger.values(minutes(5)) == {"status": "sent", "reachable": True}


def test_saying_the_same_again_corrects_nothing(ledger: Ledger) -> None:
    tell(ledger, ("status", "sent"), ("reachable", True), ("status", "sent"))
    assert ledger.values(minutes(3)) == {"status": "sent", "reachable": True}


def test_saying_the_same_again_does_not_hide_what_followed_the_first_time(ledger: Ledger) -> None:
    tell(ledger, ("status", "sent"), ("reachable", True), ("status", "sent"), ("status", "paid"))
    assert ledger.values(minutes(4)) == {"status": "paid"}


def test_a_value_past_its_validity_is_unknown_again(ledger: Ledger) -> None:
    ledger.record("status", "paid", at=NOW)
    assert ledger.values(minutes(15)) == {"status": "paid"}
    assert ledger.values(minutes(15.1)) == {}
    assert ledger.stale(minutes(15.1)) == ("status",)
    ledger.record("status", "paid", at=minutes(16))
    assert ledger.stale(minutes(20)) == ()


def test_a_decided_result_keeps_the_facts_it_used_until_the_next_contact(ledger: Ledger) -> None:
    ledger.record("status", "paid", at=NOW)
    ledger.settle(minutes(5))
    assert ledger.values(minutes(120)) == {"status": "paid"}
    ledger.resume()
    assert ledger.values(minutes(120)) == {}


def test_a_computed_fact_is_as_fresh_as_what_it_reads(ledger: Ledger) -> None:
    ledger.record("since", NOW - timedelta(hours=3), at=NOW)
    compiled = compile_procedure(PROCEDURE)
    fresh, late = (decide(compiled, ledger.values(at), now=at, as_of=TODAY).values["age"] for at in (minutes(30), minutes(90)))
    assert (fresh, late) == (timedelta(hours=3, minutes=30), None)


def test_what_nobody_can_say_is_unknown_and_marked(ledger: Ledger) -> None:
    ledger.record("colour", "red", at=NOW)
    ledger.mark_unanswerable("colour", at=minutes(1))
    assert ledger.values(minutes(2)) == {}
    assert ledger.unanswerable() == {"colour"}


def test_what_nobody_could_say_may_be_asked_again_on_resume(ledger: Ledger) -> None:
    ledger.mark_unanswerable("colour", at=NOW)
    ledger.resume()
    assert ledger.unanswerable() == frozenset()


def test_an_answer_after_all_takes_the_mark_away(ledger: Ledger) -> None:
    ledger.mark_unanswerable("colour", at=NOW)
    ledger.record("colour", "blue", at=minutes(1))
    assert ledger.unanswerable() == frozenset()
    assert ledger.values(minutes(1)) == {"colour": "blue"}


def test_undo_takes_back_a_correction_with_all_it_withdrew(ledger: Ledger) -> None:
    tell(ledger, ("status", "sent"), ("reachable", True), ("status", "paid"))
    assert ledger.undo() is not None
    assert ledger.values(minutes(3)) == {"status": "sent", "reachable": True}


def test_undo_takes_back_one_step_at_a_time(ledger: Ledger) -> None:
    tell(ledger, ("status", "sent"), ("colour", "red"))
    ledger.mark_unanswerable("reachable", at=minutes(2))
    assert [ledger.undo() for _ in range(4)] == ["reachable", "colour", "status", None]
    assert ledger.values(minutes(3)) == {}
    assert len(ledger.entries) == 3


def test_what_is_undone_can_be_said_anew(ledger: Ledger) -> None:
    tell(ledger, ("colour", "red"))
    ledger.undo()
    tell(ledger, ("colour", "blue"), ("status", "paid"))
    assert ledger.undo() == "status"
    assert ledger.values(NOW) == {"colour": "blue"}


def test_undo_of_what_decided_opens_the_case_again(ledger: Ledger) -> None:
    tell(ledger, ("status", "paid"))
    ledger.settle(minutes(1))
    ledger.undo()
    assert ledger.settled_at is None


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("status", "lost"),
        ("status", ABSENT),
        ("reachable", "yes"),
        ("tiada", True),
        ("bad", True),
        ("since", datetime(2026, 7, 1)),
        ("guidance", "R1"),
    ],
)
def test_a_value_that_does_not_fit_is_never_recorded(ledger: Ledger, fact: str, value: object) -> None:
    with pytest.raises(FactError):
        ledger.record(fact, value, at=NOW)
    assert ledger.entries == []


def test_an_entry_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(FactError):
        ledger.record("colour", "red", at=datetime(2026, 7, 1, 10))
    with pytest.raises(FactError):
        ledger.mark_unanswerable("tiada", at=NOW)
    assert (ledger.entries, ledger.steps) == ([], [])


def test_the_next_question_skips_what_is_known_and_what_nobody_can_say(ledger: Ledger) -> None:
    compiled = compile_procedure(PROCEDURE)
    asked = []
    for step in range(12):
        question = next_question(compiled, ledger, now=minutes(step), as_of=TODAY)
        if question is None:
            break
        asked.append(question.fact.name)
        ledger.mark_unanswerable(question.fact.name, at=minutes(step))
    assert len(asked) == len(set(asked))
    assert asked


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.sampled_from([("status", "paid"), ("status", "sent"), ("reachable", True), ("reachable", False), ("works", True), ("colour", "red"), ("colour", "blue")])),
        st.tuples(st.just("nobody"), st.sampled_from(["status", "reachable", "colour"])),
        st.just(("undo", None)),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=150)
@given(STEPS)
def test_the_ledger_only_grows_and_undo_is_the_inverse_of_a_step(steps: list[tuple[str, Any]]) -> None:
    ledger = Ledger(PROCEDURE)
    before: list[dict[str, Any]] = [{}]
    marks: list[frozenset[str]] = [frozenset()]
    for number, (what, said) in enumerate(steps):
        entries = list(ledger.entries)
        if what == "tell":
            name, value = said
            ledger.record(name, value, at=minutes(number / 100))
        elif what == "nobody":
            ledger.mark_unanswerable(str(said), at=minutes(number / 100))
        elif len(before) > 1:
            ledger.undo()
            before.pop()
            marks.pop()
            assert (ledger.values(NOW), ledger.unanswerable()) == (before[-1], marks[-1])
        if what != "undo":
            before.append(ledger.values(NOW))
            marks.append(ledger.unanswerable())
        assert ledger.entries[: len(entries)] == entries
