"""The shape of a procedure's files. Pydantic checks it and gives editors their JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

__all__ = [
    "ActionText", "Callback", "CodeText", "DecisionText", "Dispatch", "Document", "Escalate", "FactText", "FieldText", "FormText",
    "Group", "ImpossibleText", "Link", "MachineText", "MessageText", "Monitor", "NeedsDecision", "PolicyText", "RecordText", "Refer",
    "RuleText", "SectionName", "SectionText", "Send", "Shape", "SlotText", "SourceDocument", "SourceText", "Summary", "TermText",
    "Ticket", "TransitionText", "UnitText", "Use", "VariantText", "Wait", "WorkOrder", "json_schema", "known_keys",
]  # fmt: skip


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _flag(value: Any) -> Any:
    return {"yes": True, "ya": True, "no": False, "tidak": False}.get(value, value) if isinstance(value, str) else value


Names = Annotated[
    list[str], BeforeValidator(_as_list), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"enum": ["yes", "no", "ya", "tidak"]})]
TestText = str | list[str]
TestMap = dict[str, TestText]
WhenText = Annotated[
    list[TestMap],
    BeforeValidator(_as_list),
    WithJsonSchema(
        {
            "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}],
            "description": "fact: test, all must hold; a list means or",
        }
    ),
]
Basis = Literal["stated", "inferred", "gap"]
TypeName = Literal[
    "yes_no", "choice", "choices", "number", "money", "duration", "datetime", "date", "time", "text", "phone", "email", "file"
]


class Shape(BaseModel):
    """A mapping with these keys and no other."""

    model_config = ConfigDict(extra="forbid")


class Group(Shape):
    label: str
    values: dict[str, str]


class SourceText(Shape):
    given: str | None = None
    check: str | None = None
    ask: str | None = None
    try_: str | None = Field(None, alias="try")
    when: WhenText | None = None


class FactText(Shape):
    type: TypeName
    label: str | None = None
    given: str | None = None
    check: str | None = None
    ask: str | None = None
    try_: str | None = Field(None, alias="try")
    is_: str | None = Field(None, alias="is")
    sources: list[SourceText] | None = None
    values: dict[str, str | Group] | None = None
    how: str = ""
    after: Names = []
    applies_when: WhenText | None = None
    may_be: Literal["absent"] | None = None
    valid_for: str | None = None
    pii: Flag = False
    cites: str = ""
    implements: Names = []


class Wait(Shape):
    until: str
    then: str = ""


class Ticket(Shape):
    form: str = ""
    unit: str = ""
    code: str = ""
    sla: str = ""
    ask: str = ""


class Escalate(Ticket):
    unit: str
    through: str = ""


class Dispatch(Shape):
    unit: str
    of: str = ""
    ask: str = ""


class Callback(Shape):
    due: str | None = None
    window: str | None = None
    by: str = ""
    say: str | None = None


class WorkOrder(Shape):
    unit: str = ""
    form: str = ""
    ask: str = ""


class Send(Shape):
    message: str
    to: str = ""


class Link(Shape):
    to: str
    as_: str = Field("", alias="as")


class Refer(Shape):
    to: str
    say: str | None = None


class Monitor(Shape):
    until: str
    every: str | None = None


class NeedsDecision(Shape):
    by: str = "team_leader"
    about: str = ""


class ActionText(Shape):
    say: str | None = None
    advise: str | None = None
    perform: str | None = None
    wait: Wait | None = None
    ticket: str | Ticket | None = None
    escalate: Escalate | None = None
    dispatch: Dispatch | None = None
    callback: Callback | None = None
    work_order: WorkOrder | None = None
    send: Send | None = None
    record: str | None = None
    link: Link | None = None
    refer: Refer | None = None
    follow: str | None = None
    monitor: Monitor | None = None
    close: str | None = None
    needs_decision: NeedsDecision | None = None
    requires: WhenText | None = None
    after: str = ""
    gives: str = ""
    basis: Basis | None = None
    cites: str = ""
    note: str = ""
    incomplete: Flag = False


class SectionName(Shape):
    section: str


class RuleText(Shape):
    rule: str
    title: str = ""
    when: WhenText | None = None
    is_: str = Field("", alias="is")
    do: list[ActionText] = []
    cites: str = ""
    basis: Basis = "stated"
    implements: Names = []
    overrides: list[str | SectionName] = []
    propose: str = ""
    reference: Names = []
    note: str = ""
    in_force: str | None = None
    expires: str | None = None
    forbids: Names = []
    severity: Literal["", "high"] = ""
    incomplete: Flag = False


class SectionText(Shape):
    section: str
    title: str = ""
    note: str = ""
    in_force: str | None = None
    expires: str | None = None
    overrides: list[str | SectionName] = []
    rules: list[RuleText]


def _entry(value: Any) -> str:
    """Which of the two is meant: without it a mistake in a rule would be reported as one in a section too."""
    return "‹section›" if isinstance(value, SectionText) or (isinstance(value, dict) and "section" in value) else "‹rule›"


RuleOrSection = Annotated[Annotated[RuleText, Tag("‹rule›")] | Annotated[SectionText, Tag("‹section›")], Discriminator(_entry)]


class DecisionText(Shape):
    title: str = ""
    hit: Literal["unique", "collect"] | None = None
    applies_when: WhenText | None = None
    rules: list[RuleOrSection]


class FieldText(Shape):
    label: str | None = None
    required: Flag = False
    required_when: WhenText | None = None
    may_be: Literal["absent"] | None = None
    absent_as: str = "-"
    value: str | None = None
    format: str = ""
    cites: str = ""
    implements: Names = []


class FormText(Shape):
    title: str
    unit: str = ""
    system: str = ""
    classification: str = ""
    sla: str = ""
    cites: str = ""
    implements: Names = []
    fields: dict[str, Literal["required", "optional"] | FieldText]


class SlotText(Shape):
    text: str = ""
    label: str = ""
    value: str | None = None
    absent_as: str = "-"


class Summary(Shape):
    separator: str = " / "
    slots: list[SlotText]


class VariantText(Shape):
    in_force: str | None = None
    fields: dict[str, str]
    summary: Summary | None = None
    cites: str = ""
    implements: Names = []


class RecordText(Shape):
    title: str
    variants: list[VariantText]
    implements: Names = []


class CodeText(Shape):
    code: str
    label: str
    path: list[str] = []
    in_force: str | None = None
    cites: str = ""
    implements: Names = []


class UnitText(Shape):
    title: str
    note: str = ""
    cites: str = ""
    implements: Names = []


class TermText(Shape):
    reading: str
    confidence: Literal["high", "medium", "low", "unknown"]
    cites: str = ""


class PolicyText(Shape):
    type: TypeName
    label: str | None = None
    values: dict[str, str] | None = None
    default: str
    assumption: str
    cites: str = ""
    implements: Names = []


class ImpossibleText(Shape):
    when: WhenText
    because: str
    cites: str = ""


class MessageText(Shape):
    channel: Literal["script", "sms", "email", "chat"]
    text: str
    max_length: Annotated[int, Field(gt=0)] | None = None
    promises: Names = []
    flaw: dict[Literal["too_long", "forbidden_promise"], str] = {}
    in_force: str | None = None
    cites: str = ""
    implements: Names = []


class TransitionText(Shape):
    from_: Names = Field(alias="from")
    event: str
    to: str
    effects: Names = []
    basis: Basis = "stated"
    cites: str = ""


class MachineText(Shape):
    title: str
    states: dict[str, str]
    events: dict[str, str]
    initial: Names
    transitions: list[TransitionText]
    implements: Names = []
    cites: str = ""


class SourceDocument(Shape):
    document: str = ""
    content: str = ""
    title: str = ""
    note: str = ""


class Use(Shape):
    as_: str | dict[str, str] = Field({}, alias="as")
    cites: str = ""
    implements: Names = []


class Document(Shape):
    """`procedure.yaml`, a module, or a file included by one of them."""

    procedure: str | None = None
    module: str | None = None
    title: str = ""
    client: str = ""
    timezone: str = "Asia/Jakarta"
    in_force: str | None = None
    expires: str | None = None
    include: Names = []
    sources: dict[str, SourceDocument] = {}
    uses: dict[str, Use] = {}
    goals: Names = []
    intake: Names = []
    first: Names = []
    ordering: Literal["best", "listed"] = "best"
    fixed_list: Names = []
    facts: dict[str, FactText] = {}
    decisions: dict[str, list[RuleOrSection] | DecisionText] = {}
    rules: list[RuleText] = []
    policies: dict[str, PolicyText] = {}
    impossible: list[ImpossibleText] = []
    forms: dict[str, FormText] = {}
    records: dict[str, RecordText] = {}
    codes: dict[str, CodeText] = {}
    machines: dict[str, MachineText] = {}
    units: dict[str, UnitText] = {}
    messages: dict[str, MessageText] = {}
    glossary: dict[str, TermText] = {}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `procedure.yaml`, for editors."""
    schema = Document.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Prosedur Pansol"}


def known_keys() -> frozenset[str]:
    """Every key that any shape takes, for did-you-mean."""
    shapes = _descendants(Shape)
    return frozenset(field.alias or name for shape in shapes for name, field in shape.model_fields.items())


def _descendants(shape: type[BaseModel]) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    for child in shape.__subclasses__():
        found += [child, *_descendants(child)]
    return found
