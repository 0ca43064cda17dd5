"""Whether two rules can hold together, as far as their own tests and the conditions of the facts they test tell."""

from __future__ import annotations

from collections.abc import Mapping

from pansol.sop.cells import never_holds
from pansol.sop.model import Fact, When
from pansol.sop.unary import Test
from pansol.sop.values import ABSENT

__all__ = ["never_meet"]

Row = Mapping[str, Test]


def never_meet(facts: Mapping[str, Fact], one: When, other: When) -> bool:
    """True when no alternative of one can hold beside an alternative of the other. False proves nothing."""
    return all(_excludes(facts, (a, b)) for a in one for b in other)


def _excludes(facts: Mapping[str, Fact], rows: tuple[Row, ...]) -> bool:
    tests = _with_conditions(facts, rows)
    return any(never_holds(facts[name].kind, *found) for name, found in tests.items() if name in facts and len(found) > 1)


def _with_conditions(facts: Mapping[str, Fact], rows: tuple[Row, ...]) -> dict[str, list[Test]]:
    """All tests by fact. A fact that must have a value brings the condition under which it has one, where that is a single row."""
    tests: dict[str, list[Test]] = {}
    todo, seen = list(rows), set[str]()
    while todo:
        for name, test in todo.pop().items():
            tests.setdefault(name, []).append(test)
            condition = facts[name].applies_when if name in facts and name not in seen and not test.holds(ABSENT) else None
            if condition is not None and len(condition) == 1:
                seen.add(name)
                todo.append(condition[0])
    return tests
