"""Facts that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from pansol.sop.derive import Binary, Call, Expr, If, Literal, Ref, refs
from pansol.sop.model import Action, Fact, Procedure, When
from pansol.sop.prove.dimensions import every_when
from pansol.sop.prove.findings import Finding

__all__ = ["unused_facts"]

_IS_EXPRESSION = (Binary, Call, If, Literal, Ref)
# settings and targets of actions that name a fact
_FACT_TARGETS = ("link", "monitor")
_FACT_SETTINGS = ("to", "of", "by")


def unused_facts(procedure: Procedure) -> Iterator[Finding]:
    """Facts (and policies) that no test, expression, form, message, record, action or list of the procedure names."""
    read = set(_read(procedure))
    for fact in procedure.facts.values():
        if fact.name not in read and fact.name not in procedure.decisions and fact.name not in ("now", "as_of"):
            details = {"fact": fact.name, "label": fact.label}
            yield Finding("unused_fact", places=(fact.place,), cites=(fact.cites,), explained=_why_kept(fact), details=details)


def _why_kept(fact: Fact) -> str:
    """A fact that carries rules of the source (a question or check it demands) has its reason."""
    return f"memuat {', '.join(fact.implements)}" if fact.implements else ""


def _read(procedure: Procedure) -> Iterator[str]:
    yield from (*procedure.intake, *procedure.first, *procedure.fixed_list)
    for when in every_when(procedure):
        yield from _tested(when)
    for fact in procedure.facts.values():
        yield from (*fact.after, *_in(fact.is_))
    for rule in procedure.rules():
        for action in rule.do:
            yield from _of_action(action)
    for form in procedure.forms.values():
        for field in form.fields:
            yield from _in(field.value) if field.value is not None else (field.name,)
    for message in procedure.messages.values():
        yield from message.placeholders
    for record in procedure.records.values():
        for slot in (s for v in record.variants for s in v.slots):
            yield from _in(slot.value)


def _tested(when: When) -> Iterator[str]:
    return (name for tests in when for name in tests)


def _in(tree: Expr | None) -> frozenset[str]:
    return refs(tree) if tree is not None else frozenset()


def _of_action(action: Action) -> Iterator[str]:
    yield action.gives
    if action.kind in _FACT_TARGETS:
        yield action.target
    for key, setting in action.settings.items():
        if isinstance(setting, _IS_EXPRESSION):
            yield from refs(setting)
        elif key in _FACT_SETTINGS and isinstance(setting, str):
            yield setting
