"""What is known of one case at one moment: every fact's value, computed on demand, and the cells it can still be in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pansol.sop.compile import Compiled, Masks, Table
from pansol.sop.derive import evaluate
from pansol.sop.facts import check_moment
from pansol.sop.model import Fact, When
from pansol.sop.settle import IMPOSSIBLE, OPEN, Known, Outcome, settle
from pansol.sop.values import ABSENT, Value

__all__ = ["Situation", "when_holds"]


class Situation:
    """Facts at `now`, with `as_of` fixing which rules are in force. Immutable; values are computed once, when asked for."""

    def __init__(self, compiled: Compiled, known: Mapping[str, Value], now: datetime, as_of: date) -> None:
        self.compiled = compiled
        self.procedure = compiled.procedure
        check_moment(now, as_of)
        zone, facts = self.procedure.zone, self.procedure.facts
        # where a fact may not be absent by itself, its absence follows from `applies_when` alone
        said = ((n, v) for n, v in known.items() if v is not None and (v is not ABSENT or facts[n].may_be_absent))
        self.known = {n: v.astimezone(zone) if isinstance(v, datetime) else v for n, v in said}
        self.now, self.as_of = now.astimezone(zone), as_of
        self._values: dict[str, Value] = {"now": self.now, "as_of": as_of}
        self._masks: dict[str, int] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._held: dict[int, tuple[When, bool | None]] = {}
        self._tables: dict[str, Known] = {}
        self.bases: dict[str, tuple[str, ...]] = {}  # what `asking` found out about the facts that are unknown here
        for name, policy in self.procedure.policies.items():
            self.known.setdefault(f"policy.{name}", policy.default)

    def value(self, name: str) -> Value:
        """The value of a fact: None when unknown, ABSENT when established that there is none."""
        if name not in self._values:
            self._values[name] = self._value(self.procedure.facts[name])
        return self._values[name]

    def _value(self, fact: Fact) -> Value:
        if fact.name in self.procedure.decisions:
            return self._decided(fact.name)
        if fact.applies_when is not None:
            applies = self.holds(fact.applies_when)
            if applies is False:
                return ABSENT
            if applies is None:
                return None  # even a value that was given may turn out not to apply
        if fact.is_ is not None:
            return evaluate(fact.is_, self.value, self.procedure.zone)
        return self.known.get(fact.name)

    def _decided(self, name: str) -> Value:
        decision = self.procedure.decisions[name]
        if decision.hit == "collect":
            held = self.collected(name)
            return held[0] if held[0] == held[1] else None
        settled = self.outcome(name)
        if settled == OPEN:
            return None
        if settled > 0 and not settled & (settled - 1):
            return decision.rules[settled.bit_length() - 1].id
        return ABSENT

    def holds(self, when: When) -> bool | None:
        """Kleene's value of a condition."""
        found = self._held.get(id(when))
        if found is None:
            found = self._held[id(when)] = (when, when_holds(when, self.value))  # holding it keeps its id from being used again
        return found[1]

    def mask(self, name: str) -> int:
        """The cells a fact can still be in."""
        if name not in self._masks:
            self._masks[name] = self._mask(name)
        return self._masks[name]

    def _mask(self, name: str) -> int:
        cells, value = self.compiled.cells[name], self.value(name)
        if value is not None:
            return 1 << cells.cell(value)
        if name in self.procedure.decisions:
            return self._decision_mask(name)
        fact = self.procedure.facts[name]
        if fact.applies_when is not None and fact.is_ is None:
            absent = 1 << cells.cell(ABSENT)
            if self.known.get(name) is not None:
                return absent | 1 << cells.cell(self.known[name])
            if not fact.may_be_absent and self.holds(fact.applies_when):
                return cells.full & ~absent
        return cells.full

    def _decision_mask(self, name: str) -> int:
        cells, decision = self.compiled.cells[name], self.procedure.decisions[name]
        if decision.hit == "collect":
            sure, maybe = self.collected(name)
            fits = (s is ABSENT or (sure & set(cells.members) <= s <= maybe) for s in cells.samples)
            return sum(1 << i for i, fit in enumerate(fits) if fit)
        alive = self.compiled.tables[name].rules_of(self.of(name).possible)
        fits = (s is ABSENT or alive >> i & 1 for i, s in enumerate(cells.samples))
        return sum(1 << i for i, fit in enumerate(fits) if fit)

    def masks(self, table: Table) -> Masks:
        """What is known of a table's facts."""
        return {name: self.mask(name) for name in table.columns}

    def of(self, decision: str) -> Known:
        """What is known of a decision's table."""
        if decision not in self._tables:
            table = self.compiled.tables[decision]
            self._tables[decision] = Known.of(table, self.masks(table))
        return self._tables[decision]

    def applies(self, decision: str) -> bool | None:
        """Whether a decision has to answer here."""
        when = self.procedure.decisions[decision].applies_when
        return True if when is None else self.holds(when)

    def outcome(self, decision: str) -> Outcome:
        """The settled outcome of a unique decision: a bitmap of winners, 0 (none) where it does not apply, or OPEN."""
        if decision not in self._outcomes:
            applies = self.applies(decision)
            if not self.procedure.in_force.has(self.as_of):
                settled = 0
            elif applies:
                settled = settle(self.of(decision))
            else:
                settled = OPEN if applies is None else 0
            self._outcomes[decision] = 0 if settled == IMPOSSIBLE else settled
        return self._outcomes[decision]

    def collected(self, decision: str) -> tuple[frozenset[str], frozenset[str]]:
        """The rules of a collect decision that certainly hold, and those that may."""
        applies = self.applies(decision)
        if applies is False or not self.procedure.in_force.has(self.as_of):
            return frozenset(), frozenset()
        known = self.of(decision)
        owners = list(zip(known.table.rules, known.table.rule_rows, strict=True))
        may = frozenset(rule.id for rule, rows in owners if known.possible & rows)
        sure = frozenset(rule.id for rule, rows in owners if known.certain & rows)
        return (sure if applies else frozenset()), may

    def with_fact(self, name: str, value: Value) -> Situation:
        """The same moment with one fact more."""
        return Situation(self.compiled, {**self.known, name: value}, self.now, self.as_of)


def when_holds(when: When, value_of: object) -> bool | None:
    """Kleene's value of a disjunction of test maps; `value_of` looks a fact's value up."""
    unknown = False
    for row in when:
        answers = [test.holds(value_of(name)) for name, test in row.items()]  # type: ignore[operator]
        if all(answers):
            return True
        unknown = unknown or False not in answers
    return None if unknown else False
