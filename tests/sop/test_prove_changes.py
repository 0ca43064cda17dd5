"""What a new version changes, what taking something out reveals, and scenarios proposed for rules that have none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pansol.sop.compile import compile_procedure
from pansol.sop.errors import NotFound
from pansol.sop.load import load
from pansol.sop.model import Procedure
from pansol.sop.prove import Change, Difference, Prover, difference, propose, prove, verify_compiled, verify_pairs_infeasible
from pansol.sop.scenario import run_scenarios
from pansol.sop.unary import parse_test

Read = Callable[..., Procedure]
HEAD = "procedure: uji/satu\ntitle: Uji\nclient: uji\ntimezone: Asia/Jakarta\n"
OLD = """
facts:
  status: {type: choice, label: Status, check: a.b, values: {waiting: Menunggu, paid: Dibayar}}
  ordered_at: {type: datetime, label: Waktu pesan, check: a.c}
  waited: {type: duration, label: Lama menunggu, is: now - ordered_at}
decisions:
  guidance:
    - {rule: R-1, when: {status: waiting, waited: "< 24h"}, do: [{close: tunggu}]}
    - {rule: R-2, when: {status: waiting, waited: ">= 24h"}, do: [{close: lama}]}
    - {rule: R-3, when: {status: paid}, do: [{close: dibayar}]}
  duties:
    hit: collect
    rules:
      - {rule: D-1, when: {guidance: R-2}}
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def one(text: str, version: str = "satu") -> Procedure:
        folder = tmp_path / version / "uji" / "satu"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "procedure.yaml").write_text(HEAD + text, encoding="utf-8")
        return load(folder)

    return one


def compare(read: Read, new: str, old: str = OLD) -> Difference:
    return difference(read(old, "lama"), read(new, "baru"))


def pairs(found: Difference) -> list[tuple[str, str, str]]:
    return [(c.decision, c.before, c.after) for c in found.changes]


def only(changes: tuple[Change, ...], before: str, after: str) -> Change:
    return next(c for c in changes if (c.before, c.after) == (before, after))


def test_a_version_does_not_differ_from_itself(read: Read) -> None:
    found = compare(read, OLD)
    assert found.is_empty
    assert found.is_complete


def test_a_moved_boundary_shows_the_situation_between(read: Read) -> None:
    found = compare(read, OLD.replace("24h", "20h"))
    assert pairs(found) == [("guidance", "R-1", "R-2"), ("duties", "", "D-1")]
    change = found.changes[0]
    assert dict(change.shown)["Status"] == "Menunggu"
    assert "R-1 → R-2" in change.text()


def test_a_rule_taken_away_leaves_its_situations_uncovered(read: Read) -> None:
    without = OLD.replace("    - {rule: R-3, when: {status: paid}, do: [{close: dibayar}]}\n", "")
    found = compare(read, without)
    assert found.rules_removed == ("R-3",)
    assert pairs(found) == [("guidance", "R-3", "uncovered")]
    assert "tanpa aturan" in found.changes[0].text()
    assert "uncovered" in found.changes[0].text("en")


def test_a_rule_that_does_something_else_is_named_though_no_outcome_changes(read: Read) -> None:
    found = compare(read, OLD.replace("close: dibayar", "close: selesai"))
    assert found.rules_rewritten == ("R-3",)
    assert not found.changes
    assert not found.is_empty


def test_a_new_value_is_one_the_old_version_had_no_rule_for(read: Read) -> None:
    new = OLD.replace("paid: Dibayar", "paid: Dibayar, lost: Hilang").replace("{status: paid}", "{status: [paid, lost]}")
    found = compare(read, new)
    assert found.facts_changed == ("status",)
    assert pairs(found) == [("guidance", "uncovered", "R-3")]
    assert dict(found.changes[0].shown) == {"Status": "Hilang"}


def test_a_new_fact_splits_an_outcome(read: Read) -> None:
    new = OLD.replace("decisions:", "  vip: {type: yes_no, label: VIP, check: a.d}\ndecisions:")
    new = new.replace(
        "- {rule: R-3, when: {status: paid}",
        "- {rule: R-4, when: {status: paid, vip: yes}}\n    - {rule: R-3, when: {status: paid, vip: no}",
    )
    found = compare(read, new)
    assert (found.facts_added, found.rules_added) == (("vip",), ("R-4",))
    assert dict(only(found.changes, "R-3", "R-4").shown) == {"Status": "Dibayar", "VIP": "ya"}


def test_what_one_version_computes_and_the_other_asks_is_the_same_fact(read: Read) -> None:
    asked = OLD.replace(
        "{type: duration, label: Lama menunggu, is: now - ordered_at}", '{type: duration, label: Lama menunggu, ask: "Berapa lama?"}'
    )
    assert compare(read, asked, OLD.replace("guidance: R-2", "status: paid")).changes[0].decision == "duties"
    assert not compare(read, asked).changes


def test_a_situation_called_impossible_is_a_change(read: Read) -> None:
    found = compare(read, OLD + 'impossible: [{when: {status: paid, waited: ">= 48h"}, because: Tidak ada.}]\n')
    assert pairs(found) == [("guidance", "R-3", "impossible")]


def test_versions_that_follow_each_other_are_compared_on_the_same_facts(read: Read) -> None:
    found = compare(read, "in_force: 2026-01-01..\n" + OLD, "in_force: ..2025-12-31\n" + OLD)
    assert not found.on_common_days
    assert not found.changes


