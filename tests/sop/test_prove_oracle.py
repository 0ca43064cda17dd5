"""The proof against brute force, on random small procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.model import Dates, Procedure, Rule
from pansol.sop.prove import Prover, difference
from pansol.sop.prove.boxes import Box, gap_boxes
from pansol.sop.values import Value
from tests.sop.oracle import AS_OF, completions, outcomes, procedures, winners

EXAMPLES = settings(max_examples=60)
NOTHING: frozenset[str] = frozenset()


def today(procedure: Procedure) -> Procedure:
    """Brute force looks at one day only."""
    return replace(procedure, in_force=Dates(AS_OF, AS_OF))


def given_of(example: Mapping[str, Value] | None) -> dict[str, Value]:
    """The facts of an example that brute force leaves open."""
    assert example is not None
    return {n: v for n, v in example.items() if n not in ("now", "as_of")}


def lies_in(box: Box, values: Mapping[str, Value]) -> bool:
    return all(any(d.cells[c].holds(values[d.fact.name]) for c in cells) for d, cells in box.sides)


@EXAMPLES
@given(st.data())
def test_the_boxes_hold_every_gap_and_nothing_else(data: st.DataObject) -> None:
    procedure = today(data.draw(procedures()))
    prover = Prover(procedure)
    boxes = list(gap_boxes(prover.situations, procedure.decisions["goal"], cap=200))
    for values in completions(procedure, {}):
        assert any(lies_in(b, values) for b in boxes) == (winners(procedure, values) == NOTHING)


@EXAMPLES
@given(st.data())
def test_the_example_of_a_finding_shows_it_whatever_else_is_true(data: st.DataObject) -> None:
    procedure = today(data.draw(procedures()))
    for finding in Prover(procedure).findings():
        if finding.kind == "gap":
            assert outcomes(procedure, given_of(finding.example)) == {NOTHING}
        if finding.kind == "overlap":
            assert all(won.issuperset(finding.rules) for won in outcomes(procedure, given_of(finding.example)))


@EXAMPLES
@given(st.data())
def test_every_overlap_and_every_unreachable_rule_is_found(data: st.DataObject) -> None:
    procedure = today(data.draw(procedures()))
    findings = Prover(procedure).findings()
    overlaps = {frozenset(f.rules) for f in findings if f.kind == "overlap"}
    unreachable = {f.rules[0] for f in findings if f.kind == "unreachable"}
    for values in completions(procedure, {}):
        won = winners(procedure, values)
        assert not won & unreachable
        assert overlaps.issuperset(map(frozenset, combinations(won, 2)))


@EXAMPLES
@given(st.data())
def test_taking_a_rule_out_shows_what_only_it_covered(data: st.DataObject) -> None:
    procedure = today(data.draw(procedures()))
    rule = data.draw(st.sampled_from(procedure.rules()))
    loss = Prover(procedure).check_without(rule=rule.id)
    rest = without(procedure, rule)
    new_gap = new_overlap = False
    for values in completions(procedure, {}):
        before, after = winners(procedure, values), winners(rest, values)
        new_gap = new_gap or (before != NOTHING and after == NOTHING)
        new_overlap = new_overlap or (len(after) > 1 and not after <= before)
    if new_gap or new_overlap:
        assert loss is not None
        assert loss.kind == ("gap" if new_gap else loss.kind)
    if loss is not None:
        assert all((won == NOTHING) == (loss.kind == "gap") for won in outcomes(rest, given_of(loss.example)))
        assert all(won != NOTHING for won in outcomes(procedure, given_of(loss.example)))


def without(procedure: Procedure, rule: Rule) -> Procedure:
    decision = procedure.decisions["goal"]
    rules = tuple(replace(r, overrides=tuple(o for o in r.overrides if o != rule.id)) for r in decision.rules if r.id != rule.id)
    return replace(procedure, decisions={"goal": replace(decision, rules=rules)})


@EXAMPLES
@given(st.data())
def test_taking_an_override_out_shows_the_pair_it_kept_apart(data: st.DataObject) -> None:
    procedure = today(data.draw(procedures()))
    pairs = [(r, o) for r in procedure.rules() for o in r.overrides]
    if not pairs:
        return
    winner, loser = data.draw(st.sampled_from(pairs))
    loss = Prover(procedure).check_without(override=(winner.id, loser))
    decision = procedure.decisions["goal"]
    loose = replace(winner, overrides=tuple(o for o in winner.overrides if o != loser))
    rest = replace(procedure, decisions={"goal": replace(decision, rules=tuple(loose if r is winner else r for r in decision.rules))})
    changed = any(winners(procedure, v) != winners(rest, v) for v in completions(procedure, {}))
    if changed:
        assert loss is not None
    if loss is not None:
        assert all(loser in won and len(won) > 1 for won in outcomes(rest, given_of(loss.example)))


@EXAMPLES
@given(st.data())
def test_the_difference_names_every_changed_pair(data: st.DataObject) -> None:
    old = today(data.draw(procedures()))
    rule = data.draw(st.sampled_from(old.rules()))
    new = without(old, rule) if len(old.rules()) > 1 else old
    changes = {(c.before, c.after): c for c in difference(old, new).changes}
    for values in completions(old, {}):
        before, after = named(winners(old, values)), named(winners(new, values))
        assert before == after or (before, after) in changes
    for (before, after), change in changes.items():
        known = given_of(change.example)
        assert {named(w) for w in outcomes(old, known)} <= {before}
        assert {named(w) for w in outcomes(new, known)} <= {after}


def named(won: frozenset[str]) -> str:
    return "uncovered" if not won else "conflict" if len(won) > 1 else next(iter(won))
