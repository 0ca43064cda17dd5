"""Procedures that are right: everything the language has, in one, and what it means once it is read."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pansol.sop.load import find_procedures, json_schema, load, load_all
from pansol.sop.model import Dates, Procedure
from pansol.sop.scenario import run_scenarios
from pansol.sop.values import ABSENT
from tests.world import HEAD, answer, compiled_from, load_text, situation, written

GOOD = Path(__file__).parent / "good"
FACTS = "facts:\n  status: {type: choice, check: dsc.status, values: {paid: Dibayar, sent: Dikirim}}\n"
RULES = "decisions:\n  guidance:\n    - {rule: R1, when: {status: paid}}\n    - {rule: R2, when: {status: sent}}\n"


@pytest.fixture(scope="module")
def everything() -> Procedure:
    return load_text((GOOD / "everything.yaml").read_text(encoding="utf-8"))


def test_everything_the_language_has_is_read(everything: Procedure) -> None:
    kinds = {action.kind for rule in everything.rules() for action in rule.do}
    assert {fact.kind.kind for fact in everything.facts.values()} >= {
        "yes_no", "choice", "choices", "number", "money", "duration", "datetime", "date", "time", "text", "phone", "email", "file",
    }  # fmt: skip
    assert kinds == {
        "say", "advise", "perform", "wait", "ticket", "escalate", "dispatch", "callback", "work_order", "send", "record", "link", "refer",
        "follow", "monitor", "close", "needs_decision",
    }  # fmt: skip


def test_its_scenarios_pass(tmp_path: Path) -> None:
    scenarios = (GOOD / "everything-scenarios.yaml").read_text(encoding="utf-8")
    procedure = load(written(tmp_path, (GOOD / "everything.yaml").read_text(encoding="utf-8"), scenarios=scenarios))
    assert [v.complaints for v in run_scenarios(procedure).failed] == []


def test_scalars_are_what_they_say_and_not_what_yaml_thinks() -> None:
    text = "facts:\n  answer: {type: choice, ask: Jawab?, values: {no: Tidak, on: Nyala, 012: Nol dua belas, 12:30: Siang, null: Kosong, 1e3: Seribu}}\n"
    procedure = load_text(text + "decisions:\n  guidance:\n    - {rule: 007, when: {answer: [no, 012, 12:30, null]}}\n")
    assert tuple(procedure.facts["answer"].kind.values or ()) == ("no", "on", "012", "12:30", "null", "1e3")
    assert procedure.rules()[0].id == "007"
    assert procedure.rules()[0].when[0]["answer"].parts == ("no", "012", "12:30", "null")


def test_yes_no_is_written_in_two_languages() -> None:
    text = "facts: {a: {type: yes_no, ask: A?, pii: ya}, b: {type: yes_no, ask: B?, pii: yes}}\n"
    procedure = load_text(
        text + "decisions:\n  guidance:\n    - {rule: R1, when: {a: ya, b: yes}}\n    - {rule: R2, when: {a: tidak, b: no}}\n"
    )
    assert [[t.parts for t in r.when[0].values()] for r in procedure.rules()] == [[(True,), (True,)], [(False,), (False,)]]
    assert procedure.facts["a"].pii


def test_a_group_in_a_test_means_all_its_values(everything: Procedure) -> None:
    assert everything.decisions["guidance"].rule("G-1").when[0]["status"].parts == ("pending", "paid")


def test_literals_of_every_type_are_read(everything: Procedure) -> None:
    tests = {name: test for rule in everything.decisions["tier2"].rules for row in rule.when for name, test in row.items()}
    assert [(p.low, p.high) for p in tests["amount"].parts] == [(10000, 25000)]  # type: ignore[attr-defined]
    assert [p.low for p in tests["tries"].parts] == [Decimal(2)]  # type: ignore[attr-defined]
    assert [(p.low, p.high) for p in tests["opens"].parts] == [(time(8), time(20))]  # type: ignore[attr-defined]
    assert tests["promised"].parts[1].high == date(2026, 7, 1)  # type: ignore[attr-defined]
    assert everything.facts["outage"].valid_for == timedelta(minutes=30)


def test_a_section_lends_its_dates_to_its_rules(everything: Procedure) -> None:
    guidance = everything.decisions["guidance"]
    assert guidance.rule("G-1").in_force == Dates(date(2024, 4, 15), None)
    assert guidance.rule("G-L").in_force == Dates(None, date(2024, 4, 14))


def test_overriding_a_section_overrides_its_rules(everything: Procedure) -> None:
    assert everything.decisions["guidance"].rule("G-0").overrides == ("G-1", "G-2", "G-3", "G-4", "G-5", "G-L")


def test_a_rules_own_override_beats_that_of_its_section() -> None:
    text = """decisions:
  guidance:
    - section: siang
      overrides: [{section: malam}]
      rules: [{rule: S1, when: {status: paid}}, {rule: S2, when: {status: sent}}]
    - section: malam
      rules: [{rule: M1, when: {status: paid}, overrides: [S1]}, {rule: M2, when: {status: sent}}]
