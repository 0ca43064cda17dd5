"""Reading a procedure's files and checking their shape; every mistake becomes a problem with its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pansol.sop.errors import LoadError, Problem
from pansol.sop.load.context import where as in_words
from pansol.sop.load.scenarios import ScenarioDocument
from pansol.sop.load.schema import Document, known_keys
from pansol.sop.load.yamlfile import YamlFile, read_yaml

__all__ = ["Part", "read_documents", "read_scenarios", "read_shape"]

T = TypeVar("T", bound=BaseModel)

_WORDS = {"str": "teks", "dict": "kumpulan kunci", "list": "daftar", "NoneType": "kosong"}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a procedure: what it says and where."""

    file: YamlFile
    document: Document


def read_documents(folder: Path, name: str, start: str = "procedure.yaml") -> list[Part]:
    """The main file of `folder` and the files it includes. Raises LoadError."""
    main = read_shape(folder / start, f"{name}/{start}", Document)
    parts, problems = [Part(*main)], list[Problem]()
    for index, sibling in enumerate(main[1].include):
        if Path(sibling).name != sibling:
            problems.append(Problem("outside", main[0].name, main[0].line(("include", index)), {"found": sibling}))
            continue
        if not (folder / sibling).is_file():
            problems.append(Problem("no_file", main[0].name, main[0].line(("include", index)), {"found": sibling}))
            continue
        try:
            parts.append(Part(*read_shape(folder / sibling, f"{name}/{sibling}", Document)))
        except LoadError as error:
            problems.extend(error.problems)
    if problems:
        raise LoadError(*problems)
    return parts


def read_shape(path: Path, name: str, shape: type[T]) -> tuple[YamlFile, T]:
    """Read one file and check its shape. Raises LoadError with all problems."""
    file = read_yaml(path, name)
    try:
        return file, shape.model_validate(file.data)
    except ValidationError as error:
        raise LoadError(*_problems(file, error)) from None


def _problems(file: YamlFile, error: ValidationError) -> list[Problem]:
    found: dict[tuple[Any, ...], Problem] = {}
    for item in error.errors(include_url=False, include_context=False):
        path = _path(file.data, item["loc"])
        problem = _problem(file, path, item["type"], item["msg"])
        # a union reports each of its members; the deepest complaint is the useful one
        shorter = [p for p in found if path[: len(p)] == p and p != path]
        for key in shorter:
            if item["type"] != "missing" and found[key].code == "shape":
                del found[key]
        if any(p[: len(path)] == path and p != path for p in found) and problem.code == "shape":
            continue
        found.setdefault(path, problem)
    return list(found.values())


def _path(data: Any, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The part of pydantic's location that exists in the file, plus a missing or unknown last key."""
    path: list[int | str] = []
    step: Any
    for step in loc:
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]
            path.append(step)
        elif step == loc[-1] and isinstance(data, dict) and isinstance(step, str) and step.isidentifier() and step not in ("str", "list"):
            path.append(step)
    return tuple(path)


def _problem(file: YamlFile, path: tuple[int | str, ...], kind: str, message: str) -> Problem:
    line = file.line(path)
    value = _value(file.data, path)
    around, last = in_words(path[:-1]) if path[1:] else file.name, str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        if value is None:
            return Problem("stray_key", file.name, line, {"found": last})
        return Problem("unknown_key", file.name, line, {"found": last, "where": around}, tuple(known_keys()))
    if kind == "missing":
        return Problem("missing_key", file.name, line, {"where": around, "right": last})
    if kind == "literal_error":
        return Problem(
            "bad_value",
            file.name,
            line,
            {"where": in_words(path), "found": str(value), "right": message.removeprefix("Input should be ").replace(" or ", ", ")},
        )
    found = _WORDS.get(type(value).__name__, str(value)) if kind.endswith("_type") else str(value)
    return Problem("shape", file.name, line, {"where": in_words(path), "found": found, "right": _right(kind, message)})


def _right(kind: str, message: str) -> str:
    known = {"string_type": "teks", "list_type": "daftar", "dict_type": "kumpulan kunci", "model_type": "kumpulan kunci"}
    known |= {"bool_type": "yes atau no", "bool_parsing": "yes atau no", "int_parsing": "bilangan bulat", "int_type": "bilangan bulat"}
    return known.get(kind, "bilangan bulat lebih dari 0" if kind == "greater_than" else message)


def _value(data: Any, path: tuple[int | str, ...]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def read_scenarios(folder: Path, name: str) -> list[tuple[YamlFile, ScenarioDocument]]:
    """`scenarios.yaml` and the files it includes; nothing if there is none. Raises LoadError."""
    if not (folder / "scenarios.yaml").exists():
        return []
    file, document = read_shape(folder / "scenarios.yaml", f"{name}/scenarios.yaml", ScenarioDocument)
    found = [(file, document)]
    for sibling in document.include:
        if Path(sibling).name != sibling:
            raise LoadError(Problem("outside", file.name, file.line(("include",)), {"found": sibling}))
        found.append(read_shape(folder / sibling, f"{name}/{sibling}", ScenarioDocument))
    return found
