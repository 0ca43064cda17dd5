"""Plain builders: procedures from a few lines of YAML, situations from a few facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.errors import LoadError
from pansol.sop.facts import read_facts
from pansol.sop.load import load
from pansol.sop.model import Procedure
from pansol.sop.situation import Situation

__all__ = ["HEAD", "NOW", "TODAY", "answer", "compiled_from", "load_text", "problems_of", "situation", "written"]

NOW = datetime.fromisoformat("2026-07-01T10:00:00+07:00")
TODAY = date(2026, 7, 1)
HEAD = "procedure: uji/kecil\ntitle: Prosedur kecil\nclient: uji\ntimezone: Asia/Jakarta\n"


def written(root: Path, text: str, **others: str) -> Path:
    """The folder of a procedure made of `text` and sibling files (`scenarios="…"` becomes scenarios.yaml)."""
    folder = root / "uji" / "kecil"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procedure.yaml").write_text(text if text.startswith("procedure:") else HEAD + text, encoding="utf-8")
    for name, content in others.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


def load_text(text: str, **others: str) -> Procedure:
    """A procedure that needs no file after it is loaded; the lines of HEAD are put before it."""
    with TemporaryDirectory() as root:
        return load(written(Path(root), text, **others))


def compiled_from(text: str, **others: str) -> Compiled:
    return compile_procedure(load_text(text, **others))


def problems_of(text: str, lang: str = "id", **others: str) -> list[str]:
    """What loading complains about, without the place."""
    with pytest.raises(LoadError) as caught:
        load_text(text, **others)
    return [problem.text(lang) for problem in caught.value.problems]


def situation(compiled: Compiled, facts: Mapping[str, object] | None = None, *, now: datetime = NOW, as_of: date = TODAY) -> Situation:
    """A situation from facts as JSON has them."""
    return Situation(compiled, read_facts(compiled.procedure, facts or {}), now, as_of)


def answer(
    compiled: Compiled,
    facts: Mapping[str, object] | None = None,
    *,
    goal: str | None = None,
    unanswerable: tuple[str, ...] = (),
    now: datetime = NOW,
) -> Answer:
    """The answer for facts as JSON has them."""
    return decide_situation(situation(compiled, facts, now=now), goal, frozenset(unanswerable))
