"""The session shown in the README. `python tests/transcript.py` plays it again and writes it there."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from pansol.cli import main
from pansol.sop.compile import compile_procedure
from pansol.sop.facts import read_facts
from pansol.sop.interview import question_for
from pansol.sop.load import load
from pansol.sop.situation import Situation

README = Path(__file__).parents[1] / "README.md"
PROCEDURES = README.parent / "procedures"
PROCEDURE = "telkomsel/grapari-online"
NOW = "2026-07-01T10:00:00+07:00"
COMMAND = ["ask", PROCEDURE, "--now", NOW]
# fact: (its value, what is typed for it); what is typed follows the order in which the interview asks
CASE = {
    "issue": ("order_progress", ["2", "1"]),
    "email": ("sari@contoh.id", ["sari@contoh.id"]),
    "order_id": ("GOL-2", ["GOL-2"]),
    "ordered_at": ("2026-06-29T09:00:00+07:00", ["2026-06-29 09:00"]),
    "courier": ("Kurir A", ["Kurir A"]),
    "delivery": ("reguler", ["1"]),
    "outage_here": ("no", ["tidak"]),
    "prior_case": ("none", ["1"]),
    "order_status": ("activation_incident", ["?", "activation_incident"]),
    "number_active": ("no", ["tidak"]),
    "msisdn_queryable": ("yes", ["ya"]),
    "msisdn": ("0812000111", ["0812000111"]),
    "event_on": ("2026-06-29", ["2026-06-29"]),
    "package": ("Halo 100", ["Halo 100"]),
    "upcc_note": ("tidak ada paket", ["tidak ada paket"]),
    "failure_note": ("provisioning gagal", ["provisioning gagal"]),
    "error_capture": ("absent", ["-"]),
}
_BLOCK = re.compile(r"<!-- transcript -->\n.*?<!-- /transcript -->", re.DOTALL)


def typed() -> list[str]:
    """What the agent types, question by question; a question that CASE does not answer is a KeyError."""
    compiled = compile_procedure(load(PROCEDURES / PROCEDURE, PROCEDURES))
    now = datetime.fromisoformat(NOW)
    known: dict[str, str] = {}
    lines: list[str] = []
    while (
        question := question_for(Situation(compiled, read_facts(compiled.procedure, known), now, now.date()), None, frozenset())
    ) is not None:
        known[question.fact.name], said = CASE[question.fact.name]
        lines += said
    return [*lines, ""]


def play() -> str:
    """The session as it is now."""
    lines = "".join(f"{line}\n" for line in typed())
    said = CliRunner().invoke(main, ["--root", str(PROCEDURES), *COMMAND], input=lines, catch_exceptions=False)
    shown = "\n".join(line.rstrip() for line in said.output.splitlines())
    return f"<!-- transcript -->\n```text\n$ ./run {' '.join(COMMAND)}\n{shown.rstrip()}\n```\n<!-- /transcript -->"


def shown() -> str:
    """The session as the README has it."""
    found = _BLOCK.search(README.read_text(encoding="utf-8"))
    return found[0] if found else ""


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(_BLOCK.sub(lambda _: play(), text), encoding="utf-8")
