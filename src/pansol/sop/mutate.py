"""A procedure with one rule or one override taken out, and every reference to it: does anybody notice?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pansol.sop.model import Action, Decision, Fact, FieldRule, Procedure, Rule, When
from pansol.sop.unary import Test

__all__ = ["without_override", "without_rule"]


def without_override(procedure: Procedure, winner: str, loser: str) -> Procedure:
    """The procedure in which `winner` no longer overrides `loser`."""

    def weaker(rule: Rule) -> Rule:
        return replace(rule, overrides=tuple(o for o in rule.overrides if o != loser)) if rule.id == winner else rule

    decisions = {n: replace(d, rules=tuple(map(weaker, d.rules))) for n, d in procedure.decisions.items()}
    return replace(procedure, decisions=decisions)


def without_rule(procedure: Procedure, rule_id: str) -> Procedure:
    """The procedure without a rule; a condition that named only this rule can no longer hold."""
    home = next(d.name for d in procedure.decisions.values() if any(r.id == rule_id for r in d.rules))
    cut = _Cut(home, rule_id)
    facts = {name: cut.fact(fact) for name, fact in procedure.facts.items()}
    decisions = {name: cut.decision(decision) for name, decision in procedure.decisions.items()}
    forms = {n: replace(f, fields=tuple(map(cut.field, f.fields))) for n, f in procedure.forms.items()}
    impossible = tuple(replace(i, when=cut.when(i.when)) for i in procedure.impossible)
    return replace(procedure, facts=facts, decisions=decisions, forms=forms, impossible=impossible)


class _Cut:
    """Takes a value of a decision's fact out of everything that tests it."""

    def __init__(self, decision: str, rule_id: str) -> None:
        self.name, self.rule_id = decision, rule_id

    def test(self, test: Test) -> Test | None:
        """The test without the rule; None when nothing is left that could hold."""
        parts = tuple(p for p in test.parts if p != self.rule_id)
        return replace(test, parts=parts) if parts or test.negated else None

    def row(self, row: Mapping[str, Test]) -> Mapping[str, Test] | None:
        if self.name not in row:
            return row
        test = self.test(row[self.name])
        if test is None:
            return None
        return {n: test if n == self.name else t for n, t in row.items() if n != self.name or not test.is_any}

    def when(self, when: When) -> When:
        return tuple(kept for row in when if (kept := self.row(row)) is not None)

    def maybe(self, when: When | None) -> When | None:
        return None if when is None else self.when(when)

    def fact(self, fact: Fact) -> Fact:
        kind = fact.kind
        if fact.name == self.name:
            kind = replace(kind, values={k: v for k, v in (kind.values or {}).items() if k != self.rule_id})
        sources = tuple(replace(s, when=self.maybe(s.when)) for s in fact.sources)
        return replace(fact, kind=kind, sources=sources, applies_when=self.maybe(fact.applies_when))

    def decision(self, decision: Decision) -> Decision:
        rules = (self.rule(r) for r in decision.rules if r.id != self.rule_id)
        return replace(decision, rules=tuple(rules), applies_when=self.maybe(decision.applies_when))

    def rule(self, rule: Rule) -> Rule:
        overrides = tuple(o for o in rule.overrides if o != self.rule_id)
        return replace(rule, when=self.when(rule.when), overrides=overrides, do=tuple(map(self.action, rule.do)))

    def action(self, action: Action) -> Action:
        return replace(action, requires=self.maybe(action.requires))

    def field(self, field: FieldRule) -> FieldRule:
        return replace(field, required_when=self.maybe(field.required_when))
