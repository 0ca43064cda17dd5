"""Random procedures in which everything hangs together, held against brute force: deciding, asking, correcting, explaining."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import Answer, Result, decide
from pansol.sop.explain import what_would_change, why, why_not
from pansol.sop.interview import Question, question_for
from pansol.sop.ledger import Ledger
from pansol.sop.model import Procedure
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Value
from tests.sop.oracle import AS_OF, NOW, Complete, base_facts, completions, outcomes, partly_known, procedures, winners
from tests.sop.tangled import tangled

EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
NOBODY: frozenset[str] = frozenset()
Known = dict[str, Value]


def decided(compiled: Compiled, known: Mapping[str, Value], nobody: frozenset[str] = NOBODY) -> Answer:
    return decide(compiled, known, now=NOW, as_of=AS_OF, unanswerable=nobody)


def settled(result: Result) -> frozenset[str] | None:
    """The winners of a settled result; None while it is open."""
    if result.status == "open" or result.is_stuck:
        return None
    return frozenset((result.rule,)) if result.rule else frozenset(result.rules)


def question_of(compiled: Compiled, known: Mapping[str, Value], nobody: frozenset[str] = NOBODY) -> Question | None:
    return question_for(Situation(compiled, known, NOW, AS_OF), None, nobody)


def interview(compiled: Compiled, values: Complete, nobody: frozenset[str] = NOBODY) -> tuple[Known, list[Question]]:
    """Ask until nothing is left to ask, answering from one complete situation."""
    known: Known = {}
    questions: list[Question] = []
    unanswerable = NOBODY
    while (question := question_of(compiled, known, unanswerable)) is not None:
        assert question.fact.name not in known
        assert question.fact.name not in unanswerable
        questions.append(question)
        if question.fact.name in nobody:
            unanswerable |= {question.fact.name}
        else:
            known[question.fact.name] = values[question.fact.name]
    return known, questions


def some_situation(data: st.DataObject, procedure: Procedure) -> Complete | None:
    whole = list(completions(procedure, {}))
    return data.draw(st.sampled_from(whole)) if whole else None


@EXAMPLES
@given(st.data())
def test_a_settled_goal_is_that_of_every_completion(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    known = data.draw(partly_known(procedure))
    found, expected = settled(decided(compile_procedure(procedure), known).result), outcomes(procedure, known)
    assert found is None or not expected or expected == {found}


@EXAMPLES
@given(st.data())
def test_every_value_that_is_known_is_that_of_every_completion(data: st.DataObject) -> None:
    """Computed facts and decisions that other decisions test."""
    procedure = data.draw(tangled())
    known = data.draw(partly_known(procedure))
    values = decided(compile_procedure(procedure), known).values
    for whole in completions(procedure, known):
        assert {n: v for n, v in values.items() if v is not None} == {n: whole[n] for n, v in values.items() if v is not None}


@EXAMPLES
@given(st.data())
def test_what_is_collected_holds_in_every_completion(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    known = data.draw(partly_known(procedure))
    answer = decided(compile_procedure(procedure), known)
    if procedure.decisions["lead"].hit == "collect" and answer.contradiction is None:
        result = answer.results["lead"]
        for whole in completions(procedure, known):
            held = winners(procedure, whole, "lead")
            assert held >= set(result.rules)
            assert held == set(result.rules) or result.status != "decided"


@EXAMPLES
@given(st.data())
def test_the_interview_ends_where_deciding_with_all_facts_ends(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    compiled = compile_procedure(procedure)
    values = some_situation(data, procedure)
    if values is not None:
        known, _ = interview(compiled, values)
        assert settled(decided(compiled, known).result) == winners(procedure, values)


@EXAMPLES
@given(st.data())
def test_prerequisites_come_before_what_they_are_for(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    compiled = compile_procedure(procedure)
    values = some_situation(data, procedure)
    known: Known = {}
    while values is not None and (question := question_of(compiled, known)) is not None:
        here = Situation(compiled, known, NOW, AS_OF)
        assert all(here.value(name) is not None for name in question.fact.after)
        assert question.fact.applies_when is None or here.holds(question.fact.applies_when)
        tried = [s.when for s in question.fact.sources if s.how == "try" and s.when is not None and question.how == "try"]
        assert all(here.holds(when) for when in tried)
        known[question.fact.name] = values[question.fact.name]


@EXAMPLES
@given(st.data())
def test_a_prerequisite_is_asked_only_for_the_sake_of_a_fact_that_is_open(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    compiled = compile_procedure(procedure)
    known = data.draw(partly_known(procedure))
    question = question_of(compiled, known)
    if question is not None and question.phase == "goal":
        assert question.target in decided(compiled, known).result.open


@EXAMPLES
@given(st.data())
def test_what_nobody_can_say_is_never_asked_again(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    compiled = compile_procedure(procedure)
    values = some_situation(data, procedure)
    nobody = frozenset(data.draw(st.lists(st.sampled_from([f.name for f in base_facts(procedure)]), unique=True)))
    if values is None:
        return
    known, questions = interview(compiled, values, nobody)
    assert len({q.fact.name for q in questions}) == len(questions)
    marked = frozenset(q.fact.name for q in questions) & nobody
    result = decided(compiled, known, marked).result
    assert settled(result) in (None, winners(procedure, values))
    if result.status == "open":
        assert not marked, "with an unanswerable fact and no question left the case is stuck"
    if result.is_stuck:
        assert result.stuck
        assert marked


@EXAMPLES
@given(st.data())
def test_correcting_an_independent_fact_is_starting_over_with_the_new_value(data: st.DataObject) -> None:
    procedure = data.draw(procedures(independent=True))
    compiled = compile_procedure(procedure)
    names = [f.name for f in base_facts(procedure)]
    one, other = (data.draw(st.sampled_from(list(completions(procedure, {})))) for _ in range(2))
    corrected = data.draw(st.lists(st.sampled_from(names), unique=True))
    ledger = Ledger(procedure)
    for minute, name in enumerate(data.draw(st.permutations(names))):
        ledger.record(name, one[name], at=NOW + timedelta(minutes=minute))
    for minute, name in enumerate(corrected):
        ledger.record(name, other[name], at=NOW + timedelta(hours=1, minutes=minute))
    values = {n: (other if n in corrected else one)[n] for n in names}
    assert ledger.values(NOW) == values
    assert decided(compiled, ledger.values(NOW)).result == decided(compiled, values).result


@EXAMPLES
@given(st.data())
def test_correcting_never_keeps_an_answer_that_followed_from_the_old_value(data: st.DataObject) -> None:
    """After a correction and its questions, the interview ends as one that was right from the start."""
    procedure = data.draw(tangled())
    compiled = compile_procedure(procedure)
    one, other = some_situation(data, procedure), some_situation(data, procedure)
    if one is None or other is None:
        return
    ledger = Ledger(procedure)
    known, questions = interview(compiled, one)
    for minute, question in enumerate(questions):
        ledger.record(question.fact.name, known[question.fact.name], at=NOW + timedelta(minutes=minute))
    for minute, name in enumerate(known):
        ledger.record(name, other[name], at=NOW + timedelta(hours=1, minutes=minute))
    facts = ledger.values(NOW)
    while (asked := question_of(compiled, facts)) is not None:
        facts[asked.fact.name] = other[asked.fact.name]
    assert settled(decided(compiled, facts).result) == winners(procedure, other)


@EXAMPLES
@given(st.data())
def test_why_names_tests_that_hold_and_why_not_a_fact_that_rules_out(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    known = data.draw(partly_known(procedure))
    found = decided(compile_procedure(procedure), known)
    situation, goal = found.situation, procedure.decisions["goal"]
    won = settled(found.result)
    if found.contradiction is not None:
        return
    for rule in goal.rules:
        status, reasons = why_not(situation, "goal", rule.id)
        if found.result.rule == rule.id and status == "holds":
            assert all(r.holds for r in why(situation, "goal", rule.id))
        if status == "facts":
            assert reasons
            for whole in completions(procedure, known):
                assert rule.id not in winners(procedure, whole)
        elif status == "holds":
            assert won is None or rule.id in won
        elif status == "overridden":
            assert won is None or rule.id not in won
            assert all(r.holds for r in reasons)
        else:
            assert reasons
            assert all(r.holds is None for r in reasons)


@EXAMPLES
@given(st.data())
def test_a_change_leads_where_it_says_and_nothing_smaller_does(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    compiled = compile_procedure(procedure)
    values = some_situation(data, procedure)
    if values is None:
        return
    known = {f.name: values[f.name] for f in base_facts(procedure) if values[f.name] is not ABSENT or f.may_be_absent}
    situation = Situation(compiled, known, NOW, AS_OF)
    changes = what_would_change(situation, "goal")
    for change in changes:
        changed = decided(compiled, {**known, **dict(change.facts)})
        assert (changed.result.rule, changed.contradiction) == (change.rule, None)
        assert change.rule != decided(compiled, known).result.rule
        assert all(value != known[name] for name, value in change.facts)
    if all(len(c.facts) > 1 for c in changes):
        for name in known:
            for sample in compiled.cells[name].samples if name in compiled.tables["goal"].columns else ():
                if sample is not ABSENT or procedure.facts[name].may_be_absent:
                    alone = decided(compiled, {**known, name: sample})
                    assert alone.contradiction or alone.result.rule in (None, decided(compiled, known).result.rule)


@EXAMPLES
@given(st.data())
def test_a_policy_is_read_and_its_assumption_told(data: st.DataObject) -> None:
    procedure = data.draw(tangled())
    compiled = compile_procedure(procedure)
    known = data.draw(partly_known(procedure))
    for strict in (True, False) if procedure.policies else ():
        found = decided(compiled, {**known, "policy.p": strict})
        assert found.values["policy.p"] is strict
        if found.result.rule and any("policy.p" in row for row in procedure.decisions["goal"].rule(found.result.rule).when):
            assert [p.name for p in found.assumptions] == ["p"]


def test_the_strategy_makes_procedures_worth_asking_about() -> None:
    """The properties above would be empty if random procedures never asked, never decided and never collected."""
    seen: set[str] = set()

    @settings(max_examples=300, database=None, derandomize=True)
    @given(tangled())
    def collect(procedure: Procedure) -> None:
        compiled = compile_procedure(procedure)
        first = decided(compiled, {})
        seen.update((procedure.decisions["lead"].hit, *(result.status for result in first.results.values())))
        seen.update("policy" for _ in procedure.policies)
        seen.update("after" for f in procedure.facts.values() if f.after)
        for whole in list(completions(procedure, {}))[:3]:
            seen.add(str(len(winners(procedure, whole))))

    collect()
    assert {"open", "unique", "collect", "decided", "policy", "after", "0", "1", "2"} <= seen


@pytest.mark.parametrize("hit", ["unique", "collect"])
def test_both_kinds_of_decision_are_tested_as_facts(hit: str) -> None:
    found: list[bool] = []

    @settings(max_examples=80, database=None, derandomize=True)
    @given(tangled())
    def collect(procedure: Procedure) -> None:
        tested = any("lead" in row for rule in procedure.decisions["goal"].rules for row in rule.when)
        found.append(tested and procedure.decisions["lead"].hit == hit)

    collect()
    assert any(found)
