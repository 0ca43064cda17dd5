"""Sari's case asks the systems over HTTP, and what they say is recorded as theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pansol.desk.accounts.models import Role
from pansol.desk.accounts.rules import Forbidden
from pansol.desk.audit.actions import first_broken
from pansol.desk.cases.actions import answer, close_case, undo
from pansol.desk.cases.lookups import LookupOutcome, bound_facts, look_up, to_look_up
from pansol.desk.cases.models import Case, FactEntry
from pansol.desk.connectors.sandbox import Sandbox
from tests.desk.connectors.stories import ORDERS, bought, known, looked_up, paid, told
from tests.desk.world import NOW, case, client, opened, sari, user

pytestmark = pytest.mark.django_db


def test_what_the_system_knows_is_recorded_with_its_source(sandbox: Sandbox) -> None:
    found = paid()
    result = looked_up(found, "prior_case")
    assert result.outcome == LookupOutcome.FOUND
    assert result.title == "DSC"
    assert known(found)["prior_case"] == "none"
    entry = FactEntry.objects.get(case=found, fact="prior_case")
    assert (entry.source, entry.by) == ("connector:dsc", sari())
    assert entry.at - NOW < timedelta(milliseconds=1)
    assert first_broken(f"case:{found.pk}") is None


def test_other_open_facts_of_the_same_system_come_along(sandbox: Sandbox) -> None:
    found = paid()
    result = looked_up(found, "prior_case")
    assert set(result.recorded) == {"prior_case", "number_status", "profile_blocked"}
    assert known(found)["number_status"] == "collection_block_1"
    assert known(found)["profile_blocked"] is False


def test_one_request_fills_several_facts(sandbox: Sandbox) -> None:
    looked_up(paid(), "prior_case")
    asked = [path for path, _headers in sandbox.seen]
    assert sorted(asked) == ["/dsc/msisdn/6281200007712", "/dsc/msisdn/6281200007712/history"]


def test_a_case_goes_from_number_to_guidance_by_look_ups_alone(sandbox: Sandbox) -> None:
    found = paid()
    while (fact := to_look_up(opened(found))) is not None:
        assert looked_up(found, fact).outcome == LookupOutcome.FOUND
    file = opened(found)
    assert (known(found)["posted"], known(found)["hlr_block"]) == (True, "hum")
    assert file.answer.result.status == "decided"


def test_a_package_that_was_charged_and_did_not_arrive(sandbox: Sandbox) -> None:
    found = bought()
    for fact in ("subscription", "charged", "quota_shown"):
        assert looked_up(found, fact).outcome == LookupOutcome.FOUND
    assert known(found)["charged"] is True
    assert known(found)["quota_shown"] is False


def test_an_order_is_found_by_id_or_else_by_email(sandbox: Sandbox) -> None:
    intake = {
        "issue": "order_progress", "email": "gol-0007@contoh.id", "order_id": "absent", "ordered_at": "2026-06-20T10:00:00+07:00",
        "courier": "JNE", "delivery": "reguler", "outage_here": "no", "prior_case": "none",
    }  # fmt: skip
    by_email = told(intake, ORDERS)
    assert looked_up(by_email, "order_status").outcome == LookupOutcome.FOUND
    by_id = told({**intake, "order_id": "GOL-0007", "email": "absent"}, ORDERS)
    assert looked_up(by_id, "order_status").outcome == LookupOutcome.FOUND
    assert known(by_email)["order_status"] == known(by_id)["order_status"] == "delivery_incident"
    assert looked_up(by_id, "picked_up").recorded == ("picked_up",)
    assert looked_up(by_id, "live_tracking").outcome == LookupOutcome.FOUND
    assert known(by_id)["live_tracking"] == "not_arrived"


def test_what_takes_a_person_to_judge_is_left_to_her(sandbox: Sandbox) -> None:
    found = paid("0812-0000-7705")
    result = looked_up(found, "prior_case")
    assert result.outcome == LookupOutcome.TO_AGENT
    assert "DSC" in result.message
    assert "prior_case" not in known(found)


def test_a_customer_the_system_does_not_know_is_left_to_her(sandbox: Sandbox) -> None:
    found = paid("0812-9999-9999")
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NO_ANSWER
    assert set(known(found)) == {"msisdn", "outage_here"}


def test_nothing_is_asked_before_the_number_is_known(sandbox: Sandbox) -> None:
    found = case()
    assert bound_facts(opened(found)) == {}
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NOT_BOUND
    assert not sandbox.seen


def test_a_fact_no_system_knows_is_not_bound(sandbox: Sandbox) -> None:
    found = told({"msisdn": "081200007712"})
    assert opened(found).question.fact.name == "outage_here"  # type: ignore[union-attr]
    assert looked_up(found, "outage_here").outcome == LookupOutcome.NOT_BOUND
    assert to_look_up(opened(found)) is None


def test_only_who_may_answer_may_look_up(sandbox: Sandbox) -> None:
    found = paid()
    with pytest.raises(Forbidden):
        looked_up(found, "prior_case", by=user("qori", Role.QA))
    with pytest.raises(Forbidden):
        looked_up(found, "prior_case", by=user("lain", Role.AGENT_T1, client("pln123")))
    assert not sandbox.seen


def test_a_system_is_not_asked_for_another_clients_cases(sandbox: Sandbox, configured: Any) -> None:
    configured("clients: [telkomsel]", "clients: [pln123]")
    found = paid()
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NOT_BOUND


def test_a_closed_case_asks_nothing(sandbox: Sandbox) -> None:
    found = paid()
    close_case(found_now(found), "done", by=sari(), now=NOW)
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NOT_BOUND


def found_now(found: Case) -> Case:
    return opened(found).case


def test_an_answer_given_meanwhile_stands(sandbox: Sandbox) -> None:
    found = paid()
    behind = opened(found)
    assert to_look_up(behind) == "prior_case"  # she sees the question, and the look-up is on its way
    answer(opened(found), "prior_case", "open", by=sari(), now=NOW)
    result = look_up(behind, "prior_case", by=sari(), now=NOW)
    assert result.outcome == LookupOutcome.CHANGED
    assert result.has_news
    assert known(found)["prior_case"] == "open"


def test_undo_takes_the_whole_look_up_back_and_it_is_not_repeated(sandbox: Sandbox) -> None:
    found = paid()
    looked_up(found, "prior_case")
    undo(opened(found), by=sari(), now=NOW)
    assert set(known(found)) == {"msisdn", "outage_here"}
    assert to_look_up(opened(found)) is None
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NOT_BOUND


def test_a_value_the_agent_corrected_is_not_looked_up_again_when_it_goes_stale(sandbox: Sandbox) -> None:
    found = paid()
    looked_up(found, "prior_case")
    assert looked_up(found, "posted").outcome == LookupOutcome.FOUND
    answer(opened(found), "posted", "no", by=sari(), now=NOW)
    later = NOW.replace(hour=11)
    assert "posted" not in known(found, later)
    assert "posted" not in bound_facts(opened(found, later))


def test_what_was_found_for_a_wrong_number_is_asked_again_for_the_right_one(sandbox: Sandbox) -> None:
    found = paid("0812-0000-7716")
    looked_up(found, "prior_case")
    assert known(found)["profile_blocked"] is True
    answer(opened(found), "msisdn", "0812-0000-7712", by=sari(), now=NOW)
    fact = to_look_up(opened(found))
    assert fact in ("prior_case", "number_status", "profile_blocked")
    assert looked_up(found, str(fact)).outcome == LookupOutcome.FOUND
    assert known(found)["profile_blocked"] is False
    assert to_look_up(opened(found)) not in ("prior_case", "number_status", "profile_blocked")


def test_what_cannot_be_asked_again_is_told_to_be_out_of_date(sandbox: Sandbox) -> None:
    found = paid("0812-0000-7716")
    looked_up(found, "prior_case")
    answer(opened(found), "msisdn", "0812-0000-7712", by=sari(), now=NOW)
    sandbox.faults["dsc"] = "down"
    result = looked_up(found, "profile_blocked")
    assert result.outcome == LookupOutcome.UNREACHABLE
    assert result.message.startswith("“Ada blokir di profil DSC” masih dari data sebelum dikoreksi")
    answer(opened(found), "profile_blocked", "no", by=sari(), now=NOW)
    assert looked_up(found, "profile_blocked").outcome == LookupOutcome.NOT_BOUND


@pytest.mark.parametrize("text", [None, "systems: {"])
def test_without_a_usable_file_agents_check_themselves(settings: Any, tmp_path: Path, text: str | None) -> None:
    settings.CONNECTORS = tmp_path / "none.yaml"
    if text is not None:
        settings.CONNECTORS.write_text(text)
    found = paid()
    assert to_look_up(opened(found)) is None
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NOT_BOUND


@pytest.mark.parametrize(
    "order_id",
    [
        "../../hlr/subscribers/6281200007712",
        "..",
        "x?fault=slow",
        "//evil.example/a",
        "@evil.example",
        "a#b",
        "GOL-0007/../../fa",
        "%2e%2e%2f",
    ],
)
def test_what_a_customer_says_cannot_lead_elsewhere(sandbox: Sandbox, order_id: str) -> None:
    intake = {"issue": "order_progress", "email": "absent", "order_id": order_id, "ordered_at": "2026-06-20T10:00:00+07:00"}
    found = told({**intake, "courier": "JNE", "delivery": "reguler", "outage_here": "no", "prior_case": "none"}, ORDERS)
    assert looked_up(found, "order_status").outcome in (LookupOutcome.NO_ANSWER, LookupOutcome.NOT_BOUND)
    assert "order_status" not in known(found)
    for path, _headers in sandbox.seen:
        assert path.startswith("/dsc/orders/")
        assert path.count("/") == 3
        assert "?" not in path
