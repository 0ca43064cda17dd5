"""Scenarios for rules that have none yet, found by Z3: only the facts that matter, in values that read well."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from pansol.sop.model import Procedure, Rule
from pansol.sop.prove.nice import DEFAULT_NOW
from pansol.sop.prove.prover import Prover
from pansol.sop.prove.situations import Situation
from pansol.sop.values import ABSENT, Value

__all__ = ["propose", "written"]


def propose(procedure: Procedure, rule_ids: Iterable[str], prover: Prover | None = None) -> tuple[dict[str, Any], ...]:
    """One scenario per rule, as data for scenarios.yaml; a rule that can never be decided gets none.

    Raises NotFound for a rule that does not exist.
    """
    prover = prover or Prover(procedure)
    found = (_scenario(prover, prover.rule(r)) for r in rule_ids)
    return tuple(scenario for scenario in found if scenario is not None)


def _scenario(prover: Prover, rule: Rule) -> dict[str, Any] | None:
    procedure, encoding = prover.procedure, prover.encoding
    decision = encoding.decision_of[rule.id].name
    found = prover.situations.search([encoding.sole(rule)], [decision])
    if found is None:
        return None
    whole, needed = found
    scenario: dict[str, Any] = {"scenario": rule.title if rule.title != rule.id else f"Aturan {rule.id}"}
    scenario.update(_moment(procedure, whole, needed))
    if decision in procedure.goals and decision != procedure.goals[0]:
        scenario["goal"] = decision
    policies = _policies(procedure, needed)
    if policies:
        scenario["policies"] = policies
    scenario["given"] = {n: written(v) for n, v in needed.items() if n not in ("now", "as_of") and not procedure.facts[n].is_policy}
    return {**scenario, "expect": _expected(procedure, decision, rule)}


def _moment(procedure: Procedure, whole: Situation, needed: Situation) -> dict[str, str]:
    """`now` and `as_of` where the defaults do not do."""
    found = {}
    now, default = DEFAULT_NOW, DEFAULT_NOW.astimezone(procedure.zone)
    if "now" in needed and whole["now"] != default:
        now = whole["now"]
        found["now"] = now.isoformat()
    day = whole["as_of"] if "as_of" in needed or not procedure.in_force.has(now.astimezone(procedure.zone).date()) else None
    if day is not None and day != now.astimezone(procedure.zone).date():
        found["as_of"] = day.isoformat()
    return found


def _policies(procedure: Procedure, needed: Situation) -> dict[str, str]:
    names = {n: n.removeprefix("policy.") for n in needed if procedure.facts[n].is_policy}
    return {short: str(written(needed[n])) for n, short in names.items() if needed[n] != procedure.policies[short].default}


def _expected(procedure: Procedure, decision: str, rule: Rule) -> dict[str, Any]:
    found: dict[str, Any]
    if procedure.decisions[decision].hit == "collect":
        found = {"also": [rule.id]}
    else:
        found = {"decided" if decision in procedure.goals else decision: rule.id}
    return {**found, "needs_decision": "yes"} if rule.basis == "gap" else found


_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def written(value: Value) -> str | list[str]:
    """A value as an editor writes it in YAML; text, or a list for a set."""
    match value:
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return sorted(value)
        case timedelta():
            return _duration(value)
        case datetime() | date():
            return value.isoformat()
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
    return "absent" if value is ABSENT else str(value)


def _duration(value: timedelta) -> str:
    left, parts = int(value.total_seconds()), []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0m"


