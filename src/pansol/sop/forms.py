"""Forms, messages and records of one situation: what is missing, and the words when nothing is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pansol.sop.asking import unknown_in
from pansol.sop.derive import evaluate, kind_of
from pansol.sop.errors import NotFound, Problem
from pansol.sop.model import PLACEHOLDER, FieldRule, Form, Message, RecordVariant, Slot
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Value, show_duration, show_value

__all__ = [
    "FilledField",
    "Missing",
    "RecordText",
    "field_label",
    "field_value",
    "fill",
    "flaws",
    "message_text",
    "missing",
    "record_text",
    "sla_text",
]


_VALUE = re.compile(r"\{values?\}")


@dataclass(frozen=True, slots=True)
class Missing:
    """One reason why a form cannot be filed: the field, the facts to learn, and the line that asks for it."""

    field: str
    label: str
    facts: tuple[str, ...]
    cites: str
    is_condition: bool = False

    def text(self, lang: str = "id") -> str:
        """The reason in words."""
        place = f" ({self.cites})" if self.cites else ""
        if self.is_condition:
            asked = ", ".join(self.facts)
            return (
                f"{self.label}: belum jelas apakah wajib, tergantung {asked}{place}"
                if lang == "id"
                else f"{self.label}: may be required, depends on {asked}{place}"
            )
        return f"{self.label} wajib diisi{place}" if lang == "id" else f"{self.label} is required{place}"


@dataclass(frozen=True, slots=True)
class FilledField:
    name: str
    label: str
    text: str
    is_known: bool


def _form(situation: Situation, form_id: str) -> Form:
    try:
        return situation.procedure.forms[form_id]
    except KeyError:
        near = tuple(situation.procedure.forms)
        raise NotFound(Problem("not_found", details={"kind": "formulir", "found": form_id}, near=near)) from None


def missing(situation: Situation, form_id: str) -> tuple[Missing, ...]:
    """The reasons why a form is not complete, in the order of its fields; page, API and import all ask here."""
    form = _form(situation, form_id)
    return tuple(reason for field in form.fields if (reason := _reason(situation, form, field)))


def _reason(situation: Situation, form: Form, field: FieldRule) -> Missing | None:
    label, cites = field_label(situation, field), field.cites or form.cites
    if not field.required:
        wanted = situation.holds(field.required_when) if field.required_when is not None else False
        if wanted is None:
            return Missing(field.name, label, unknown_in(situation, field.required_when or ()), cites, is_condition=True)
        if wanted is False:
            return None
    value = field_value(situation, field)
    if value is None:
        return Missing(field.name, label, (field.name,), cites)
    if value is ABSENT and not field.may_be_absent and not _is_pointless(situation, field):
        return Missing(field.name, label, (field.name,), cites)
    return None


def _is_pointless(situation: Situation, field: FieldRule) -> bool:
    """A fact that does not apply here cannot be demanded."""
    fact = situation.procedure.facts.get(field.name)
    applies = fact.applies_when if fact is not None and field.value is None else None
    return applies is not None and situation.holds(applies) is False


def field_label(situation: Situation, field: FieldRule) -> str:
    fact = situation.procedure.facts.get(field.name)
    return field.label or (fact.label if fact else field.name.replace("_", " ").capitalize())


def field_value(situation: Situation, field: FieldRule) -> Value:
    if field.value is not None:
        return evaluate(field.value, situation.value, situation.procedure.zone)
    return situation.value(field.name)


def fill(situation: Situation, form_id: str) -> tuple[FilledField, ...]:
    """Every field that is known or wanted, with its words in Indonesian."""
    form = _form(situation, form_id)
    filled = []
    for field in form.fields:
        value = field_value(situation, field)
        wanted = field.required or (field.required_when is not None and situation.holds(field.required_when) is not False)
        if (value is not None or wanted) and not (value is ABSENT and _is_pointless(situation, field)):
            filled.append(FilledField(field.name, field_label(situation, field), _field_text(situation, field, value), value is not None))
    return tuple(filled)


def _field_text(situation: Situation, field: FieldRule, value: Value) -> str:
    if value is None:
        return ""
    if value is ABSENT:
        return field.absent_as
    kind = kind_of(field.value) if field.value is not None else situation.procedure.facts[field.name].kind
    text = show_value(kind, value)
    return _VALUE.sub(lambda _: text, field.format) if field.format else text


def _message(situation: Situation, message_id: str) -> Message:
    try:
        return situation.procedure.messages[message_id]
    except KeyError:
        near = tuple(situation.procedure.messages)
        raise NotFound(Problem("not_found", details={"kind": "pesan", "found": message_id}, near=near)) from None


def message_text(situation: Situation, message_id: str) -> str:
    """The words, placeholders filled; an unknown one shows its label in brackets."""
    message = _message(situation, message_id)
    # in one pass: what a customer wrote is never read as a placeholder
    return PLACEHOLDER.sub(lambda found: _words(situation, found[1]), message.text)


def _words(situation: Situation, name: str) -> str:
    fact, value = situation.procedure.facts[name], situation.value(name)
    return f"[{fact.label}]" if value is None else ("-" if value is ABSENT else show_value(fact.kind, value))


def flaws(situation: Situation, message_id: str) -> tuple[str, ...]:
    """Why a message may not be sent: `too_long`, `forbidden_promise`, `not_in_force`."""
    message = _message(situation, message_id)
    found = [flaw for flaw in message.flaw if flaw != "too_long"]  # a length is measured, never declared
    if message.max_length is not None and len(message_text(situation, message_id)) > message.max_length:
        found.append("too_long")
    if not message.in_force.has(situation.as_of):
        found.append("not_in_force")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RecordText:
    """An interaction record: its fixed fields, its summary, and the slots that are still unknown."""

    fields: Mapping[str, str]
    summary: str
    missing: tuple[str, ...]
    variant: RecordVariant


def record_text(situation: Situation, record_id: str) -> RecordText | None:
    """The record in the format in force on `as_of`; None when no format is."""
    record = situation.procedure.records.get(record_id)
    if record is None:
        near = tuple(situation.procedure.records)
        raise NotFound(Problem("not_found", details={"kind": "catatan", "found": record_id}, near=near))
    variant = record.variant(situation.as_of)
    if variant is None:
        return None
    unknown: list[str] = []
    slots = [_slot(situation, slot, unknown) for slot in variant.slots]
    return RecordText(variant.fields, variant.separator.join(slots), tuple(unknown), variant)


def _slot(situation: Situation, slot: Slot, unknown: list[str]) -> str:
    if slot.value is None:
        return slot.text or slot.label
    value = evaluate(slot.value, situation.value, situation.procedure.zone)
    if value is None:
        unknown.append(slot.label or slot.text)
        return f"[{slot.label or slot.text}]"
    return slot.absent_as if value is ABSENT else show_value(kind_of(slot.value), value)


def sla_text(situation: Situation, sla: Value) -> str:
    """An SLA in words; a value the sources do not give stays `belum ditetapkan`."""
    if isinstance(sla, str):
        if sla.startswith("decisions."):
            name = sla.removeprefix("decisions.")
            rule_id = situation.value(name)
            rule = situation.procedure.decisions[name].rule(rule_id) if isinstance(rule_id, str) else None
            return (rule.is_ or rule.title) if rule else "belum ditetapkan"
        return "belum ditetapkan"
    return show_duration(sla)