def test_taking_out_a_rule_or_an_override_shows_what_it_was_for(read: Read) -> None:
    extra = "    - {rule: R-5, when: {status: paid, waited: '> 5d'}, overrides: [R-3]}\n  duties:"
    prover = Prover(read(OLD.replace("  duties:", extra)))
    rule, override = prover.check_without(rule="R-1"), prover.check_without(override=("R-5", "R-3"))
    assert rule is not None
    assert (rule.kind, rule.decision) == ("gap", "guidance")
    assert override is not None
    assert (override.kind, override.rules) == ("overlap", ("R-5", "R-3"))
    assert dict(override.shown)["Status"] == "Dibayar"
    assert prover.check_without(rule="R-5") is None  # R-3 answers in its place
    assert prover.check_without(rule="D-1") is None


def test_a_decision_that_reads_another_shows_what_it_loses(read: Read) -> None:
    text = OLD.replace("    hit: collect\n    rules:\n", "    rules:\n") + "      - {rule: D-2, when: {guidance: not(R-2)}}\n"
    text = text.replace("- {rule: R-3,", "- {rule: R-9, when: {status: paid, waited: '> 9d'}, overrides: [R-3]}\n    - {rule: R-3,")
    prover = Prover(read(text.replace("guidance: R-2}", "guidance: [R-2, R-9]}").replace("not(R-2)", "[R-1, R-3]")))
    assert prover.check_without(rule="R-9") is None
    loss = prover.check_without(rule="R-2")
    assert loss is not None
    assert loss.decision == "guidance"


def test_what_does_not_exist_cannot_be_taken_out(read: Read) -> None:
    prover = Prover(read(OLD))
    with pytest.raises(NotFound):
        prover.check_without(rule="R-77")
    with pytest.raises(NotFound):
        prover.check_without(override=("R-1", "R-2"))


def test_a_proposed_scenario_passes_and_says_no_more_than_it_must(read: Read) -> None:
    procedure = read(OLD)
    paid, late, duty = propose(procedure, ["R-3", "R-2", "D-1"])
    assert paid == {"scenario": "Aturan R-3", "given": {"status": "paid"}, "expect": {"decided": "R-3"}}
    assert late["given"]["status"] == "waiting"
    assert late["given"]["ordered_at"].endswith(":00:00+07:00")
    assert set(late["given"]) == {"status", "ordered_at"}
    assert duty["expect"] == {"also": ["D-1"]}


def test_a_rule_that_can_never_be_decided_gets_no_scenario(read: Read) -> None:
    assert propose(read(OLD.replace('"< 24h"', '"< 24h", status: waiting').replace("status: waiting, waited", "waited", 1)), []) == ()
    never = OLD.replace("- {rule: R-3,", "- {rule: R-8, when: {waited: '< 24h', ordered_at: absent}}\n    - {rule: R-3,").replace(
        "check: a.c}", "check: a.c, may_be: absent}"
    )
    assert propose(read(never), ["R-8"]) == ()


def test_pairs_of_tests_are_confirmed_or_refuted(read: Read) -> None:
    procedure = read(OLD.replace("decisions:", '  old: {type: yes_no, label: Lama, is: "waited > 48h"}\ndecisions:'))
    duration, yes_no = procedure.facts["waited"].kind, procedure.facts["old"].kind
    never = (("old", parse_test(yes_no, "yes")), ("waited", parse_test(duration, "<= 48h")))
    sometimes = (("old", parse_test(yes_no, "yes")), ("waited", parse_test(duration, "> 40h")))
    assert verify_pairs_infeasible(procedure, [never]) == ()
    (found,) = verify_pairs_infeasible(procedure, [never, sometimes])
    assert dict(found.tests) == {"old": "yes", "waited": "> 40h"}
    assert set(found.example) <= {"now", "ordered_at"}


def test_the_compiled_form_rules_out_only_what_cannot_be(read: Read) -> None:
    compiled = compile_procedure(read(OLD.replace("decisions:", '  old: {type: yes_no, label: Lama, is: "waited > 48h"}\ndecisions:')))
    assert compiled.constraints
    assert verify_compiled(compiled) == ()


def test_the_proof_counts_what_is_impossible(read: Read) -> None:
    impossible = prove(read(OLD + "impossible: [{when: {status: paid, waited: '>= 24h'}, because: Tidak ada.}]\n")).impossible
    assert (impossible.entries, impossible.is_counted) == (1, True)
    assert impossible.share == pytest.approx(1 / 4)  # two states × (< 24 h, ≥ 24 h)
    assert "25.0%" in impossible.text()


def test_a_summary_counts_rules_per_basis(read: Read) -> None:
    proof = prove(read(OLD))
    assert proof.bases == {"stated": 4, "inferred": 0, "gap": 0}
    assert "4 tertulis" in proof.summary()
    assert proof.unexplained == ()


def test_scenarios_proposed_for_a_procedure_are_its_tests(read: Read) -> None:
    procedure = read(OLD)
    scenarios = list(propose(procedure, [r.id for r in procedure.rules()]))
    Path(procedure.folder, "scenarios.yaml").write_text(yaml.safe_dump({"scenarios": scenarios}, allow_unicode=True), encoding="utf-8")
    report = run_scenarios(procedure)
    assert not report.failed
    assert not report.uncovered
