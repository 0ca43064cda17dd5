"""Lines from the agent: typed at a terminal, or from a file for transcripts and tests."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console

__all__ = ["EndOfInput", "Lines"]


class EndOfInput(Exception):
    """Nobody will answer any more."""


class Lines:
    """Reads a line at a time. What does not come from a terminal is shown after the prompt, so that a transcript is whole."""

    def __init__(self, console: Console, source: TextIO | None = None) -> None:
        self.console = console
        self.source = source or sys.stdin

    def ask(self, prompt: str = "› ") -> str:
        """The next line. Raises EndOfInput when there is none."""
        self.console.print(prompt, end="", style="bold", markup=False)
        self.console.file.flush()
        try:
            line = self.source.readline()
        except (UnicodeDecodeError, OSError):
            line = ""
        if not line:
            self.console.print()
            raise EndOfInput
        text = line.strip()
        if not self.source.isatty():
            self.console.print(text, markup=False)
        return text
