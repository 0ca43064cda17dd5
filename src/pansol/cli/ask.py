"""`pansol ask`: the guided interview in the terminal."""

from __future__ import annotations

import os
from dataclasses import replace

import click
from rich.console import Console
from rich.markup import escape

from pansol.cli.ending import show_ending
from pansol.cli.lines import EndOfInput, Lines
from pansol.cli.reasons import reasons
from pansol.cli.screen import Screen
from pansol.cli.workspace import Moment, Workspace, goal_option, moment_options
from pansol.sop.ahead import look_ahead
from pansol.sop.answers import Unreadable, read_answer
from pansol.sop.compile import Compiled
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.errors import NotFound, Problem
from pansol.sop.interview import Question, ask_about, question_for
from pansol.sop.ledger import Ledger
from pansol.sop.model import Procedure
from pansol.sop.settle import OPEN
from pansol.sop.situation import Situation
from pansol.sop.values import ABSENT, Value, show_value

__all__ = ["Interview", "ask"]

_WIDEST = 100


@click.command()
@click.argument("procedure", required=False)
@goal_option
@moment_options
@click.option("--lang", type=click.Choice(["id", "en"]), help="Bahasa pesan / language of messages.")
@click.pass_obj
def ask(workspace: Workspace, procedure: str | None, goal: str | None, now: str | None, as_of: str | None, lang: str | None) -> None:
    """Dipandu langkah demi langkah, dengan pertanyaan sesedikit mungkin; tanpa PROCEDURE ada menu."""
    workspace.lang = lang or workspace.lang
    console = Console(highlight=False, width=_width())
    lines = Lines(console)
    try:
        name = procedure or _choose_procedure(workspace, console, lines)
        compiled = workspace.compiled(name)
        if procedure is None and goal is None:
            goal = _choose_goal(workspace, compiled.procedure, console, lines)
    except EndOfInput:
        return
    Interview(workspace, compiled, Moment(now, as_of), goal, console, lines).run()


def _width() -> int | None:
    """As wide as the terminal, within what reads well; transcripts are always the same width."""
    try:
        return min(os.get_terminal_size().columns, _WIDEST)
    except OSError:
        return _WIDEST


def _choose_procedure(workspace: Workspace, console: Console, lines: Lines) -> str:
    names = workspace.ids()
    if not names:
        raise NotFound(Problem("not_found", details={"kind": "prosedur", "found": str(workspace.root)}))
    console.print("Pansol", style="bold")
    titles = [f"{workspace.load(name).title}  [dim]{escape(name)}[/dim]" for name in names]
    return names[_choose(workspace, titles, console, lines)]


def _choose_goal(workspace: Workspace, procedure: Procedure, console: Console, lines: Lines) -> str:
    if len(procedure.goals) == 1:
        return procedure.goals[0]
    console.print(workspace.text("Tujuan", "Goal"), style="bold")
    return procedure.goals[_choose(workspace, [escape(procedure.decisions[g].title) for g in procedure.goals], console, lines)]


def _choose(workspace: Workspace, titles: list[str], console: Console, lines: Lines) -> int:
    """The index of the title chosen by number."""
    for number, title in enumerate(titles, start=1):
        console.print(f"  {number:>2}  {title}")
    while True:
        text = lines.ask()
        if text.casefold() in ("q", "keluar", "quit"):
            raise EndOfInput
        if text.isdecimal() and 0 < int(text) <= len(titles):
            return int(text) - 1
        console.print(
            workspace.text(f"Ketik nomor 1 sampai {len(titles)}, atau q.", f"Type a number from 1 to {len(titles)}, or q."), style="red"
        )


