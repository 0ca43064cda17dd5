"""The desk's texts in English: `python -m tests.desk.catalogue` collects what is marked into django.po and compiles django.mo.

A text that is new stands in django.po without a translation and is named; write it there and run the command again.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

__all__ = ["COMMAND", "DESK", "MO", "PO", "collected", "compiled", "read", "untranslated"]

COMMAND = "python -m tests.desk.catalogue"
DESK = Path(__file__).parents[2] / "src" / "pansol" / "desk"
PO = DESK / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
# function: at which places its context, its text and its plural stand
_PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None), "gettext": (None, 0, None), "ngettext": (None, 0, 1), "pgettext": (0, 1, None), "npgettext": (0, 1, 2),
}  # fmt: skip

Text = tuple[str | None, str | tuple[str, str]]  # context; text, or singular and plural


def collected() -> dict[Text, list[str]]:
    """Every text that is marked in Python or in a template, and the files it stands in."""
    found: dict[Text, list[str]] = {}
    for path in sorted(DESK.rglob("*")):
        source = path.read_text(encoding="utf-8") if path.suffix in {".py", ".html"} else ""
        for text in _in_python(source) if path.suffix == ".py" else _in_template(source):
            files = found.setdefault(text, [])
            if (name := str(path.relative_to(DESK))) not in files:
                files.append(name)
    return found


def _in_python(source: str) -> Iterator[Text]:
    nodes = list(ast.walk(ast.parse(source)))
    imported = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module == "django.utils.translation"]
    names = {a.asname or a.name: a.name.removesuffix("_lazy").removesuffix("_noop") for node in imported for a in node.names}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) in _PLACES:
            context, text, plural = _PLACES[names[node.func.id]]
            words = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in node.args]
            if (said := words[text]) is not None:
                many = words[plural] if plural is not None else None
                yield (words[context] if context is not None else None, said if many is None else (said, many))


def _in_template(source: str) -> Iterator[Text]:
    code = BytesIO(f"(\n{templatize(source)}\n)".encode())  # in brackets, for its indentation means nothing
    for _line, function, words, _comments in extract_python(code, dict.fromkeys(_PLACES), [], {"encoding": "utf-8"}):
        context, text, plural = _PLACES[str(function)]
        said = [words] if isinstance(words, str) else list(words)
        one = said[text]
        assert one is not None
        many = said[plural] if plural is not None else None
        yield (said[context] if context is not None else None, one if many is None else (one, many))


def read() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[Message]:
    return [m for m in catalog if m.id and not (m.string if isinstance(m.string, str) else m.string and all(m.string))]


def _brought_up_to_date() -> Catalog:
    """What is collected now, with the translations there were; what nobody says any more is left out."""
    old = read()
    new = Catalog(
        locale="en", project="Pansol", version="0", copyright_holder="Pansol", fuzzy=False, header_comment="# The desk in English.",
        creation_date=old.creation_date, revision_date=old.revision_date,
    )  # fmt: skip
    for (context, text), files in collected().items():
        before = old.get(text if isinstance(text, str) else text[0], context)
        keeps = before is not None and before.pluralizable is isinstance(text, tuple)
        new.add(text, before.string if keeps and before else None, locations=[(name, 0) for name in files], context=context)
    return new


def main() -> int:
    catalog = _brought_up_to_date()
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False)
    MO.write_bytes(compiled(catalog))
    missing = untranslated(catalog)
    for message in missing:
        sys.stdout.write(f"{message.locations[0][0]}: {message.id}\n")
    sys.stdout.write(f"{len(catalog)} texts, {len(missing)} without a translation in {PO.relative_to(Path.cwd())}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
