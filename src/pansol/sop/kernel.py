"""One case at a time, fast: a walk down the graph of a decision, a dictionary look-up per fact that can matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pansol.sop.asking import open_columns
from pansol.sop.compile import Compiled, Table, bit_numbers
from pansol.sop.constraints import when_rows
from pansol.sop.graph import Graph
from pansol.sop.model import When
from pansol.sop.settle import OPEN, Known, Outcome, matters
from pansol.sop.values import ABSENT, Value

__all__ = ["Kernel", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """What a table says of a case; frozen, and shared between cases that are alike.

    `status` is decided, open, uncovered or conflict; `rules` are those in conflict; `why` holds (fact, test) of the deciding row.
    """

    status: str
    rule: str | None = None
    rules: tuple[str, ...] = ()
    why: tuple[tuple[str, str], ...] = ()
    _leaves: _Leaves | None = field(default=None, repr=False, compare=False)
    _masks: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The facts of the table that can still change the rule, in the order its rows test them."""
        return tuple(self._leaves.open(self._masks)) if self._leaves is not None else ()


class Kernel:
    """A compiled unique decision, for typed facts: a mapping of fact to value, ABSENT, or None; what is missing is unknown.

    Computed facts and decisions that the table reads are values like any other: the caller has computed them. Not asked here:
    whether the decision applies, whether the procedure is in force. Raises KeyError or TypeError for a value outside its fact's
    type as soon as it matters; ValueError for a collect decision.
    """

    def __init__(self, compiled: Compiled, decision: str) -> None:
        self._graph = Graph(compiled, decision, _Leaves(compiled, compiled.tables[decision]).verdict)

    def rule_of(self, facts: Mapping[str, Value]) -> str | None:
        """The id of the decided rule; None when it is not decided."""
        return self.result(facts).rule

    def result(self, facts: Mapping[str, Value]) -> Verdict:
        """The rule, the reasons, and what is open: as `decide` has it, for this table alone."""
        node = self._graph.root
        while True:
            try:
                while True:
                    name, place, branches, _ = node
                    if name is None:
                        return branches  # type: ignore[no-any-return]
                    value = facts[name]
                    if place is None or value is None or value is ABSENT:
                        node = branches[value]
                    else:
                        node = branches[place(value)]
            except KeyError:  # a fact that is missing, or a branch that nobody took so far
                node = self._graph.step(node, facts)


class _Leaves:
    """Turns settled states into verdicts."""

    def __init__(self, compiled: Compiled, table: Table) -> None:
        self.table = table
        # the written tests of each row; a `when` that can never hold has no row
        self.whens: list[When] = [(when,) for rule in table.rules for when in rule.when if when_rows((when,), compiled.cells)]
        # the inputs of a computed fact that rows tie to them speak for themselves
        self.silent = {name for name in table.heads if compiled.procedure.facts[name].is_ is not None}

    def verdict(self, settled: Outcome, certain: int, masks: Mapping[str, int]) -> Verdict:
        if settled == OPEN:
            return Verdict("open", _leaves=self, _masks=masks)
        winners = tuple(bit_numbers(max(settled, 0)))
        ids = tuple(self.table.rules[i].id for i in winners)
        if len(ids) == 1:
            return Verdict("decided", ids[0], why=self.why(winners[0], certain))
        return Verdict("conflict" if ids else "uncovered", rules=ids)

    def why(self, rule: int, certain: int) -> tuple[tuple[str, str], ...]:
        """The tests of the row that holds; of all rows when they hold only together."""
        rows = list(bit_numbers(self.table.rule_rows[rule]))
        held = [r for r in rows if certain >> r & 1][:1]
        tests = (item for r in held or rows for when in self.whens[r] for item in when.items())
        return tuple(dict.fromkeys((name, test.text) for name, test in tests))

    def open(self, masks: Mapping[str, int]) -> Iterator[str]:
        known = Known.of(self.table, masks)
        for name in open_columns(known):
            if name not in self.silent and matters(known, name):
                yield name
