"""What every part of the builder shares: the problems so far, the types of facts, and reading tests and expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pansol.sop.cells import never_holds
from pansol.sop.derive import Expr, ExpressionError, kind_of, parse, resolve
from pansol.sop.errors import Problem
from pansol.sop.load.yamlfile import YamlFile
from pansol.sop.model import Dates, Place, When
from pansol.sop.unary import Presence, Test, TestError, parse_test
from pansol.sop.values import Type, Value, parse_value

__all__ = ["Context", "Path", "where"]

Path = tuple[str | int, ...]
MOST = 200  # problems; who has more has another kind of problem
_DATES = re.compile(r"(\d{4}-\d\d-\d\d)?\s*\.\.\s*(\d{4}-\d\d-\d\d)?")


@dataclass
class Context:
    """Collects problems instead of stopping at the first."""

    problems: list[Problem] = field(default_factory=list)
    types: dict[str, Type] = field(default_factory=dict)
    never_absent: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)

    def problem(self, code: str, file: YamlFile, path: Path, near: Iterable[str] = (), **details: str) -> None:
        self.add(Problem(code, file.name, file.line(path), {"where": where(path), **details}, tuple(near)))

    def add(self, problem: Problem) -> None:
        if len(self.problems) < MOST:
            self.problems.append(problem)

    def place(self, file: YamlFile, path: Path) -> Place:
        return Place(file.name, file.line(path))

    def name(self, kind: str, name: str, known: Iterable[str], file: YamlFile, path: Path) -> None:
        """Complain when `name` is not among `known`."""
        if name not in set(known):
            self.problem("unknown_name", file, path, known, kind=kind, found=name)

    def fact(self, name: str, file: YamlFile, path: Path) -> bool:
        if name in self.types:
            return True
        self.problem("unknown_fact", file, path, self.types, found=name)
        return False

    def when(self, maps: Sequence[Mapping[str, str | list[str]]] | None, file: YamlFile, path: Path) -> When | None:
        """Read a test map, or a list of them."""
        if maps is None:
            return None
        rows = []
        for row in maps:
            tests = {name: self.test(name, written, file, (*path, name)) for name, written in row.items()}
            rows.append({name: test for name, test in tests.items() if test is not None and not test.is_any})
        return tuple(rows)

    def test(self, name: str, written: str | list[str], file: YamlFile, path: Path) -> Test | None:
        if not self.fact(name, file, path):
            return None
        shown = written if isinstance(written, str) else "[" + ", ".join(written) + "]"
        try:
            test = parse_test(self.types[name], written)
        except TestError as error:
            found = error.found if error.code != "presence_only" else name
            right = self.types[name].in_words() if error.code == "presence_only" else f"`{name}`"
            self.problem(error.code, file, path, error.near, found=found or shown, right=right)
            return None
        can_be_absent = name not in self.never_absent
        if not can_be_absent and any(p == Presence(False) for p in test.parts):
            self.problem("never_absent", file, path, found=name)
        elif never_holds(self.types[name], test, can_be_absent=can_be_absent):
            self.problem("empty_test", file, path, found=shown)
        return test

    def expression(self, text: str, file: YamlFile, path: Path, want: Type | None = None, *, exact: bool = False) -> Expr | None:
        """Read and type an expression; with `exact` its type must be `want`."""
        try:
            tree = resolve(parse(text), self.types.get, lambda: tuple(self.types), want)
        except ExpressionError as error:
            self.add(self._expression_problem(error, text, file, path))
            return None
        if exact and want is not None:
            self._check_type(text, kind_of(tree), want, file, path)
        return tree

    def _check_type(self, text: str, found: Type, want: Type, file: YamlFile, path: Path) -> None:
        if not _fits(found, want):
            hints = {"hint": f"seharusnya {want.in_words()}", "hint_en": f"it should be {want.in_words('en')}"}
            self.problem("wrong_type", file, path, found=text, right=found.in_words(), **hints)
        for value in set(found.values or ()) - set(want.values or found.values or ()):
            self.problem("unknown_value", file, path, want.values or (), found=value, right=f"`{path[-2]}`")

    def _expression_problem(self, error: ExpressionError, text: str, file: YamlFile, path: Path) -> Problem:
        if error.found:
            return Problem("unknown_fact", file.name, file.line(path), {"where": where(path), "found": error.found}, error.near)
        details = {"where": where(path), "found": text, "hint": str(error), "hint_en": error.english}
        return Problem("bad_expression", file.name, file.line(path), details)

    def value(self, kind: Type, text: str, file: YamlFile, path: Path) -> Value:
        try:
            return parse_value(kind, text)
        except (ValueError, OverflowError):
            self.problem("bad_value", file, path, found=text, right=kind.in_words())
            return None

    def dates(self, text: str | None, file: YamlFile, path: Path) -> Dates:
        """Read `2024-04-15..2025-06-30`."""
        if text is None:
            return Dates()
        found = _DATES.fullmatch(text.strip())
        try:
            if not found or not (found[1] or found[2]):
                raise ValueError
            first, last = (date.fromisoformat(g) if g else None for g in found.groups())
            if first and last and first > last:
                raise ValueError
        except ValueError:
            self.problem("bad_dates", file, path, found=text)
            return Dates()
        return Dates(first, last)

    def day(self, text: str | None, file: YamlFile, path: Path) -> date | None:
        return None if text is None else self.value(Type("date"), text, file, path)

    def cites(self, text: str, file: YamlFile, path: Path) -> str:
        """Check that each part of `cites` names a source."""
        for part in filter(None, (p.strip() for p in text.split(";"))):
            source = part.split()[0]
            if source not in self.sources:
                self.problem("no_cites", file, (*path, "cites"), self.sources, found=source)
        return text

    def unique(self, kind: str, seen: dict[str, Place], name: str, file: YamlFile, path: Path) -> bool:
        """Complain when `name` was seen before; remember it."""
        if name in seen:
            first = seen[name]
            self.problem("duplicate", file, path, kind=kind, found=name, right=f"{first.file}:{first.line}")
            return False
        seen[name] = self.place(file, path)
        return True


def where(path: Path) -> str:
    """A readable place inside a file."""
    return " › ".join(str(p + 1) if isinstance(p, int) else p for p in path) or "berkas"


def _fits(kind: Type, want: Type) -> bool:
    same_text = kind.is_textual and want.is_textual
    return kind.kind == want.kind or same_text or {kind.kind, want.kind} == {"number", "money"}


Reader = Callable[[str], Type | None]
