"""The part of the article that is looked up: tickets, codes, records, machines, policies, terms and sources."""

from __future__ import annotations

from collections.abc import Iterator

from pansol.sop.model import Decision, FieldRule, Form, Machine, Procedure, Record
from pansol.sop.render.actions import action_in_words, basis_in_words, code_in_words, sla_in_words, unit_in_words
from pansol.sop.render.causes import is_classification
from pansol.sop.render.table import markdown_row, markdown_text
from pansol.sop.render.words import cites_in_words, dates_in_words, expression_in_words, name_in_words, when_in_words
from pansol.sop.values import show_value

__all__ = ["codes", "machines", "policies", "records", "sources", "terms", "tickets"]

_CONFIDENCE = {"high": "pasti", "medium": "cukup pasti", "low": "kurang pasti", "unknown": "belum diketahui"}


def tickets(procedure: Procedure) -> Iterator[str]:
    """Every form with its fields and when they are required."""
    for form in procedure.forms.values():
        yield f"### {markdown_text(form.title)}\n"
        yield from _form_facts(procedure, form)
        yield ""
        yield markdown_row(["Isian", "Wajib", "Sumber"])
        yield markdown_row(["---"] * 3)
        for field in form.fields:
            yield markdown_row([_field_label(procedure, field), _required(procedure, field), _cited(procedure, field.cites)])
        yield ""


def _form_facts(procedure: Procedure, form: Form) -> Iterator[str]:
    if form.unit:
        yield f"- Unit: {markdown_text(unit_in_words(procedure, form.unit))}"
    if form.system:
        yield f"- Sistem: {markdown_text(form.system)}"
    if form.classification:
        yield f"- Klasifikasi: {markdown_text(code_in_words(procedure, form.classification))}"
    yield f"- SLA: {markdown_text(sla_in_words(procedure, form.sla or 'belum_ditetapkan'))}"


def _field_label(procedure: Procedure, field: FieldRule) -> str:
    label = field.label or (procedure.facts[field.name].label if field.name in procedure.facts else field.name.replace("_", " "))
    shown = f" = {expression_in_words(procedure, field.value)}" if field.value is not None else ""
    return label + shown + (f" (ditulis `{field.format}`)" if field.format else "")


def _required(procedure: Procedure, field: FieldRule) -> str:
    if field.required_when is not None:
        said = f"bila {when_in_words(procedure, field.required_when)}"
    else:
        said = "ya" if field.required else "tidak"
    return said + (f"; bila tidak ada, tulis “{field.absent_as}”" if field.may_be_absent else "")


def codes(procedure: Procedure) -> Iterator[str]:
    """The decisions that classify, and every code."""
    for decision in procedure.decisions.values():
        if is_classification(procedure, decision):
            yield from _classification(procedure, decision)
    if procedure.codes:
        yield markdown_row(["Kode", "Keterangan", "Jalur", "Berlaku", "Sumber"])
        yield markdown_row(["---"] * 5)
        for code in procedure.codes.values():
            yield markdown_row([code.code, code.label, " › ".join(code.path), dates_in_words(code.in_force), _cited(procedure, code.cites)])


def _classification(procedure: Procedure, decision: Decision) -> Iterator[str]:
    yield f"### {markdown_text(name_in_words(procedure, decision.name))}\n"
    yield markdown_row(["Aturan", "Bila", "Hasil", "Dasar", "Sumber"])
    yield markdown_row(["---"] * 5)
    for rule in decision.rules:
        results = [code_in_words(procedure, rule.is_)] if rule.is_ else []
        results += [action_in_words(procedure, action).text for action in rule.do]
        cells = [rule.id, when_in_words(procedure, rule.when), "; ".join(results), basis_in_words(rule.basis)]
        yield markdown_row([*cells, _cited(procedure, rule.cites)])
    yield ""


def records(procedure: Procedure) -> Iterator[str]:
    """How an interaction is written down, by date."""
    for record in procedure.records.values():
        yield from _record(procedure, record)


def _record(procedure: Procedure, record: Record) -> Iterator[str]:
    for variant in record.variants:
        dates = dates_in_words(variant.in_force)
        yield f"### {markdown_text(record.title)}" + (f" ({dates})" if dates else "") + "\n"
        for name, value in variant.fields.items():
            yield f"- {markdown_text(name)}: {markdown_text(value)}"
        if variant.slots:
            slots = [s.text or s.label or (expression_in_words(procedure, s.value) if s.value is not None else "") for s in variant.slots]
            yield f"- ringkasan: `{markdown_text(variant.separator.join(slots))}`"
        if variant.cites:
            yield f"\n*Sumber: {markdown_text(_cited(procedure, variant.cites))}*"
        yield ""


def machines(procedure: Procedure) -> Iterator[str]:
    """Every state machine as its table."""
    for machine in procedure.machines.values():
        yield from _machine(procedure, machine)


def _machine(procedure: Procedure, machine: Machine) -> Iterator[str]:
    yield f"### {markdown_text(machine.title)}\n"
    yield f"Mulai: {', '.join(markdown_text(machine.states[s]) for s in machine.initial)}. Yang tidak ada di tabel ditolak.\n"
    yield markdown_row(["Status", "Peristiwa", "Menjadi", "Akibat", "Dasar", "Sumber"])
    yield markdown_row(["---"] * 6)
    for t in machine.transitions:
        names = [machine.states[t.source], machine.events[t.event], machine.states[t.target]]
        yield markdown_row([*names, "; ".join(t.effects), basis_in_words(t.basis), _cited(procedure, t.cites)])
    yield ""


def policies(procedure: Procedure) -> Iterator[str]:
    """What the SOP's owner decides, with the assumption made until then."""
    for policy in procedure.policies.values():
        fact = procedure.facts[f"policy.{policy.name}"]
        cites = f" ({markdown_text(_cited(procedure, policy.cites))})" if policy.cites else ""
        yield f"- **{markdown_text(fact.label)}**: {show_value(fact.kind, policy.default)}. {markdown_text(policy.assumption)}{cites}"


def terms(procedure: Procedure) -> Iterator[str]:
    """The client's words, and how sure we are of their reading."""
    if procedure.glossary:
        yield markdown_row(["Istilah", "Dibaca", "Keyakinan", "Sumber"])
        yield markdown_row(["---"] * 4)
    for term in procedure.glossary.values():
        yield markdown_row([term.term, term.reading, _CONFIDENCE.get(term.confidence, term.confidence), _cited(procedure, term.cites)])


def sources(procedure: Procedure) -> Iterator[str]:
    """The documents a procedure stands on."""
    if len(procedure.sources) > 1:
        yield "Baris tanpa nama dokumen menunjuk ke dokumen pertama.\n"
    for source in procedure.sources.values():
        said = [source.get(part, "") for part in ("title", "document", "content", "note")]
        yield f"- {markdown_text(' · '.join(part for part in said if part))}"


def _cited(procedure: Procedure, cites: str) -> str:
    return cites_in_words(procedure, cites, within=True)
