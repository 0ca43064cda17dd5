"""Taking a rule or an override out of a procedure, with every reference to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pansol.sop.compile import compile_procedure
from pansol.sop.model import Procedure
from pansol.sop.mutate import without_override, without_rule
from tests.world import answer, load_text

PROCEDURE = load_text("""facts:
  a: {type: choice, ask: A?, values: {x: X, y: Y, z: Z}}
  b: {type: yes_no, ask: B?, applies_when: {guidance: [G1, G2]}}
  c: {type: yes_no, label: C, sources: [{check: d.c, when: {guidance: G1}}, {ask: C?}]}
decisions:
  guidance:
    - {rule: G1, when: {a: x}}
    - {rule: G2, when: {a: [x, y]}, overrides: [G1, G3]}
    - {rule: G3, when: {a: z}, do: [{close: a, requires: {next: N1}}]}
  next:
    applies_when: {guidance: [G1, G2]}
    rules:
      - {rule: N1, when: {guidance: G1}, overrides: [N2]}
      - {rule: N2, when: [{guidance: [G1, G2]}, {a: z}]}
      - {rule: N3, when: {guidance: "not(G1)", b: yes}, overrides: [N1, N2]}
  after:
    - {rule: A1, when: {next: N1}, overrides: [A2]}
    - {rule: A2, when: {next: [N2, N3, absent]}}
""")


def rule_ids(procedure: Procedure, decision: str) -> list[str]:
    return [r.id for r in procedure.decisions[decision].rules]


def test_an_override_is_taken_out_alone() -> None:
    mutant = without_override(PROCEDURE, "G2", "G1")
    assert mutant.decisions["guidance"].rule("G2").overrides == ("G3",)
    assert answer(compile_procedure(mutant), {"a": "x"}).result.status == "conflict"
    assert answer(compile_procedure(PROCEDURE), {"a": "x"}).result.rule == "G2"


def test_a_rule_goes_with_its_overrides_and_the_tests_on_it() -> None:
    mutant = without_rule(PROCEDURE, "G1")
    assert rule_ids(mutant, "guidance") == ["G2", "G3"]
    assert mutant.decisions["guidance"].rule("G2").overrides == ("G3",)
    assert tuple(mutant.facts["guidance"].kind.values or ()) == ("G2", "G3")
    assert [t.parts for row in mutant.facts["b"].applies_when or () for t in row.values()] == [("G2",)]
    assert mutant.facts["c"].sources[0].when == ()
    assert [list(row) for row in mutant.decisions["next"].rule("N3").when] == [["b"]]


def test_a_condition_on_a_rule_that_is_gone_can_never_hold() -> None:
    mutant = without_rule(PROCEDURE, "N1")
    assert mutant.decisions["guidance"].rule("G3").do[0].requires == ()


@pytest.mark.parametrize("rule", [r.id for r in PROCEDURE.rules()])
def test_what_is_left_can_be_decided(rule: str) -> None:
    compiled = compile_procedure(without_rule(PROCEDURE, rule))
    for value in "xyz":
        found = answer(compiled, {"a": value, "b": True})
        assert all(rule not in (r.rule, *r.rules) for r in found.results.values())


def test_a_rule_that_tested_only_what_is_gone_never_holds_and_the_others_stay_themselves() -> None:
    """N1 can never hold without G1; A1 and A2 still tell N2 and N3 apart from it."""
    compiled = compile_procedure(without_rule(PROCEDURE, "G1"))
    found = answer(compiled, {"a": "x", "b": False})
    assert (found.results["next"].rule, found.results["after"].rule) == ("N2", "A2")


def test_every_mutant_of_everything_can_be_decided() -> None:
    everything = load_text((Path(__file__).parent / "good" / "everything.yaml").read_text(encoding="utf-8"))
    for rule in everything.rules():
        answer(compile_procedure(without_rule(everything, rule.id)), {"outage": False, "status": "paid"})
