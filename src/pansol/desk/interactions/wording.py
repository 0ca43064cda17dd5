"""The words of a record: which of its parts the format fixes, which an agent may rephrase, and what edited words lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pansol.sop.derive import Ref, evaluate, kind_of
from pansol.sop.model import RecordVariant, Slot
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, show_value

__all__ = ["Part", "field_in_words", "lacking", "parts_of"]

_ACRONYM = 3  # letters; a shorter name of a field is one


@dataclass(frozen=True, slots=True)
class Part:
    """One slot of a summary. `is_free`: other words may stand there, but not none, and not the placeholder of an unknown value."""

    label: str
    text: str
    is_free: bool = False


def field_in_words(name: str) -> str:
    """A field of the other system: `tipe_permasalahan` as `Tipe permasalahan`, `voc` as `VOC`."""
    return name.upper() if len(name) <= _ACRONYM else name.replace("_", " ").capitalize()


def parts_of(situation: Situation, variant: RecordVariant) -> tuple[Part, ...]:
    return tuple(_part(situation, slot) for slot in variant.slots)


def _part(situation: Situation, slot: Slot) -> Part:
    label = slot.label or slot.text
    if slot.value is None:
        return Part(label, slot.text or slot.label)
    value = evaluate(slot.value, situation.value, situation.procedure.zone)
    if value is None:
        return Part(label, f"[{label}]", is_free=True)
    if value is ABSENT:
        return Part(label, slot.absent_as)
    fact = situation.procedure.facts.get(slot.value.name) if isinstance(slot.value, Ref) else None
    is_free = fact is not None and fact.kind.kind == "text" and not fact.pii
    return Part(label, show_value(kind_of(slot.value), value), is_free)


def lacking(parts: Iterable[Part], words: str, separator: str) -> tuple[str, ...]:
    """Labels of the parts that edited words dropped, moved, or left as a placeholder. One pass over the words."""
    said, at, open_part = _plain(words), 0, ""
    missing: list[str] = []
    for part in parts:
        if f"[{part.label.casefold()}]" in said:
            missing.append(part.label)
        if part.is_free:
            open_part = part.label
            continue
        found = said.find(_plain(part.text), at)
        if found < 0:
            missing.append(part.label)
            continue
        if open_part and not _has_words(said[at:found], separator):
            missing.append(open_part)
        at, open_part = found + len(_plain(part.text)), ""
    if open_part and not _has_words(said[at:], separator):
        missing.append(open_part)
    return tuple(dict.fromkeys(missing))


def _has_words(text: str, separator: str) -> bool:
    return any(c.isalnum() for c in text.replace(separator.strip() or "\n", " "))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
