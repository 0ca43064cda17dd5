"""From each rule of the source to what implements it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pansol.sop.model import Procedure
from pansol.sop.render.table import markdown_row

__all__ = ["Carrier", "trace", "trace_markdown"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """`source` is an id of the specification; `kind` and `name` say what carries it out."""

    source: str
    kind: str
    name: str
    title: str
    cites: str
    basis: str = ""


def trace(procedure: Procedure) -> tuple[Carrier, ...]:
    """Every source rule id with what carries it, sorted by id; a rule carries its own id too."""
    return tuple(sorted({*_rules(procedure), *_facts(procedure), *_forms(procedure), *_parts(procedure)}, key=_by_id))


def _by_id(carrier: Carrier) -> tuple[str, str, str]:
    return carrier.source, carrier.kind, carrier.name


def _rules(procedure: Procedure) -> Iterator[Carrier]:
    for rule in procedure.rules():
        for source in (rule.id, *rule.implements):
            yield Carrier(source, "aturan", rule.id, rule.title, rule.cites, rule.basis)


def _facts(procedure: Procedure) -> Iterator[Carrier]:
    for fact in procedure.facts.values():
        for source in fact.implements:
            yield Carrier(source, "fakta", fact.name, fact.label, fact.cites)


def _forms(procedure: Procedure) -> Iterator[Carrier]:
    for form in procedure.forms.values():
        for source in form.implements:
            yield Carrier(source, "formulir", form.id, form.title, form.cites)
        for field in form.fields:
            for source in field.implements:
                yield Carrier(source, "isian", f"{form.id}.{field.name}", field.label or field.name, field.cites)


def _parts(procedure: Procedure) -> Iterator[Carrier]:
    for record in procedure.records.values():
        for source in record.implements:
            yield Carrier(source, "catatan", record.id, record.title, "")
        for variant in record.variants:
            for source in variant.implements:
                yield Carrier(source, "catatan", record.id, record.title, variant.cites)
    for machine in procedure.machines.values():
        for source in machine.implements:
            yield Carrier(source, "mesin", machine.id, machine.title, "")
    for policy in procedure.policies.values():
        for source in policy.implements:
            yield Carrier(source, "kebijakan", policy.name, procedure.facts[f"policy.{policy.name}"].label, policy.cites)
    for code in procedure.codes.values():
        for source in code.implements:
            yield Carrier(source, "kode", code.key, code.label, code.cites)
    for unit in procedure.units.values():
        for source in unit.implements:
            yield Carrier(source, "unit", unit.id, unit.title, unit.cites)
    for message in procedure.messages.values():
        for source in message.implements:
            yield Carrier(source, "pesan", message.id, message.id, message.cites)


def trace_markdown(procedure: Procedure) -> str:
    """The trace as a Markdown table."""
    heads = ["Sumber", "Dilaksanakan oleh", "Judul", "Dasar", "Baris"]
    lines = [f"# {procedure.title}: dari sumber ke pelaksana", "", markdown_row(heads), markdown_row(["---"] * len(heads))]
    lines += [markdown_row([c.source, f"{c.kind} `{c.name}`", c.title, c.basis, c.cites]) for c in trace(procedure)]
    return "\n".join(lines) + "\n"
