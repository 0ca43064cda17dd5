"""Computed facts for Z3: every expression of the language as a symbolic value, with the meaning `derive.evaluate` gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from zoneinfo import ZoneInfo

from pansol.sop.derive import WEEKDAYS, Binary, Call, Expr, If, Literal, Ref, kind_of
from pansol.sop.prove.logic import Formula, Number, choose, conj, count_of, disj, neg, real
from pansol.sop.prove.space import Space
from pansol.sop.prove.terms import DAY, EPOCH, Term, absent_term, literal, merge, number_of, same, shape_of

__all__ = ["Translator"]

_WEEKDAY_OF_EPOCH = EPOCH.weekday()


@dataclass(frozen=True, slots=True)
class Translator:
    """Turns expressions into terms over `space`; `facts` gives the term of a fact, `zone` the local wall time."""

    space: Space
    facts: Callable[[str], Term]
    zone: ZoneInfo

    def term(self, tree: Expr) -> Term:
        """The value of a resolved expression in every situation."""
        match tree:
            case Literal(value, kind):
                return Term("text", value) if kind.is_textual or kind.kind == "window" else literal(value, self.zone)
            case Ref(name):
                return self.facts(name)
            case If(condition, then, other):
                return merge(self.truth(condition), self.term(then), self.term(other))
            case Binary("in", left, Call("list", items)):
                first = self.term(left)
                return Term("truth", disj(same(first, self.term(i), self.unknown_match) for i in items))
            case Binary("=", left, right):
                return Term("truth", same(self.term(left), self.term(right), self.unknown_match))
            case Binary("!=", left, right):
                return Term("truth", neg(same(self.term(left), self.term(right), self.unknown_match)))
            case Binary("<" | "<=" | ">" | ">=" as op, left, right):
                return Term("truth", self.compare(op, self.term(left), self.term(right)))
            case Binary():
                return self.arithmetic(tree)
            case Call():
                return self.call(tree)

    def truth(self, tree: Expr) -> Formula:
        """A condition; absent counts as false."""
        term = self.term(tree)
        return conj((term.present, term.value))

    def unknown_match(self, left: Term, right: Term) -> Formula:
        """Whether two texts are the same: certain for the same fact or two literals, else anything."""
        if left.value is right.value and left.value is not None:
            return True
        if isinstance(left.value, str) and isinstance(right.value, str):
            return left.value == right.value
        return self.blur("perbandingan teks", "truth")

    def blur(self, what: str, shape: str) -> Formula | Number:
        """A free value where the exact one is out of reach."""
        self.space.blurred[what] = None
        name = self.space.fresh("free")
        return self.space.truth(name) if shape == "truth" else self.space.whole(name)

    @staticmethod
    def compare(op: str, left: Term, right: Term) -> Formula:
        both, a, b = (left.present, right.present), left.value, right.value
        return conj((*both, a < b if op == "<" else a <= b if op == "<=" else a > b if op == ">" else a >= b))

    # -- arithmetic ------------------------------------------------------------------------------------------------------

    def arithmetic(self, tree: Binary) -> Term:
        left, right = self.term(tree.left), self.term(tree.right)
        kinds = (kind_of(tree.left).kind, kind_of(tree.right).kind)
        present = conj((left.present, right.present))
        if kinds == ("date", "date"):
            return Term("whole", (left.value - right.value) * DAY, present)
        if kinds == ("date", "duration"):
            days = self.space.divide(right.value, DAY)[0] if tree.op == "+" else -self.space.divide(right.value, DAY)[0]
            return Term("whole", left.value + days, present)
        if tree.op in "+-":
            return Term(left.shape, left.value + right.value if tree.op == "+" else left.value - right.value, present)
        return self.scale(tree.op, left, right, present)

    def scale(self, op: str, left: Term, right: Term, present: Formula) -> Term:
        """Times and divided by; exact where one side is written out."""
        if op == "/":
            if not isinstance(right.value, int | Fraction):
                return Term("number", self.blur("pembagian dengan bilangan yang tidak tetap", "number"), present)
            if right.value == 0:
                return absent_term("number")
            return Term("number", real(left.value) * (1 / Fraction(right.value)), present)
        if not _written(left) and not _written(right):
            return Term(left.shape, self.blur("perkalian dua bilangan yang tidak tetap", left.shape), present)
        if left.shape != "whole":
            return Term("number", real(left.value) * real(right.value), present)
        return Term("whole", self.stretch(left.value, right.value), present)

    def stretch(self, span: Number, factor: Number) -> Number:
        """A duration times a written factor, in whole seconds."""
        if not isinstance(factor, int | Fraction):
            return self.blur("lama waktu dikali bilangan yang tidak tetap", "whole")
        exact = Fraction(factor)
        return self.space.divide(span * exact.numerator, exact.denominator)[0]

    # -- functions -------------------------------------------------------------------------------------------------------

    def call(self, tree: Call) -> Term:
        name, args = tree.name, tree.args
        match name:
            case "and":
                return Term("truth", conj([self.truth(a) for a in args]))
            case "or":
                return Term("truth", disj([self.truth(a) for a in args]))
            case "not":
                return Term("truth", neg(self.truth(args[0])))
            case "known":
                return Term("truth", self.term(args[0]).present)
            case "absent":
                return Term("truth", neg(self.term(args[0]).present))
            case "count":
                return Term("number", count_of(self.truth(a) for a in args))
            case "first_known":
                return self.first_known([self.term(a) for a in args], shape_of(kind_of(tree).kind))
        return self.on_present(name, [self.term(a) for a in args], args)

    @staticmethod
    def first_known(terms: list[Term], shape: str) -> Term:
        found = absent_term(shape)
        for term in reversed(terms):
            found = merge(term.present, replace(term, present=True), found)
        return found

    def on_present(self, name: str, terms: list[Term], args: tuple[Expr, ...]) -> Term:
        """A function that is absent as soon as one of its arguments is."""
        present, values = conj([t.present for t in terms]), [t.value for t in terms]
        match name:
            case "sum":
                return Term(terms[0].shape, sum(values[1:], start=values[0]), present)
            case "min" | "max":
                return Term(terms[0].shape, self.extreme(name, values), present)
            case "weekday_of":
                is_instant = kind_of(args[0]).kind == "datetime"
                return Term("choice", self.weekday(self.day(values[0]) if is_instant else values[0]), present)
        return Term("whole", self.instant(name, terms, args), present)

    @staticmethod
    def extreme(name: str, values: list[Number]) -> Number:
        found = values[0]
        for value in values[1:]:
            found = choose(value < found if name == "min" else value > found, value, found)
        return found

    def instant(self, name: str, terms: list[Term], args: tuple[Expr, ...]) -> Number:
        first = terms[0].value
        match name:
            case "time_of":
                return self.space.divide(first, DAY)[1]
            case "date_of":
                return self.day(first)
            case "at":
                return first * DAY + terms[1].value
            case "to_minute":
                return first - self.space.divide(first, 60)[1]
            case "next_within":
                assert isinstance(args[1], Literal)
                return self.next_within(first, *(int(number_of(t, self.zone)) for t in args[1].value))
        return self.due(first, terms[1].value, terms[2])

    def day(self, instant: Number) -> Number:
        return self.space.divide(instant, DAY)[0]

    def weekday(self, day: Number) -> dict[str, Formula]:
        rest = self.space.divide(day + _WEEKDAY_OF_EPOCH, 7)[1]
        return {name: rest == index for index, name in enumerate(WEEKDAYS)}

    def next_within(self, instant: Number, low: int, high: int) -> Number:
        day, second = self.space.divide(instant, DAY)
        late = choose(second <= high, instant, (day + 1) * DAY + low)
        return choose(second <= low, day * DAY + low, late)

    def due(self, instant: Number, wait: Number, days: Term) -> Number:
        in_calendar = conj((days.present, days.value.get("calendar", False)))
        if in_calendar is True:
            return instant + wait
        return choose(in_calendar, instant + wait, self.due_working(instant, wait))

    def due_working(self, instant: Number, wait: Number) -> Number:
        """Whole days skip Saturday and Sunday: exact for a written number of days, else anything from n to 7/5 n + 3 days."""
        whole, rest = self.space.divide(wait, DAY)
        if isinstance(whole, int):
            weekday = self.weekday(self.day(instant))
            shift: Number = 0
            for start, name in enumerate(WEEKDAYS):
                shift = choose(weekday[name], _shift(start, whole), shift)
            return instant + shift * DAY + rest
        shift = self.blur("hari kerja dari lama waktu yang tidak tetap", "whole")
        self.space.axioms += [shift >= whole, shift >= 0, 5 * shift <= 7 * choose(whole > 0, whole, 0) + 15]
        return instant + shift * DAY + rest


def _shift(weekday: int, working_days: int) -> int:
    """Calendar days from a weekday to the end of a number of working days."""
    shift = 0
    while working_days > 0:
        shift += 1
        working_days -= (weekday + shift) % 7 < 5
    return shift


def _written(term: Term) -> bool:
    return isinstance(term.value, int | Fraction) and not isinstance(term.value, bool)
