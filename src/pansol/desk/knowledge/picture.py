"""The decision tree as a picture: one box per question and per end, drawn downwards, answers on the lines. SVG without any script."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version
from pansol.sop.render import Ask, End, Tree, tree

__all__ = ["Picture", "picture_of"]

_STEP, _WIDE, _LINE, _PAD, _GAP = 26, 500, 20, 9, 8  # pixels
_LETTERS, _ANSWER_LETTERS = 60, 66

_ENDS = {
    "uncovered": gettext_noop("Tidak ada aturan: tanya team leader"), "conflict": gettext_noop("Aturan bertentangan: tanya team leader"),
    "absent": gettext_noop("Tidak berlaku"), "cut": gettext_noop("… masih berlanjut"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """SVG markup and whether some paths were cut."""

    svg: SafeString
    is_cut: bool
    questions: int
    ends: int


@dataclass(slots=True)
class _Row:
    """One box: where it hangs, the answer that leads to it, what stands in it."""

    depth: int
    parent: int
    answer: list[str]
    lines: list[str]
    look: str
    top: int = 0

    @property
    def box_top(self) -> int:
        return self.top + len(self.answer) * _LINE + (2 if self.answer else 0)

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PAD

    @property
    def bottom(self) -> int:
        return self.box_top + self.height


def picture_of(version: Version, goal: str, *, now: datetime, as_of: date) -> Picture:
    """The picture of one goal, kept in memory for the day: a version never changes, and only dates in force do."""
    drawn = _tree(version.pk, version.digest, goal, as_of, now.replace(hour=0, minute=0, second=0, microsecond=0))
    rows = list(_rows(drawn))
    top = 1
    for row in rows:
        row.top, top = top, top + len(row.answer) * _LINE + (2 if row.answer else 0) + row.height + _GAP
    asked = sum(isinstance(node, Ask) for node in drawn.nodes)
    return Picture(_svg(rows, top), drawn.is_cut, asked, len(drawn.nodes) - asked)


@lru_cache(maxsize=32)
def _tree(version_id: int, digest: str, goal: str, as_of: date, day: datetime) -> Tree:
    return tree(compiled(Version.objects.get(pk=version_id)), now=day, as_of=as_of, goal=goal)


def _rows(drawn: Tree) -> Iterator[_Row]:
    """Depth first; a node that was drawn before is only referred to by its number."""
    numbers: dict[int, int] = {}
    waiting: list[tuple[int, int, int, str]] = [(0, 0, -1, "")]
    count = 0
    while waiting:
        index, depth, parent, answer = waiting.pop()
        node, said = drawn.nodes[index], _said(answer)
        if index in numbers and isinstance(node, Ask):
            yield _Row(depth, parent, said, [_("→ lanjut di langkah %(number)s") % {"number": numbers[index]}], "again")
            count += 1
            continue
        here = count
        count += 1
        if isinstance(node, End):
            yield _Row(depth, parent, said, textwrap.wrap(_end_words(drawn, node), _LETTERS) or [""], _look(node))
            continue
        numbers[index] = len(numbers) + 1
        yield _Row(depth, parent, said, textwrap.wrap(f"{numbers[index]}. {node.text}", _LETTERS), "ask")
        waiting += [(child, depth + 1, here, words) for words, child in reversed(node.answers)]


def _said(answer: str) -> list[str]:
    """Nothing where whatever is typed leads on."""
    return [] if answer == "diisi" else textwrap.wrap(answer, _ANSWER_LETTERS)


def _look(end: End) -> str:
    return {"decided": "end", "cut": "again"}.get(end.status, "open")


def _end_words(drawn: Tree, end: End) -> str:
    if end.status != "decided":
        return " ".join([_(_ENDS.get(end.status, end.status)), *end.rules])
    decision = drawn.compiled.procedure.decisions[drawn.goal]
    rules = [decision.rule(rule) for rule in end.rules]
    return " + ".join(f"{r.id} {r.title}" if r.title != r.id else r.id for r in rules)


def _svg(rows: list[_Row], bottom: int) -> SafeString:
    wide = max(row.depth for row in rows) * _STEP + _WIDE + 2
    parts = [
        f'<svg class="tree" lang="id" width="{wide}" height="{bottom}" viewBox="0 0 {wide} {bottom}" aria-hidden="true" focusable="false">'
    ]
    for row in rows:
        parts += _lines(rows, row)
    for row in rows:
        parts += _box(row)
    return mark_safe("".join(parts) + "</svg>")  # noqa: S308  all words went through `escape`


def _lines(rows: list[_Row], row: _Row) -> Iterator[str]:
    if row.parent >= 0:
        rail, middle = row.depth * _STEP - _STEP // 2, row.box_top + row.height // 2
        yield f'<path d="M{rail} {rows[row.parent].bottom}V{middle}H{row.depth * _STEP}"/>'


def _box(row: _Row) -> Iterator[str]:
    left = row.depth * _STEP + 1
    for n, words in enumerate(row.answer):
        yield f'<text class="answer" x="{left}" y="{row.top + (n + 1) * _LINE - 5}">{escape(words)}</text>'
    yield f'<rect class="{row.look}" x="{left}" y="{row.box_top}" width="{_WIDE}" height="{row.height}" rx="8"/>'
    for n, words in enumerate(row.lines):
        yield f'<text x="{left + 12}" y="{row.box_top + _PAD + (n + 1) * _LINE - 5}">{escape(words)}</text>'
