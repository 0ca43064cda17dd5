"""Messages over their limit, and promises that another rule forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pansol.sop.model import Message, Procedure, Rule
from pansol.sop.prove.findings import Finding
from pansol.sop.prove.logic import Formula
from pansol.sop.prove.situations import Situations
from pansol.sop.prove.words import situation_words
from pansol.sop.values import Type

__all__ = ["estimated_length", "long_messages", "promises"]

# what a filled placeholder usually takes, in characters
_LENGTHS: Final[Mapping[str, int]] = {
    "yes_no": len("tidak"),
    "number": len("12"),
    "money": len("Rp1.250.000"),
    "duration": len("1 hari 2 jam"),
    "datetime": len("12 September 2026 pukul 10.30"),
    "date": len("12 September 2026"),
    "time": len("10.30"),
    "phone": len("081234567890"),
    "email": 24,
    "text": 16,
    "file": 16,
}


def long_messages(procedure: Procedure) -> Iterator[Finding]:
    """Messages that no longer fit once their placeholders are filled at realistic length."""
    for message in procedure.messages.values():
        length = estimated_length(procedure, message)
        if message.max_length is not None and length > message.max_length:
            details = {"message": message.id, "length": str(length), "limit": str(message.max_length)}
            known = message.flaw.get("too_long", "")
            yield Finding("too_long", places=(message.place,), cites=(message.cites,), explained=known, details=details)


def estimated_length(procedure: Procedure, message: Message) -> int:
    """Characters of a message with its placeholders filled as they usually are."""
    length = len(message.text)
    for name in message.placeholders:
        mark = "{" + name + "}"
        length += message.text.count(mark) * (_usual(procedure.facts[name].kind) - len(mark))
    return length


def _usual(kind: Type) -> int:
    if kind.kind in ("choice", "choices"):
        return max((len(label) for label in (kind.values or {}).values()), default=0)
    return _LENGTHS[kind.kind]


def promises(situations: Situations) -> Iterator[Finding]:
    """Messages that promise what a rule forbids which can hold in the same situation."""
    procedure = situations.encoding.procedure
    forbidding = [r for r in procedure.rules() if r.forbids]
    for rule in procedure.rules():
        for message in _sent(procedure, rule):
            for other in forbidding:
                for promise in (p for p in message.promises if p in other.forbids):
                    yield from _broken(situations, rule, other, message, promise)


def _sent(procedure: Procedure, rule: Rule) -> Iterator[Message]:
    ids: dict[str, None] = {}
    for action in rule.do:
        named = action.target if action.kind in ("say", "advise", "send") else str(action.settings.get("say", ""))
        ids[named] = None
    return (procedure.messages[i] for i in ids if i in procedure.messages)


def _broken(situations: Situations, rule: Rule, other: Rule, message: Message, promise: str) -> Iterator[Finding]:
    encoding = situations.encoding
    decisions = [encoding.decision_of[r.id].name for r in (rule, other)]
    together: list[Formula] = [encoding.legal, encoding.sole(rule), encoding.sole(other), encoding.within(message.in_force)]
    example = situations.example(together, decisions)
    if example is not None:
        shown = situation_words(encoding.procedure, example)
        yield Finding(
            "forbidden_promise", decisions[0], (rule.id, other.id), (message.place, rule.place, other.place), (message.cites, other.cites),
            example, shown, explained=message.flaw.get("forbidden_promise", ""), details={"message": message.id, "promise": promise},
        )  # fmt: skip
