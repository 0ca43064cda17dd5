"""The SOP's own tests: situations with the guidance expected, and how much of the SOP they reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.errors import FactError, LoadError, PansolError, Problem
from pansol.sop.forms import flaws, missing, record_text
from pansol.sop.guidance import steps
from pansol.sop.interview import question_for
from pansol.sop.load.document import read_scenarios
from pansol.sop.load.scenarios import Expectation, ScenarioDocument, ScenarioText, StepText
from pansol.sop.machines import fire
from pansol.sop.model import Procedure
from pansol.sop.situation import Situation, read_facts
from pansol.sop.values import Value

__all__ = ["Report", "Scenario", "Verdict", "load_scenarios", "run_scenarios"]

DEFAULT_NOW = "2026-07-01T10:00:00+07:00"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation as written, with its place and the facts of the background."""

    text: ScenarioText
    background: Mapping[str, Any]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one scenario went; no complaints means that it passed."""

    scenario: Scenario
    complaints: tuple[str, ...]
    rules: frozenset[str] = frozenset()


@dataclass
class Report:
    """All verdicts of a procedure, and what they reach."""

    procedure: Procedure
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def failed(self) -> list[Verdict]:
        return [v for v in self.verdicts if v.complaints]

    @property
    def covered(self) -> frozenset[str]:
        return frozenset().union(*(v.rules for v in self.verdicts))

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Rules that no scenario reaches."""
        covered = self.covered
        return tuple(rule.id for rule in self.procedure.rules() if rule.id not in covered)

    @property
    def coverage(self) -> float:
        """Share of the rules reached, 0 to 1."""
        total = len(self.procedure.rules())
        return 1 - len(self.uncovered) / total if total else 1.0

    def lines(self) -> Iterator[str]:
        for verdict in self.failed:
            yield f"{verdict.scenario.file}:{verdict.scenario.line}: {verdict.scenario.text.scenario}"
            yield from (f"    {c}" for c in verdict.complaints)
        yield f"{len(self.verdicts) - len(self.failed)}/{len(self.verdicts)} skenario lulus, cakupan {self.coverage:.0%}"
        if self.uncovered:
            yield "belum tercakup: " + ", ".join(self.uncovered)


def load_scenarios(procedure: Procedure) -> tuple[Scenario, ...]:
    """The scenarios beside a procedure. Raises LoadError."""
    found = []
    for file, document in read_scenarios(Path(procedure.folder), procedure.id):
        assert isinstance(document, ScenarioDocument)
        for index, text in enumerate(document.scenarios):
            found.append(Scenario(text, document.background, file.name, file.line(("scenarios", index))))
    return tuple(found)


def run_scenarios(procedure: Procedure, compiled: Compiled | None = None) -> Report:
    """Run every scenario of a procedure. Raises LoadError when their file cannot be read."""
    compiled = compiled or compile_procedure(procedure)
    return Report(procedure, [_Run(compiled, s).verdict() for s in load_scenarios(procedure)])


class _Run:
    def __init__(self, compiled: Compiled, scenario: Scenario) -> None:
        self.compiled, self.scenario = compiled, scenario
        self.procedure = compiled.procedure
        self.complaints: list[str] = []
        self.rules: set[str] = set()

    def verdict(self) -> Verdict:
        text = self.scenario.text
        try:
            if text.machine is not None:
                self.event(text)
            else:
                self.situations(text)
        except LoadError:
            raise
        except PansolError as error:
            self.complaints.append(error.show())
        except (ValueError, KeyError) as error:
            self.complaints.append(f"tidak terbaca: {error}")
        return Verdict(self.scenario, tuple(self.complaints), frozenset(self.rules))

    def check(self, what: str, expected: object, found: object) -> None:
        if expected != found:
            self.complaints.append(f"{what}: diharapkan {_words(expected)}, ternyata {_words(found)}")

    def event(self, text: ScenarioText) -> None:
        expect, event = text.expect, text.event
        machine = self.procedure.machines.get(text.machine or "")
        if machine is None or event is None or expect is None:
            raise FactError(
                Problem("not_found", details={"kind": "mesin", "found": text.machine or ""}, near=tuple(self.procedure.machines))
            )
        try:
            self.check("keadaan", expect.to, fire(machine, event.from_, event.event).target)
        except PansolError as error:
            if not expect.illegal:
                self.complaints.append(error.show())
        else:
            self.check("terlarang", bool(expect.illegal), False)

    def situations(self, text: ScenarioText) -> None:
        given: dict[str, Any] = {**self.scenario.background, **text.given}
        unanswerable = list(text.unanswerable)
        now = text.now or DEFAULT_NOW
        listed = text.steps or [StepText(given={}, expect=text.expect or Expectation())]
        if not text.steps and text.expect is None:
            self.complaints.append("tidak ada `expect`")
        for step in listed:
            given.update(step.given)
            unanswerable += step.unanswerable
            now = step.now or now
            self.situation(text, given, now, frozenset(unanswerable), step.expect)

    def situation(self, text: ScenarioText, given: Mapping[str, Any], now: str, unanswerable: frozenset[str], expect: Expectation) -> None:
        moment = datetime.fromisoformat(now)
        if moment.tzinfo is None:
            raise FactError(Problem("naive", details={"where": "now", "found": now}))
        as_of = date.fromisoformat(text.as_of) if text.as_of else moment.astimezone(self.procedure.zone).date()
        facts = read_facts(self.compiled, {**given, **{f"policy.{k}": v for k, v in text.policies.items()}})
        situation = Situation(self.compiled, facts, moment, as_of)
        answer = decide_situation(situation, text.goal, unanswerable)
        self.rules.update(rule.id for rule in answer.rules())
        _Expect(self, answer, expect, unanswerable, text.goal).check()


