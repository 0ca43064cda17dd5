"""The papers that guidance leads to: forms with what they still lack, and interaction records."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from pansol.sop.forms import fill, missing, record_text
from pansol.sop.guidance import Step
from pansol.sop.render.filing import Filing, filings
from pansol.sop.situation import Situation

__all__ = ["FieldOut", "FormOut", "MissingOut", "RecordTextOut", "forms_of", "records_of"]


class FieldOut(BaseModel):
    name: str
    label: str
    text: str
    is_known: bool


class MissingOut(BaseModel):
    field: str
    label: str
    facts: list[str]
    text: str


class FormOut(BaseModel):
    """A form as far as it can be filled; `missing` are the reasons why it cannot be filed yet."""

    form: str
    title: str
    unit: str
    classification: str
    sla: str
    is_ready: bool
    fields: list[FieldOut]
    missing: list[MissingOut]


class RecordTextOut(BaseModel):
    """A record in the format in force; `missing` names the parts that are still unknown."""

    record: str
    title: str
    fields: dict[str, str]
    summary: str
    missing: list[str]


def forms_of(situation: Situation, steps: Iterable[Step], lang: str) -> list[FormOut]:
    return [_form(situation, filing, lang) for filing in filings(situation, steps)]


def _form(situation: Situation, filing: Filing, lang: str) -> FormOut:
    form, lacking = filing.form, missing(situation, filing.form.id)
    return FormOut(
        form=form.id, title=form.title, unit=filing.unit, classification=filing.code, sla=filing.sla, is_ready=not lacking,
        fields=[FieldOut(name=f.name, label=f.label, text=f.text, is_known=f.is_known) for f in fill(situation, form.id)],
        missing=[MissingOut(field=m.field, label=m.label, facts=list(m.facts), text=m.text(lang)) for m in lacking],
    )  # fmt: skip


def records_of(situation: Situation, steps: Iterable[Step]) -> list[RecordTextOut]:
    names = dict.fromkeys(s.action.target for s in steps if s.action.kind == "record")
    found = []
    for name in names:
        text = record_text(situation, name)
        if text is not None:
            title = situation.procedure.records[name].title
            found.append(
                RecordTextOut(record=name, title=title, fields=dict(text.fields), summary=text.summary, missing=list(text.missing))
            )
    return found
