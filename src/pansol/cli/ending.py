"""The end of an interview: guidance, words to say, tickets, records, assumptions, why, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from pansol.cli.screen import Screen
from pansol.sop.decide import Answer, Result
from pansol.sop.explain import what_would_change, why
from pansol.sop.forms import fill, message_text, missing, record_text
from pansol.sop.guidance import Step, steps
from pansol.sop.model import Rule
from pansol.sop.render import action_in_words
from pansol.sop.render.actions import code_in_words
from pansol.sop.render.filing import Filing, filings
from pansol.sop.values import Type, show_duration, show_value

__all__ = ["show_ending"]

_FLAWS = {
    "too_long": ("terlalu panjang", "too long"),
    "forbidden_promise": ("menjanjikan yang dilarang", "makes a forbidden promise"),
    "not_in_force": ("tidak berlaku pada tanggal ini", "not in force on this date"),
}
_CHANGES = 4
_LISTED = 6


def show_ending(screen: Screen, answer: Answer, *, is_finished: bool = True) -> None:
    """Everything an agent needs once an interview has come to its end, or as far as it came."""
    screen.console.print()
    if answer.contradiction is not None:
        _contradiction(screen, answer)
        return
    _expired(screen, answer)
    _outcome(screen, answer)
    listed = steps(answer)
    _steps(screen, answer, listed)
    _others(screen, answer, is_finished=is_finished)
    if is_finished:
        for filing in filings(answer.situation, listed):
            _form(screen, answer, filing)
        for record in dict.fromkeys(step.action.target for step in listed if step.action.kind == "record"):
            _record(screen, answer, record)
    _assumptions(screen, answer)
    _why(screen, answer)


def _contradiction(screen: Screen, answer: Answer) -> None:
    impossible = answer.contradiction
    assert impossible is not None
    screen.say("Fakta ini tidak mungkin benar bersamaan:", "These facts cannot all be true:", "bold red")
    facts = answer.situation.procedure.facts
    for name in dict.fromkeys(name for row in impossible.when for name in row):
        value = answer.situation.value(name)
        screen.console.print(f"  {escape(facts[name].label)}: {escape(show_value(facts[name].kind, value))}")
    screen.console.print(escape(impossible.because))
    screen.say("Koreksi salah satunya (k).", "Correct one of them (k).")


def _expired(screen: Screen, answer: Answer) -> None:
    if answer.is_expired:
        words = screen.text(
            "SOP ini sudah lewat masa tinjaunya. Panduan tetap ditampilkan; menjalankannya perlu persetujuan team leader.",
            "This SOP is past its review date. The guidance is shown; following it needs the team leader's approval.",
        )
        screen.console.print(Panel(escape(words), style="red", title=screen.text("KEDALUWARSA", "EXPIRED")))


def _outcome(screen: Screen, answer: Answer) -> None:
    result = answer.result
    decision = answer.situation.procedure.decisions[answer.goal]
    if result.rule is not None:
        rule = decision.rule(result.rule)
        screen.console.print(
            Panel(f"[bold]{escape(rule.id)}[/bold]  {escape(rule.title)}", title=escape(decision.title), title_align="left")
        )
        _remarks(screen, rule)
        return
    words = {
        "open": ("Belum dapat diputuskan.", "Not decided yet."),
        "conflict": ("Aturan SOP bertentangan; tanyakan team leader.", "The SOP's rules conflict; ask the team leader."),
        "absent": ("Keputusan ini tidak berlaku di sini.", "This decision does not apply here."),
        "decided": (", ".join(result.rules) or "Tidak ada tambahan.", ", ".join(result.rules) or "Nothing to add."),
        "uncovered": ("Kasus abu-abu: SOP tidak memutuskan ini; tanyakan team leader.", "A grey case: ask the team leader."),
    }[result.status]
    screen.console.print(Panel(escape(screen.text(*words)), title=escape(decision.title), title_align="left"))
    if result.stuck:
        labels = _labels(answer, result.stuck)
        screen.say(f"Tidak terjawab: {labels}.", f"Could not be answered: {labels}.")
    elif result.open:
        labels = _labels(answer, result.open)
        screen.say(f"Masih menentukan: {labels}.", f"Still matters: {labels}.")


def _labels(answer: Answer, names: Sequence[str]) -> str:
    """The first few facts by label, and how many more there are."""
    facts = answer.situation.procedure.facts
    more = f" + {len(names) - _LISTED}" if len(names) > _LISTED else ""
    return ", ".join(facts[name].label.rstrip("?") for name in names[:_LISTED]) + more


def _remarks(screen: Screen, rule: Rule) -> None:
    if rule.basis == "inferred":
        screen.say(
            "Tafsiran: satu-satunya bacaan SOP yang dapat dijalankan.", "Interpretation: the only reading that can be followed.", "yellow"
        )
    if rule.basis == "gap":
        screen.say(
            "PERLU KEPUTUSAN team leader: SOP tidak mengaturnya.", "NEEDS DECISION by the team leader: the SOP is silent.", "bold red"
        )
        screen.say(f"Usulan, bukan SOP: {rule.propose}", f"Proposal, not the SOP: {rule.propose}")
    if rule.incomplete:
        screen.say("Kalimat sumbernya terpotong.", "The source's sentence is cut off.", "yellow")
    if rule.note:
        screen.console.print(escape(rule.note), style="dim")
    if rule.cites:
        screen.say(f"Sumber: {rule.cites}", f"Source: {rule.cites}", "dim")


# -- steps ---------------------------------------------------------------------------------------------------------------


def _steps(screen: Screen, answer: Answer, listed: Sequence[Step]) -> None:
    if not listed:
        return
    screen.console.print()
    screen.console.print(screen.text("Yang dilakukan", "What to do"), style="bold underline")
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for number, step in enumerate(listed, start=1):
        said = action_in_words(answer.situation.procedure, step.action)
        rule = f" [dim]({escape(step.rule.id)})[/dim]" if step.rule.id != answer.result.rule else ""
        table.add_row(f"{number}.", escape(said.text) + rule)
        if said.message:
            table.add_row("", f"[cyan]“{escape(message_text(answer.situation, said.message))}”[/cyan]")
        for remark in _step_remarks(screen, answer, step):
            table.add_row("", f"[yellow]{escape(remark)}[/yellow]")
    screen.console.print(table)


def _step_remarks(screen: Screen, answer: Answer, step: Step) -> list[str]:
    remarks = []
    if step.due is not None:
        due = show_value(Type("datetime" if isinstance(step.due, datetime) else "date"), step.due)
        remarks.append(screen.text(f"Jatuh tempo: {due}", f"Due: {due}"))
    if step.every is not None:
        remarks.append(screen.text("Setiap ", "Every ") + show_duration(step.every))
    if step.blocked:
        labels = _labels(answer, step.blocked)
        remarks.append(screen.text(f"Ditahan sampai jelas: {labels}", f"Held back until known: {labels}"))
    for flaw in step.flaws:
        words = screen.text(*_FLAWS.get(flaw, (flaw, flaw)))
        remarks.append(screen.text(f"Jangan dikirim: {words}", f"Do not send: {words}"))
    return remarks


def _others(screen: Screen, answer: Answer, *, is_finished: bool) -> None:
    """The other decisions that apply; half-way through, those that are settled."""
    for name, result in answer.results.items():
        if result.status == "open" and not is_finished:
            continue
        if name != answer.goal and result.status != "absent" and (words := _result_in_words(screen, answer, result)):
            decision = answer.situation.procedure.decisions[name]
            screen.console.print(f"{escape(decision.title)}: {escape(words)}", highlight=False)


def _result_in_words(screen: Screen, answer: Answer, result: Result) -> str:
    procedure = answer.situation.procedure
    rules = [procedure.decisions[result.decision].rule(rule) for rule in ((result.rule,) if result.rule else result.rules)]
    if result.status == "conflict":
        return screen.text("aturan bertentangan: ", "rules conflict: ") + ", ".join(rule.id for rule in rules)
    if not rules:
        unsettled = {"open": ("belum dapat diputuskan", "not decided yet"), "uncovered": ("tidak ada di SOP", "not in the SOP")}
        return screen.text(*unsettled[result.status]) if result.status in unsettled else ""
    said = (f"{code_in_words(procedure, rule.is_) if rule.is_ else rule.title} ({rule.id})" for rule in rules)
    return "; ".join(said)


# -- papers --------------------------------------------------------------------------------------------------------------


def _form(screen: Screen, answer: Answer, filing: Filing) -> None:
    """A ticket as it is filed."""
    situation, form = answer.situation, filing.form
    table = Table(title=escape(form.title), title_justify="left", show_header=False, title_style="bold")
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    if filing.unit:
        table.add_row("Unit", escape(filing.unit))
    if filing.is_classified:
        table.add_row(screen.text("Klasifikasi", "Classification"), escape(filing.code or "–"))
    table.add_row("SLA", escape(filing.sla))
    table.add_section()
    for field in fill(situation, form.id):
        table.add_row(escape(field.label), escape(field.text) if field.is_known else "[red]…[/red]")
    screen.console.print()
    screen.console.print(table)
    lacking = missing(situation, form.id)
    if not lacking:
        screen.say("Siap dikirim.", "Ready to file.", "green")
    for reason in lacking:
        screen.console.print(f"  • {escape(reason.text(screen.workspace.lang))}", style="red", highlight=False)


def _record(screen: Screen, answer: Answer, name: str) -> None:
    text = record_text(answer.situation, name)
    title = answer.situation.procedure.records[name].title
    if text is None:
        screen.say(f"{title}: tidak ada format yang berlaku pada tanggal ini.", f"{title}: no format is in force on this date.", "red")
        return
    table = Table(title=escape(title), title_justify="left", show_header=False, title_style="bold")
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for label, value in text.fields.items():
        table.add_row(escape(label), escape(value))
    if text.summary:
        table.add_row(screen.text("ringkasan", "summary"), escape(text.summary))
    screen.console.print()
    screen.console.print(table)


# -- why -----------------------------------------------------------------------------------------------------------------


def _assumptions(screen: Screen, answer: Answer) -> None:
    for policy in answer.assumptions:
        screen.console.print()
        screen.say(f"Asumsi: {policy.assumption}", f"Assumption: {policy.assumption}", "yellow")


def _why(screen: Screen, answer: Answer) -> None:
    rule = answer.result.rule
    if rule is None:
        return
    situation, facts = answer.situation, answer.situation.procedure.facts
    screen.console.print()
    screen.console.print(screen.text("Mengapa", "Why"), style="bold underline")
    for reason in why(situation, answer.goal, rule):
        # the value speaks for itself, but for a limit one has to see both sides
        asked = f" ({screen.text('syarat', 'asked')}: {reason.test})" if facts[reason.fact].kind.is_ordered else ""
        screen.console.print(f"  {escape(f'{reason.label}: {reason.found}{asked}')}", highlight=False)
    changes = what_would_change(situation, answer.goal)[:_CHANGES]
    if changes:
        screen.console.print(screen.text("Yang akan mengubahnya", "What would change it"), style="bold underline")
    for change in changes:
        said = "; ".join(f"{facts[name].label}: {show_value(facts[name].kind, value)}" for name, value in change.facts)
        other = answer.situation.procedure.decisions[answer.goal].rule(change.rule)
        screen.console.print(f"  {escape(said)} → {escape(other.id)} {escape(other.title)}", highlight=False)
