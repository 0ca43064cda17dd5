"""The five SOPs: nothing forgotten, nothing at odds, and every override there for a reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import decide
from pansol.sop.facts import read_facts
from pansol.sop.load import find_procedures, load
from pansol.sop.prove import Prover, propose, verify_compiled

ROOT = Path(__file__).parents[2] / "procedures"
NAMES = find_procedures(ROOT)


@pytest.fixture(scope="module")
def provers() -> dict[str, Prover]:
    return {name: Prover(load(ROOT / name, ROOT)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_no_situation_is_forgotten_and_no_rules_are_at_odds(provers: dict[str, Prover], name: str) -> None:
    proof = provers[name].proof()
    assert [f.text() for f in proof.unexplained] == []
    assert not proof.blurred


@pytest.mark.parametrize("name", NAMES)
def test_taking_out_any_override_lets_two_rules_win(provers: dict[str, Prover], name: str) -> None:
    prover = provers[name]
    sections = {r.section for r in prover.procedure.rules() if r.section}
    for rule in prover.procedure.rules():
        for loser in rule.overrides:
            loss = prover.check_without(override=(rule.id, loser))
            # a section overrides all that follows it, also what it never meets
            assert loss is not None or rule.section in sections
            assert loss is None or loss.kind == "overlap"


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_form_rules_out_only_what_cannot_be(name: str) -> None:
    assert verify_compiled(compile_procedure(load(ROOT / name, ROOT))) == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_scenario_proposed_for_a_rule_comes_to_that_rule(provers: dict[str, Prover], name: str) -> None:
    procedure = provers[name].procedure
    compiled = compile_procedure(procedure)
    rules = [r.id for r in procedure.rules()][::5]
    scenarios = propose(procedure, rules, provers[name])
    assert len(scenarios) == len(rules)
    for rule, scenario in zip(rules, scenarios, strict=True):
        assert rule in held(compiled, scenario)


def held(compiled: Compiled, scenario: dict[str, Any]) -> set[str]:
    now = datetime.fromisoformat(scenario.get("now", "2026-07-01T10:00:00+07:00"))
    as_of = date.fromisoformat(scenario["as_of"]) if "as_of" in scenario else now.astimezone(compiled.procedure.zone).date()
    policies = {f"policy.{k}": v for k, v in scenario.get("policies", {}).items()}
    facts = read_facts(compiled.procedure, {**scenario["given"], **policies})
    return {r.id for r in decide(compiled, facts, now=now, as_of=as_of, goal=scenario.get("goal")).rules()}
