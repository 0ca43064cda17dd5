"""The part of the article that guides: what to find out, the causes with what to do, and the grey cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pansol.sop.derive import refs
from pansol.sop.model import Decision, Fact, Procedure, Rule, When
from pansol.sop.render.actions import action_in_words, basis_in_words, code_in_words
from pansol.sop.render.table import markdown_text
from pansol.sop.render.words import cites_in_words, dates_in_words, name_in_words, source_path, when_in_words
from pansol.sop.values import Type, show_value

__all__ = ["causes", "grey_cases", "is_classification", "to_do"]

_HOW = {"check": "Cek", "ask": "Tanyakan", "try": "Coba", "given": "Sudah diketahui"}


def to_do(procedure: Procedure) -> Iterator[str]:
    """What has to be found out: what always comes first, what decides, and what only fills tickets and records."""
    asked = [f for f in procedure.facts.values() if f.sources and not f.is_given]
    deciding = _deciding(procedure)
    first = (*procedure.intake, *procedure.first)
    parts = (
        ("Lebih dahulu", [procedure.facts[name] for name in dict.fromkeys(first) if procedure.facts[name] in asked]),
        ("Bila menentukan", [f for f in asked if f.name not in first and f.name in deciding]),
        ("Untuk tiket dan catatan", [f for f in asked if f.name not in first and f.name not in deciding]),
    )
    for title, facts in parts:
        if facts:
            yield f"### {title}\n"
        for number, fact in enumerate(facts, start=1):
            yield f"{number}. **{markdown_text(fact.label)}**. {_sources_of(procedure, fact)}"
            yield from (f"   - {detail}" for detail in _details(procedure, fact))
        if facts:
            yield ""


def _deciding(procedure: Procedure) -> set[str]:
    """The facts that some decision reads, directly or through computed facts."""
    whens = [rule.when for rule in procedure.rules()] + [d.applies_when or () for d in procedure.decisions.values()]
    todo = [name for when in whens for row in when for name in row]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        fact = procedure.facts.get(name)
        if name in seen or fact is None:
            continue
        seen.add(name)
        todo += refs(fact.is_) if fact.is_ is not None else ()
        todo += [inner for row in fact.applies_when or () for inner in row]
    return seen


def _details(procedure: Procedure, fact: Fact) -> Iterator[str]:
    if fact.how:
        yield markdown_text(fact.how)
    if fact.applies_when is not None:
        yield f"*Hanya bila {markdown_text(when_in_words(procedure, fact.applies_when))}.*"
    values = fact.kind.values or {}
    for label, members in (fact.kind.groups or {}).values():
        yield f"{markdown_text(label)}: {_options(values[member] for member in members)}"
    if values and not fact.kind.groups:
        yield f"Pilihan: {_options(values.values())}"
    if fact.may_be_absent:
        yield "Boleh *tidak ada*"


def _options(labels: Iterable[str]) -> str:
    return " · ".join(markdown_text(label) for label in labels)


def _sources_of(procedure: Procedure, fact: Fact) -> str:
    said = []
    for source in fact.sources:
        text = source_path(source.text) if source.how in ("check", "given") else source.text
        when = f" bila {when_in_words(procedure, source.when)}" if source.when is not None else ""
        said.append(f"{_HOW[source.how]}{markdown_text(when)}: {markdown_text(text)}")
    return "; atau ".join(said)


def causes(procedure: Procedure) -> Iterator[str]:
    """Every rule the source states, with its conditions and what is done."""
    for decision in procedure.decisions.values():
        rules = [rule for rule in decision.rules if rule.basis != "gap"]
        if not rules or is_classification(procedure, decision):
            continue
        yield f"### {markdown_text(name_in_words(procedure, decision.name))}\n"
        if decision.applies_when is not None:
            yield f"Hanya bila {markdown_text(when_in_words(procedure, decision.applies_when))}.\n"
        for rule in rules:
            yield from _cause(procedure, rule)


def is_classification(procedure: Procedure, decision: Decision) -> bool:
    """Whether a decision chooses codes; it then stands in the section KIP, as a table."""
    return decision.name not in procedure.goals and any(rule.is_ in procedure.codes for rule in decision.rules)


def _cause(procedure: Procedure, rule: Rule) -> Iterator[str]:
    yield f"#### {rule.id} {markdown_text(rule.title) if rule.title != rule.id else ''}".rstrip() + "\n"
    yield from _conditions(procedure, rule.when)
    yield ""
    for number, action in enumerate(rule.do, start=1):
        said = action_in_words(procedure, action)
        yield f"{number}. {markdown_text(said.text)}" + (f":\n   > {markdown_text(said.quote)}" if said.quote else "")
    if rule.is_:
        yield f"Hasil: {markdown_text(code_in_words(procedure, rule.is_))}"
    if remark := _remark(procedure, rule):
        yield f"\n*{markdown_text(remark)}*"
    yield ""


def _conditions(procedure: Procedure, when: When) -> Iterator[str]:
    for row in when:
        yield f"- bila {markdown_text(when_in_words(procedure, (row,)))}" if row else "- selalu"


def _remark(procedure: Procedure, rule: Rule) -> str:
    expires = f"Perlu ditinjau setelah {show_value(Type('date'), rule.expires)}" if rule.expires else ""
    dates = dates_in_words(rule.in_force)
    parts = [
        f"Sumber: {cites_in_words(procedure, rule.cites, within=True)}" if rule.cites else "",
        basis_in_words(rule.basis).capitalize() if rule.basis == "inferred" else "",
        f"Berlaku {dates}" if dates else "",
        expires,
        "Kalimat sumber terpotong" if rule.incomplete else "",
        rule.note,
    ]
    return " ".join(part.rstrip(".") + "." for part in parts if part)


def grey_cases(procedure: Procedure) -> Iterator[str]:
    """What the source leaves open, with the proposal beside it."""
    for decision in procedure.decisions.values():
        gaps = [rule for rule in decision.rules if rule.basis == "gap"]
        if gaps:
            yield f"### {markdown_text(name_in_words(procedure, decision.name))}\n"
        for rule in gaps:
            yield from _cause(procedure, rule)
            yield f"Usulan, bukan SOP: {markdown_text(rule.propose)}\n"
