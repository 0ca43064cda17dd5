"""Every rule and every override carries weight: without it the proof shows a gap or an overlap, or a scenario comes out otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from pansol.sop.load import find_procedures, load
from pansol.sop.model import Procedure
from pansol.sop.mutate import without_override, without_rule
from pansol.sop.prove import Prover
from pansol.sop.scenario import Report, Scenario, run_scenarios

ROOT = Path(__file__).parents[1] / "procedures"


class Bench:
    """A procedure, its incremental proof, and its scenarios by the rules they reach."""

    def __init__(self, name: str) -> None:
        self.procedure = load(ROOT / name, ROOT)
        self.prover = Prover(self.procedure)
        self.report: Report = run_scenarios(self.procedure)

    def reaching(self, *rules: str) -> list[Scenario]:
        return [v.scenario for v in self.report.verdicts if v.rules.intersection(rules)]

    def changes_a_scenario(self, mutant: Procedure, *rules: str) -> bool:
        return bool(run_scenarios(mutant, scenarios=self.reaching(*rules)).failed)


@pytest.fixture(scope="module", params=find_procedures(ROOT))
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


def test_no_rule_can_be_removed_unnoticed(bench: Bench) -> None:
    def is_noticed(rule: str) -> bool:
        return bench.prover.check_without(rule=rule) is not None or bench.changes_a_scenario(without_rule(bench.procedure, rule), rule)

    assert [r.id for r in bench.procedure.rules() if not is_noticed(r.id)] == []


def test_no_override_can_be_removed_unnoticed(bench: Bench) -> None:
    overrides = [(r.id, loser) for r in bench.procedure.rules() for loser in r.overrides]

    def is_noticed(pair: tuple[str, str]) -> bool:
        if bench.prover.check_without(override=pair) is not None:
            return True
        return bench.changes_a_scenario(without_override(bench.procedure, *pair), *pair)

    assert [pair for pair in overrides if not is_noticed(pair)] == []


def test_removing_a_rule_removes_the_references_to_it(bench: Bench) -> None:
    for rule in bench.procedure.rules():
        mutant = without_rule(bench.procedure, rule.id)
        left = [t for r in mutant.rules() for row in r.when for t in row.values()]
        assert all(rule.id not in test.parts for test in left)
        assert all(rule.id not in r.overrides for r in mutant.rules())
