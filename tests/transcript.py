"""The session shown in the README. `python tests/transcript.py` plays it again and writes it there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from pansol.cli import main

README = Path(__file__).parents[1] / "README.md"
COMMAND = ["ask", "telkomsel/grapari-online", "--now", "2026-07-01T10:00:00+07:00"]
ANSWERS = [
    "2", "1", "sari@contoh.id", "GOL-2", "2026-06-29 09:00", "Kurir A", "1", "tidak", "1", "activation_incident", "ya", "u", "?", "ya",
    "0812000111", "2026-06-29", "Halo 100", "tidak ada paket", "provisioning gagal", "-", "",
]  # fmt: skip
_BLOCK = re.compile(r"<!-- transcript -->\n.*?<!-- /transcript -->", re.DOTALL)


def play() -> str:
    """The session as it is now."""
    lines = "".join(f"{answer}\n" for answer in ANSWERS)
    root = str(README.parent / "procedures")
    said = CliRunner().invoke(main, ["--root", root, *COMMAND], input=lines, catch_exceptions=False)
    shown = "\n".join(line.rstrip() for line in said.output.splitlines())
    return f"<!-- transcript -->\n```text\n$ ./run {' '.join(COMMAND)}\n{shown.rstrip()}\n```\n<!-- /transcript -->"


def shown() -> str:
    """The session as the README has it."""
    found = _BLOCK.search(README.read_text(encoding="utf-8"))
    return found[0] if found else ""


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(_BLOCK.sub(lambda _: play(), text), encoding="utf-8")
