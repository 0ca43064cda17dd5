"""Reading an expression: what the grammar does not name cannot be said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pansol.sop.derive.tree import (
    COMPARISONS,
    DATE,
    DATETIME,
    DURATION,
    NUMBER,
    TEXT,
    TIME,
    WINDOW,
    YES_NO,
    Binary,
    Call,
    Expr,
    ExpressionError,
    If,
    Literal,
    Ref,
)
from pansol.sop.values import parse_value

__all__ = ["parse"]

_LIMIT = 2_000  # characters of one expression
_WORDS = 250  # words and signs of one expression: what is longer is not read by a person either
_DEPTH = 40  # nested parentheses


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
_FUNCTIONS = ("count", "sum", "min", "max", "first_known", "known", "absent", "at", "next_within", "due", "to_minute")


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > _LIMIT:
            raise ExpressionError(f"lebih dari {_LIMIT} huruf", f"more than {_LIMIT} characters")
        self.tokens = list(_tokens(text))
        if len(self.tokens) > _WORDS:
            raise ExpressionError(f"lebih dari {_WORDS} kata; bagi menjadi beberapa fakta", f"more than {_WORDS} words; split it up")
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
            found = self.peek()[1]
            raise ExpressionError(
                f"seharusnya `{word}`, ditemukan `{found or 'akhir rumus'}`", f"expected `{word}`, found `{found or 'the end'}`"
            )

    def deeper(self, read: Callable[[], Expr]) -> Expr:
        """Read a nested part, up to a depth."""
        self.depth += 1
        if self.depth > _DEPTH:
            raise ExpressionError("terlalu dalam", "nested too deeply")
        try:
            return read()
        finally:
            self.depth -= 1

    def expression(self) -> Expr:
        return self.deeper(self.choice)

    def choice(self) -> Expr:
        if not self.accept("if"):
            return self.either()
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return If(condition, then, self.expression())

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
        if op := self.accept(*COMPARISONS):
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
            except (ValueError, OverflowError):
                raise ExpressionError(f"`{text}` tidak terbaca", f"`{text}` cannot be read") from None
        if kind == "text":
            return Literal(text[1:-1], TEXT)
        if (kind, text) == ("op", "("):
            inner = self.expression()
            self.expect(")")
            return inner
        if (kind, text) == ("op", "["):
            return self.window()
        if kind != "name":
            raise _unexpected(text) if text else ExpressionError("rumus belum selesai", "the expression is not finished")
        if text in ("time", "date", "weekday") and self.accept("of"):
            return Call(f"{text}_of", (self.deeper(self.atom),))
        if self.peek() == ("op", "("):
            if text not in _FUNCTIONS:
                known = ", ".join(_FUNCTIONS)
                raise ExpressionError(f"fungsi `{text}` tidak dikenal; yang ada: {known}", f"no function `{text}`; there are {known}")
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
            raise ExpressionError("jendela harian ditulis [08:00..20:00]", "a daily window is written [08:00..20:00]")
        try:
            opens, closes = parse_value(TIME, low[1]), parse_value(TIME, high[1])
        except ValueError:
            raise ExpressionError("jam tidak terbaca", "a time of day cannot be read") from None
        if opens > closes:
            raise ExpressionError("jendela harian tutup sebelum buka", "the daily window closes before it opens")
        return Literal((opens, closes), WINDOW)


def _unexpected(text: str) -> ExpressionError:
    return ExpressionError(f"`{text}` tidak diharapkan di sini", f"`{text}` is not expected here")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            if text[at:].strip() == "":
                return
            piece = text[at:].strip()[:12]
            raise ExpressionError(f"`{piece}` tidak dikenal", f"`{piece}` means nothing here")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def parse(text: str) -> Expr:
    """Read an expression. Raises ExpressionError."""
    parser = _Parser(text)
    tree = parser.expression()
    if parser.peek()[0] != "end":
        raise _unexpected(parser.peek()[1])
    return tree
