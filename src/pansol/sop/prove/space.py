"""The space of situations: variables, what is always true of them, and the parts of an instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from pansol.sop.prove.logic import Formula, Number, conj, disj, neg
from pansol.sop.prove.terms import DAY, EPOCH, Term, shape_of
from pansol.sop.values import Type

__all__ = ["Space"]

FIRST_DAY, LAST_DAY = (date(2000, 1, 1) - EPOCH).days, (date(2060, 1, 1) - EPOCH).days
LONGEST = 20 * 366 * DAY  # a duration that is given
_PAIRWISE = 8  # up to here "at most one" is written out


@dataclass
class Space:
    """Variables shared by everything proved together (one procedure, or two versions of it).

    `axioms` hold in every situation. `blurred` says in words where a formula is wider than the procedure: such an
    over-approximation may report a situation that cannot occur, but never hides one.
    """

    context: Any = field(default_factory=z3.Context)
    axioms: list[Formula] = field(default_factory=list)
    blurred: dict[str, None] = field(default_factory=dict)
    _inputs: dict[tuple[str, str], Any] = field(default_factory=dict)
    _split: dict[tuple[int, int], tuple[Number, Number, Any]] = field(default_factory=dict)
    _count: int = 0

    def truth(self, name: str) -> Formula:
        """A yes or no."""
        return z3.Bool(name, self.context)

    def whole(self, name: str, low: int | None = None, high: int | None = None) -> Number:
        """A whole number between two bounds, both included."""
        variable = z3.Int(name, self.context)
        if low is not None:
            self.axioms.append(variable >= low)
        if high is not None:
            self.axioms.append(variable <= high)
        return variable

    def fresh(self, name: str) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{name}!{self._count}"

    def named(self, name: str, formula: Formula) -> Formula:
        """A variable that is true exactly when the formula holds, so that it can be assumed and read off."""
        if isinstance(formula, bool):
            return formula
        variable = self.truth(self.fresh(name))
        self.axioms.append(variable == formula)
        return variable

    # -- inputs ----------------------------------------------------------------------------------------------------------

    def declare(self, name: str, kind: Type, keys: Iterable[str] = ()) -> Term:
        """The variables of a fact that is not computed, made once. `keys` adds values another version of the procedure knows."""
        known = self._inputs.get((name, kind.kind))
        if known is None:
            known = self._inputs[name, kind.kind] = self._variable(name, kind, sorted({*(kind.values or ()), *keys}))
        return Term(shape_of(kind.kind), known)

    def absence(self, name: str) -> Formula:
        """The answer "belum ada" to a fact that may be absent."""
        return self.truth(f"{name}?")

    def _variable(self, name: str, kind: Type, keys: list[str]) -> Any:
        match kind.kind:
            case "yes_no":
                return self.truth(name)
            case "choice" | "choices":
                found = {key: self.truth(f"{name}={key}") for key in keys}
                if kind.kind == "choice":
                    self.exactly_one(list(found.values()))
                return found
            case "number":
                return z3.Real(name, self.context)
            case "money":
                return self.whole(name)
            case "duration":
                return self.whole(name, 0, LONGEST)
            case "datetime":
                return self.whole(name, FIRST_DAY * DAY, LAST_DAY * DAY)
            case "date":
                return self.whole(name, FIRST_DAY, LAST_DAY)
            case "time":
                return self.whole(name, 0, DAY - 1)
        return 0

    def exactly_one(self, parts: list[Formula]) -> None:
        """One of them holds."""
        self.axioms.append(disj(parts))
        if len(parts) > _PAIRWISE:
            self.axioms.append(z3.AtMost(*parts, 1))
            return
        self.axioms.extend(neg(conj((a, b))) for i, a in enumerate(parts) for b in parts[i + 1 :])

    # -- instants --------------------------------------------------------------------------------------------------------

    def divide(self, number: Number, size: int) -> tuple[Number, Number]:
        """Quotient and rest of a whole number, as two small numbers bound by one equation (no division for Z3)."""
        if isinstance(number, int | Fraction):
            return int(number // size), number % size
        key = (number.get_id(), size)
        found = self._split.get(key)
        if found is None:
            quotient = self.whole(self.fresh("q"))
            rest = self.whole(self.fresh("r"), 0, size - 1)
            self.axioms.append(number == size * quotient + rest)
            found = self._split[key] = (quotient, rest, number)  # keeping `number` keeps its id from being reused
        return found[0], found[1]
