"""Asking Z3 for situations, and reading its answers as facts a person would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import z3

from pansol.sop.model import Fact
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.logic import Formula, conj, neg
from pansol.sop.prove.nice import SAMPLES, preferences
from pansol.sop.prove.terms import Term, matches, value_of_number
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT, Value

__all__ = ["Situation", "Situations", "answered"]

Situation = Mapping[str, Value]
SEED = 7  # the same procedure gives the same examples
PATIENCE = 60_000  # milliseconds for one question; past it the proof stops with an error, never with a guess


class Situations:
    """One solver over one or two encodings of the same space. Formulas are assumed, never asserted for good."""

    def __init__(self, *encodings: Encoding) -> None:
        self.encodings = encodings
        self.encoding = encodings[0]
        self.space = self.encoding.space
        self.solver = z3.SimpleSolver(ctx=self.space.context)
        self.solver.set("random_seed", SEED)
        self.solver.set("timeout", PATIENCE)
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
        """A model in which all assumptions hold, or None when there is none."""
        return self.solver.model() if self.can_be(*assumptions) else None

    def can_be(self, *assumptions: Formula) -> bool:
        """Whether all assumptions can hold together.

        Raises RuntimeError should Z3 give up: an open question is never taken for a proof.
        """
        if any(a is False for a in assumptions):
            return False
        self._assert_axioms()
        answer = self.solver.check(*[a for a in assumptions if a is not True])
        if answer == z3.unknown:
            raise RuntimeError(f"Z3: {self.solver.reason_unknown()}")
        return bool(answer == z3.sat)

    def core(self) -> frozenset[int]:
        """Ids of the assumptions that the last refusal needed."""
        return frozenset(a.get_id() for a in self.solver.unsat_core())

    # -- reading ---------------------------------------------------------------------------------------------------------

    def holds(self, model: Any, formula: Formula) -> bool:
        """Whether a formula is true in a model."""
        return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))

    def value(self, model: Any, fact: Fact, encoding: Encoding | None = None) -> Value:
        """A fact's value in a model."""
        encoding = encoding or self.encoding
        term = encoding.term(fact.name)
        if not self.holds(model, term.present):
            return ABSENT
        return self._present(model, fact, term, encoding)

    def _present(self, model: Any, fact: Fact, term: Term, encoding: Encoding) -> Value:
        match term.shape:
            case "truth":
                return self.holds(model, term.value)
            case "choice":
                return next((k for k, f in term.value.items() if self.holds(model, f)), None)
            case "choices":
                return frozenset(k for k, f in term.value.items() if self.holds(model, f))
            case "text":
                return SAMPLES[fact.kind.kind]
        return value_of_number(fact.kind.kind, _number(model, term.value), encoding.procedure.zone)

    def inputs(self, names: Iterable[str]) -> dict[str, Fact]:
        """The facts that have to be given for these names: what is neither computed nor decided, in the order declared."""
        wanted, found = list(names), dict[str, Fact]()
        for encoding in self.encodings:
            procedure = encoding.procedure
            cone = encoding.cone(n for n in wanted if n in encoding.reads)
            for name, fact in procedure.facts.items():
                if name in cone and fact.is_ is None and name not in procedure.decisions:
                    found.setdefault(name, fact)
        return found

    # -- examples --------------------------------------------------------------------------------------------------------

    def example(self, formulas: Sequence[Formula], names: Iterable[str]) -> Situation | None:
        """A readable situation in which the formulas hold, cut down to the facts that make them hold; None if there is none.

        `names` are the decisions and facts the formulas speak of.
        """
        found = self.search(formulas, names)
        return None if found is None else found[1]

    def search(self, formulas: Sequence[Formula], names: Iterable[str]) -> tuple[Situation, Situation] | None:
        """As `example`; the whole situation, and the part that makes the formulas hold."""
        facts = self.inputs([*names, "now", "as_of"])
        wishes = [w for e in self.encodings for w in preferences(e, (f for n, f in facts.items() if e.procedure.facts.get(n) is f))]
        with self.scope(self.intact, *formulas):
            model = self.check()
            if model is None:
                return None
            model = self._favour(model, wishes)
            read = {name: list(self._readings(model, name)) for name in facts}
        whole = {name: next((v for v, _ in views if v is not ABSENT), ABSENT) for name, views in read.items()}
        marks = {name: conj(mark for _, mark in views) for name, views in read.items()}
        kept = self._needed(marks, formulas)
        return whole, {name: value for name, value in whole.items() if name in kept}

    def _readings(self, model: Any, name: str) -> Iterator[tuple[Value, Formula]]:
        """The fact in the eyes of each version that takes it as given, and the formula of that answer."""
        for encoding in self.encodings:
            fact = encoding.procedure.facts.get(name)
            if fact is not None and fact.is_ is None and name not in encoding.procedure.decisions:
                value = self.value(model, fact, encoding)
                yield value, answered(encoding, fact, value)

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

    def _needed(self, marks: Mapping[str, Formula], formulas: Sequence[Formula]) -> list[str]:
        """The facts without which the formulas need not hold."""
        kept = list(marks)
        with self.scope(self.intact, neg(conj(formulas))):
            if self.can_be(*marks.values()):
                return kept  # a blurred formula: nothing more can be said
            core = self.core()
            kept = [n for n in kept if _id(marks[n]) in core]
            for name in list(kept):
                rest = [n for n in kept if n != name]
                if not self.can_be(*(marks[n] for n in rest)):
                    kept = rest
        return kept


def answered(encoding: Encoding, fact: Fact, value: Value) -> Formula:
    """The answer is exactly this value. Nothing is answered where a fact does not apply."""
    if value is ABSENT and not fact.may_be_absent:
        return True
    term, zone = encoding.given(fact), encoding.procedure.zone
    if value is not ABSENT and fact.kind.is_textual:
        return term.present
    parts = [matches(term, test, zone) for test in _exactly(value)]
    if isinstance(value, frozenset):
        parts += [term.present, *(neg(f) for key, f in term.value.items() if key not in value)]
    return conj(parts)


def _exactly(value: Value) -> tuple[Test, ...]:
    match value:
        case frozenset():
            return tuple(Test((member,)) for member in sorted(value))
        case bool() | str():
            return (Test((value,)),)
    return (Test((Presence(False),)),) if value is ABSENT else (Test((Interval(value, True, value, True),)),)


def _number(model: Any, value: Any) -> int | Fraction:
    if isinstance(value, int | Fraction):
        return value
    found = model.eval(value, model_completion=True)
    return int(found.as_long()) if z3.is_int_value(found) else Fraction(found.as_fraction())


def _id(formula: Formula) -> int:
    return -1 if isinstance(formula, bool) else int(formula.get_id())
