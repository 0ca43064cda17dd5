"""What a scenario expects, held against an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from pansol.sop.decide import Answer
from pansol.sop.errors import NotFound, Problem
from pansol.sop.forms import flaws, missing, record_text
from pansol.sop.guidance import steps
from pansol.sop.interview import question_for
from pansol.sop.load.actions import ACTION_KINDS
from pansol.sop.load.scenarios import Expectation
from pansol.sop.values import Value

__all__ = ["complaints"]


def complaints(answer: Answer, expect: Expectation, unanswerable: frozenset[str], goal: str | None) -> tuple[str, ...]:
    """Where an answer is not what was expected, in words. Raises NotFound for an expectation of what does not exist."""
    check = _Check(answer, expect, unanswerable, goal)
    if not expect.model_fields_set and not expect.model_extra:
        return ("`expect` kosong",)
    for part in (check.names, check.status, check.others, check.rules, check.actions, check.papers):
        part()
    return tuple(check.found)


@dataclass
class _Check:
    answer: Answer
    expect: Expectation
    unanswerable: frozenset[str]
    goal: str | None
    found: list[str] = field(default_factory=list)

    def same(self, what: str, expected: object, found: object) -> None:
        if expected != found:
            self.found.append(f"{what}: diharapkan {_words(expected)}, ternyata {_words(found)}")

    def names(self) -> None:
        """What is expected not to be there would never be missed if its name were wrong."""
        e, rules = self.expect, [rule.id for rule in self.answer.situation.procedure.rules()]
        self.exist("aturan", e.not_also or (), rules)
        self.exist("tindakan", [*(e.not_do or ()), *(e.due or ()), *(e.blocked or ())], ACTION_KINDS)
        self.exist("keputusan", e.model_extra or (), self.answer.situation.procedure.decisions)

    def exist(self, kind: str, names: Iterable[str], known: Iterable[str]) -> None:
        known = tuple(known)
        for name in names:
            if name not in known:
                raise NotFound(Problem("not_found", details={"kind": kind, "found": name}, near=known))

    def status(self) -> None:
        e, result = self.expect, self.answer.result
        found = result.rule or result.status
        if e.impossible is not None:
            self.same("mustahil", e.impossible, self.answer.contradiction is not None)
        elif self.answer.contradiction is not None:
            self.found.append(f"fakta bertentangan: {self.answer.contradiction.because}")
        if e.decided is not None:
            self.same("decided", e.decided, found)
        if e.open is not None:
            self.same("status", "open", "open" if result.status == "open" else found)
            if e.open not in result.open:
                self.found.append(f"open: {e.open} tidak termasuk {', '.join(result.open) or 'yang masih terbuka'}")
        if e.next is not None:
            question = question_for(self.answer.situation, self.goal, self.unanswerable)
            self.same("next", e.next, question.fact.name if question else None)
        if e.uncovered is not None:
            self.same("uncovered", e.uncovered, result.status == "uncovered")
        if e.stuck is not None:
            self.same("stuck", e.stuck, result.is_stuck)
        if e.conflict is not None:
            self.same("conflict", sorted(e.conflict), sorted(result.rules) if result.status == "conflict" else found)

    def others(self) -> None:
        for name, expected in (self.expect.model_extra or {}).items():
            result = self.answer.results.get(name)
            if result is None:
                self.found.append(f"{name}: tidak diputuskan")
            elif self.answer.situation.procedure.decisions[name].hit == "collect":
                self.same(name, sorted([expected] if isinstance(expected, str) else expected), sorted(result.rules))
            else:
                self.same(name, expected, result.rule or result.status)

    def rules(self) -> None:
        e, held = self.expect, {rule.id for rule in self.answer.rules()}
        self.found += [f"also: {rule} tidak berlaku" for rule in e.also or () if rule not in held]
        self.found += [f"not_also: {rule} berlaku" for rule in e.not_also or () if rule in held]
        if e.needs_decision is not None:
            self.same("needs_decision", e.needs_decision, self.answer.needs_decision)
        if e.expired is not None:
            self.same("expired", e.expired, self.answer.is_expired)

    def actions(self) -> None:
        e, listed = self.expect, steps(self.answer)
        if e.do is not None:
            named = [self.answer.result.rule, *(e.also or ())]
            self.same("do", list(e.do), [s.action.kind for rule in named for s in listed if s.rule.id == rule])
        kinds = {s.action.kind for s in listed}
        self.found += [f"not_do: {kind} ada" for kind in e.not_do or () if kind in kinds]
        for kind, instant in (e.due or {}).items():
            due = [s.due for s in listed if s.action.kind == kind and s.due is not None]
            self.same(f"due {kind}", _instant(instant), due[0] if due else None)
        for kind, facts in (e.blocked or {}).items():
            blocked = sorted({f for s in listed if s.action.kind == kind for f in s.blocked})
            self.same(f"blocked {kind}", sorted(facts), blocked if kind in kinds else None)

    def papers(self) -> None:
        e, situation = self.expect, self.answer.situation
        for form, wanted in (e.form or {}).items():
            lacking = [m.field for m in missing(situation, form)]
            if wanted.missing is not None:
                self.same(f"form {form}", wanted.missing, lacking)
            if wanted.ready is not None:
                self.same(f"form {form} siap", wanted.ready, not lacking)
        for record, text in (e.record or {}).items():
            found = record_text(situation, record)
            whole = "" if found is None else " · ".join([*found.fields.values(), found.summary])
            if text not in whole:
                self.found.append(f"record {record}: `{text}` tidak ada dalam `{whole}`")
        for message, wanted_flaws in (e.message or {}).items():
            self.same(f"message {message}", sorted(wanted_flaws), sorted(flaws(situation, message)))


def _instant(text: str) -> Value:
    """The instant or day a scenario expects; what cannot be read is never due."""
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "tidak ada"
    return "tidak ada" if value is None else str(value)
