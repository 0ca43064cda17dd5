"""The desk in English: whole, with the placeholders and tags of the source, and compiled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from pansol import desk
from tests.desk.catalogue import COMMAND, MO, collected, compiled, read, untranslated

PIECES = {
    "placeholders": re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}"),
    "tags": re.compile(r"</?\w+[^>]*>"),
}


def pairs() -> Iterator[tuple[str, str]]:
    """Each text with its translation; of a plural, each form."""
    for message in read():
        for one, other in zip(forms(message.id), forms(message.string or ""), strict=False):
            if one and other:
                yield one, other


def forms(text: str | Iterable[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_every_text_is_translated() -> None:
    catalog = read()
    listed = {(m.context, m.id if isinstance(m.id, str) else tuple(m.id)) for m in catalog if m.id}
    told = f"run `{COMMAND}` from the root, translate what it names in django.po, and run it again"
    assert set(collected()) - listed == set(), told
    assert listed - set(collected()) == set(), told
    assert [m.id for m in untranslated(catalog)] == [], told
    assert not catalog.obsolete
    assert [m.id for m in catalog if m.id and m.fuzzy] == [], told


@pytest.mark.parametrize("piece", PIECES)
def test_a_translation_keeps_what_is_filled_in_and_the_markup(piece: str) -> None:
    found = PIECES[piece]
    assert {one: other for one, other in pairs() if sorted(found.findall(one)) != sorted(found.findall(other))} == {}


def test_what_is_written_down_is_in_no_readers_language() -> None:
    """A text that is saved is read by others: only what is raised speaks the language of whoever acts. What is shown is worded then."""
    apps = Path(desk.__file__).parent
    writers = [*apps.glob("*/actions.py"), *apps.glob("*/actions/*.py"), *(apps / "cases" / f"{name}.py" for name in ("again", "opening"))]
    assert len(writers) > 15
    for file in writers:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        raised = {id(node) for statement in ast.walk(tree) if isinstance(statement, ast.Raise) for node in ast.walk(statement)}
        kept = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "_" and id(n) not in raised]
        assert not kept, f"{file}:{kept[0].lineno}"


def test_what_is_compiled_is_what_was_translated() -> None:
    written, expected = read_mo(BytesIO(MO.read_bytes())), read_mo(BytesIO(compiled(read())))
    assert [(m.context, m.id, m.string) for m in written if m.id] == [(m.context, m.id, m.string) for m in expected if m.id]
    assert written.plural_expr == expected.plural_expr
