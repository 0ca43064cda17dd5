"""Computed facts: a closed expression grammar, its types, and its value under three-valued logic.

Reading is split from meaning: `parse` gives a tree, `resolve` binds names and checks types, `evaluate` computes. There is
no `eval`; what the grammar does not name cannot be said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pansol.sop.values import ABSENT, Type, Value, parse_value

__all__ = ["Binary", "Call", "Expr", "ExpressionError", "If", "Literal", "Ref", "evaluate", "parse", "refs", "resolve"]

_LIMIT = 2_000  # characters of one expression
_DEPTH = 40  # nested parentheses


class ExpressionError(ValueError):
    """An expression that cannot be read or typed. `near` lists names the writer may have meant."""

    def __init__(self, message: str, near: tuple[str, ...] = (), found: str = "") -> None:
        super().__init__(message)
        self.near, self.found = near, found


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value
    kind: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A fact or policy, or (before `resolve`) a bare word."""

    name: str
    kind: Type | None = None


@dataclass(frozen=True, slots=True)
class Binary:
    """`+ - * / = != < <= > >= in`; for `in` the right side is a Call named `list`."""

    op: str
    left: Expr
    right: Expr
    kind: Type | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function or `and`, `or`, `not`, `list`."""

    name: str
    args: tuple[Expr, ...]
    kind: Type | None = None


@dataclass(frozen=True, slots=True)
class If:
    condition: Expr
    then: Expr
    other: Expr
    kind: Type | None = None


Expr = Literal | Ref | Binary | Call | If

YES_NO, NUMBER, MONEY, DURATION, DATETIME, DATE, TIME, TEXT = (
    Type(k) for k in ("yes_no", "number", "money", "duration", "datetime", "date", "time", "text")
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = Type("choice", dict(zip(WEEKDAYS, ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"), strict=True)))
CALENDAR = Type("choice", {"calendar": "hari kalender", "working": "hari kerja"})
WINDOW = Type("window")  # a daily window, only inside next_within

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<instant>\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d))
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<time>\d\d:\d\d(?::\d\d)?)
    | (?P<duration>(?:\d+(?:\.\d+)?[dhms])+(?![a-z0-9_]))
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<text>'[^'\n]*')
    | (?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)
    | (?P<op><=|>=|!=|\.\.|[=<>+\-*/(),\[\]])
    )""",
    re.X,
)
_LITERALS = {"instant": DATETIME, "date": DATE, "time": TIME, "duration": DURATION, "number": NUMBER}
_COMPARE = ("=", "!=", "<", "<=", ">", ">=")
_FUNCTIONS = ("count", "sum", "min", "max", "first_known", "known", "absent", "at", "next_within", "due", "to_minute")


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > _LIMIT:
            raise ExpressionError(f"lebih dari {_LIMIT} huruf")
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def next(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def accept(self, *words: str) -> str | None:
        kind, text = self.peek()
        if kind in ("name", "op") and text in words:
            self.at += 1
            return text
        return None

    def expect(self, word: str) -> None:
        if not self.accept(word):
            found = self.peek()[1] or "akhir rumus"
            raise ExpressionError(f"seharusnya `{word}`, ditemukan `{found}`")

    def expression(self) -> Expr:
        self.depth += 1
        if self.depth > _DEPTH:
            raise ExpressionError("terlalu dalam")
        try:
            if self.accept("if"):
                condition = self.expression()
                self.expect("then")
                then = self.expression()
                self.expect("else")
                return If(condition, then, self.expression())
            return self.either()
        finally:
            self.depth -= 1

    def either(self) -> Expr:
        parts = [self.both()]
        while self.accept("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Call("or", tuple(parts))

    def both(self) -> Expr:
        parts = [self.negation()]
        while self.accept("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Call("and", tuple(parts))

    def negation(self) -> Expr:
        negated = False
        while self.accept("not"):
            negated = not negated
        inner = self.comparison()
        return Call("not", (inner,)) if negated else inner

    def comparison(self) -> Expr:
        left = self.total()
        if op := self.accept(*_COMPARE):
            return Binary(op, left, self.total())
        if self.accept("in"):
            self.expect("[")
            return Binary("in", left, Call("list", self.items("]")))
        return left

    def total(self) -> Expr:
        left = self.product()
        while op := self.accept("+", "-"):
            left = Binary(op, left, self.product())
        return left

    def product(self) -> Expr:
        left = self.atom()
        while op := self.accept("*", "/"):
            left = Binary(op, left, self.atom())
        return left

    def items(self, close: str) -> tuple[Expr, ...]:
        found: list[Expr] = []
        if self.accept(close):
            return ()
        while True:
            found.append(self.expression())
            if self.accept(close):
                return tuple(found)
            self.expect(",")

    def atom(self) -> Expr:
        kind, text = self.next()
        if kind in _LITERALS:
            try:
                return Literal(parse_value(_LITERALS[kind], text), _LITERALS[kind])
            except ValueError:
                raise ExpressionError(f"`{text}` tidak terbaca") from None
        if kind == "text":
            return Literal(text[1:-1], TEXT)
        if (kind, text) == ("op", "("):
            inner = self.expression()
            self.expect(")")
            return inner
        if (kind, text) == ("op", "["):
            return self.window()
        if kind != "name":
            raise ExpressionError(f"`{text}` tidak diharapkan di sini" if text else "rumus belum selesai")
        if text in ("time", "date", "weekday") and self.accept("of"):
            return Call(f"{text}_of", (self.atom(),))
        if self.peek() == ("op", "("):
            if text not in _FUNCTIONS:
                raise ExpressionError(f"fungsi `{text}` tidak dikenal", _FUNCTIONS, text)
            self.next()
            return Call(text, self.items(")"))
        if text in ("yes", "no"):
            return Literal(text == "yes", YES_NO)
        return Ref(text)

    def window(self) -> Expr:
        low = self.next()
        self.expect("..")
        high = self.next()
        self.expect("]")
        if low[0] != "time" or high[0] != "time":
            raise ExpressionError("jendela harian ditulis [08:00..20:00]")
        return Literal((parse_value(TIME, low[1]), parse_value(TIME, high[1])), WINDOW)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            if text[at:].strip() == "":
                return
            raise ExpressionError(f"`{text[at:].strip()[:12]}` tidak dikenal")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def parse(text: str) -> Expr:
    """Read an expression. Raises ExpressionError."""
    parser = _Parser(text)
    tree = parser.expression()
    if parser.peek()[0] != "end":
        raise ExpressionError(f"`{parser.peek()[1]}` tidak diharapkan di sini")
    return tree


def refs(tree: Expr) -> frozenset[str]:
    """The facts (and policies) an expression reads."""
    match tree:
        case Ref(name):
            return frozenset((name,))
        case Binary(_, left, right):
            return refs(left) | refs(right)
        case Call(_, args):
            return frozenset().union(*map(refs, args))
        case If(condition, then, other):
            return refs(condition) | refs(then) | refs(other)
    return frozenset()


# -- types ---------------------------------------------------------------------------------------------------------------

Lookup = Callable[[str], Type | None]


def resolve(tree: Expr, types: Lookup, names: Callable[[], tuple[str, ...]], want: Type | None = None) -> Expr:
    """Bind names and check types; bare words become values of the choice they stand beside. Raises ExpressionError."""
    return _Resolver(types, names).typed(tree, want)


def kind_of(tree: Expr) -> Type:
    """The type of a resolved expression."""
    if tree.kind is None:
        raise ExpressionError("rumus belum diperiksa")
    return tree.kind


@dataclass(frozen=True, slots=True)
class _Resolver:
    types: Lookup
    names: Callable[[], tuple[str, ...]]

    def typed(self, tree: Expr, want: Type | None = None) -> Expr:
        match tree:
            case Literal():
                return tree
            case Ref(name):
                return self.ref(name, want)
            case If(condition, then, other):
                return self.branch(self.typed(condition, YES_NO), then, other, want)
            case Binary("in", left, Call("list", items)):
                return self.member(left, items)
            case Binary(op, left, right) if op in _COMPARE:
                return self.compare(op, left, right)
            case Binary(op, left, right):
                return self.arithmetic(op, self.typed(left), self.typed(right))
            case Call():
                return self.call(tree, want)

    def ref(self, name: str, want: Type | None) -> Expr:
        kind = self.types(name)
        if kind is not None:
            return Ref(name, kind)
        if want is not None and want.kind in ("choice", "choices") and name in (want.values or {}):
            return Literal(name, want)
        near = (*self.names(), *((want.values or {}) if want else ()))
        raise ExpressionError(f"`{name}` bukan fakta atau nilai yang dikenal", near, name)

    def branch(self, condition: Expr, then: Expr, other: Expr, want: Type | None) -> Expr:
        _need(condition, "yes_no")
        left, right = self.typed(then, want), self.typed(other, want)
        if kind_of(left).kind != kind_of(right).kind:
            raise ExpressionError("kedua cabang `if` harus sejenis")
        return If(condition, left, right, kind_of(left))

    def sides(self, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        if isinstance(left, Ref) and self.types(left.name) is None:
            done = self.typed(right)
            return self.typed(left, kind_of(done)), done
        done = self.typed(left)
        return done, self.typed(right, kind_of(done))

    def compare(self, op: str, left: Expr, right: Expr) -> Expr:
        first, second = self.sides(left, right)
        kinds = {kind_of(first).kind, kind_of(second).kind}
        if len(kinds) > 1 and kinds != {"number", "money"}:
            raise ExpressionError(f"`{op}` membandingkan dua jenis yang berbeda")
        if op not in ("=", "!=") and not kind_of(first).is_ordered:
            raise ExpressionError(f"`{op}` hanya untuk nilai yang berurutan")
        return Binary(op, first, second, YES_NO)

    def member(self, left: Expr, items: tuple[Expr, ...]) -> Expr:
        first = self.typed(left)
        rest = tuple(self.typed(i, kind_of(first)) for i in items)
        if any(kind_of(r).kind != kind_of(first).kind for r in rest):
            raise ExpressionError("`in` membandingkan jenis yang berbeda")
        return Binary("in", first, Call("list", rest, kind_of(first)), YES_NO)

    def arithmetic(self, op: str, left: Expr, right: Expr) -> Expr:
        result = _ARITHMETIC.get((kind_of(left).kind, op, kind_of(right).kind))
        if result is None:
            raise ExpressionError(f"`{op}` tidak dapat menggabungkan {kind_of(left).in_words()} dan {kind_of(right).in_words()}")
        return Binary(op, left, right, result)

    def call(self, tree: Call, want: Type | None) -> Expr:
        name = tree.name
        if name in ("and", "or", "not", "count"):
            args = tuple(self.typed(a, YES_NO) for a in tree.args)
            for arg in args:
                _need(arg, "yes_no")
            return Call(name, args, NUMBER if name == "count" else YES_NO)
        if name in ("known", "absent"):
            if len(tree.args) != 1 or not isinstance(tree.args[0], Ref):
                raise ExpressionError(f"{name}(…) berisi satu fakta")
            return Call(name, (self.typed(tree.args[0]),), YES_NO)
        if name == "due" and len(tree.args) == 3:
            args = (self.typed(tree.args[0]), self.typed(tree.args[1]), self.typed(tree.args[2], CALENDAR))
        else:
            args = tuple(self.typed(a, want if name == "first_known" else None) for a in tree.args)
        return replace(tree, args=args, kind=_signature(name, tuple(kind_of(a) for a in args)))


_ARITHMETIC: Mapping[tuple[str, str, str], Type] = {
    ("number", "+", "number"): NUMBER,
    ("number", "-", "number"): NUMBER,
    ("number", "*", "number"): NUMBER,
    ("number", "/", "number"): NUMBER,
    ("money", "+", "money"): MONEY,
    ("money", "-", "money"): MONEY,
    ("duration", "+", "duration"): DURATION,
    ("duration", "-", "duration"): DURATION,
    ("duration", "*", "number"): DURATION,
    ("datetime", "-", "datetime"): DURATION,
    ("datetime", "+", "duration"): DATETIME,
    ("datetime", "-", "duration"): DATETIME,
    ("date", "-", "date"): DURATION,
    ("date", "+", "duration"): DATE,
    ("date", "-", "duration"): DATE,
}


def _need(tree: Expr, kind: str) -> None:
    if kind_of(tree).kind != kind:
        raise ExpressionError(f"seharusnya {Type(kind).in_words()}")


def _signature(name: str, kinds: tuple[Type, ...]) -> Type:
    words = tuple(k.kind for k in kinds)
    if name in ("sum", "min", "max") and words and len(set(words)) == 1 and kinds[0].is_ordered:
        if name != "sum" or words[0] in ("number", "money", "duration"):
            return kinds[0]
    elif name == "first_known" and words and len({"text" if k.is_textual else k.kind for k in kinds}) == 1:
        return kinds[0] if len(set(words)) == 1 else TEXT
    elif (name, words) in _SIGNATURES:
        return _SIGNATURES[name, words]
    raise ExpressionError(f"isi {name.replace('_', ' ')}(…) tidak cocok")


_SIGNATURES: Mapping[tuple[str, tuple[str, ...]], Type] = {
    ("time_of", ("datetime",)): TIME,
    ("date_of", ("datetime",)): DATE,
    ("weekday_of", ("datetime",)): WEEKDAY,
    ("weekday_of", ("date",)): WEEKDAY,
    ("at", ("date", "time")): DATETIME,
    ("next_within", ("datetime", "window")): DATETIME,
    ("due", ("datetime", "duration", "choice")): DATETIME,
    ("to_minute", ("datetime",)): DATETIME,
    ("to_minute", ("time",)): TIME,
}


# -- values --------------------------------------------------------------------------------------------------------------

Facts = Callable[[str], Value]


def evaluate(tree: Expr, facts: Facts, zone: ZoneInfo) -> Value:
    """The value under Kleene's logic: None is unknown, ABSENT is established absence. Instants are read in `zone`.

    Arithmetic with absent is absent, a comparison with absent is false, a division by zero is absent.
    """
    match tree:
        case Literal(value):
            return value
        case Ref(name):
            return facts(name)
        case If(condition, then, other):
            chosen = evaluate(condition, facts, zone)
            if chosen is None:
                left, right = evaluate(then, facts, zone), evaluate(other, facts, zone)
                return left if left is not None and left == right else None
            return evaluate(then if chosen is True else other, facts, zone)
        case Binary(op, left, right):
            return _binary(op, left, right, facts, zone)
        case Call(name, args):
            return _call(name, args, facts, zone)


def _binary(op: str, left: Expr, right: Expr, facts: Facts, zone: ZoneInfo) -> Value:
    first = evaluate(left, facts, zone)
    if op == "in":
        assert isinstance(right, Call)
        return _any(_same(first, evaluate(item, facts, zone)) for item in right.args)
    second = evaluate(right, facts, zone)
    if op in ("=", "!="):
        same = _same(first, second)
        return same if same is None or op == "=" else not same
    if first is ABSENT or second is ABSENT:
        return False if op in _COMPARE else ABSENT
    if first is None or second is None:
        return None
    if op in _COMPARE:
        return _ordered(op, first, second)
    try:
        return _arithmetic(op, first, second, zone)
    except (OverflowError, ZeroDivisionError, ArithmeticError):
        return ABSENT


def _same(first: Value, second: Value) -> bool | None:
    if first is ABSENT or second is ABSENT:
        return False
    if first is None or second is None:
        return None
    if isinstance(first, frozenset):
        return second in first if not isinstance(second, frozenset) else first == second
    return bool(first == second)


def _ordered(op: str, first: Value, second: Value) -> bool:
    match op:
        case "<":
            return bool(first < second)
        case "<=":
            return bool(first <= second)
        case ">":
            return bool(first > second)
    return bool(first >= second)


def _arithmetic(op: str, first: Value, second: Value, zone: ZoneInfo) -> Value:
    if isinstance(first, datetime):
        if isinstance(second, datetime):
            return first.astimezone(UTC) - second.astimezone(UTC)
        moved = first.astimezone(UTC) + (second if op == "+" else -second)
        return moved.astimezone(zone)
    if op == "+":
        return first + second
    if op == "-":
        return first - second
    if op == "*":
        return first * float(second) if isinstance(first, timedelta) else first * second
    return first / second


def _any(answers: Iterator[bool | None]) -> bool | None:
    unknown = False
    for answer in answers:
        if answer is True:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def _call(name: str, args: tuple[Expr, ...], facts: Facts, zone: ZoneInfo) -> Value:
    match name:
        case "or":
            return _any(_truth(evaluate(a, facts, zone)) for a in args)
        case "and":
            answer = _any(_negate(_truth(evaluate(a, facts, zone))) for a in args)
            return _negate(answer)
        case "not":
            return _negate(_truth(evaluate(args[0], facts, zone)))
        case "known" | "absent":
            value = evaluate(args[0], facts, zone)
            return None if value is None else (value is not ABSENT) == (name == "known")
        case "first_known":
            for arg in args:
                value = evaluate(arg, facts, zone)
                if value is not ABSENT:
                    return value
            return ABSENT
        case "count":
            truths = [_truth(evaluate(a, facts, zone)) for a in args]
            return None if None in truths else Decimal(sum(t is True for t in truths))
    values = [evaluate(a, facts, zone) for a in args]
    if any(v is ABSENT for v in values):
        return ABSENT
    if any(v is None for v in values):
        return None
    try:
        return _instant(name, values, zone)
    except OverflowError:
        return ABSENT


def _truth(value: Value) -> bool | None:
    return False if value is ABSENT else value


def _negate(value: bool | None) -> bool | None:
    return None if value is None else not value


def _instant(name: str, values: list[Value], zone: ZoneInfo) -> Value:
    first = values[0]
    match name:
        case "sum":
            return sum(values[1:], start=first)
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "time_of":
            return first.astimezone(zone).time().replace(microsecond=0)
        case "date_of":
            return first.astimezone(zone).date()
        case "weekday_of":
            day = first.astimezone(zone) if isinstance(first, datetime) else first
            return WEEKDAYS[day.weekday()]
        case "at":
            return datetime.combine(first, values[1], zone)
        case "to_minute":
            return first.replace(second=0, microsecond=0)
        case "next_within":
            return next_within(first, values[1], zone)
    return due(first, values[1], values[2], zone)


def next_within(instant: datetime, window: tuple[time, time], zone: ZoneInfo) -> datetime:
    """The first instant not before `instant` inside the daily window (both ends included, local time of `zone`)."""
    local = instant.astimezone(zone)
    if local.time() <= window[0]:
        return datetime.combine(local.date(), window[0], zone)
    if local.time() <= window[1]:
        return local
    return datetime.combine(local.date() + timedelta(days=1), window[0], zone)


def due(instant: datetime, wait: timedelta, days: str, zone: ZoneInfo) -> datetime:
    """`instant` plus `wait`; with `working`, whole days skip Saturday and Sunday and a rest of hours runs on."""
    if days == "calendar":
        return (instant.astimezone(UTC) + wait).astimezone(zone)
    local, left = instant.astimezone(zone), wait.days
    day: date = local.date()
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return datetime.combine(day, local.timetz()) + (wait - timedelta(days=wait.days))
