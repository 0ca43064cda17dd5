"""Asking Z3 for situations, and reading its answers as facts a person would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from fractions import Fraction
from typing import Any

import z3

from pansol.sop.model import Fact
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.logic import Formula, conj, neg
from pansol.sop.prove.nice import SAMPLES, preferences
from pansol.sop.prove.terms import Term, value_of_number
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT, Value

__all__ = ["Situation", "Situations", "exactly"]

Situation = Mapping[str, Value]
SEED = 7  # the same procedure gives the same examples


def exactly(value: Value) -> tuple[Test, ...]:
    """The tests that together say "this value"."""
    match value:
        case frozenset():
            return tuple(Test((member,)) for member in sorted(value))
        case bool() | str():
            return (Test((value,)),)
    return (Test((Presence(False),)),) if value is ABSENT else (Test((Interval(value, True, value, True),)),)


class Situations:
    """One solver over one or two encodings of the same space. Formulas are assumed, never asserted for good."""

    def __init__(self, *encodings: Encoding) -> None:
        self.encodings = encodings
        self.encoding = encodings[0]
        self.space = self.encoding.space
        self.solver = z3.SimpleSolver(ctx=self.space.context)
        self.solver.set("random_seed", SEED)
        self.intact = self.space.truth("intact")
        self._asserted = 0
        self._depth = 0
        for encoding in encodings:
            off = [encoding.off(r) for r in encoding.procedure.rules()]
            self.space.axioms.append(z3.Implies(self.intact, conj(neg(o) for o in off)))

    def _assert_axioms(self) -> None:
        """Axioms made since the last time. Inside a scope they are asserted again once it ends."""
        fresh = self.space.axioms[self._asserted :]
        if not self._depth:
            self._asserted = len(self.space.axioms)
        for axiom in fresh:
            self.solver.add(axiom)

    @contextmanager
    def scope(self, *formulas: Formula) -> Iterator[None]:
        """Within it the formulas hold."""
        self._assert_axioms()
        self.solver.push()
        self._depth += 1
        try:
            self.solver.add(*formulas)
            yield
        finally:
            self._depth -= 1
            self.solver.pop()

    def check(self, *assumptions: Formula) -> Any | None:
        """A model in which all assumptions hold, or None when there is none.

        Raises RuntimeError should Z3 give up: an open question is never taken for a proof.
        """
        if any(a is False for a in assumptions):
            return None
        self._assert_axioms()
        answer = self.solver.check(*[a for a in assumptions if a is not True])
        if answer == z3.unknown:
            raise RuntimeError(f"Z3: {self.solver.reason_unknown()}")
        return self.solver.model() if answer == z3.sat else None

    def core(self) -> frozenset[int]:
        """Ids of the assumptions that the last refusal needed."""
        return frozenset(a.get_id() for a in self.solver.unsat_core())

    # -- reading ---------------------------------------------------------------------------------------------------------

    def holds(self, model: Any, formula: Formula) -> bool:
        """Whether a formula is true in a model."""
        return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))

    def value(self, model: Any, fact: Fact) -> Value:
        """A fact's value in a model."""
        term = self.encoding.term(fact.name)
        if not self.holds(model, term.present):
            return ABSENT
        return self._present(model, fact, term)

    def _present(self, model: Any, fact: Fact, term: Term) -> Value:
        match term.shape:
            case "truth":
                return self.holds(model, term.value)
            case "choice":
                return next((k for k, f in term.value.items() if self.holds(model, f)), None)
            case "choices":
                return frozenset(k for k, f in term.value.items() if self.holds(model, f))
            case "text":
                return SAMPLES[fact.kind.kind]
        return value_of_number(fact.kind.kind, self.number(model, term.value), self.encoding.procedure.zone)

    @staticmethod
    def number(model: Any, value: Any) -> int | Fraction:
        """A number in a model."""
        if isinstance(value, int | Fraction):
            return value
        found = model.eval(value, model_completion=True)
        return int(found.as_long()) if z3.is_int_value(found) else Fraction(found.as_fraction())

    def inputs(self, names: Iterable[str]) -> tuple[Fact, ...]:
        """The facts that have to be given for these names: what is neither computed nor decided, in the order declared."""
        procedure = self.encoding.procedure
        cone = self.encoding.cone(names)
        return tuple(f for n, f in procedure.facts.items() if n in cone and f.is_ is None and n not in procedure.decisions)

    # -- examples --------------------------------------------------------------------------------------------------------

    def example(self, formulas: Sequence[Formula], names: Iterable[str], now: datetime | None = None) -> Situation | None:
        """A readable situation in which the formulas hold, cut down to the facts that make them hold; None if there is none.

        `names` are the decisions and facts the formulas speak of.
        """
        facts = self.inputs([*names, "now", "as_of"])
        wishes = preferences(self.encoding, facts, now)
        with self.scope(self.intact, *formulas):
            model = self.check()
            if model is None:
                return None
            model = self._favour(model, wishes)
            found = {f.name: self.value(model, f) for f in facts}
        return self.needed(found, formulas)

    def _favour(self, model: Any, wishes: Iterable[Formula]) -> Any:
        """Grant as many wishes as go together, first come, first served."""
        granted: list[Formula] = []
        for wish in wishes:
            if self.holds(model, wish):
                granted.append(wish)
            elif (better := self.check(*granted, wish)) is not None:
                granted.append(wish)
                model = better
        return model

    def needed(self, situation: Situation, formulas: Sequence[Formula]) -> Situation:
        """The part of a situation without which the formulas need not hold."""
        marks = {n: self.pinned(n, v) for n, v in situation.items()}
        kept = list(situation)
        with self.scope(self.intact, neg(conj(formulas))):
            if self.check(*(marks[n] for n in kept)) is not None:
                return situation  # a blurred formula: nothing more can be said
            core = self.core()
            kept = [n for n in kept if _id(marks[n]) in core]
            for name in list(kept):
                rest = [n for n in kept if n != name]
                if self.check(*(marks[n] for n in rest)) is None:
                    kept = rest
        return {n: situation[n] for n in situation if n in kept}

    def pinned(self, name: str, value: Value) -> Formula:
        """The fact has exactly this value."""
        kind = self.encoding.procedure.facts[name].kind.kind
        if value is not ABSENT and kind in ("text", "phone", "email", "file"):
            return self.encoding.test(name, Test((Presence(True),)))
        parts = [self.encoding.test(name, t) for t in exactly(value)]
        if isinstance(value, frozenset):
            members = self.encoding.procedure.facts[name].kind.values or {}
            parts += [self.encoding.test(name, Test((m,), negated=True)) for m in members if m not in value]
            parts.append(self.encoding.test(name, Test((Presence(True),))))
        return conj(parts)


def _id(formula: Formula) -> int:
    return -1 if isinstance(formula, bool) else int(formula.get_id())
