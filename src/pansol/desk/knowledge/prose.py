"""The article's Markdown, as `pansol.sop.render` writes it, as HTML. Everything is escaped first; nothing else is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["html_of"]

_HEADING = re.compile(r"(#{1,5}) (.+)")
_ITEM = re.compile(r"( *)(?:(\d+)\.|-) (.+)")
_QUOTE = re.compile(r" *> ?(.*)")
_CELLS = re.compile(r"(?<!\\)\|")
_INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(?!\s)(.+?)\*(?!\w)"), r"<em>\1</em>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
)


def html_of(markdown: str, after_heading: Mapping[str, str]) -> SafeString:
    """Safe HTML. A heading that begins with a key of `after_heading` gets the id `rule-<key>` and the (already safe) HTML behind it."""
    lines = [line.replace("&lt;", "<") for line in markdown.splitlines()]
    found: list[str] = []
    for kind, group in groupby(lines, key=_kind):
        found += _BLOCKS[kind](list(group), after_heading)
    return mark_safe("\n".join(found))  # noqa: S308  every piece went through `escape`


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if _HEADING.fullmatch(line):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "list" if _ITEM.fullmatch(line) or line.startswith("  ") else "quote" if line.startswith(">") else "text"


def _inline(text: str) -> str:
    html = str(escape(text.replace("\\|", "|")))
    for pattern, tag in _INLINE:
        html = pattern.sub(tag, html)
    return html


def _headings(lines: list[str], after: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        match = _HEADING.fullmatch(line)
        assert match is not None
        level, text = len(match[1]), match[2]
        key = text.split(" ", 1)[0]
        name = f' id="rule-{escape(key)}"' if key in after else ""
        yield f"<h{level}{name}>{_inline(text)}</h{level}>{after.get(key, '')}"


def _table(lines: list[str], _: Mapping[str, str]) -> Iterator[str]:
    rows = [[cell.strip() for cell in _CELLS.split(line)[1:-1]] for line in lines]
    heads, body = rows[0], rows[2:]
    yield '<table class="table"><thead><tr>' + "".join(f'<th scope="col">{_inline(h)}</th>' for h in heads) + "</tr></thead><tbody>"
    for row in body:
        cells = zip(heads, row, strict=False)
        yield "<tr>" + "".join(f'<td data-label="{escape(h)}">{_inline(c) or "–"}</td>' for h, c in cells) + "</tr>"
    yield "</tbody></table>"


def _list(lines: list[str], _: Mapping[str, str]) -> Iterator[str]:
    """Items with what is indented below them: finer items and quotes. A list that goes on behind a blank line keeps its number."""
    kind, is_open = "", False
    for line in lines:
        match = _ITEM.fullmatch(line)
        if match is None or match[1]:
            inner = match[3] if match else (_QUOTE.fullmatch(line) or [line, line.strip()])[1]
            yield f"<p class=small>{_inline(inner)}</p>" if match else f"<blockquote>{_inline(inner)}</blockquote>"
            continue
        if is_open:
            yield "</li>"
        wanted = "ol" if match[2] else "ul"
        if wanted != kind:
            yield (f"</{kind}>" if kind else "") + (f'<ol start="{match[2]}">' if match[2] else "<ul>")
        kind, is_open = wanted, True
        yield f"<li>{_inline(match[3])}"
    yield ("</li>" if is_open else "") + (f"</{kind}>" if kind else "")


def _quote(lines: list[str], _: Mapping[str, str]) -> Iterator[str]:
    yield "<blockquote>" + "<br>".join(_inline((_QUOTE.fullmatch(line) or ["", line])[1]) for line in lines) + "</blockquote>"


def _text(lines: list[str], _: Mapping[str, str]) -> Iterator[str]:
    yield "<p>" + "<br>".join(_inline(line) for line in lines) + "</p>"


def _nothing(lines: list[str], _: Mapping[str, str]) -> Iterator[str]:
    yield from ()


_BLOCKS = {"blank": _nothing, "heading": _headings, "table": _table, "list": _list, "quote": _quote, "text": _text}
