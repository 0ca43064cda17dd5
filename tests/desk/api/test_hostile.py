"""Markup, SQL, NUL, a megabyte, emoji, right to left, keys without end: in every text of every operation, and nothing breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction

from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.operations import OPERATIONS, Things, document, place, resolved
from tests.desk.faults.floor import counted
from tests.desk.faults.test_forged import everything
from tests.desk.faults.texts import TEXTS

Path = tuple[str | int, ...]

WORDS = {
    "markup": TEXTS["markup"].decode(), "script": TEXTS["script"].decode(), "other scripts": TEXTS["other scripts"].decode(),
    "control": "a\x0b\x1b[31m\x7f\r\nX: 1", "format": "%s %(a)s {b} {0} \\ \" '", "blank": " \t\u2003", "nul": "a\x00b",
    "surrogate": "a\ud800b", "long word": "w" * 30_000, "megabyte": "a" * 1_000_000,
}  # fmt: skip
UNREADABLE = {"nul", "surrogate"}
BYTES = {**TEXTS, "nul": b"a\x00b", "long word": b"w" * 3000, "megabyte": b"a" * 100_000}
# What is chosen or looked for, not written down.
CHOSEN = {
    "client", "procedure", "channel", "kind", "outcome", "source", "starts_at", "ends_at", "fact", "rule", "record", "words", "key", "said",
    "named",
}  # fmt: skip
# Words that only some moments keep: written in another form, or under a condition that this case does not meet.
OTHERWISE = {("POST customers/", "value"), ("PATCH customers/{pk}/", "value")}
ENGLISH = re.compile(r"Input|should|String|Value error|valid |Field|\bvalue\b|must|cannot|Extra", re.IGNORECASE)


@pytest.fixture
def by() -> Integration:
    return Integration(world.budi())


def texts_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where a text stands in a body."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts_of(inner, (*path, key))


def objects_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where an object stands in a body, itself too."""
    if isinstance(value, dict | list):
        if isinstance(value, dict):
            yield path
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from objects_of(inner, (*path, key))


def described(shape: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    """Where a text may stand as the document describes a body; `*` is any key or place."""
    shape = resolved(shape)
    if shape.get("type") == "string" or any(s.get("type") == "string" for s in shape.get("anyOf", ())):
        yield path
    for name, inner in shape.get("properties", {}).items():
        yield from described(inner, (*path, name))
    for inner in (shape.get("items"), shape.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from described(inner, (*path, "*"))


def put(body: Any, path: Path, word: str) -> Any:
    changed = deepcopy(body)
    inner = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = word
    return changed


def put_key(body: Any, path: Path, word: str) -> Any:
    """The object at `path` with one key more."""
    return put(body, (*path, word), "x")


def tried(by: Integration, name: str, at: Things, body: Any) -> tuple[int, Any, set[str]]:
    """The answer, and what was written meanwhile; it is taken back. JSON of lone surrogates goes out as it is typed, in escapes."""
    with transaction.atomic():
        before = counted()
        status, answer = by.ask(name.split(maxsplit=1)[0], place(name, OPERATIONS[name], at), body)
        if status >= 400:
            assert counted() == before, (name, status)
        written = texts_written() if status < 400 else set()
        transaction.set_rollback(True)
    return status, answer, written


def texts_written() -> set[str]:
    return set(_texts([list(row.values()) for rows in everything().values() for row in rows]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def complaints(text: str, status: int, answer: Any) -> Iterator[str]:
    if status >= 500:
        yield str(status)
    if len(json.dumps(answer)) > 200_000:
        yield "sent back"
    if status < 400:
        if text in UNREADABLE:
            yield "accepted"
        return
    for said in (answer["message"], *(p["message"] for p in answer["problems"])):
        if ENGLISH.search(said):
            yield f"English: {said[:100]}"
    if text in UNREADABLE and (status != 400 or [p["code"] for p in answer["problems"]] != [text]):
        yield f"{status} does not say {text}"


def test_every_text_that_the_document_describes_is_tried(own: Things) -> None:
    for name, told in document().items():
        body = told.get("requestBody")
        if body:
            wanted = set(described(body["content"]["application/json"]["schema"]))
            sent = set(texts_of(OPERATIONS[name].sent(own)))
            missing = [path for path in wanted if not any(_fits(path, real) for real in sent)]
            assert not missing, name


def _fits(path: Path, real: Path) -> bool:
    return len(path) == len(real) and all(part in ("*", there) for part, there in zip(path, real, strict=True))


def test_no_text_in_any_body_breaks_an_operation(own: Things, by: Integration) -> None:
    """No 5xx; a refusal says why in Indonesian and saves nothing; what is accepted is kept as it was sent."""
    wrong, kept, typed = [], set(), set()
    for name, operation in OPERATIONS.items():
        body = operation.sent(own)
        for path in texts_of(body):
            if not CHOSEN & set(path):
                typed.add((name, path))
            for text, word in WORDS.items():
                status, answer, written = tried(by, name, own, put(body, path, word))
                wrong += [(name, path, text, what) for what in complaints(text, status, answer)]
                if status >= 400:
                    continue
                kept.add((name, path))
                if (name, path) in typed and (name, path[-1]) not in OTHERWISE and not {word, word.strip()} & written:
                    wrong.append((name, path, text, "kept otherwise"))
    assert not wrong
    assert typed <= kept


def test_no_key_in_any_body_breaks_an_operation(own: Things, by: Integration) -> None:
    """A key that nobody knows is refused, however long or strange."""
    wrong = []
    for name, operation in OPERATIONS.items():
        body = operation.sent(own)
        for path in objects_of(body):
            for text, word in WORDS.items():
                status, answer, _written = tried(by, name, own, put_key(body, path, word))
                found = [*complaints(text, status, answer), *(["accepted"] if status < 400 else [])]
                wrong += [(name, path, text, what) for what in found]
    assert not wrong


def test_no_text_in_a_query_breaks_an_operation(own: Things, by: Integration) -> None:
    wrong, tries = [], 0
    for name, told in document().items():
        for field in (p["name"] for p in told.get("parameters", ()) if p["in"] == "query"):
            for text, raw in BYTES.items():
                status, answer = by.get(f"{place(name, OPERATIONS[name], own)}?{field}={quote_from_bytes(raw)}")
                tries += 1
                found = [what for what in complaints(text, status, answer) if "does not say" not in what]
                if text == "nul" and status != 422:
                    found.append(f"{status} for NUL")
                wrong += [(name, field, text, what) for what in found]
    assert not wrong
    assert tries > 100


def test_no_key_of_a_repeated_request_breaks_an_operation(own: Things, by: Integration) -> None:
    for text in ("'; DROP TABLE x; --", "<b>", "k" * 100_000, "a\x7fb"):
        status, answer = by.post("contacts/", OPERATIONS["POST contacts/"].sent(own), key=text)
        assert status in (201, 422)
        assert not [*complaints("", status, answer)]