class Interview:
    """One conversation: asks until nothing that matters is open, then shows what to do."""

    def __init__(self, workspace: Workspace, compiled: Compiled, moment: Moment, goal: str | None, console: Console, lines: Lines) -> None:
        self.compiled, self.procedure, self.moment = compiled, compiled.procedure, moment
        self.goal = goal or self.procedure.goals[0]
        if self.goal not in self.procedure.decisions:
            raise NotFound(Problem("not_found", details={"kind": "keputusan", "found": self.goal}, near=tuple(self.procedure.decisions)))
        self.workspace, self.screen, self.lines = workspace, Screen(console, workspace), lines
        self.ledger = Ledger(self.procedure)
        # a date fixed when the case starts: rules do not change at midnight in the middle of a conversation
        self.as_of = moment.as_of(self.procedure)
        self.asked = 0

    def run(self) -> None:
        """Hold the conversation to its end."""
        self._open()
        try:
            while self._step():
                pass
        except EndOfInput:
            self.screen.say("Masukan berakhir; hasil sejauh ini:", "End of input; the result so far:", "dim")
            show_ending(self.screen, self._answer(), is_finished=False)

    def _open(self) -> None:
        decision = self.procedure.decisions[self.goal]
        title = f"[bold]{escape(self.procedure.title)}[/bold] · {escape(decision.title)}"
        self.screen.console.print(title)
        self.screen.keys()

    def _situation(self) -> Situation:
        now = self.moment.now(self.procedure)
        return Situation(self.compiled, self.ledger.values(now), now, self.as_of)

    def _answer(self) -> Answer:
        return decide_situation(self._situation(), self.goal, self.ledger.unanswerable())

    def _step(self) -> bool:
        """One question, or the ending; whether the conversation goes on."""
        situation = self._situation()
        question = question_for(situation, self.goal, self.ledger.unanswerable())
        if question is None:
            show_ending(self.screen, self._answer())
            return self._after()
        self._show(situation, question)
        return self._hear(situation, question)

    def _show(self, situation: Situation, question: Question) -> None:
        self.screen.question(situation, question, self.asked + 1)
        if question.phase == "form":
            ahead = look_ahead(situation, self.goal, self.ledger.unanswerable())
            if ahead.wanted:
                self.screen.say(
                    f"Isian tiket: {ahead.ready} dari {ahead.wanted}.", f"Ticket fields: {ahead.ready} of {ahead.wanted}.", "dim"
                )
        else:
            self.screen.ahead(look_ahead(situation, self.goal, self.ledger.unanswerable()))

    def _hear(self, situation: Situation, question: Question) -> bool:
        """Read until the question is answered or the agent does something else."""
        while True:
            text = self.lines.ask()
            command = _COMMANDS.get(text.casefold())
            if command == "quit":
                show_ending(self.screen, self._answer(), is_finished=False)
                return False
            if command == "why":
                for line in reasons(self.workspace, situation, question, self.goal):
                    self.screen.console.print(f"  {escape(line)}", style="dim")
            elif command is not None:
                self._command(command, question)
                return True
            elif text and self._take(question, text):
                return True

    def _command(self, command: str, question: Question) -> None:
        now = self.moment.now(self.procedure)
        if command == "undo":
            self._undo()
        elif command == "correct":
            self._correct()
        else:
            self.ledger.mark_unanswerable(question.fact.name, at=now)
            label = question.fact.label
            self.screen.say(f"  ? {label}: ditandai tidak tahu", f"  ? {label}: marked as not known", "yellow")
            self.asked += 1

    def _take(self, question: Question, text: str) -> bool:
        """Record an answer; whether it could be read."""
        try:
            value = self._read(question, text)
        except Unreadable:
            self.screen.refused(question.fact)
            return False
        self._record(question.fact.name, value)
        self.asked += 1
        return True

    def _read(self, question: Question, text: str) -> Value:
        """The value of an answer; the number of a group first opens that group."""
        now, zone = self.moment.now(self.procedure), self.procedure.zone
        if not question.groups or not text.isdecimal():
            return read_answer(question, text, now, zone)
        number = int(text)
        if number == len(question.groups) + 1 and question.may_be_absent:
            return ABSENT
        if not 0 < number <= len(question.groups):
            raise Unreadable(text)
        members = question.groups[number - 1][1]
        inner = replace(question, groups=(), may_be_absent=False, options=tuple(o for o in question.options if o[0] in members))
        self.screen.options(inner)
        return read_answer(inner, self.lines.ask(), now, zone)

    def _record(self, name: str, value: Value) -> None:
        now, before = self.moment.now(self.procedure), self.ledger.current().get(name)
        self.ledger.record(name, value, at=now)
        self.screen.taken(self.procedure.facts[name], value)
        # what decided stays as it was observed; a correction may open the goal again
        if before is not None and before.value != value:
            self.ledger.settled_at = None
        if self._situation().outcome(self.goal) != OPEN:
            self.ledger.settle(now)

    def _undo(self) -> None:
        name = self.ledger.undo()
        if name is None:
            self.screen.say("  Belum ada yang dapat diurungkan.", "  There is nothing to undo.", "yellow")
            return
        self.asked = max(0, self.asked - 1)
        label = self.procedure.facts[name].label
        self.screen.say(f"  ↶ {label}: diurungkan", f"  ↶ {label}: undone", "yellow")

    def _correct(self) -> None:
        """Choose a known fact and answer it again."""
        situation = self._situation()
        names = list(self.ledger.values(situation.now))
        if not names:
            self.screen.say("  Belum ada fakta.", "  No facts yet.", "yellow")
            return
        self.screen.facts(situation, names)
        text = self.lines.ask(self.workspace.text("nomor yang dikoreksi › ", "number to correct › "))
        if not (text.isdecimal() and 0 < int(text) <= len(names)):
            return
        name = names[int(text) - 1]
        question = ask_about(situation, name, name, "goal")
        self.screen.console.print(f"  {escape(question.text)} [dim]({escape(show_value(question.fact.kind, situation.value(name)))})[/dim]")
        self.screen.options(question)
        while not self._take(question, self.lines.ask()):
            pass
        self.asked -= 1

    def _after(self) -> bool:
        """After the ending the agent may still correct or undo; whether the conversation goes on."""
        self.screen.say("\nEnter selesai · k koreksi · u urungkan", "\nEnter done · k correct · u undo", "dim")
        try:
            command = _COMMANDS.get(self.lines.ask().casefold())
        except EndOfInput:
            return False
        if command == "undo":
            self._undo()
        elif command == "correct":
            self._correct()
        return command in ("undo", "correct")


_COMMANDS = {
    "u": "undo", "undo": "undo", "?": "why", "mengapa": "why", "why": "why", "t": "unknown", "tidak tahu": "unknown", "k": "correct",
    "koreksi": "correct", "q": "quit", "keluar": "quit", "quit": "quit",
}  # fmt: skip
