"""What an agent sees while being asked: the question, its answers, and what lies ahead."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from pansol.cli.workspace import Workspace
from pansol.sop.ahead import Ahead
from pansol.sop.answers import choices_of
from pansol.sop.asking import source_of
from pansol.sop.interview import Question
from pansol.sop.model import Fact
from pansol.sop.render.words import source_path
from pansol.sop.situation import Situation
from pansol.sop.values import Value, show_value

__all__ = ["Screen", "bar", "share_words"]

_HOW = {
    "given": ("Data", "Given"),
    "check": ("Cek", "Check"),
    "ask": ("Tanyakan", "Ask"),
    "try": ("Coba", "Try"),
}
_EXAMPLES = {"duration": "30m, 24h, 5d", "datetime": "14:30, 2026-07-01 14:30", "date": "2026-07-01, kemarin", "time": "20:00"}
_LIKELY = 4  # outcomes shown
_BAR = 12


def bar(share: float, width: int = _BAR) -> str:
    """A share as a bar."""
    full = min(width, max(1, round(share * width))) if share else 0
    return "█" * full + "░" * (width - full)


def share_words(share: float) -> str:
    """`45 %`; what is possible is never shown as nothing."""
    return "< 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")


class Screen:
    """Draws on a console, in the user's language."""

    def __init__(self, console: Console, workspace: Workspace) -> None:
        self.console, self.workspace = console, workspace
        self.text = workspace.text

    def say(self, indonesian: str, english: str, style: str = "") -> None:
        """One line in the user's language."""
        self.console.print(escape(self.text(indonesian, english)), style=style)

    def keys(self) -> None:
        """What can be typed besides an answer."""
        self.say(
            "Jawab dengan nomor atau nilainya. t tidak tahu · u urungkan · k koreksi · ? mengapa · q keluar",
            "Answer with a number or the value. t don't know · u undo · k correct · ? why · q quit",
            "dim",
        )

    def question(self, situation: Situation, question: Question, number: int) -> None:
        """A question with its numbered answers, or its groups where there are any."""
        how = self.text(*_HOW[question.how])
        self.console.print()
        self.console.rule(f"[bold]{number} · {how}[/bold]", align="left", characters="─")
        self.console.print(escape(question.text), style="bold")
        if question.text != question.fact.label:
            self.console.print(escape(question.fact.label), style="dim")
        for line in self._where(situation, question):
            self.console.print(Padding(escape(line), (0, 0, 0, 2)), style="dim")
        self.options(question)

    def _where(self, situation: Situation, question: Question) -> list[str]:
        fact = question.fact
        source = source_of(situation, fact)
        path = source_path(source.text) if source and source.how in ("check", "given") and not fact.how else ""
        return [part for part in (fact.how, path) if part]

    def options(self, question: Question) -> None:
        """The numbered answers; a choice in groups shows its groups first."""
        groups = [f"{label} ({len(members)})" for label, members in question.groups]
        absent = ["Tidak ada"] if question.groups and question.may_be_absent else []
        for number, label in enumerate(groups + absent or [label for _, label in choices_of(question)], start=1):
            self.console.print(f"  {number:>2}  {escape(label)}", highlight=False)
        if question.fact.kind.kind == "choices":
            self.say("   0  Tidak satu pun; beberapa: 1, 3", "   0  None; several: 1, 3", "dim")
        elif not question.options:
            example = _EXAMPLES.get(question.fact.kind.kind, question.fact.kind.in_words(self.workspace.lang))
            ending = " · - tidak ada" if question.may_be_absent else ""
            self.console.print(f"  {escape(example + ending)}", style="dim")

    def ahead(self, ahead: Ahead) -> None:
        """Likely outcomes with their shares, and how many questions are left."""
        if not ahead.outlooks:
            return
        table = Table.grid(padding=(0, 2), pad_edge=False)
        table.add_column()
        table.add_column(justify="right")
        for outlook in ahead.outlooks[:_LIKELY]:
            table.add_row(bar(outlook.share), share_words(outlook.share), outlook.rule, escape(outlook.title))
        rest = len(ahead.outlooks) - _LIKELY
        if rest > 0:
            table.add_row("", "", f"+ {rest}", self.text("kemungkinan lain", "other outcomes"))
        self.console.print(table, style="dim")
        left = f"{ahead.expected:.1f}".replace(".", "," if self.workspace.lang == "id" else ".")
        self.say(
            f"Paling sedikit {ahead.fewest} pertanyaan lagi, perkiraan {left}.",
            f"At least {ahead.fewest} more questions, {left} expected.",
            "dim",
        )

    def taken(self, fact: Fact, value: Value) -> None:
        """The answer as it was understood."""
        self.console.print(f"  ✓ {escape(fact.label)}: {escape(show_value(fact.kind, value))}", style="green")

    def refused(self, fact: Fact) -> None:
        """An answer that does not fit."""
        wanted = fact.kind.in_words(self.workspace.lang)
        self.say(f"  Belum cocok. Yang diharapkan: {wanted}.", f"  That does not fit. Expected: {wanted}.", "red")

    def facts(self, situation: Situation, names: Sequence[str]) -> None:
        """Known facts, numbered for correction."""
        for number, name in enumerate(names, start=1):
            fact = situation.procedure.facts[name]
            self.console.print(f"  {number:>2}  {escape(fact.label)}: {escape(show_value(fact.kind, situation.value(name)))}")
