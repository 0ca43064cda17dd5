"""How much a question is worth: the information it is expected to give about the winning rule, per unit of cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2

from pansol.sop.asking import COSTS, base_facts, next_step, open_columns, source_of
from pansol.sop.compile import Column, Table, bit_numbers
from pansol.sop.settle import can_settle, matters, open_masks
from pansol.sop.situation import Situation

__all__ = ["best_fact", "rule_shares"]


def best_fact(situation: Situation, decision: str, unanswerable: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(fact that matters, what to ask for its sake), best first; those of `first` before all others."""
    table = situation.compiled.tables[decision]
    masks = situation.masks(table)
    candidates = tuple(_candidates(situation, table))
    steps = {c: s for c in candidates if (s := _way(situation, c, unanswerable))}
    blocked = frozenset(candidates) - frozenset(steps)
    if blocked and not can_settle(table, masks, blocked):
        return
    first = [c for name in situation.procedure.first for c, s in steps.items() if name in (c, s[0])]
    for column in dict.fromkeys(first):
        if matters(table, masks, column):
            yield steps[column]
    scored = _Gain(table, open_masks(table, masks)).ranked(situation, steps)
    for column in scored:
        if column not in first and matters(table, masks, column):
            yield steps[column]


def rule_shares(situation: Situation, decision: str) -> dict[int, float]:
    """Each rule that can still win, by number, and its share of the ways the facts can turn out (they add up to 1)."""
    table = situation.compiled.tables[decision]
    masks = situation.masks(table)
    gain = _Gain(table, open_masks(table, masks))
    shares: dict[int, float] = {}
    for row in bit_numbers(table.narrow(masks)[0] & table.rule_bits):
        rule = table.row_rule[row]
        shares[rule] = shares.get(rule, 0.0) + gain.weight(row)
    total = sum(shares.values())
    return {rule: share / total for rule, share in shares.items()} if total else {}


def _candidates(situation: Situation, table: Table) -> Iterator[str]:
    for name in open_columns(situation, table):
        # inputs of a logical computed fact are columns themselves
        if not (name in table.heads and situation.procedure.facts[name].is_ is not None):
            yield name


def _way(situation: Situation, column: str, unanswerable: frozenset[str]) -> tuple[str, str] | None:
    """(base fact, what to ask now) in order to learn a column."""
    for base in base_facts(situation, column):
        step = next_step(situation, base, unanswerable)
        if step is not None:
            return base, step
    return None


def _cost(situation: Situation, base: str, step: str) -> float:
    cost = 0.0
    for name in {base, step}:
        source = source_of(situation, situation.procedure.facts[name])
        cost += COSTS[source.how] if source is not None else 0
    return cost


@dataclass
class _Gain:
    """Rule shares under what is known: each row weighs as much as the part of the unknown facts' cells it accepts."""

    table: Table
    masks: dict[str, int]

    def ranked(self, situation: Situation, steps: Mapping[str, tuple[str, str]]) -> list[str]:
        possible, _ = self.table.narrow(situation.masks(self.table))
        live = possible & self.table.rule_bits
        weights = {row: self.weight(row) for row in bit_numbers(live)}
        before = self.entropy(weights)
        scores = {}
        for name, (base, step) in steps.items():
            column = self.table.columns[name]
            gain = before - self.expected(column, possible, weights)
            cost = _cost(situation, base, step)
            scores[name] = gain / cost if cost else float("inf")
        # equal gains are asked in the order in which the SOP declares its facts
        order = {name: number for number, name in enumerate(situation.procedure.facts)}
        return sorted(scores, key=lambda name: (-round(scores[name], 9), order[name]))

    def weight(self, row: int) -> float:
        share = 1.0
        for name, mask in self.table.rows[row].items():
            free = self.masks.get(name)
            if free is not None:
                share *= (free & mask).bit_count() / free.bit_count()
        return share

    def entropy(self, weights: Mapping[int, float]) -> float:
        shares: dict[int, float] = {}
        for row, weight in weights.items():
            rule = self.table.row_rule[row]
            shares[rule] = shares.get(rule, 0.0) + weight
        total = sum(shares.values())
        return -sum(s / total * log2(s / total) for s in shares.values() if s) if total else 0.0

    def expected(self, column: Column, possible: int, weights: Mapping[int, float]) -> float:
        """The entropy that is left on average after learning this fact."""
        mask = self.masks.get(column.name, column.full)
        size = mask.bit_count()
        tested = {r: (mask & self.table.rows[r][column.name]).bit_count() / size for r in weights if column.name in self.table.rows[r]}
        total = 0.0
        for cells, bits in column.split(mask):
            left = {r: w / tested[r] if r in tested else w for r, w in weights.items() if bits >> r & 1}
            total += cells.bit_count() / size * self.entropy(left)
        return total