"""
    procedure = load_text(FACTS + text)
    assert {r.id: r.overrides for r in procedure.rules()} == {"S1": ("M2",), "S2": ("M1", "M2"), "M1": ("S1",), "M2": ()}


def test_a_decision_is_continued_in_a_sibling_file() -> None:
    procedure = load_text(
        "include: [malam.yaml]\n" + FACTS + RULES,
        malam="decisions:\n  guidance:\n    - {rule: R3, when: {status: paid}, overrides: [R1]}\n",
    )
    assert [(r.id, r.place.file) for r in procedure.rules()][-1] == ("R3", "uji/kecil/malam.yaml")


def test_a_module_joins_the_first_goal_and_overrides_what_follows(tmp_path: Path) -> None:
    folder = tmp_path / "common" / "gangguan"
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(
        "module: common/gangguan\nfacts: {outage: {type: yes_no, ask: Gangguan?}}\nrules: [{rule: outage, when: {outage: yes}}]\n",
        encoding="utf-8",
    )
    uses = "uses: {common/gangguan: {as: X-1, implements: [X-02]}}\n"
    procedure = load(written(tmp_path, uses + FACTS + RULES))
    first = procedure.rules()[0]
    assert (first.id, first.overrides, first.implements, first.section) == ("X-1", ("R1", "R2"), ("X-02",), "common/gangguan")
    assert find_procedures(tmp_path) == ("uji/kecil",)
    assert set(load_all(tmp_path)) == {"uji/kecil"}


def test_what_is_computed_stands_after_what_it_reads() -> None:
    facts = "facts:\n  c: {type: yes_no, is: not b}\n  b: {type: yes_no, is: not a}\n  a: {type: yes_no, ask: A?}\n"
    procedure = load_text(facts + "decisions:\n  guidance:\n    - {rule: R1, when: {c: yes}}\n")
    assert procedure.order == ("b", "c", "guidance")


def test_a_decision_is_a_choice_over_its_rules() -> None:
    procedure = load_text(
        FACTS + RULES + "  next:\n    - {rule: N1, when: {guidance: R1}}\n    - {rule: N2, when: {guidance: [R2, absent]}}\n"
    )
    assert dict(procedure.facts["guidance"].kind.values or {}) == {"R1": "R1", "R2": "R2"}


def test_the_first_decision_is_the_goal_unless_goals_are_named() -> None:
    assert load_text(FACTS + RULES).goals == ("guidance",)


def test_facts_that_are_never_told_otherwise_have_a_label() -> None:
    assert (
        load_text(FACTS.replace("status:", "order_status:") + RULES.replace("status:", "order_status:")).facts["order_status"].label
        == "Order status"
    )


def test_an_unquoted_comparison_in_braces_is_read() -> None:
    compiled = compiled_from(
        "facts: {waited: {type: duration, ask: Lama?}}\ndecisions:\n  guidance:\n    - {rule: R1, when: {waited: < 24h}}\n    - {rule: R2, when: {waited: '>= 24h'}}\n"
    )
    assert answer(compiled, {"waited": "23h59m"}).result.rule == "R1"
    assert answer(compiled, {"waited": "24h"}).result.rule == "R2"


def test_the_schema_for_editors_names_every_key() -> None:
    schema = json_schema()
    assert set(schema["properties"]) >= {"procedure", "facts", "decisions", "impossible", "policies", "machines"}
    assert "overrides" in schema["$defs"]["RuleText"]["properties"]


def test_a_fact_whose_value_is_absent_is_not_unknown() -> None:
    compiled = compiled_from(
        "facts: {note: {type: text, ask: Catatan?, may_be: absent}}\ndecisions:\n  guidance:\n    - {rule: R1, when: {note: absent}}\n    - {rule: R2, when: {note: known}}\n"
    )
    assert situation(compiled, {"note": "absent"}).value("note") is ABSENT
    assert [answer(compiled, facts).result.status for facts in ({}, {"note": "absent"}, {"note": "x"})] == ["open", "decided", "decided"]


def test_the_head_may_stand_without_a_time_zone() -> None:
    assert load_text(HEAD.replace("timezone: Asia/Jakarta\n", "") + FACTS + RULES).zone.key == "Asia/Jakarta"
