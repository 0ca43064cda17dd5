"""Facts ▸ decided, open, uncovered or conflict, per decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from pansol.sop.asking import open_facts
from pansol.sop.compile import Compiled, bit_numbers
from pansol.sop.derive import Binary, Call, If, Ref, refs
from pansol.sop.errors import NotFound, Problem
from pansol.sop.facts import check_facts
from pansol.sop.model import Decision, Impossible, Policy, Rule
from pansol.sop.ordering import is_stuck
from pansol.sop.settle import OPEN
from pansol.sop.situation import Situation
from pansol.sop.values import Value

__all__ = ["Answer", "Result", "decide", "decide_situation"]


@dataclass(frozen=True)
class Result:
    """The answer of one decision.

    `status` is decided, open, uncovered, conflict or absent (the decision does not apply). `rule` is the one decided rule;
    `rules` those of a collect decision that hold, or those in conflict. `why` holds (fact, test) of the deciding row.
    """

    decision: str
    status: str
    rule: str | None = None
    rules: tuple[str, ...] = ()
    why: tuple[tuple[str, str], ...] = ()
    is_stuck: bool = False
    situation: Situation | None = field(default=None, repr=False, compare=False)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The facts that can still change the rule. Found by search when asked for: deciding does not need them."""
        return open_facts(self.situation, self.decision) if self.situation is not None else ()

    @property
    def stuck(self) -> tuple[str, ...]:
        """The facts that would have to be known and that nobody can supply."""
        return self.open if self.is_stuck else ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All decisions of a procedure for one situation."""

    situation: Situation
    goal: str
    results: Mapping[str, Result]
    contradiction: Impossible | None = None

    @property
    def result(self) -> Result:
        """The goal's result."""
        return self.results[self.goal]

    @property
    def values(self) -> Mapping[str, Value]:
        """Every fact's value after computing; None is unknown."""
        return {name: self.situation.value(name) for name in self.situation.procedure.facts}

    @property
    def is_expired(self) -> bool:
        """Whether the procedure or a rule that decided is past its last good day."""
        day = self.situation.as_of
        ends = [self.situation.procedure.expires, *(rule.expires for rule in self.rules())]
        return any(end is not None and day > end for end in ends)

    @property
    def needs_decision(self) -> bool:
        """Whether somebody has to decide what the SOP leaves open: a gap rule, no rule, or a conflict."""
        if any(rule.basis == "gap" for rule in self.rules()):
            return True
        if any(action.kind == "needs_decision" for rule in self.rules() for action in rule.do):
            return True
        return any(self.results[g].status in ("uncovered", "conflict") for g in (self.goal,) if g in self.results)

    @property
    def assumptions(self) -> tuple[Policy, ...]:
        """The policies that the decided rules read, each with its assumption."""
        names = dict.fromkeys(n for rule in self.rules() for n in _reads(self.situation, rule))
        return tuple(self.situation.procedure.policies[n.removeprefix("policy.")] for n in names if n.startswith("policy."))

    def rules(self) -> Iterator[Rule]:
        """The rules that hold, the goal's first, then those of the other decisions."""
        order = [self.goal, *(n for n in self.results if n != self.goal)]
        for name in order:
            result = self.results.get(name)
            if result is not None and result.status != "conflict":
                decision = self.situation.procedure.decisions[name]
                for rule_id in ([result.rule] if result.rule else []) + list(result.rules):
                    yield decision.rule(rule_id)


def decide(
    compiled: Compiled,
    facts: Mapping[str, Value],
    *,
    now: datetime,
    as_of: date,
    goal: str | None = None,
    unanswerable: frozenset[str] = frozenset(),
) -> Answer:
    """Decide with any subset of the facts known.

    `facts` maps names to typed values (ABSENT for established absence; what is missing is unknown); `now` is an aware
    instant and `as_of` the local date that fixes which rules are in force. Sound always: never decided while some
    completion of the unknown facts has another rule. Raises FactError for a value that is not of its fact's type, a fact that
    does not exist or is computed, and an instant without zone; NotFound for a goal that does not exist.
    """
    check_facts(compiled.procedure, facts)
    return decide_situation(Situation(compiled, facts, now, as_of), goal, unanswerable)


def decide_situation(situation: Situation, goal: str | None = None, unanswerable: frozenset[str] = frozenset()) -> Answer:
    """As `decide`, for a situation that exists already."""
    procedure = situation.procedure
    goal = goal or procedure.goals[0]
    if goal not in procedure.decisions:
        near = tuple(procedure.decisions)
        raise NotFound(Problem("not_found", details={"kind": "keputusan", "found": goal}, near=near))
    for impossible in procedure.impossible:
        if situation.holds(impossible.when):
            return Answer(situation, goal, {goal: Result(goal, "uncovered")}, impossible)
    results = {name: _result(situation, decision, unanswerable) for name, decision in procedure.decisions.items()}
    return Answer(situation, goal, results)


def _result(situation: Situation, decision: Decision, unanswerable: frozenset[str]) -> Result:
    if situation.applies(decision.name) is False:
        return Result(decision.name, "absent")
    if decision.hit == "collect":
        return _collected(situation, decision)
    settled = situation.outcome(decision.name)
    if settled == OPEN:
        may_be_stuck = unanswerable != frozenset() or not situation.compiled.is_always_askable
        stuck = may_be_stuck and is_stuck(situation, decision.name, unanswerable)
        return Result(decision.name, "uncovered" if stuck else "open", is_stuck=stuck, situation=situation)
    winners = tuple(decision.rules[i].id for i in bit_numbers(settled))
    if len(winners) == 1:
        return Result(decision.name, "decided", winners[0], why=_why(situation, decision.rule(winners[0])))
    return Result(decision.name, "conflict" if winners else "uncovered", rules=winners)


def _collected(situation: Situation, decision: Decision) -> Result:
    sure, may = situation.collected(decision.name)
    rules = tuple(r.id for r in decision.rules if r.id in sure)
    if sure == may:
        return Result(decision.name, "decided", rules=rules)
    return Result(decision.name, "open", rules=rules, situation=situation)


def _why(situation: Situation, rule: Rule) -> tuple[tuple[str, str], ...]:
    """The tests of the row that holds; of all rows when they hold only together."""
    held = [row for row in rule.when if all(test.holds(situation.value(name)) for name, test in row.items())]
    tests = (item for row in (held[:1] or rule.when) for item in row.items())
    return tuple(dict.fromkeys((name, test.text) for name, test in tests))


def _reads(situation: Situation, rule: Rule) -> Iterator[str]:
    """Every fact a rule reads, through computed facts down to policies."""
    todo = [name for row in rule.when for name in row]
    for action in rule.do:
        todo += [n for v in action.settings.values() if isinstance(v, Binary | Call | If | Ref) for n in refs(v)]
    seen: set[str] = set()
    while todo:
        name = todo.pop(0)
        if name in seen:
            continue
        seen.add(name)
        yield name
        fact = situation.procedure.facts[name]
        if fact.is_ is not None:
            todo += sorted(refs(fact.is_))
