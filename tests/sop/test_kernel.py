"""One case at a time: the same answers as deciding, however much is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop import graph
from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import decide
from pansol.sop.kernel import Kernel, Verdict
from pansol.sop.model import Decision, Fact, Procedure, Rule, Source
from pansol.sop.situation import Situation
from pansol.sop.unary import parse_test
from pansol.sop.values import ABSENT, Type, Value
from tests.sop.oracle import AS_OF, DURATION, GIVEN, LETTERS, NOW, SAMPLES, YES_NO, ZONE, completions, partly_known, procedures, winners

EXAMPLES = settings(max_examples=200)


def table_of(facts: Mapping[str, Type], rules: Mapping[str, Mapping[str, str]], hit: str = "unique") -> Compiled:
    """A procedure with one table, written as tests."""
    asked = {n: Fact(n, kind, n, (Source("check", n),)) for n, kind in facts.items()}
    rows = tuple(Rule(i, i, ({n: parse_test(facts[n], text) for n, text in when.items()},)) for i, when in rules.items())
    goal = Fact("goal", Type("choice", {r.id: r.id for r in rows}), "Tujuan", may_be_absent=True)
    decision = Decision("goal", "Tujuan", hit, rows)
    return compile_procedure(Procedure("uji/t", "T", "uji", ZONE, {**GIVEN, **asked, "goal": goal}, {"goal": decision}, ("goal",)))


def given_to_kernel(situation: Situation) -> dict[str, Value]:
    """What a caller hands over: facts as they were told, computed ones computed."""
    facts = situation.procedure.facts
    return {n: situation.known.get(n) if facts[n].sources and n not in GIVEN else situation.value(n) for n in facts if n != "goal"}


@EXAMPLES
@given(st.data())
def test_a_case_is_decided_as_the_procedure_decides_it(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    compiled = compile_procedure(procedure)
    kernel = Kernel(compiled, "goal")
    for _ in range(4):  # the graph that one case leaves behind serves the next
        known = data.draw(partly_known(procedure))
        expected = decide(compiled, known, now=NOW, as_of=AS_OF)
        if expected.contradiction is None:
            found = kernel.result(given_to_kernel(Situation(compiled, known, NOW, AS_OF)))
            assert (found.status, found.rule, found.rules) == (expected.result.status, expected.result.rule, expected.result.rules)


@EXAMPLES
@given(st.data())
def test_independent_facts_leave_the_same_reasons_and_the_same_facts_open(data: st.DataObject) -> None:
    procedure = data.draw(procedures(independent=True))
    compiled = compile_procedure(procedure)
    known = data.draw(partly_known(procedure))
    expected = decide(compiled, known, now=NOW, as_of=AS_OF).result
    found = Kernel(compiled, "goal").result({**known, "as_of": AS_OF})
    assert set(found.open) == set(expected.open)
    if len(procedure.decisions["goal"].rule(found.rule).when if found.rule else ()) == 1:
        assert found.why == expected.why


@EXAMPLES
@given(st.data())
def test_a_complete_case_has_the_rule_that_brute_force_finds(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    whole = list(completions(procedure, {}))
    kernel = Kernel(compile_procedure(procedure), "goal")
    for values in whole[:: max(1, len(whole) // 20)]:
        won = winners(procedure, values)
        found = kernel.result({n: v for n, v in values.items() if n != "goal"})
        assert {found.rule} == won if len(won) == 1 else set(found.rules) == won


@EXAMPLES
@given(st.data())
def test_a_graph_that_starts_anew_answers_as_before(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    compiled = compile_procedure(procedure)
    cases = [given_to_kernel(Situation(compiled, data.draw(partly_known(procedure)), NOW, AS_OF)) for _ in range(4)]
    roomy = Kernel(compiled, "goal")
    expected = [roomy.result(case) for case in cases]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "LIMIT", 2)
        tight = Kernel(compiled, "goal")
        assert [tight.result(case) for case in [*cases, *cases]] == [*expected, *expected]


@pytest.mark.parametrize("hours", [0, 1.99, 2, 2.01, 3, 3.99, 4, 4.01])
def test_a_bound_belongs_to_the_side_that_the_rule_says(hours: float) -> None:
    rules = {"below": {"wait": "< 2h"}, "between": {"wait": "[2h..4h]"}, "above": {"wait": "> 4h"}}
    kernel = Kernel(table_of({"wait": DURATION}, rules), "goal")
    expected = "below" if hours < 2 else "between" if hours <= 4 else "above"
    assert kernel.rule_of({"wait": timedelta(hours=hours)}) == expected


def test_a_fact_that_is_missing_is_unknown_and_not_absent() -> None:
    kernel = Kernel(table_of({"a": YES_NO, "b": LETTERS}, {"R": {"a": "yes", "b": "a"}, "S": {"a": "no"}}), "goal")
    assert kernel.result({}).status == kernel.result({"a": None, "b": None}).status == "open"
    assert kernel.result({"a": True}).open == ("b",)
    assert kernel.result({"a": False}) == Verdict("decided", "S", why=(("a", "no"),))
    assert kernel.result({"a": True, "b": "c"}).status == "uncovered"


def test_rules_that_hold_together_are_a_conflict() -> None:
    kernel = Kernel(table_of({"a": YES_NO, "b": YES_NO}, {"R": {"a": "yes"}, "S": {"b": "yes"}}), "goal")
    assert kernel.result({"a": True, "b": True}) == Verdict("conflict", rules=("R", "S"))
    assert kernel.rule_of({"a": True, "b": True}) is None


def test_a_value_outside_its_type_is_refused_when_it_matters() -> None:
    kernel = Kernel(table_of({"b": LETTERS, "wait": DURATION}, {"R": {"b": "a", "wait": "> 2h"}, "S": {"b": "not(a)"}}), "goal")
    with pytest.raises(KeyError):
        kernel.result({"b": "z"})
    with pytest.raises(TypeError):
        kernel.result({"b": "a", "wait": 3})
    with pytest.raises(KeyError):
        kernel.result({"b": ABSENT})


def test_a_collect_decision_has_no_single_rule() -> None:
    with pytest.raises(ValueError, match="goal"):
        Kernel(table_of({"a": YES_NO}, {"R": {"a": "yes"}}, hit="collect"), "goal")


def test_a_set_matters_only_by_the_members_that_are_tested() -> None:
    services = Type("choices", {"a": "A", "b": "B", "c": "C"})
    kernel = Kernel(table_of({"down": services}, {"R": {"down": "a"}, "S": {"down": "not(a)"}}), "goal")
    assert all(kernel.rule_of({"down": value}) == ("R" if "a" in value else "S") for value in SAMPLES["choices"])
