"""How much a question is worth: the information it is expected to give about the winning rule, per unit of cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from math import inf, log2

from pansol.sop.asking import COSTS, base_facts, next_step, open_columns, source_of
from pansol.sop.compile import bit_numbers
from pansol.sop.settle import Known, can_settle, matters, outcome
from pansol.sop.situation import Situation

__all__ = ["best_fact", "rule_shares"]

TINY = 1e-12  # a share that is nothing but rounding


def best_fact(situation: Situation, decision: str, unanswerable: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(fact that matters, what to ask for its sake), best first; those of `first` before all others."""
    known = situation.of(decision)
    candidates = tuple(_candidates(situation, known))
    steps = {c: s for c in candidates if (s := _way(situation, c, unanswerable))}
    blocked = frozenset(candidates) - frozenset(steps)
    if blocked and not can_settle(known, blocked):
        return
    first = [c for name in situation.procedure.first for c, s in steps.items() if name in (c, s[0])]
    for column in dict.fromkeys(first):
        if matters(known, column):
            yield steps[column]
    for column in _ranked(situation, known, steps):
        if column not in first and matters(known, column):
            yield steps[column]


def rule_shares(situation: Situation, decision: str) -> dict[int, float]:
    """Each rule that can still win, by number, and its share of the ways the facts can turn out (they add up to 1)."""
    shares = _Shares(situation.of(decision))
    return {rule: share / shares.total for rule, share in shares.of_rule.items()} if shares.total else {}


def _candidates(situation: Situation, known: Known) -> Iterator[str]:
    for name in open_columns(known):
        # inputs of a logical computed fact are columns themselves
        if not (name in known.table.heads and situation.procedure.facts[name].is_ is not None):
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


def _ranked(situation: Situation, known: Known, steps: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The columns by what they tell per unit of cost; equals in the order in which the SOP declares its facts.

    `_ends` is at most 1, so a column is worth looking at more closely only once none is sure to be better.
    """
    shares = _Shares(known)
    costs, gains, queue = {}, {}, []
    for index, name in enumerate(situation.procedure.facts):
        if name in steps:
            costs[name] = _cost(situation, *steps[name])
            gains[name] = shares.gain(name) if costs[name] else 0.0
            queue.append((-_score(gains[name] + 1, costs[name]), False, index, name))
    heapify(queue)
    while queue:
        _, is_exact, index, name = heappop(queue)
        if is_exact:
            yield name
        else:
            ends = _ends(known, name) if costs[name] else 1.0
            heappush(queue, (-_score(gains[name] + ends, costs[name]), True, index, name))


def _score(worth: float, cost: float) -> float:
    return round(worth / cost, 9) if cost else inf


def _ends(known: Known, name: str) -> float:
    """The chance that learning a fact settles the outcome at once: what bits alone do not see when rules override each other."""
    column, mask = known.table.columns[name], known.masks[name]
    others = known.possible
    for other, (must, _) in known.free.items():
        if other != name:
            others &= must
    ending = sum(
        cells.bit_count() for cells, bits in column.split(mask) if outcome(known.table, known.possible & bits, others & bits) is not None
    )
    return ending / mask.bit_count()


class _Shares:
    """How much each rule weighs: a row as much as the part of the open facts' cells that it accepts."""

    def __init__(self, known: Known) -> None:
        self.known, self.table = known, known.table
        self.rows = known.possible & known.table.rule_bits
        self.weights = {row: self.weight(row) for row in bit_numbers(self.rows)}
        self.of_rule: dict[int, float] = {}
        for row, weight in self.weights.items():
            rule = self.table.row_rule[row]
            self.of_rule[rule] = self.of_rule.get(rule, 0.0) + weight
        self.total = sum(self.of_rule.values())
        self.sum = sum(map(_plogp, self.of_rule.values()))

    def weight(self, row: int) -> float:
        share = 1.0
        for name, accepted in self.table.rows[row].items():
            if name in self.known.free:
                mask = self.known.masks[name]
                share *= (mask & accepted).bit_count() / mask.bit_count()
        return share

    def gain(self, name: str) -> float:
        """The bits that a fact is expected to tell about the rule: entropy now, less what is left on average after learning it."""
        column, mask = self.table.columns[name], self.known.masks[name]
        size = mask.bit_count()
        rows = [(1 << r, self.table.row_rule[r], self.weights[r], (mask & self.table.rows[r][name]).bit_count() / size)
                for r in bit_numbers(self.rows & ~column.untested)]  # fmt: skip
        left = 0.0
        for cells, bits in column.split(mask):
            change: dict[int, float] = {}
            for bit, rule, weight, share in rows:
                change[rule] = change.get(rule, 0.0) - weight + (weight / share if bits & bit else 0.0)
            left += cells.bit_count() / size * self.entropy(change)
        return self.entropy({}) - left

    def entropy(self, change: Mapping[int, float]) -> float:
        """The entropy of the rule after some shares have changed."""
        total, terms = self.total, self.sum
        for rule, difference in change.items():
            share = self.of_rule[rule]
            total += difference
            terms += _plogp(share + difference) - _plogp(share)
        return log2(total) - terms / total if total > TINY else 0.0


def _plogp(share: float) -> float:
    return share * log2(share) if share > TINY else 0.0
