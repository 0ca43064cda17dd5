"""Why this rule, why not that one, and the smallest changes of facts that would lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations, islice, product

from pansol.sop.compile import Table, bit_numbers
from pansol.sop.errors import NotFound, Problem
from pansol.sop.model import Decision, Rule, When
from pansol.sop.settle import OPEN, Outcome
from pansol.sop.shared import bases
from pansol.sop.situation import Situation
from pansol.sop.unary import Test
from pansol.sop.values import ABSENT, Value, show_value

__all__ = ["Change", "Reason", "what_would_change", "why", "why_not"]

TRIED = 400  # changed situations looked at, at most


@dataclass(frozen=True, slots=True)
class Reason:
    """One test of a rule: the fact, what was asked of it, what it is, and whether it speaks for the rule."""

    fact: str
    label: str
    test: str
    found: str
    holds: bool | None

    def text(self, lang: str = "id") -> str:
        """`Status order: Menunggu verifikasi (diminta: …)`."""
        asked = "syarat" if lang == "id" else "asked"
        return f"{self.label}: {self.found} ({asked}: {self.test})"


@dataclass(frozen=True, slots=True)
class Change:
    """Facts that, changed together, lead to another rule."""

    facts: tuple[tuple[str, Value], ...]
    rule: str


def why(situation: Situation, decision: str, rule_id: str) -> tuple[Reason, ...]:
    """The tests of the row of `rule_id` that holds."""
    rule = _rule(situation, decision, rule_id)
    for row in rule.when:
        reasons = tuple(_reasons(situation, row))
        if all(r.holds for r in reasons):
            return reasons
    return tuple(r for row in rule.when for r in _reasons(situation, row))


def why_not(situation: Situation, decision: str, rule_id: str) -> tuple[str, tuple[Reason, ...]]:
    """What rules a rule out: `facts`, `overridden` (by a rule that holds), `not_in_force`, `open` or `holds`, with the reasons.

    For `facts` the reasons are those of the row that came nearest.
    """
    rule, table = _rule(situation, decision, rule_id), situation.procedure.decisions[decision]
    if not (rule.in_force.has(situation.as_of) and situation.procedure.in_force.has(situation.as_of)):
        return "not_in_force", ()
    for when in (table.applies_when, rule.when):
        against = _against(situation, when) if when is not None else None
        if against is not None:
            return against
    above = [o for o in table.rules if rule_id in o.overrides and o.in_force.has(situation.as_of)]
    for other in above:
        if situation.holds(other.when):
            return "overridden", why(situation, decision, other.id)
    unclear = [row for other in above if situation.holds(other.when) is None for row in other.when]
    reasons = tuple(r for row in unclear for r in _reasons(situation, row) if r.holds is None)
    return ("open", reasons) if reasons else ("holds", ())


def _against(situation: Situation, when: When) -> tuple[str, tuple[Reason, ...]] | None:
    """Why a condition does not hold, or not yet; None when it does."""
    rows = [tuple(_reasons(situation, row)) for row in when]
    failed = [tuple(r for r in reasons if r.holds is False) for reasons in rows]
    if all(failed):
        return "facts", min(failed, key=len)
    if not any(all(r.holds for r in reasons) for reasons in rows):
        return "open", tuple(r for reasons in rows for r in reasons if r.holds is None)
    return None


def what_would_change(situation: Situation, decision: str) -> tuple[Change, ...]:
    """The smallest changes of known facts that would decide another rule; one fact if that is enough, else two."""
    facts, columns = situation.procedure.facts, situation.compiled.tables[decision].columns
    behind = {base for name in columns for base in bases(situation.procedure, name)}
    known = [n for n, v in situation.known.items() if v is not None and (n in columns or n in behind) and not facts[n].is_policy]
    others = {name: tuple(_other_values(situation, decision, name)) for name in known}
    here = situation.outcome(decision)
    budget = iter(range(TRIED))
    found: dict[str, Change] = {}
    for size in (1, 2):
        for names in combinations(known, size):
            for values in product(*(others[name] for name in names)):
                if next(budget, None) is None:
                    break
                changed = _changed(situation, dict(zip(names, values, strict=True)))
                rule = _other_rule(changed, decision, here)
                if rule is not None:
                    found.setdefault(rule, Change(tuple(zip(names, values, strict=True)), rule))
        if found:
            break
    return tuple(found.values())


def _changed(situation: Situation, values: Mapping[str, Value]) -> Situation:
    return Situation(situation.compiled, {**situation.known, **values}, situation.now, situation.as_of)


def _other_rule(changed: Situation, decision: str, here: Outcome) -> str | None:
    """The one rule decided in a possible situation, unless it is `here`'s."""
    if any(changed.holds(i.when) for i in changed.procedure.impossible):
        return None
    settled = changed.outcome(decision)
    if settled in (OPEN, here) or settled <= 0 or settled & (settled - 1):
        return None
    return changed.procedure.decisions[decision].rules[settled.bit_length() - 1].id


def _other_values(situation: Situation, decision: str, name: str) -> Iterator[Value]:
    table = situation.compiled.tables[decision]
    if name not in table.columns:
        yield from _moved(situation, name, table)
        return
    column, cells, own = table.columns[name], situation.compiled.cells[name], situation.mask(name)
    # cells that the rules do not tell apart are alike, unless one of them is impossible
    alike = None if situation.procedure.impossible else 1
    for group in (group for group, _ in column.split(column.full) if not group & own):
        for sample in (cells.samples[i] for i in islice(bit_numbers(group), alike)):
            if sample is not ABSENT or situation.procedure.facts[name].may_be_absent:
                yield sample


def _moved(situation: Situation, name: str, table: Table) -> Iterator[Value]:
    """Values of a fact that bring what is computed from it into another cell: moved by as far as that cell is away."""
    here = situation.value(name)
    for computed in table.columns:
        if name not in bases(situation.procedure, computed) or situation.value(computed) in (None, ABSENT):
            continue
        for cell, sample in enumerate(situation.compiled.cells[computed].samples):
            for value in _toward(here, situation.value(computed), sample):
                if situation.with_fact(name, value).mask(computed) == 1 << cell != situation.mask(computed):
                    yield value
                    break


def _toward(here: Value, computed: Value, wanted: Value) -> Iterator[Value]:
    """`here` moved by the distance between two values, either way; a clock is set to the time wanted."""
    match here, computed, wanted:
        case datetime(), time(), time():
            yield here.replace(hour=wanted.hour, minute=wanted.minute, second=wanted.second)
        case (timedelta() | date(), timedelta(), timedelta()) | (timedelta() | date(), date(), date()):
            yield from (here + (computed - wanted), here - (computed - wanted))
        case (int() | Decimal(), int() | Decimal(), int() | Decimal()):
            yield from (here + (computed - wanted), here - (computed - wanted))


def _reasons(situation: Situation, row: Mapping[str, Test]) -> Iterator[Reason]:
    for name, test in row.items():
        fact, value = situation.procedure.facts[name], situation.value(name)
        yield Reason(name, fact.label, test.text, show_value(fact.kind, value), test.holds(value))


def _rule(situation: Situation, decision: str, rule_id: str) -> Rule:
    found: Decision | None = situation.procedure.decisions.get(decision)
    try:
        if found is None:
            raise KeyError
        return found.rule(rule_id)
    except KeyError:
        near = tuple(r.id for r in found.rules) if found else tuple(situation.procedure.decisions)
        raise NotFound(Problem("not_found", details={"kind": "aturan", "found": rule_id}, near=near)) from None
