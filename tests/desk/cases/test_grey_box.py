"""The smallest part of the facts that leaves a situation open: enough by itself, and nothing in it is spare."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pansol.desk.cases.actions import answer, mark_unanswerable
from pansol.desk.cases.box import smallest_box
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case
from pansol.sop.decide import Answer, decide
from pansol.sop.values import Value
from tests.desk import world

BEFORE = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none"}
PAID = {**BEFORE, "posted": "yes"}
PACKAGE = "telkomsel/aktivasi-paket"


def known(facts: Mapping[str, str], procedure: str = world.PAYMENT) -> CaseFile:
    case = world.case(procedure=procedure)
    for fact, text in facts.items():
        answer(world.opened(case), fact, text, by=world.sari(), now=world.NOW)
    return world.opened(case)


def decided(file: CaseFile, facts: Mapping[str, Value]) -> Answer:
    return decide(file.compiled, facts, now=world.NOW, as_of=file.case.as_of, unanswerable=file.ledger.unanswerable())


SITUATIONS = [
    (world.PAYMENT, {**PAID, "hlr_block": "none", "number_status": "aging"}, {"outage_here", "prior_case", "posted", "number_status"}),
    (world.PAYMENT, {**PAID, "hlr_block": "none", "profile_blocked": "no", "number_status": "terminated"}, None),
    (PACKAGE, {**BEFORE, "subscription": "prepaid", "charged": "yes", "quota_shown": "yes", "benefit": "received",
               "activation_result": "failed"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("procedure", "facts", "expected"), SITUATIONS, ids=["gap", "other status", "failed activation"])
def test_the_box_is_enough_and_nothing_in_it_is_spare(procedure: str, facts: dict[str, str], expected: set[str] | None) -> None:
    file = known(facts, procedure)
    assert file.answer.needs_decision
    box = smallest_box(file)
    assert decided(file, box).result.rule == file.answer.result.rule
    assert len(box) < len(facts)
    assert expected is None or set(box) == expected
    for name in box:
        assert decided(file, {n: v for n, v in box.items() if n != name}).result.rule != file.answer.result.rule


def test_a_situation_where_nobody_knows_needs_no_fact() -> None:
    case = world.case()
    for _ in range(30):
        file = world.opened(case)
        if file.question is None:
            break
        mark_unanswerable(file, file.question.fact.name, by=world.sari(), now=world.NOW)
    file = world.opened(case)
    assert file.answer.result.is_stuck
    assert smallest_box(file) == {}
    assert Case.objects.get().entries.count() > 1
