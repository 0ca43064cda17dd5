"""The SOP's own tests: situations with the guidance expected, and how much of the SOP they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import decide_situation
from pansol.sop.errors import FactError, IllegalEvent, LoadError, NotFound, PansolError, Problem
from pansol.sop.expectation import complaints
from pansol.sop.facts import check_facts, read_facts
from pansol.sop.load.document import read_scenarios
from pansol.sop.load.scenarios import Expectation, ScenarioDocument, ScenarioText, StepText
from pansol.sop.machines import fire
from pansol.sop.model import Procedure
from pansol.sop.situation import Situation
from pansol.sop.values import Type, Value, parse_value

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


def run_scenarios(procedure: Procedure, compiled: Compiled | None = None, scenarios: Iterable[Scenario] | None = None) -> Report:
    """Run scenarios, by default all that stand beside the procedure. Raises LoadError when their file cannot be read."""
    compiled = compiled or compile_procedure(procedure)
    chosen = load_scenarios(procedure) if scenarios is None else scenarios
    return Report(procedure, [_Run(compiled, s).verdict() for s in chosen])


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
        return Verdict(self.scenario, tuple(self.complaints), frozenset(self.rules))

    def event(self, text: ScenarioText) -> None:
        expect, event = text.expect, text.event
        machine = self.procedure.machines.get(text.machine or "")
        if machine is None or event is None or expect is None:
            near = tuple(self.procedure.machines)
            raise NotFound(Problem("not_found", details={"kind": "mesin", "found": text.machine or ""}, near=near))
        try:
            found = fire(machine, event.from_, event.event).target
        except IllegalEvent as error:
            if not expect.illegal:
                self.complaints.append(error.show())
        else:
            if expect.illegal or expect.to != found:
                self.complaints.append(f"keadaan: diharapkan {'terlarang' if expect.illegal else expect.to}, ternyata {found}")

    def situations(self, text: ScenarioText) -> None:
        given: dict[str, Any] = {**self.scenario.background, **text.given}
        unanswerable = list(text.unanswerable)
        now = text.now or DEFAULT_NOW
        if text.event is not None or (text.expect is None) == (not text.steps):
            self.complaints.append("skenario berisi `expect`, atau `steps`, atau `machine` dengan `event`")
        for step in text.steps or [StepText(given={}, expect=text.expect or Expectation())]:
            given.update(step.given)
            unanswerable += step.unanswerable
            now = step.now or now
            self.situation(text, given, now, frozenset(unanswerable), step.expect)

    def situation(self, text: ScenarioText, given: Mapping[str, Any], now: str, unanswerable: frozenset[str], expect: Expectation) -> None:
        moment = _read("now", "datetime", now)
        as_of = _read("as_of", "date", text.as_of) if text.as_of else moment.astimezone(self.procedure.zone).date()
        facts = read_facts(self.procedure, {**given, **{f"policy.{k}": v for k, v in text.policies.items()}})
        check_facts(self.procedure, dict.fromkeys(unanswerable))
        answer = decide_situation(Situation(self.compiled, facts, moment, as_of), text.goal, unanswerable)
        self.rules.update(rule.id for rule in answer.rules())
        self.complaints += complaints(answer, expect, unanswerable, text.goal)


def _read(name: str, kind: str, text: str) -> Value:
    try:
        return parse_value(Type(kind), text)
    except ValueError as error:
        code, right = "naive" if str(error) == "naive" else "fact_type", Type(kind)
        details = {"where": name, "found": text, "right": right.in_words(), "right_en": right.in_words("en")}
        raise FactError(Problem(code, details=details)) from None
