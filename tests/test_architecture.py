"""The rules of the house that can be read off the source, by AST."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "pansol"
MODULES = sorted(p for p in SRC.rglob("*.py") if p.stat().st_size and p.parent.name != "migrations")  # those are written by Django
SOP = [p for p in MODULES if (SRC / "sop") in p.parents]
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"}
FORBIDDEN_IN_SOP = ("pansol.desk", "pansol.cli", "django", "click", "rich", "requests", "urllib", "socket", "http", "subprocess", "sqlite3")


def name_of(path: Path) -> str:
    return str(path.relative_to(SRC))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id


def defined(tree: ast.Module) -> set[str]:
    """Names of classes and functions of a module."""
    return {n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}


def others(tree: ast.Module) -> set[str]:
    """Names a module has besides: constants, and what it imports."""
    found = {name for node in tree.body for name in assigned(node)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom | ast.Import):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def dunder_all(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if "__all__" in assigned(node):
            assert isinstance(node, ast.Assign | ast.AnnAssign)
            assert node.value is not None
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


@pytest.mark.parametrize("path", SOP, ids=name_of)
def test_the_language_knows_no_desk_no_terminal_and_no_network(path: Path) -> None:
    wrong = [i for i in imports(tree_of(path)) if any(i == f or i.startswith(f + ".") for f in FORBIDDEN_IN_SOP)]
    assert not wrong


@pytest.mark.parametrize("path", SOP, ids=name_of)
def test_the_language_never_reads_a_clock(path: Path) -> None:
    tree = tree_of(path)
    read = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)} & (CLOCKS | {f"datetime.{c}" for c in CLOCKS})
    named = {i for i in imports(tree) if i in ("time.time", "time.time_ns", "time.localtime", "time.gmtime")}
    assert not read | named


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_evaluated_as_code(path: Path) -> None:
    calls = [n.func.id for n in ast.walk(tree_of(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert not {"eval", "exec", "__import__"} & set(calls)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_all_names_exactly_the_public_names(path: Path) -> None:
    tree = tree_of(path)
    names = dunder_all(tree)
    assert names is not None, "no __all__"
    public = {n for n in defined(tree) if not n.startswith("_")}
    assert len(names) == len(set(names))
    assert public <= set(names)
    assert set(names) <= defined(tree) | others(tree)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_its_purpose(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_name_hides_what_a_thing_is(path: Path) -> None:
    vague = ("Manager", "Helper", "Utils", "Service", "Base")
    classes = [n.name for n in ast.walk(tree_of(path)) if isinstance(n, ast.ClassDef)]
    assert not [c for c in classes if any(v in c for v in vague)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_function_is_longer_than_sixty_lines(path: Path) -> None:
    functions = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert not [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= 60]


# apps by level; a level may import itself and what is above it here
LEVELS = (
    ("sqlite",),
    ("accounts", "audit"),
    ("customers", "interactions", "outages", "connectors"),
    ("knowledge",),
    ("cases",),
    ("api", "web"),
)
# web holds what pages of every app share; settings, urls, demo and command put the apps together
DESK = [p for p in MODULES if (SRC / "desk") in p.parents and p.parent != SRC / "desk"]


@pytest.mark.parametrize("path", DESK, ids=name_of)
def test_an_app_imports_only_apps_of_its_level_and_below(path: Path) -> None:
    here = next(n for n, level in enumerate(LEVELS) if path.relative_to(SRC / "desk").parts[0] in level)
    higher = tuple(f"pansol.desk.{app}" for level in LEVELS[here + 1 :] for app in level if app != "web")
    assert not [name for name in imports(tree_of(path)) if higher and name.startswith(higher)]


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in (SRC.parent.parent / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        pins = [line for line in text.splitlines() if "==" in line]
        assert pins
        assert all(line.endswith("\\") for line in pins)
