"""Forms, records, codes, units, messages, machines and the rest that rules refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TypeVar

from pydantic import BaseModel

from pansol.sop.load.actions import read_code, read_sla
from pansol.sop.load.context import Context, Path
from pansol.sop.load.document import Part
from pansol.sop.load.names import Names
from pansol.sop.load.schema import (
    CodeText,
    FieldText,
    FormText,
    MachineText,
    MessageText,
    RecordText,
    SlotText,
    TermText,
    UnitText,
    VariantText,
)
from pansol.sop.load.yamlfile import YamlFile
from pansol.sop.model import (
    PLACEHOLDER,
    Code,
    FieldRule,
    Form,
    Impossible,
    Machine,
    Message,
    Place,
    Record,
    RecordVariant,
    Slot,
    Term,
    Transition,
    Unit,
)

__all__ = [
    "build_codes",
    "build_forms",
    "build_glossary",
    "build_impossible",
    "build_machines",
    "build_messages",
    "build_records",
    "build_units",
]

_KINDS = {
    "codes": "kode", "forms": "formulir", "glossary": "istilah", "machines": "mesin", "messages": "pesan", "records": "catatan",
    "units": "unit",
}  # fmt: skip
T = TypeVar("T")
W = TypeVar("W", bound=BaseModel)


def _each(context: Context, parts: list[Part], kind: str, shape: type[W], build: Callable[[str, W, YamlFile, Path], T]) -> dict[str, T]:
    """Build every entry of one kind from all files; a second one of the same name is a problem."""
    found: dict[str, T] = {}
    seen: dict[str, Place] = {}
    for part in parts:
        for name, text in getattr(part.document, kind).items():
            if context.unique(_KINDS[kind], seen, name, part.file, (kind, name)):
                assert isinstance(text, shape)
                found[name] = build(name, text, part.file, (kind, name))
    return found


def build_forms(context: Context, parts: list[Part], names: Names) -> dict[str, Form]:
    def build(name: str, text: FormText, file: YamlFile, path: Path) -> Form:
        if text.unit:
            context.name("unit", text.unit, names.units, file, (*path, "unit"))
        fields = tuple(_field(context, n, f, file, (*path, "fields", n)) for n, f in text.fields.items())
        code = read_code(context, text.classification, names, file, (*path, "classification"))
        sla = read_sla(context, text.sla, names, file, (*path, "sla"))
        cites = context.cites(text.cites, file, path)
        return Form(name, text.title, fields, text.unit, text.system, code, sla, cites, tuple(text.implements), context.place(file, path))

    return _each(context, parts, "forms", FormText, build)


def _field(context: Context, name: str, text: str | FieldText, file: YamlFile, path: Path) -> FieldRule:
    if isinstance(text, str):
        context.fact(name, file, path)
        return FieldRule(name, "", required=text == "required", place=context.place(file, path))
    value = context.expression(text.value, file, (*path, "value")) if text.value is not None else None
    if text.value is None:
        context.fact(name, file, path)
    return FieldRule(
        name, text.label or "", text.required, context.when(text.required_when, file, (*path, "required_when")),
        text.may_be is not None, text.absent_as, value, text.format, context.cites(text.cites, file, path),
        tuple(text.implements), context.place(file, path),
    )  # fmt: skip


def build_records(context: Context, parts: list[Part]) -> dict[str, Record]:
    def build(name: str, text: RecordText, file: YamlFile, path: Path) -> Record:
        variants = tuple(_variant(context, v, file, (*path, "variants", i)) for i, v in enumerate(text.variants))
        for one, other in combinations(variants, 2):
            if one.in_force.meets(other.in_force):
                context.problem("overlapping", file, path, found=name)
        return Record(name, text.title, variants, tuple(text.implements), context.place(file, path))

    return _each(context, parts, "records", RecordText, build)


def _variant(context: Context, text: VariantText, file: YamlFile, path: Path) -> RecordVariant:
    slots = [_slot(context, s, file, (*path, "summary", "slots", i)) for i, s in enumerate(text.summary.slots if text.summary else [])]
    return RecordVariant(
        text.fields, tuple(slots), text.summary.separator if text.summary else " / ",
        context.dates(text.in_force, file, (*path, "in_force")), context.cites(text.cites, file, path),
        tuple(text.implements), context.place(file, path),
    )  # fmt: skip


def _slot(context: Context, text: SlotText, file: YamlFile, path: Path) -> Slot:
    value = context.expression(text.value, file, (*path, "value")) if text.value is not None else None
    return Slot(text.text, text.label, value, text.absent_as)


def build_messages(context: Context, parts: list[Part]) -> dict[str, Message]:
    def build(name: str, text: MessageText, file: YamlFile, path: Path) -> Message:
        placeholders = tuple(dict.fromkeys(PLACEHOLDER.findall(text.text)))
        for fact in placeholders:
            context.fact(fact, file, (*path, "text"))
        return Message(
            name, text.channel, text.text, placeholders, text.max_length, tuple(text.promises), {str(k): v for k, v in text.flaw.items()},
            context.dates(text.in_force, file, (*path, "in_force")), context.cites(text.cites, file, path),
            tuple(text.implements), context.place(file, path),
        )  # fmt: skip

    return _each(context, parts, "messages", MessageText, build)


def build_codes(context: Context, parts: list[Part]) -> dict[str, Code]:
    def build(name: str, text: CodeText, file: YamlFile, path: Path) -> Code:
        dates = context.dates(text.in_force, file, (*path, "in_force"))
        return Code(name, text.code, text.label, tuple(text.path), dates, context.cites(text.cites, file, path), tuple(text.implements))

    return _each(context, parts, "codes", CodeText, build)


def build_units(context: Context, parts: list[Part]) -> dict[str, Unit]:
    def build(name: str, text: UnitText, file: YamlFile, path: Path) -> Unit:
        return Unit(name, text.title, text.note, context.cites(text.cites, file, path), tuple(text.implements))

    return _each(context, parts, "units", UnitText, build)


def build_glossary(context: Context, parts: list[Part]) -> dict[str, Term]:
    def build(name: str, text: TermText, file: YamlFile, path: Path) -> Term:
        return Term(name, text.reading, text.confidence, context.cites(text.cites, file, path))

    return _each(context, parts, "glossary", TermText, build)


def build_impossible(context: Context, parts: list[Part]) -> tuple[Impossible, ...]:
    def each() -> Iterator[Impossible]:
        for part in parts:
            for index, text in enumerate(part.document.impossible):
                path: Path = ("impossible", index)
                when = context.when(text.when, part.file, (*path, "when")) or ()
                yield Impossible(when, text.because, context.cites(text.cites, part.file, path), context.place(part.file, path))

    return tuple(each())


def build_machines(context: Context, parts: list[Part]) -> dict[str, Machine]:
    def build(name: str, text: MachineText, file: YamlFile, path: Path) -> Machine:
        for state in text.initial:
            context.name("keadaan", state, text.states, file, (*path, "initial"))
        table: dict[tuple[str, str], Transition] = {}
        for index, item in enumerate(text.transitions):
            step: Path = (*path, "transitions", index)
            context.name("peristiwa", item.event, text.events, file, step)
            context.name("keadaan", item.to, text.states, file, step)
            for source in item.from_:
                context.name("keadaan", source, text.states, file, step)
                if (source, item.event) in table:
                    context.problem("duplicate", file, step, kind="transisi", found=f"{source} × {item.event}", right=name)
                cites = context.cites(item.cites, file, step)
                table[source, item.event] = Transition(source, item.event, item.to, tuple(item.effects), item.basis, cites)
        return Machine(
            name, text.title, dict(text.states), dict(text.events), tuple(text.initial), tuple(table.values()),
            tuple(text.implements), context.place(file, path),
        )  # fmt: skip

    return _each(context, parts, "machines", MachineText, build)
