"""A YAML file as plain text values with line numbers. Tags, anchors, duplicates, depth and size are refused, not obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pansol.sop.errors import LoadError, Problem

__all__ = ["Node", "YamlFile", "read_yaml"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_VALUES = 100_000

# dict[str, Node] | list[Node] | str | None
Node = Any


class YamlFile:
    """The content of one file, and the line of each path into it."""

    def __init__(self, name: str, data: Node, lines: dict[tuple[str | int, ...], int]) -> None:
        self.name, self.data, self._lines = name, data, lines

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of `path`, or of the nearest part of it that exists."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return 1


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read a file. Raises LoadError with every trap that was found."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LoadError(Problem("too_big", name, 0, {"found": f"{path.stat().st_size:,} B", "right": f"{MAX_BYTES:,} B"}))
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise LoadError(Problem("not_text", name)) from None
    except OSError:
        raise LoadError(Problem("no_file", name, 0, {"found": name})) from None
    return _Reader(name).read(text)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.values = 0

    def read(self, text: str) -> YamlFile:
        # libyaml is fast enough to read five procedures in a blink; the pure loader is the fallback without it
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data: Node = None
        try:
            events = yaml.parse(text, Loader=loader)
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent) and self.values:
                    self.problem("documents", event.start_mark.line + 1 if event.start_mark else 0)
                    break
                if isinstance(event, yaml.DocumentStartEvent):
                    data = self.node(events, next(events), (), 0)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.problem("yaml", (mark.line + 1) if mark else 0, found=error.problem or "")
        except (yaml.YAMLError, ValueError) as error:
            self.problem("yaml", 0, found=str(error).splitlines()[0])
        if not self.problems and data is None:
            self.problem("empty_file", 0)
        if self.problems:
            raise LoadError(*self.problems)
        return YamlFile(self.name, data, self.lines)

    def problem(self, code: str, line: int, **details: str) -> None:
        self.problems.append(Problem(code, self.name, line, details))

    def stop(self, code: str, line: int, right: int) -> None:
        self.problem(code, line, right=f"{right:,}")
        raise LoadError(*self.problems)

    def node(self, events: Iterator[Any], event: Any, path: tuple[str | int, ...], depth: int) -> Node:
        line = event.start_mark.line + 1
        self.lines.setdefault(path, line)
        self.values += 1
        if depth > MAX_DEPTH:
            self.stop("too_deep", line, MAX_DEPTH)
        if self.values > MAX_VALUES:
            self.stop("too_many", line, MAX_VALUES)
        if isinstance(event, yaml.AliasEvent):
            self.problem("anchor", line, found=f"*{event.anchor}")
            return ""
        if event.anchor:
            self.problem("anchor", line, found=f"&{event.anchor}")
        if event.tag:
            self.problem("tag", line, found=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path, depth, in_braces=bool(event.flow_style))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path, depth)
        return event.value if event.value or event.style else None

    def mapping(self, events: Iterator[Any], path: tuple[str | int, ...], depth: int, *, in_braces: bool) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            key = self.node(events, event, (*path, "?"), depth + 1)
            if not isinstance(key, str):
                self.problem("shape", line, where=_show(path), found="kunci yang bukan teks", right="kunci berupa teks")
                key = str(key)
            if key in found:
                self.problem("duplicate_key", line, found=key, right=str(self.lines[*path, key]))
            self.lines[*path, key] = line
            found[key] = self.node(events, next(events), (*path, key), depth + 1)
            if in_braces and found[key] is None:
                self.problem("stray_key", line, found=key)
        return found

    def sequence(self, events: Iterator[Any], path: tuple[str | int, ...], depth: int) -> list[Node]:
        found: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.node(events, event, (*path, len(found)), depth + 1))
        return found


def _show(path: tuple[str | int, ...]) -> str:
    return ".".join(str(p) for p in path) or "berkas"
