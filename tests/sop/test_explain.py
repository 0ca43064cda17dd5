"""Why this rule, why not that one, and what would have led elsewhere."""

from __future__ import annotations

import pytest

from pansol.sop.errors import NotFound
from pansol.sop.explain import what_would_change, why, why_not
from tests.world import compiled_from, situation

COMPILED = compiled_from("""facts:
  status: {type: choice, check: dsc, label: Status, values: {paid: Dibayar, sent: Dikirim, lost: Hilang}}
  waited: {type: duration, ask: Lama?, label: Menunggu}
  vip: {type: yes_no, ask: VIP?, label: Pelanggan VIP}
  email: {type: email, ask: E-mail?, may_be: absent, label: E-mail}
  works: {type: yes_no, try: Coba, applies_when: {status: sent}, label: Sudah bisa}
policies: {strict: {type: yes_no, default: yes, assumption: Ketat}}
impossible: [{when: {status: lost, vip: yes}, because: tidak bisa}]
decisions:
  guidance:
    - {rule: R1, title: Tunggu, when: {status: paid, waited: "< 24h"}}
    - {rule: R2, title: Lama, when: {status: paid, waited: ">= 24h"}}
    - {rule: R3, when: [{status: sent, works: yes}, {status: sent, works: no, vip: no}]}
    - {rule: R4, when: {vip: yes}, overrides: [R1, R3]}
    - {rule: R5, in_force: ..2024-04-14, when: {status: paid}, overrides: [R1, R2, R4]}
    - {rule: R6, when: {status: lost, policy.strict: yes}}
    - {rule: R7, when: {status: lost, policy.strict: no}}
  code:
    applies_when: {guidance: R2}
    rules: [{rule: K1, when: {vip: [yes, no]}}]
""")
PAID = {"status": "paid", "waited": "1h", "vip": False}


def test_why_names_the_tests_that_hold() -> None:
    reasons = why(situation(COMPILED, PAID), "guidance", "R1")
    assert [(r.fact, r.holds) for r in reasons] == [("status", True), ("waited", True)]
    assert reasons[1].text() == "Menunggu: 1 jam (syarat: < 24h)"
    assert reasons[1].text("en") == "Menunggu: 1 jam (asked: < 24h)"


def test_why_shows_the_row_that_holds_of_several() -> None:
    reasons = why(situation(COMPILED, {"status": "sent", "works": False, "vip": False}), "guidance", "R3")
    assert [r.fact for r in reasons] == ["status", "works", "vip"]


@pytest.mark.parametrize(
    ("facts", "rule", "status", "names"),
    [
        (PAID, "R2", "facts", ["waited"]), (PAID, "R3", "facts", ["status", "works"]), (PAID, "R1", "holds", []), (PAID, "R5", "not_in_force", []),
        ({**PAID, "vip": True}, "R1", "overridden", ["vip"]), ({"status": "paid", "waited": "1h"}, "R1", "open", ["vip"]), ({"status": "paid"}, "R1", "open", ["waited"]),
        ({}, "R3", "open", ["status", "works", "status", "works", "vip"]), ({"status": "sent", "works": False, "vip": True}, "R3", "facts", ["works"]),
    ],
)  # fmt: skip
def test_why_not_names_what_rules_a_rule_out(facts: dict[str, object], rule: str, status: str, names: list[str]) -> None:
    found, reasons = why_not(situation(COMPILED, facts), "guidance", rule)
    assert (found, [r.fact for r in reasons]) == (status, names)


def test_a_decision_that_does_not_apply_rules_its_rules_out() -> None:
    status, reasons = why_not(situation(COMPILED, PAID), "code", "K1")
    assert (status, [(r.fact, r.test) for r in reasons]) == ("facts", [("guidance", "R2")])
    assert why_not(situation(COMPILED, {}), "code", "K1")[0] == "open"


def test_the_smallest_change_is_told_for_each_rule_it_leads_to() -> None:
    changes = {c.rule: dict(c.facts) for c in what_would_change(situation(COMPILED, PAID), "guidance")}
    assert set(changes) == {"R2", "R3", "R4", "R6"}
    assert list(changes["R4"]) == ["vip"]
    assert list(changes["R6"]) == ["status"]


def test_a_policy_is_not_a_fact_of_the_case() -> None:
    changes = what_would_change(situation(COMPILED, {"status": "lost", "waited": "1h", "vip": False}), "guidance")
    assert all(not name.startswith("policy.") for c in changes for name, _ in c.facts)
    assert "R7" not in {c.rule for c in changes}


def test_no_change_leads_into_the_impossible() -> None:
    here = situation(COMPILED, {"status": "paid", "waited": "30h", "vip": True})
    for change in what_would_change(here, "guidance"):
        assert not situation(COMPILED, {"status": "paid", "waited": "30h", "vip": True, **dict(change.facts)}).holds(
            COMPILED.procedure.impossible[0].when
        )


def test_a_change_past_the_impossible_is_found() -> None:
    """The rules tell only below and from 2 hours apart; between 2 and 4 hours is impossible."""
    compiled = compiled_from("""facts:
  n: {type: duration, ask: N?}
  a: {type: yes_no, ask: A?}
impossible: [{when: {n: "[2h..4h]", a: "-"}, because: x}]
decisions:
  guidance:
    - {rule: R1, when: {n: "< 2h"}}
    - {rule: R2, when: {n: ">= 2h"}}
""")
    (change,) = what_would_change(situation(compiled, {"n": "1h"}), "guidance")
    assert (change.rule, situation(compiled, {"n": "1h"}).with_fact(*change.facts[0]).holds(compiled.procedure.impossible[0].when)) == (
        "R2",
        False,
    )


@pytest.mark.parametrize(("decision", "rule"), [("guidence", "R1"), ("guidance", "R99")])
def test_a_name_that_does_not_exist_is_refused(decision: str, rule: str) -> None:
    for ask in (why, why_not):
        with pytest.raises(NotFound):
            ask(situation(COMPILED, PAID), decision, rule)


METRIC = compiled_from("""facts:
  ordered_at: {type: datetime, ask: Kapan?, label: Waktu pemesanan}
  items: {type: number, ask: Berapa?, label: Jumlah}
  waited: {type: duration, is: now - ordered_at}
  called: {type: time, is: time of ordered_at}
  total: {type: number, is: items * 2}
decisions:
  guidance:
    - {rule: NEW, when: {waited: "< 24h"}}
    - {rule: OLD, when: {waited: ">= 24h"}}
  hour:
    - {rule: DAY, when: {called: "[08:00..20:00]"}}
    - {rule: NIGHT, when: {called: "not([08:00..20:00])"}}
  size:
    - {rule: FEW, when: {total: "<= 10"}}
    - {rule: MANY, when: {total: "> 10"}}
""")
ORDERED = {"ordered_at": "2026-07-01T09:00:00+07:00", "items": "3"}


@pytest.mark.parametrize(
    ("decision", "fact", "rule"), [("guidance", "ordered_at", "OLD"), ("hour", "ordered_at", "NIGHT"), ("size", "items", "MANY")]
)
def test_what_a_computed_fact_reads_is_changed_too(decision: str, fact: str, rule: str) -> None:
    here = situation(METRIC, ORDERED)
    (change,) = what_would_change(here, decision)
    assert ([name for name, _ in change.facts], change.rule) == ([fact], rule)
    there = here.with_fact(*change.facts[0])
    assert there.procedure.decisions[decision].rules[there.outcome(decision).bit_length() - 1].id == rule
