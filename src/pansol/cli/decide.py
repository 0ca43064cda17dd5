"""`pansol decide`: decides once, from facts given as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from pansol.cli.plain import plain
from pansol.cli.workspace import Moment, Workspace, goal_option, moment_options, procedure_argument, read_json
from pansol.sop import decide as deciding
from pansol.sop.decide import Answer, Result
from pansol.sop.facts import read_facts
from pansol.sop.forms import fill, message_text, missing, record_text
from pansol.sop.guidance import Step, steps
from pansol.sop.render import action_in_words
from pansol.sop.values import show_value

__all__ = ["answer_as_data", "decide"]

_STATUS = {
    "decided": ("diputuskan", "decided"),
    "open": ("masih terbuka", "open"),
    "uncovered": ("kasus abu-abu: tidak ada aturan", "uncovered: no rule"),
    "conflict": ("aturan bertentangan", "conflict"),
    "absent": ("tidak berlaku", "does not apply"),
}


@click.command()
@procedure_argument
@click.option(
    "--facts", default="{}", show_default=True, help='Fakta sebagai JSON: {"status": "…"}, @berkas, atau - untuk masukan standar.'
)
@goal_option
@moment_options
@click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
@click.pass_obj
def decide(workspace: Workspace, procedure: str, facts: str, goal: str | None, now: str | None, as_of: str | None, as_json: bool) -> None:
    """Putuskan sekali dari fakta yang diketahui; yang tidak disebut belum diketahui."""
    compiled = workspace.compiled(procedure)
    moment = Moment(now, as_of)
    known = read_facts(compiled.procedure, read_json(facts))
    loaded = compiled.procedure
    answer = deciding.decide(compiled, known, now=moment.now(loaded), as_of=moment.as_of(loaded), goal=goal)
    if as_json:
        click.echo(json.dumps(answer_as_data(answer), ensure_ascii=False, indent=2))
        return
    for line in _lines(workspace, answer):
        click.echo(line)


def answer_as_data(answer: Answer) -> dict[str, Any]:
    """An answer as plain data, for JSON: the goal's result first, then every decision, the actions and the papers."""
    situation, contradiction = answer.situation, answer.contradiction
    procedure = situation.procedure
    return {
        "procedure": procedure.id,
        "goal": answer.goal,
        "now": plain(situation.now),
        "as_of": plain(situation.as_of),
        **_result_as_data(answer, answer.result),
        "needs_decision": answer.needs_decision,
        "expired": answer.is_expired,
        "contradiction": contradiction.because if contradiction else None,
        "assumptions": {policy.name: policy.assumption for policy in answer.assumptions},
        "decisions": {name: _result_as_data(answer, result) for name, result in answer.results.items()},
        "do": [_step_as_data(answer, step) for step in steps(answer)],
        "forms": {form: _form_as_data(answer, form) for form in _forms(answer)},
        "records": {name: _record_as_data(answer, name) for name in _records(answer)},
    }


def _result_as_data(answer: Answer, result: Result) -> dict[str, Any]:
    decision = answer.situation.procedure.decisions[result.decision]
    rule = decision.rule(result.rule) if result.rule else None
    return {
        "status": result.status,
        "rule": result.rule,
        "title": rule.title if rule else None,
        "is": (rule.is_ or None) if rule else None,
        "basis": rule.basis if rule else None,
        "cites": rule.cites if rule else None,
        "propose": (rule.propose or None) if rule else None,
        "rules": list(result.rules),
        "why": [{"fact": fact, "test": test, "value": plain(answer.situation.value(fact))} for fact, test in result.why],
        "open": list(result.open),
        "stuck": list(result.stuck),
    }


def _step_as_data(answer: Answer, step: Step) -> dict[str, Any]:
    said = action_in_words(answer.situation.procedure, step.action)
    return {
        "rule": step.rule.id,
        "action": step.action.kind,
        "target": step.action.target,
        "text": said.text,
        "words": message_text(answer.situation, said.message) if said.message else None,
        "due": plain(step.due),
        "every": plain(step.every),
        "blocked": list(step.blocked),
        "flaws": list(step.flaws),
    }


def _forms(answer: Answer) -> Iterator[str]:
    """The forms of the actions that hold, each once."""
    actions = [step.action for step in steps(answer)]
    named = (action.target if action.kind == "ticket" else str(action.settings.get("form", "")) for action in actions)
    yield from dict.fromkeys(form for form in named if form)


def _records(answer: Answer) -> Iterator[str]:
    yield from dict.fromkeys(step.action.target for step in steps(answer) if step.action.kind == "record")


def _form_as_data(answer: Answer, form: str) -> dict[str, Any]:
    lacking = missing(answer.situation, form)
    return {
        "fields": {field.name: field.text for field in fill(answer.situation, form) if field.is_known},
        "missing": [{"field": reason.field, "facts": list(reason.facts), "cites": reason.cites} for reason in lacking],
        "ready": not lacking,
    }


def _record_as_data(answer: Answer, name: str) -> dict[str, Any] | None:
    text = record_text(answer.situation, name)
    return None if text is None else {"fields": dict(text.fields), "summary": text.summary, "missing": list(text.missing)}


def _lines(workspace: Workspace, answer: Answer) -> Iterator[str]:
    """The result for a reader; the guidance itself is what `ask` shows."""
    facts: Mapping[str, Any] = answer.situation.procedure.facts
    if answer.contradiction:
        yield workspace.text("Fakta bertentangan: ", "Facts contradict each other: ") + answer.contradiction.because
        return
    for name, result in answer.results.items():
        decision = answer.situation.procedure.decisions[name]
        status = workspace.text(*_STATUS[result.status])
        yield f"{decision.title}: {', '.join((result.rule,) if result.rule else result.rules)} {status}".replace(":  ", ": ")
        if result.rule:
            yield f"    {decision.rule(result.rule).title}"
        for fact, test in result.why:
            yield f"    {facts[fact].label}: {show_value(facts[fact].kind, answer.situation.value(fact))} ({test})"
        if result.open:
            yield workspace.text("    masih menentukan: ", "    still matters: ") + ", ".join(result.open)
    if answer.needs_decision:
        yield workspace.text("Perlu keputusan team leader.", "The team leader has to decide.")
    if answer.is_expired:
        yield workspace.text("SOP ini sudah lewat masa tinjaunya.", "This SOP is past its review date.")
    for policy in answer.assumptions:
        yield workspace.text("Asumsi: ", "Assumption: ") + policy.assumption
