"""A procedure as the article an agent reads (Markdown, Indonesian), generated wholly from it."""

from __future__ import annotations

from collections.abc import Iterable

from pansol.sop.model import Procedure
from pansol.sop.render.causes import causes, grey_cases, to_do
from pansol.sop.render.reference import codes, machines, policies, records, sources, terms, tickets
from pansol.sop.render.table import markdown_text
from pansol.sop.render.words import dates_in_words
from pansol.sop.values import Type, show_value

__all__ = ["article"]


def article(procedure: Procedure) -> str:
    """The whole article; a section without content is left out."""
    sections = (
        _head(procedure),
        _section("To do", to_do(procedure)),
        _section("Kemungkinan penyebab", causes(procedure)),
        _section("Kasus abu-abu", grey_cases(procedure)),
        _section("Tiket", tickets(procedure)),
        _section("KIP", codes(procedure)),
        _section("Catatan interaksi", records(procedure)),
        _section("Status", machines(procedure)),
        _section("Kebijakan", policies(procedure)),
        _section("Istilah", terms(procedure)),
        _section("Sumber", sources(procedure)),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines).rstrip()
    return f"## {title}\n\n{body}" if body else ""


def _head(procedure: Procedure) -> str:
    lines = [f"# {markdown_text(procedure.title)}", "", f"`{procedure.id}` · {procedure.client or procedure.id.split('/', maxsplit=1)[0]}"]
    if dates := dates_in_words(procedure.in_force):
        lines += ["", f"Berlaku {dates}."]
    if procedure.expires:
        lines += ["", f"> Perlu ditinjau setelah {show_value(Type('date'), procedure.expires)}."]
    return "\n".join(lines)
