"""Deciding and asking against brute force, on random small procedures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.asking import askable
from pansol.sop.compile import compile_procedure
from pansol.sop.decide import Result, decide
from pansol.sop.interview import question_for
from pansol.sop.model import Procedure
from pansol.sop.situation import Situation
from pansol.sop.values import Value
from tests.sop.oracle import AS_OF, NOW, completions, outcomes, partly_known, procedures, winners

EXAMPLES = settings(max_examples=200)
NOBODY: frozenset[str] = frozenset()


def result_of(procedure: Procedure, known: dict[str, Value]) -> Result:
    return decide(compile_procedure(procedure), known, now=NOW, as_of=AS_OF).result


def as_outcome(result: Result) -> frozenset[str] | None:
    """What a settled result says the winners are; None while it is open."""
    if result.status == "open" or result.stuck:
        return None
    return frozenset((result.rule,)) if result.rule else frozenset(result.rules)


@EXAMPLES
@given(st.data())
def test_a_settled_result_is_that_of_every_completion(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    known = data.draw(partly_known(procedure))
    expected = outcomes(procedure, known)
    found = as_outcome(result_of(procedure, known))
    if found is not None and expected:
        assert expected == {found}


@EXAMPLES
@given(st.data())
def test_independent_facts_are_decided_as_soon_as_completions_agree(data: st.DataObject) -> None:
    procedure = data.draw(procedures(independent=True))
    known = data.draw(partly_known(procedure))
    expected = outcomes(procedure, known)
    found = as_outcome(result_of(procedure, known))
    assert found == (next(iter(expected)) if len(expected) == 1 else None)


@EXAMPLES
@given(st.data())
def test_the_interview_ends_where_deciding_with_all_facts_ends(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    compiled = compile_procedure(procedure)
    whole = list(completions(procedure, {}))
    if not whole:
        return
    values = data.draw(st.sampled_from(whole))
    known: dict[str, Value] = {}
    for _ in range(len(values) + 1):
        question = question_for(Situation(compiled, known, NOW, AS_OF), None, NOBODY)
        if question is None:
            break
        assert question.fact.name not in known
        known[question.fact.name] = values[question.fact.name]
    assert as_outcome(decide(compiled, known, now=NOW, as_of=AS_OF).result) == winners(procedure, values)


@EXAMPLES
@given(st.data())
def test_no_question_is_asked_that_cannot_matter(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    known = _established(procedure, data.draw(partly_known(procedure)))
    question = question_for(Situation(compile_procedure(procedure), known, NOW, AS_OF), None, NOBODY)
    if question is not None and outcomes(procedure, known):
        assert _can_matter(procedure, known, question.target)


def _established(procedure: Procedure, known: dict[str, Value]) -> dict[str, Value]:
    """What an interview can know: a conditional fact only where its condition is known to hold."""
    situation = Situation(compile_procedure(procedure), known, NOW, AS_OF)
    return {n: v for n, v in known.items() if situation.value(n) is not None}


def _can_matter(procedure: Procedure, known: dict[str, Value], fact: str) -> bool:
    """Whether two completions that differ in `fact`, and in what hangs on it, have different winners."""
    hanging = _hanging(procedure, fact)
    by_rest: dict[tuple[tuple[str, Value], ...], set[frozenset[str]]] = {}
    for values in completions(procedure, known):
        rest = tuple((n, v) for n, v in values.items() if n not in hanging)
        by_rest.setdefault(rest, set()).add(winners(procedure, values))
    return any(len(found) > 1 for found in by_rest.values())


def _hanging(procedure: Procedure, fact: str) -> set[str]:
    found, grown = {fact, *procedure.decisions}, True
    while grown:
        grown = False
        for other in procedure.facts.values():
            conditional = any(found & set(row) for row in other.applies_when or ())
            if other.name not in found and (other.is_ is not None or conditional):
                found.add(other.name)
                grown = True
    return found


@EXAMPLES
@given(st.data())
def test_learning_more_never_changes_a_decided_rule(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    compiled = compile_procedure(procedure)
    whole = list(completions(procedure, {}))
    if not whole:
        return
    values = data.draw(st.sampled_from(whole))
    names = [n for n, f in procedure.facts.items() if f.is_ is None and n not in ("now", "as_of", "goal")]
    known: dict[str, Value] = {}
    decided = None
    for name in data.draw(st.permutations(names)):
        known[name] = values[name]
        found = as_outcome(decide(compiled, known, now=NOW, as_of=AS_OF).result)
        assert decided is None or found == decided
        decided = decided or found


@EXAMPLES
@given(st.data())
def test_nobody_is_told_to_try_on_a_possibility(data: st.DataObject) -> None:
    procedure = data.draw(procedures())
    known = data.draw(partly_known(procedure))
    situation = Situation(compile_procedure(procedure), known, NOW, AS_OF)
    question = question_for(situation, None, NOBODY)
    if question is not None and question.fact.applies_when is not None:
        assert situation.holds(question.fact.applies_when) is True
        assert askable(situation, question.fact.name, NOBODY)


@pytest.mark.parametrize("independent", [True, False])
def test_the_strategy_makes_procedures_that_decide(independent: bool) -> None:
    """The properties above would be empty if random procedures never settled on a rule."""
    seen: set[str] = set()

    @settings(max_examples=60, database=None, derandomize=True)
    @given(procedures(independent=independent))
    def collect(procedure: Procedure) -> None:
        seen.update(str(len(o)) for o in outcomes(procedure, {}))

    collect()
    assert {"0", "1", "2"} <= seen
