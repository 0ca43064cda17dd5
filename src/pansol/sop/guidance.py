"""What an agent does next: the actions of the rules that hold, with their words, due times and what keeps them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pansol.sop.asking import base_facts, unknown_in
from pansol.sop.decide import Answer
from pansol.sop.derive import Binary, Call, Expr, If, Literal, Ref, evaluate, next_within, refs
from pansol.sop.forms import flaws, missing
from pansol.sop.model import Action, Rule, When
from pansol.sop.situation import Situation
from pansol.sop.values import Value

__all__ = ["Step", "code_of", "needed_facts", "steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """One action of guidance. `blocked` names the facts that keep it back, `due` its clock, `flaws` why its message may not go."""

    rule: Rule
    action: Action
    blocked: tuple[str, ...] = ()
    due: datetime | date | None = None
    every: timedelta | None = None
    flaws: tuple[str, ...] = ()


def steps(answer: Answer) -> tuple[Step, ...]:
    """The actions of every rule that holds, the goal's first, in the order they are done."""
    return tuple(_step(answer.situation, rule, action) for rule in answer.rules() for action in rule.do)


def _step(situation: Situation, rule: Rule, action: Action) -> Step:
    message = action.target if action.kind in ("say", "advise", "send") else str(action.settings.get("say", ""))
    due = _value(situation, action.settings.get("due") or action.settings.get("until"))
    window = action.settings.get("window")
    if isinstance(due, datetime) and isinstance(window, tuple):
        due = next_within(due, window, situation.procedure.zone)
    every = _value(situation, action.settings.get("every"))
    return Step(
        rule, action, _blocked(situation, action.requires),
        due if isinstance(due, date) else None, every if isinstance(every, timedelta) else None,
        flaws(situation, message) if message else (),
    )  # fmt: skip


def _value(situation: Situation, setting: object) -> Value:
    if isinstance(setting, Binary | Call | If | Ref | Literal):
        return evaluate(setting, situation.value, situation.procedure.zone)
    return None


def _blocked(situation: Situation, requires: When | None) -> tuple[str, ...]:
    """The facts of a requirement that does not hold, or that nobody knows yet."""
    if requires is None or situation.holds(requires) is True:
        return ()
    names = (n for row in requires for n, test in row.items() if test.holds(situation.value(n)) is not True)
    return tuple(dict.fromkeys(names))


def code_of(situation: Situation, code: str) -> str:
    """The code key that a form or action refers to; empty while its decision is open or says there is none."""
    if not code.startswith("decisions."):
        return code
    name = code.removeprefix("decisions.")
    rule_id = situation.value(name)
    return situation.procedure.decisions[name].rule(rule_id).is_ if isinstance(rule_id, str) else ""


def needed_facts(answer: Answer) -> tuple[str, ...]:
    """The unknown facts that the decided rules still need: requirements, form fields, placeholders, records, referred decisions."""
    found: dict[str, None] = {}
    for rule in answer.rules():
        for action in rule.do:
            for name in _of_action(answer.situation, action):
                found.update(dict.fromkeys(base_facts(answer.situation, name)))
    given = {action.gives for rule in answer.rules() for action in rule.do if action.gives}
    return tuple(name for name in found if name not in given)


def _of_action(situation: Situation, action: Action) -> Iterator[str]:
    if action.requires is not None:
        yield from unknown_in(situation, action.requires)
    for setting in action.settings.values():
        if isinstance(setting, Binary | Call | If | Ref):
            yield from _unknown(situation, setting)
    form_id = action.target if action.kind == "ticket" else str(action.settings.get("form", ""))
    if form_id:
        yield from _of_form(situation, form_id)
    for key in ("code", "sla"):
        yield from _of_decision(situation, action.settings.get(key))
    if action.kind in ("say", "advise", "send"):
        yield from _of_message(situation, action.target)
    if "say" in action.settings:
        yield from _of_message(situation, str(action.settings["say"]))
    if action.kind == "link" and situation.value(action.target) is None:
        yield action.target
    for fact in (action.settings.get("of"), action.settings.get("to") if action.kind == "send" else None):
        if isinstance(fact, str) and fact and situation.value(fact) is None:
            yield fact
    if action.kind == "record":
        yield from _of_record(situation, action.target)


def _of_form(situation: Situation, form_id: str) -> Iterator[str]:
    form = situation.procedure.forms[form_id]
    computed = {f.name: f.value for f in form.fields if f.value is not None}
    for reason in missing(situation, form_id):
        for name in reason.facts:
            value = computed.get(name)
            yield from _unknown(situation, value) if value is not None else (name,)
    yield from _of_decision(situation, form.classification)
    yield from _of_decision(situation, form.sla)


def _of_decision(situation: Situation, text: object) -> Iterator[str]:
    if isinstance(text, str) and text.startswith("decisions."):
        name = text.removeprefix("decisions.")
        if situation.value(name) is None:
            yield name


def _of_message(situation: Situation, message_id: str) -> Iterator[str]:
    for name in situation.procedure.messages[message_id].placeholders:
        if situation.value(name) is None:
            yield name


def _of_record(situation: Situation, record_id: str) -> Iterator[str]:
    variant = situation.procedure.records[record_id].variant(situation.as_of)
    for slot in variant.slots if variant else ():
        if slot.value is not None:
            yield from _unknown(situation, slot.value)


def _unknown(situation: Situation, tree: Expr) -> Iterator[str]:
    """The unknown facts of an expression that is itself still unknown."""
    if evaluate(tree, situation.value, situation.procedure.zone) is None:
        yield from (name for name in sorted(refs(tree)) if situation.value(name) is None)
