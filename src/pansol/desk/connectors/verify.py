"""A connectors file held against the procedures it serves: checks nobody asks for, facts nobody has, values nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pansol.desk.connectors.config import Request, Spec
from pansol.desk.connectors.errors import Fault
from pansol.desk.connectors.load import read_config
from pansol.sop.errors import did_you_mean
from pansol.sop.model import Fact, Procedure
from pansol.sop.values import parse_value

__all__ = ["verify"]


def verify(path: Path, procedures: Iterable[Procedure]) -> tuple[Fault, ...]:
    """Everything in the file that no procedure can use. Raises ConfigError when the file cannot be read at all."""
    file, config = read_config(path)
    known = tuple(procedures)
    faults = []
    for key, system in config.systems.items():
        served = [p for p in known if p.client in system.clients]
        for name, request in system.requests.items():
            for check, text in _findings(request, served):
                where = ("systems", key, "requests", name, *(("facts", check) if check else ("get",)))
                faults.append(Fault(file.name, file.line(where), text))
    return tuple(faults)


def _findings(request: Request, procedures: list[Procedure]) -> Iterator[tuple[str, str]]:
    checks = {s.text for p in procedures for f in p.facts.values() for s in f.sources if s.how == "check"}
    for check, spec in request.facts.items():
        using = {p.id: _users(p, check) for p in procedures}
        facts = [fact for users in using.values() for fact in users]
        if not facts:
            yield check, f"Tidak ada fakta dengan `check: {check}` pada klien sistem ini. {did_you_mean(check, checks)}".strip()
            continue
        yield from ((check, text) for text in _wrong_values(spec, facts))
        askers = [p for p in procedures if using[p.id]]
        for need in request.needs:
            if not any(need in p.facts for p in askers):
                hint = did_you_mean(need, {n for p in askers for n in p.facts})
                yield "", f"Fakta `{need}` tidak ada di prosedur yang memakai `{check}`. {hint}".strip()


def _users(procedure: Procedure, check: str) -> list[Fact]:
    return [f for f in procedure.facts.values() if any(s.how == "check" and s.text == check for s in f.sources)]


def _wrong_values(spec: Spec, facts: list[Fact]) -> Iterator[str]:
    given: Mapping[str, str | None] = {
        **{f"map.{k}": v for k, v in (spec.map or {}).items()},
        "else": spec.else_,
        "empty": spec.empty,
        "not_found": spec.not_found,
    }
    for key, text in given.items():
        if text is not None and not any(_is_value(fact, text) for fact in facts):
            hint = did_you_mean(text, [v for f in facts for v in f.kind.values or ()]) or f"Seharusnya {facts[0].kind.in_words()}."
            yield f"{key}: `{text}` bukan nilai `{facts[0].name}`. {hint}"


def _is_value(fact: Fact, text: str) -> bool:
    if text == "absent":
        return fact.can_be_absent
    try:
        parse_value(fact.kind, text)
    except (ValueError, OverflowError):
        return False
    return True
