"""Scenarios for rules that have none yet, found by Z3: only the facts that matter, in values that read well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.model import Procedure, Rule
from pansol.sop.prove.nice import DEFAULT_NOW
from pansol.sop.prove.prover import Prover
from pansol.sop.prove.situations import Situation as Facts
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Value

__all__ = ["propose", "written"]


def propose(procedure: Procedure, rule_ids: Iterable[str], prover: Prover | None = None) -> tuple[dict[str, Any], ...]:
    """One scenario per rule, as data for scenarios.yaml; a rule that can never be decided gets none.

    Each holds as few facts as let the procedure decide. Raises NotFound for a rule that does not exist.
    """
    prover = prover or Prover(procedure)
    compiled = compile_procedure(procedure)
    found = (_scenario(prover, compiled, prover.rule(r)) for r in rule_ids)
    return tuple(scenario for scenario in found if scenario is not None)


def _scenario(prover: Prover, compiled: Compiled, rule: Rule) -> dict[str, Any] | None:
    procedure, decision = prover.procedure, prover.encoding.decision_of[rule.id].name
    found = prover.situations.search([prover.encoding.sole(rule)], [decision])
    if found is None:
        return None
    whole, needed = found
    now, as_of = _moment(procedure, whole, needed)
    given = {n: v for n, v in needed.items() if n not in ("now", "as_of")}
    _complete(compiled, given, whole, now, as_of, rule, decision)
    scenario: dict[str, Any] = {"scenario": rule.title if rule.title != rule.id else f"Aturan {rule.id}"}
    if now != DEFAULT_NOW:
        scenario["now"] = now.isoformat()
    if as_of != now.astimezone(procedure.zone).date():
        scenario["as_of"] = as_of.isoformat()
    if decision in procedure.goals and decision != procedure.goals[0]:
        scenario["goal"] = decision
    if policies := _policies(procedure, given):
        scenario["policies"] = policies
    scenario["given"] = {n: written(v) for n, v in given.items() if not procedure.facts[n].is_policy}
    return {**scenario, "expect": _expected(procedure, decision, rule)}


def _moment(procedure: Procedure, whole: Facts, needed: Facts) -> tuple[datetime, date]:
    """`now` and `as_of`: the defaults of a scenario unless they do not do."""
    now: datetime = whole["now"] if "now" in needed else DEFAULT_NOW
    today = now.astimezone(procedure.zone).date()
    as_of: date = whole["as_of"] if "as_of" in needed or not procedure.in_force.has(today) else today
    return (DEFAULT_NOW if now == DEFAULT_NOW else now), as_of


def _complete(compiled: Compiled, given: dict[str, Value], whole: Facts, now: datetime, as_of: date, rule: Rule, decision: str) -> None:
    """Deciding may ask one question more than logic needs where facts hang together; that fact is then given too."""
    while True:
        answer = decide_situation(Situation(compiled, given, now, as_of), decision)
        if rule.id in {r.id for r in answer.rules()}:
            return
        more = next((n for n in _open(answer, decision) if n not in given and whole.get(n, ABSENT) is not ABSENT), None)
        if more is None:
            return
        given[more] = whole[more]


def _open(answer: Answer, decision: str) -> Iterator[str]:
    yield from answer.results[decision].open
    for result in answer.results.values():
        yield from result.open


def _policies(procedure: Procedure, given: Facts) -> dict[str, str]:
    names = {n: n.removeprefix("policy.") for n in given if procedure.facts[n].is_policy}
    return {short: str(written(given[n])) for n, short in names.items() if given[n] != procedure.policies[short].default}


def _expected(procedure: Procedure, decision: str, rule: Rule) -> dict[str, Any]:
    found: dict[str, Any]
    if procedure.decisions[decision].hit == "collect":
        found = {"also": [rule.id]}
    else:
        found = {"decided" if decision in procedure.goals else decision: rule.id}
    return {**found, "needs_decision": "yes"} if rule.basis == "gap" else found


_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def written(value: Value) -> str | list[str]:
    """A value as an editor writes it in YAML: text, or a list for a set."""
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
