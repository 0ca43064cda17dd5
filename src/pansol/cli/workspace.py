"""Where the procedures are, and reading what every command takes: a procedure, an instant, a date, facts."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.errors import FactError, NotFound, PansolError, Problem
from pansol.sop.load import find_procedures, load
from pansol.sop.model import Procedure
from pansol.sop.values import Type, parse_value

__all__ = ["Moment", "Workspace", "goal_option", "moment_options", "procedure_argument", "read_json"]

_REPOSITORY = Path(__file__).parents[3] / "procedures"
_LARGEST = 1_000_000  # characters of facts as JSON


class Workspace:
    """The folder of procedures, and the language of messages."""

    def __init__(self, root: Path | None = None, lang: str = "id") -> None:
        self.lang = lang
        here = Path("procedures")
        self.root = root or (here if here.is_dir() else _REPOSITORY)
        if not self.root.is_dir():
            raise NotFound(Problem("not_found", details={"kind": "folder", "found": str(self.root)}))

    def ids(self) -> tuple[str, ...]:
        """The ids of all procedures."""
        return find_procedures(self.root)

    def load(self, name: str) -> Procedure:
        """A procedure by its id, by the last part of its id, or by a folder elsewhere. Raises LoadError, NotFound."""
        known = self.ids()
        if name in known:
            return load(self.root / name, self.root)
        short = [known_id for known_id in known if known_id.split("/")[-1] == name]
        if len(short) == 1:
            return load(self.root / short[0], self.root)
        if (Path(name) / "procedure.yaml").is_file():
            return load(Path(name).resolve())
        near = (*known, *(known_id.split("/")[-1] for known_id in known))
        raise NotFound(Problem("not_found", details={"kind": "prosedur", "found": name}, near=near))

    def compiled(self, name: str) -> Compiled:
        """A procedure, loaded and compiled."""
        return compile_procedure(self.load(name))

    def text(self, indonesian: str, english: str) -> str:
        """The one of the two texts that the user reads."""
        return indonesian if self.lang == "id" else english


@dataclass(frozen=True, slots=True)
class Moment:
    """When a case is decided: fixed instants where the user gave them, else the clock."""

    given_now: str | None = None
    given_day: str | None = None

    def now(self, procedure: Procedure) -> datetime:
        """The instant given, or this one, in the procedure's zone. Raises FactError for one that cannot be read."""
        if self.given_now is None:
            return datetime.now(procedure.zone).replace(microsecond=0)
        instant: datetime = _read(Type("datetime"), "now", self.given_now)
        return instant.astimezone(procedure.zone)

    def as_of(self, procedure: Procedure) -> date:
        """The date given, or the local date of `now`."""
        if self.given_day is None:
            return self.now(procedure).date()
        day: date = _read(Type("date"), "as_of", self.given_day)
        return day


def _read(kind: Type, name: str, text: str) -> Any:
    try:
        return parse_value(kind, text)
    except (ValueError, OverflowError) as error:
        code = "naive" if str(error) == "naive" else "fact_type"
        raise FactError(Problem(code, details={"where": name, "found": text[:80], "right": kind.in_words()})) from None


def read_json(text: str) -> Mapping[str, object]:
    """Facts as a JSON object: the text itself, `@file`, or `-` for standard input. Raises PansolError."""
    if text == "-":
        text = sys.stdin.read(_LARGEST + 1)
    elif text.startswith("@"):
        text = _read_file(Path(text[1:]))
    if len(text) > _LARGEST:
        _refuse(f"> {_LARGEST}")
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        _refuse(str(error)[:120])
    if not isinstance(data, dict):
        _refuse(type(data).__name__)
    return data


def _read_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise PansolError(Problem("not_text", str(path))) from None
    except OSError:
        raise PansolError(Problem("no_file", details={"found": str(path)})) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; of two values for one fact neither can be believed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(k == key for k, _ in pairs) > 1)
        _refuse(f"`{twice}` ×2")
    return found


def _refuse(found: str) -> NoReturn:
    raise PansolError(Problem("bad_json", details={"found": found}))


procedure_argument = click.argument("procedure")
goal_option = click.option("--goal", help="Keputusan yang dituju; bawaan: tujuan pertama.")


def moment_options(command: Any) -> Any:
    """Add `--now` and `--as-of` to a command."""
    day = "Tanggal yang menentukan aturan berlaku, mis. 2026-07-01; bawaan: tanggal `now`."
    instant = "Saat memutuskan, dengan zona, mis. 2026-07-01T10:00:00+07:00; bawaan: sekarang."
    return click.option("--now", help=instant)(click.option("--as-of", "as_of", help=day)(command))
