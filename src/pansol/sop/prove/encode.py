"""A procedure as formulas: every fact a symbolic value, every rule a truth, every decision a gap and a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pansol.sop.derive import refs
from pansol.sop.model import Dates, Decision, Fact, Procedure, Rule, When
from pansol.sop.prove.dimensions import Dimensions
from pansol.sop.prove.expressions import Translator
from pansol.sop.prove.logic import Formula, conj, disj, neg
from pansol.sop.prove.space import Space
from pansol.sop.prove.terms import Term, matches
from pansol.sop.unary import Interval, Test

__all__ = ["Encoding"]


@dataclass
class Encoding:
    """The formulas of one procedure over a space of situations.

    `keys` adds values of choice facts that only another version knows. Rules can be switched off (`off`), which is how
    the proof is put to the test: nothing is encoded twice.
    """

    procedure: Procedure
    space: Space = field(default_factory=Space)
    keys: Mapping[str, Iterable[str]] = field(default_factory=dict)
    _terms: dict[str, Term] = field(default_factory=dict)
    _tests: dict[tuple[str, Test], Formula] = field(default_factory=dict)
    _made: dict[tuple[str, str], Formula] = field(default_factory=dict)

    @cached_property
    def cells(self) -> Dimensions:
        """The cells of the procedure's facts."""
        return Dimensions(self.procedure)

    @cached_property
    def translator(self) -> Translator:
        """Turns expressions into terms."""
        return Translator(self.space, self.term, self.procedure.zone)

    @cached_property
    def overriders(self) -> Mapping[str, tuple[str, ...]]:
        """For each rule, the rules it loses to."""
        found: dict[str, list[str]] = {r.id: [] for r in self.procedure.rules()}
        for rule in self.procedure.rules():
            for loser in (o for o in rule.overrides if o in found):
                found[loser].append(rule.id)
        return {rule: tuple(dict.fromkeys(ids)) for rule, ids in found.items()}

    @cached_property
    def decision_of(self) -> Mapping[str, Decision]:
        """The decision each rule stands in."""
        return {r.id: d for d in self.procedure.decisions.values() for r in d.rules}

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return {r.id: r for r in self.procedure.rules()}

    # -- facts -----------------------------------------------------------------------------------------------------------

    def term(self, name: str) -> Term:
        """The symbolic value of a fact, a policy or a decision."""
        if name not in self._terms:
            decision = self.procedure.decisions.get(name)
            self._terms[name] = self._decided(decision) if decision else self._fact(self.procedure.facts[name])
        return self._terms[name]

    def _fact(self, fact: Fact) -> Term:
        if fact.is_ is not None:
            found = self.translator.term(fact.is_)
            value = self.space.named(fact.name, found.value) if found.shape == "truth" else found.value
            term = Term(found.shape, value, self.space.named(f"{fact.name}+", found.present))
        else:
            term = self.given(fact)
        return term if fact.applies_when is None else term.when(self.space.named(f"{fact.name}*", self.when(fact.applies_when)))

    def given(self, fact: Fact) -> Term:
        """What is answered when the fact is asked, whether or not it applies."""
        term = self.space.declare(fact.name, fact.kind, self.keys.get(fact.name, ()))
        return term.when(neg(self.space.absence(fact.name))) if fact.may_be_absent else term

    def _decided(self, decision: Decision) -> Term:
        if decision.hit == "collect":
            return Term("choices", {r.id: conj((self.applies(decision), self.holds(r))) for r in decision.rules})
        wins = {r.id: self.wins(r) for r in decision.rules}
        decided = conj((self.applies(decision), neg(self.conflict(decision)), neg(self.nothing(decision))))
        return Term("choice", wins, self.space.named(f"{decision.name}+", decided))

    def test(self, name: str, test: Test) -> Formula:
        """A unary test on a fact."""
        key = (name, test)
        if key not in self._tests:
            self._tests[key] = matches(self.term(name), test, self.procedure.zone)
        return self._tests[key]

    def when(self, when: When) -> Formula:
        """A disjunction of test maps."""
        return disj([conj([self.test(n, t) for n, t in tests.items()]) for tests in when])

    def within(self, dates: Dates) -> Formula:
        """Whether `as_of` lies in a range of dates."""
        if dates.first is None and dates.last is None:
            return True
        return self.test("as_of", Test((Interval(dates.first, True, dates.last, True),)))

    @cached_property
    def legal(self) -> Formula:
        """Not one of the situations the procedure calls impossible."""
        return conj([neg(self.when(i.when)) for i in self.procedure.impossible])

    # -- rules and decisions ---------------------------------------------------------------------------------------------

    def _once(self, kind: str, name: str, make: Formula) -> Formula:
        self._made[kind, name] = self.space.named(f"{kind} {name}", make)
        return self._made[kind, name]

    def fits(self, rule: Rule) -> Formula:
        """The rule's condition and dates hold."""
        found = self._made.get(("fits", rule.id))
        return found if found is not None else self._once("fits", rule.id, conj((self.within(rule.in_force), self.when(rule.when))))

    def off(self, rule: Rule) -> Formula:
        """The switch that takes the rule out of the procedure."""
        return self.space.truth(f"off {rule.id}")

    def holds(self, rule: Rule) -> Formula:
        """The rule fits and has not been taken out."""
        found = self._made.get(("holds", rule.id))
        return found if found is not None else self._once("holds", rule.id, conj((self.fits(rule), neg(self.off(rule)))))

    def wins(self, rule: Rule) -> Formula:
        """The rule holds, and no holding rule overrides it. What is collected adds up: there nothing is overridden."""
        if self.decision_of[rule.id].hit == "collect":
            return self.holds(rule)
        found = self._made.get(("wins", rule.id))
        if found is not None:
            return found
        free = [neg(self.holds(self.rule[o])) for o in self.overriders[rule.id]]
        return self._once("wins", rule.id, conj((self.holds(rule), *free)))

    def sole(self, rule: Rule) -> Formula:
        """The rule is what the decision comes to: the only winner, or one of those collected."""
        decision = self.decision_of[rule.id]
        answers = self.applies(decision) if decision.hit == "collect" else self.term(decision.name).present
        return conj((answers, self.wins(rule)))

    def applies(self, decision: Decision) -> Formula:
        """The decision has to answer here."""
        found = self._made.get(("applies", decision.name))
        if found is not None:
            return found
        return self._once("applies", decision.name, True if decision.applies_when is None else self.when(decision.applies_when))

    def nothing(self, decision: Decision) -> Formula:
        """No rule of the decision holds."""
        found = self._made.get(("nothing", decision.name))
        if found is not None:
            return found
        return self._once("nothing", decision.name, neg(disj([self.holds(r) for r in decision.rules])))

    def gap(self, decision: Decision) -> Formula:
        """The decision has to answer and cannot."""
        return conj((self.applies(decision), self.nothing(decision)))

    def both(self, first: Rule, second: Rule) -> Formula:
        """Two rules win at once."""
        return conj((self.wins(first), self.wins(second)))

    def rivals(self, decision: Decision) -> tuple[tuple[Rule, Rule], ...]:
        """The pairs that could win at once as far as set logic can tell: touching, and neither overrides the other."""
        return tuple((a, b) for a, b in self.cells.touching(decision) if b.id not in a.overrides and a.id not in b.overrides)

    def conflict(self, decision: Decision) -> Formula:
        """Two rules of a unique decision win at once."""
        found = self._made.get(("conflict", decision.name))
        if found is not None:
            return found
        pairs = () if decision.hit == "collect" else self.rivals(decision)
        return self._once("conflict", decision.name, disj([self.both(a, b) for a, b in pairs]))

    def outcome(self, decision: Decision) -> Mapping[str, Formula]:
        """Every way a unique decision can come out: a rule, `uncovered`, `conflict` or `absent`."""
        found = {r.id: self.sole(r) for r in decision.rules}
        found["uncovered"] = self.gap(decision)
        found["conflict"] = conj((self.applies(decision), self.conflict(decision)))
        found["absent"] = neg(self.applies(decision))
        return found

    # -- what depends on what --------------------------------------------------------------------------------------------

    @cached_property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """The facts each fact or decision reads directly."""
        found: dict[str, frozenset[str]] = {}
        for name, fact in self.procedure.facts.items():
            inner = refs(fact.is_) if fact.is_ is not None else frozenset()
            found[name] = inner | _names(fact.applies_when)
        for name, decision in self.procedure.decisions.items():
            tests = [_names(r.when) | ({"as_of"} if r.in_force != Dates() else frozenset()) for r in decision.rules]
            found[name] = frozenset().union(_names(decision.applies_when), *tests)
        return found

    def cone(self, names: Iterable[str]) -> frozenset[str]:
        """The given facts and everything they depend on."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo.extend(self.reads[name])
        return frozenset(seen)

    def dependents(self, decision: Decision) -> tuple[Decision, ...]:
        """The other decisions whose outcome this one can sway."""
        others = (d for d in self.procedure.decisions.values() if d.name != decision.name)
        return tuple(d for d in others if decision.name in self.cone([d.name]))


def _names(when: When | None) -> frozenset[str]:
    return frozenset(name for tests in when or () for name in tests)
