"""The shape of `scenarios.yaml`."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from pansol.sop.load.schema import Flag, Names, Shape, TestText

__all__ = ["EventText", "Expectation", "FormExpectation", "ScenarioDocument", "ScenarioText", "StepText"]


class EventText(Shape):
    from_: str = Field(alias="from")
    event: str


class FormExpectation(Shape):
    missing: list[str] | None = None
    ready: Flag | None = None


class Expectation(Shape):
    """What a scenario expects; other keys are decisions by name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, TestText] = Field(init=False)

    decided: str | None = None
    open: str | None = None
    next: str | None = None
    uncovered: Flag | None = None
    stuck: Flag | None = None
    conflict: list[str] | None = None
    impossible: Flag | None = None
    needs_decision: Flag | None = None
    also: Names | None = None
    not_also: Names | None = None
    do: Names | None = None
    not_do: Names | None = None
    due: dict[str, str] | None = None
    blocked: dict[str, Names] | None = None
    form: dict[str, FormExpectation] | None = None
    record: dict[str, str] | None = None
    message: dict[str, Names] | None = None
    expired: Flag | None = None
    to: str | None = None
    illegal: Flag | None = None


class StepText(Shape):
    now: str | None = None
    given: dict[str, TestText] = {}
    unanswerable: Names = []
    expect: Expectation


class ScenarioText(Shape):
    scenario: str
    shows: Names = []
    now: str | None = None
    as_of: str | None = None
    goal: str | None = None
    policies: dict[str, str] = {}
    given: dict[str, TestText] = {}
    unanswerable: Names = []
    expect: Expectation | None = None
    steps: list[StepText] = []
    machine: str | None = None
    event: EventText | None = None
    note: str = ""


class ScenarioDocument(Shape):
    """`scenarios.yaml`."""

    include: Names = []
    background: dict[str, TestText] = {}
    scenarios: list[ScenarioText] = []
