"""What lies ahead of an interview: the likely outcomes, the questions left, how ready the form is."""

from __future__ import annotations

from random import Random

import pytest

from pansol.sop.ahead import ahead, look_ahead, sample_answer
from pansol.sop.interview import question_for
from pansol.sop.ledger import Ledger
from tests.world import NOW, TODAY, compiled_from, situation

COMPILED = compiled_from("""facts:
  status: {type: choice, check: dsc, values: {paid: Dibayar, sent: Dikirim, lost: Hilang, back: Kembali}}
  vip: {type: yes_no, ask: VIP?}
  msisdn: {type: phone, ask: Nomor?}
  note: {type: text, ask: Catatan?, may_be: absent}
decisions:
  guidance:
    - {rule: R1, title: Satu, when: {status: paid, vip: yes}, do: [{ticket: f}]}
    - {rule: R2, title: Dua, when: {status: paid, vip: no}}
    - {rule: R3, title: Tiga, when: {status: [sent, lost, back]}}
forms: {f: {title: F, fields: {msisdn: required, note: {required_when: {status: paid}, may_be: absent}, vip: optional}}}
""")
NOBODY: frozenset[str] = frozenset()


def test_the_outcomes_have_shares_that_add_up() -> None:
    found = look_ahead(situation(COMPILED), None, NOBODY)
    assert [o.rule for o in found.outlooks][0] == "R3"
    assert sum(o.share for o in found.outlooks) == pytest.approx(1)
    assert {o.rule: round(o.share, 3) for o in found.outlooks} == {"R1": 0.125, "R2": 0.125, "R3": 0.75}


def test_past_frequencies_weigh_the_outcomes() -> None:
    found = look_ahead(situation(COMPILED), None, NOBODY, {"R1": 100.0, "R3": 0.0})
    assert found.outlooks[0].rule == "R1"
    assert found.outlooks[-1].share == 0


def test_what_is_ruled_out_does_not_lie_ahead() -> None:
    assert {o.rule for o in look_ahead(situation(COMPILED, {"status": "paid"}), None, NOBODY).outlooks} == {"R1", "R2"}


def test_the_questions_left_are_counted() -> None:
    found = look_ahead(situation(COMPILED), None, NOBODY)
    assert found.fewest == 1
    assert 1 <= found.expected <= 2
    one_left = look_ahead(situation(COMPILED, {"status": "paid"}), None, NOBODY)
    assert (one_left.fewest, one_left.expected) == (1, 1)


def test_nothing_lies_ahead_of_a_decided_goal_but_itself() -> None:
    found = look_ahead(situation(COMPILED, {"status": "lost"}), None, NOBODY)
    assert ([(o.rule, o.share) for o in found.outlooks], found.fewest, found.expected) == ([("R3", 1.0)], 0, 0)


def test_the_form_is_as_ready_as_its_wanted_fields() -> None:
    decided = {"status": "paid", "vip": True}
    assert [
        (a.ready, a.wanted) for a in (look_ahead(situation(COMPILED, f), None, NOBODY) for f in (decided, {**decided, "note": "absent"}))
    ] == [(0, 2), (1, 2)]


def test_a_stuck_interview_ends() -> None:
    found = look_ahead(situation(COMPILED), None, frozenset({"status", "vip"}))
    assert (found.fewest, found.expected) == (0, 0)


def test_an_answer_that_is_drawn_fits_its_fact() -> None:
    here = situation(COMPILED)
    question = question_for(here, None, NOBODY)
    assert question is not None
    assert {sample_answer(here, question, Random(seed)) for seed in range(40)} == {"paid", "sent", "lost", "back"}


def test_a_ledger_looks_ahead_as_its_facts_do() -> None:
    ledger = Ledger(COMPILED.procedure)
    ledger.record("status", "paid", at=NOW)
    assert ahead(COMPILED, ledger, now=NOW, as_of=TODAY) == look_ahead(situation(COMPILED, {"status": "paid"}), None, NOBODY)
