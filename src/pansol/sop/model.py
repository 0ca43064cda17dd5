"""A procedure as data, frozen: what `load` makes and everything else reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from pansol.sop.derive import Expr
from pansol.sop.unary import Test
from pansol.sop.values import Type, Value

__all__ = [
    "PLACEHOLDER", "Action", "Code", "Dates", "Decision", "Fact", "FieldRule", "Form", "Impossible", "Machine", "Message", "Place",
    "Policy", "Procedure", "Record", "RecordVariant", "Rule", "Slot", "Source", "Term", "Transition", "Unit", "When",
]  # fmt: skip

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")  # in the text of a message: a fact

# A disjunction of conjunctions of unary tests. () can never hold; ({},) always holds.
When = tuple[Mapping[str, Test], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Dates:
    """A range of local dates, both ends included; None is open."""

    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        """Whether `day` lies inside."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def meets(self, other: Dates) -> bool:
        """Whether a day lies inside both."""
        firsts, lasts = [d for d in (self.first, other.first) if d], [d for d in (self.last, other.last) if d]
        return not firsts or not lasts or max(firsts) <= min(lasts)


@dataclass(frozen=True, slots=True)
class Source:
    """One way to learn a fact: `given`, `check`, `ask` or `try`, from where or in which words, and when it applies."""

    how: str
    text: str
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that has to be known. Exactly one of `sources` and `is_` is filled."""

    name: str
    kind: Type
    label: str
    sources: tuple[Source, ...] = ()
    is_: Expr | None = None
    how: str = ""
    after: tuple[str, ...] = ()
    applies_when: When | None = None
    may_be_absent: bool = False
    valid_for: Value = None
    pii: bool = False
    is_policy: bool = False
    cites: str = ""
    implements: tuple[str, ...] = ()
    place: Place = Place()

    @property
    def can_be_absent(self) -> bool:
        return self.may_be_absent or self.applies_when is not None or self.is_ is not None

    @property
    def is_given(self) -> bool:
        return bool(self.sources) and all(s.how == "given" for s in self.sources)


@dataclass(frozen=True, slots=True)
class Action:
    """One step of guidance. `settings` holds what the kind of action takes; expressions and windows are already read."""

    kind: str
    target: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    requires: When | None = None
    after: str = ""
    gives: str = ""
    basis: str = ""
    cites: str = ""
    note: str = ""
    incomplete: bool = False
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a decision. `overrides` holds rule ids only: sections are already spelled out."""

    id: str
    title: str
    when: When
    is_: str = ""
    do: tuple[Action, ...] = ()
    cites: str = ""
    basis: str = "stated"
    implements: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    propose: str = ""
    reference: tuple[str, ...] = ()
    note: str = ""
    in_force: Dates = Dates()
    expires: date | None = None
    section: str = ""
    forbids: tuple[str, ...] = ()
    severity: str = ""
    incomplete: bool = False
    place: Place = Place()

    @property
    def is_of_module(self) -> bool:
        """Whether it came with a used module, which as a whole overrides what follows it."""
        return self.section.startswith("common/")


@dataclass(frozen=True, slots=True)
class Decision:
    """A table of rules with hit policy `unique` or `collect`."""

    name: str
    title: str
    hit: str
    rules: tuple[Rule, ...]
    applies_when: When | None = None
    place: Place = Place()

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of a form: a fact, or a computed `value`."""

    name: str
    label: str
    required: bool = False
    required_when: When | None = None
    may_be_absent: bool = False
    absent_as: str = "-"
    value: Expr | None = None
    format: str = ""
    cites: str = ""
    implements: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    title: str
    fields: tuple[FieldRule, ...]
    unit: str = ""
    system: str = ""
    classification: str = ""
    sla: Value = ""
    cites: str = ""
    implements: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of a record's summary: fixed text or an expression."""

    text: str = ""
    label: str = ""
    value: Expr | None = None
    absent_as: str = "-"


@dataclass(frozen=True, slots=True)
class RecordVariant:
    fields: Mapping[str, str]
    slots: tuple[Slot, ...]
    separator: str
    in_force: Dates = Dates()
    cites: str = ""
    implements: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    title: str
    variants: tuple[RecordVariant, ...]
    implements: tuple[str, ...] = ()
    place: Place = Place()

    def variant(self, day: date) -> RecordVariant | None:
        """The format in force on `day`."""
        return next((v for v in self.variants if v.in_force.has(day)), None)


@dataclass(frozen=True, slots=True)
class Code:
    key: str
    code: str
    label: str
    path: tuple[str, ...] = ()
    in_force: Dates = Dates()
    cites: str = ""
    implements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    title: str
    note: str = ""
    cites: str = ""
    implements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Words for a customer. `flaw` names known defects of the source: such a message can never be sent."""

    id: str
    channel: str
    text: str
    placeholders: tuple[str, ...] = ()
    max_length: int | None = None
    promises: tuple[str, ...] = ()
    flaw: Mapping[str, str] = field(default_factory=dict)
    in_force: Dates = Dates()
    cites: str = ""
    implements: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Policy:
    """A setting the SOP's owner decides; `assumption` is shown wherever it was read."""

    name: str
    default: Value
    assumption: str
    cites: str = ""
    implements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impossible:
    when: When
    because: str
    cites: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Transition:
    source: str
    event: str
    target: str
    effects: tuple[str, ...] = ()
    basis: str = "stated"
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine as a table; a cell that is not in it is illegal."""

    id: str
    title: str
    states: Mapping[str, str]
    events: Mapping[str, str]
    initial: tuple[str, ...]
    transitions: tuple[Transition, ...]
    implements: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    reading: str
    confidence: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One SOP. `facts` includes the givens `now` and `as_of`, policies as `policy.<name>` and decisions as facts."""

    id: str
    title: str
    client: str
    zone: ZoneInfo
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision]
    goals: tuple[str, ...]
    intake: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    ordering: str = "best"
    fixed_list: tuple[str, ...] = ()
    policies: Mapping[str, Policy] = field(default_factory=dict)
    impossible: tuple[Impossible, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    machines: Mapping[str, Machine] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    in_force: Dates = Dates()
    expires: date | None = None
    folder: str = ""
    order: tuple[str, ...] = ()  # computed facts and decisions, each after what it reads

    def rules(self) -> tuple[Rule, ...]:
        """All rules of all decisions."""
        return tuple(rule for decision in self.decisions.values() for rule in decision.rules)
