"""A decision as a table: one line per row of conditions, one column per fact that is tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pansol.sop.errors import NotFound, Problem
from pansol.sop.model import Decision, Procedure, Rule
from pansol.sop.render.actions import action_in_words, basis_in_words, code_in_words
from pansol.sop.render.words import cites_in_words, dates_in_words, name_in_words, test_in_words, when_in_words

__all__ = ["DecisionTable", "TableRow", "decision_table", "markdown_row", "markdown_text", "table_markdown"]

_TAG = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of conditions of a rule. `cells` are in the order of the table's columns; `-` is any."""

    rule: str
    title: str
    cells: tuple[str, ...]
    result: str
    do: tuple[str, ...]
    basis: str
    cites: str
    overrides: tuple[str, ...]
    in_force: str


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision's rules as text. `columns` are (fact name, label)."""

    name: str
    title: str
    hit: str
    applies: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[TableRow, ...]


def decision_table(procedure: Procedure, name: str | None = None) -> DecisionTable:
    """The table of one decision (default: the first goal). Raises NotFound."""
    decision = _decision(procedure, name)
    facts = dict.fromkeys(fact for rule in decision.rules for row in rule.when for fact in row)
    columns = tuple((fact, name_in_words(procedure, fact)) for fact in facts)
    rows = tuple(row for rule in decision.rules for row in _rows(procedure, decision, rule, tuple(facts)))
    applies = when_in_words(procedure, decision.applies_when) if decision.applies_when is not None else ""
    return DecisionTable(decision.name, name_in_words(procedure, decision.name), decision.hit, applies, columns, rows)


def _decision(procedure: Procedure, name: str | None) -> Decision:
    wanted = name or procedure.goals[0]
    if wanted not in procedure.decisions:
        raise NotFound(Problem("not_found", details={"kind": "keputusan", "found": wanted}, near=tuple(procedure.decisions)))
    return procedure.decisions[wanted]


def _rows(procedure: Procedure, decision: Decision, rule: Rule, facts: tuple[str, ...]) -> Iterator[TableRow]:
    overrides = ("semua di bawahnya",) if rule.is_of_module and rule.overrides else rule.overrides
    do = tuple(action_in_words(procedure, action).text for action in rule.do)
    result = code_in_words(procedure, rule.is_) if rule.is_ else ""
    dates = dates_in_words(rule.in_force)
    cites = cites_in_words(procedure, rule.cites, within=True)
    for row in rule.when:
        cells = tuple(test_in_words(procedure.facts[fact].kind, row[fact]) if fact in row else "-" for fact in facts)
        yield TableRow(rule.id, rule.title, cells, result, do, basis_in_words(rule.basis), cites, overrides, dates)


def table_markdown(table: DecisionTable) -> str:
    """The table in Markdown, with what it applies to above it."""
    heads = ["Aturan", *(label for _, label in table.columns), "Hasil", "Dasar", "Sumber"]
    lines = [f"## {table.title}", ""]
    if table.applies:
        lines += [f"Hanya bila {table.applies}.", ""]
    if table.hit == "collect":
        lines += ["Semua aturan yang berlaku dijalankan bersama.", ""]
    lines += [markdown_row(heads), markdown_row(["---"] * len(heads))]
    lines += [markdown_row([_rule(row), *row.cells, _outcome(row), row.basis, row.cites]) for row in table.rows]
    return "\n".join(lines) + "\n"


def _rule(row: TableRow) -> str:
    return f"**{row.rule}**" + (f" {row.title}" if row.title != row.rule else "")


def _outcome(row: TableRow) -> str:
    overrides = f"mengalahkan {', '.join(row.overrides)}" if row.overrides else ""
    return "; ".join(part for part in (row.result, *row.do, overrides, row.in_force) if part)


def markdown_row(cells: list[str]) -> str:
    """One row of a Markdown table; pipes, line ends and markup inside a cell cannot break it."""
    return "| " + " | ".join(markdown_text(cell).replace("|", "\\|") for cell in cells) + " |"


def markdown_text(text: str) -> str:
    """A procedure's words on one line; what looks like an HTML tag stays text."""
    return _TAG.sub("&lt;", " ".join(text.split()))
