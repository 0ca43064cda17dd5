"""Which forms guidance files, where to, under which code and in what time, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pansol.sop.forms import sla_text
from pansol.sop.guidance import Step, code_of
from pansol.sop.model import Form
from pansol.sop.render.actions import code_in_words, unit_in_words
from pansol.sop.situation import Situation

__all__ = ["Filing", "filings"]


@dataclass(frozen=True, slots=True)
class Filing:
    """A form as it is filed; where the action names unit, code or SLA itself, it speaks for the form. `code` is empty while open."""

    form: Form
    unit: str
    code: str
    sla: str
    is_classified: bool


def filings(situation: Situation, steps: Iterable[Step]) -> tuple[Filing, ...]:
    """The forms of some steps, each once, as the first step that names it files it."""
    first: dict[str, Step] = {}
    for step in steps:
        if form := step.action.target if step.action.kind == "ticket" else str(step.action.settings.get("form", "")):
            first.setdefault(form, step)
    return tuple(_filing(situation, situation.procedure.forms[name], step) for name, step in first.items())


def _filing(situation: Situation, form: Form, step: Step) -> Filing:
    procedure, action = situation.procedure, step.action
    unit = (action.target if action.kind in ("escalate", "work_order") else str(action.settings.get("unit", ""))) or form.unit
    wanted = str(action.settings.get("code") or form.classification)
    code = code_of(situation, wanted) if wanted else ""
    return Filing(
        form,
        unit_in_words(procedure, unit) if unit else "",
        code_in_words(procedure, code) if code else "",
        sla_text(situation, action.settings.get("sla") or form.sla),
        is_classified=bool(wanted),
    )