@dataclass
class _Expect:
    """Holds one expectation against one answer."""

    run: _Run
    answer: Answer
    expect: Expectation
    unanswerable: frozenset[str]
    goal: str | None

    def check(self) -> None:
        self.status()
        self.others()
        self.rules()
        self.actions()
        self.papers()

    def status(self) -> None:
        e, result, check = self.expect, self.answer.result, self.run.check
        found = result.rule or result.status
        if e.impossible is not None:
            check("mustahil", e.impossible, self.answer.contradiction is not None)
        elif self.answer.contradiction is not None:
            self.run.complaints.append(f"fakta bertentangan: {self.answer.contradiction.because}")
        if e.decided is not None:
            check("decided", e.decided, found)
        if e.open is not None:
            check("status", "open", found if result.status != "open" else "open")
            if e.open not in result.open:
                self.run.complaints.append(f"open: {e.open} tidak termasuk {', '.join(result.open) or 'yang masih terbuka'}")
        if e.next is not None:
            question = question_for(self.answer.situation, self.goal, self.unanswerable)
            check("next", e.next, question.fact.name if question else None)
        if e.uncovered is not None:
            check("uncovered", e.uncovered, result.status == "uncovered")
        if e.stuck is not None:
            check("stuck", e.stuck, bool(result.stuck))
        if e.conflict is not None:
            check("conflict", sorted(e.conflict), sorted(result.rules) if result.status == "conflict" else found)

    def others(self) -> None:
        for name, expected in (self.expect.model_extra or {}).items():
            result = self.answer.results.get(name)
            if result is None:
                self.run.complaints.append(f"keputusan `{name}` tidak ada")
            elif self.answer.situation.procedure.decisions[name].hit == "collect":
                wanted = [expected] if isinstance(expected, str) else expected
                self.run.check(name, sorted(wanted), sorted(result.rules))
            else:
                self.run.check(name, expected, result.rule or result.status)

    def rules(self) -> None:
        e, held = self.expect, {rule.id for rule in self.answer.rules()}
        for rule in e.also or ():
            if rule not in held:
                self.run.complaints.append(f"also: {rule} tidak berlaku")
        for rule in e.not_also or ():
            if rule in held:
                self.run.complaints.append(f"not_also: {rule} berlaku")
        if e.needs_decision is not None:
            self.run.check("needs_decision", e.needs_decision, self.answer.needs_decision)
        if e.expired is not None:
            self.run.check("expired", e.expired, self.answer.is_expired)

    def actions(self) -> None:
        e = self.expect
        listed = steps(self.answer)
        named = [self.answer.result.rule, *(e.also or ())]
        if e.do is not None:
            kinds = [s.action.kind for rule in named for s in listed if s.rule.id == rule]
            self.run.check("do", list(e.do), kinds)
        for kind in e.not_do or ():
            if any(s.action.kind == kind for s in listed):
                self.run.complaints.append(f"not_do: {kind} ada")
        for kind, instant in (e.due or {}).items():
            found = [s.due for s in listed if s.action.kind == kind and s.due is not None]
            wanted: Value = datetime.fromisoformat(instant) if "T" in instant else date.fromisoformat(instant)
            self.run.check(f"due {kind}", wanted, found[0] if found else None)
        if e.blocked == {}:
            self.run.check("blocked", [], sorted({f for s in listed for f in s.blocked}))
        for kind, facts in (e.blocked or {}).items():
            same = [s for s in listed if s.action.kind == kind]
            found_facts = sorted({f for s in same for f in s.blocked})
            self.run.check(f"blocked {kind}", sorted(facts), found_facts if same else "tidak ada tindakan itu")

    def papers(self) -> None:
        e, situation = self.expect, self.answer.situation
        for form, wanted in (e.form or {}).items():
            lacking = [m.field for m in missing(situation, form)]
            if wanted.missing is not None:
                self.run.check(f"form {form}", wanted.missing, lacking)
            if wanted.ready is not None:
                self.run.check(f"form {form} siap", wanted.ready, not lacking)
        for record, text in (e.record or {}).items():
            found = record_text(situation, record)
            whole = "" if found is None else " · ".join([*found.fields.values(), found.summary])
            if text not in whole:
                self.run.complaints.append(f"record {record}: `{text}` tidak ada dalam `{whole}`")
        for message, wanted_flaws in (e.message or {}).items():
            self.run.check(f"message {message}", sorted(wanted_flaws), sorted(flaws(situation, message)))


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "tidak ada"
    return str(value)
