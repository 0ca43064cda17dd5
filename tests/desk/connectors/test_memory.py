"""What a system said is kept as long as the fact stays valid, and not a minute longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pansol.desk.cases.lookups import LookupOutcome
from pansol.desk.cases.models import Case, FactEntry
from pansol.desk.connectors.sandbox import Sandbox
from tests.desk.connectors.stories import known, looked_up, told
from tests.desk.world import NOW

pytestmark = pytest.mark.django_db


def at_the_payment() -> Case:
    return told({"msisdn": "081200007712", "outage_here": "no", "prior_case": "none"}, now=NOW)


def asked(sandbox: Sandbox, system: str) -> int:
    return sum(path.startswith(f"/{system}/") for path, _ in sandbox.seen)


def test_another_case_of_the_same_number_is_answered_from_memory(sandbox: Sandbox) -> None:
    looked_up(at_the_payment(), "posted")
    later = NOW + timedelta(minutes=14)
    second = at_the_payment()
    assert looked_up(second, "posted", later).outcome == LookupOutcome.FOUND
    assert asked(sandbox, "fa") == 1
    assert FactEntry.objects.get(case=second, fact="posted").at == NOW + timedelta(microseconds=1)  # as old as it is
    assert "posted" not in known(second, NOW + timedelta(minutes=16))


def test_after_its_validity_it_is_asked_again(sandbox: Sandbox) -> None:
    looked_up(at_the_payment(), "posted")
    looked_up(at_the_payment(), "posted", NOW + timedelta(minutes=16))
    assert asked(sandbox, "fa") == 2


def test_a_fact_without_validity_is_asked_for_every_case(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert looked_up(at_the_payment(), "number_status").outcome == LookupOutcome.FOUND
    assert asked(sandbox, "dsc") == 2


def test_another_number_is_another_question(sandbox: Sandbox) -> None:
    looked_up(at_the_payment(), "posted")
    other = told({"msisdn": "081200007713", "outage_here": "no", "prior_case": "none"})
    looked_up(other, "posted")
    assert known(other)["posted"] is False


def test_memory_lasts_while_the_system_is_down(sandbox: Sandbox) -> None:
    looked_up(at_the_payment(), "posted")
    sandbox.faults["fa"] = "down"
    assert looked_up(at_the_payment(), "posted", NOW + timedelta(minutes=5)).outcome == LookupOutcome.FOUND
