"""Tests, conditions and expressions of a procedure in Indonesian words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pansol.sop.derive import Binary, Call, Expr, If, Literal, Ref
from pansol.sop.model import Dates, Procedure, When
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import Type, Value, show_value

__all__ = [
    "cites_in_words", "dates_in_words", "expression_in_words", "name_in_words", "row_in_words", "source_path", "test_in_words",
    "when_in_words",
]  # fmt: skip

_OPERATORS = {"=": "sama dengan", "!=": "berbeda dari", "-": "\N{MINUS SIGN}", "*": "×", "/": "÷", "<=": "≤", ">=": "≥"}

_HEAD = re.compile(r"[,;(]")


def test_in_words(kind: Type, test: Test) -> str:
    """A unary test as an agent reads it: `Menunggu verifikasi atau Selesai`, `< 24 jam`, `bukan Reguler`."""
    if test.is_any:
        return "-"
    words = " atau ".join(_parts(kind, test.parts))
    return f"bukan {words}" if test.negated else words


test_in_words.__test__ = False  # type: ignore[attr-defined]  # pytest takes the name for a test


def _parts(kind: Type, parts: tuple[object, ...]) -> list[str]:
    """The parts in words; where all values of a group are meant, the group's label stands for them."""
    left = list(parts)
    words = []
    for label, members in (kind.groups or {}).values():
        if len(members) > 1 and set(members) <= set(left):
            words.append(label)
            left = [part for part in left if part not in members]
    return words + [_part(kind, part) for part in left]


def _part(kind: Type, part: object) -> str:
    if isinstance(part, Presence):
        return "ada" if part.known else "tidak ada"
    if isinstance(part, Interval):
        return _interval(kind, part)
    return show_value(Type("choice", kind.values) if kind.kind == "choices" else kind, part)


def _interval(kind: Type, interval: Interval) -> str:
    low, high = (show_value(kind, bound) for bound in (interval.low, interval.high))
    if interval.low is None:
        return f"{'≤' if interval.high_closed else '<'} {high}"
    if interval.high is None:
        return f"{'≥' if interval.low_closed else '>'} {low}"
    if interval.low == interval.high:
        return low
    if interval.low_closed and interval.high_closed:
        return f"{low} sampai {high}"
    return f"{'≥' if interval.low_closed else '>'} {low} dan {'≤' if interval.high_closed else '<'} {high}"


def row_in_words(procedure: Procedure, row: Mapping[str, Test]) -> str:
    """All tests of one row: `Status order: Selesai; Sudah menunggu: < 24 jam`."""
    words = [f"{name_in_words(procedure, name).rstrip('?')}: {_test(procedure, name, test)}" for name, test in row.items()]
    return "; ".join(words) or "selalu"


def _test(procedure: Procedure, name: str, test: Test) -> str:
    """A decision's rules are named by their ids, which head the article's sections."""
    if name in procedure.decisions:
        ids = {rule.id: rule.id for rule in procedure.decisions[name].rules}
        return test_in_words(Type(procedure.facts[name].kind.kind, ids), test)
    return test_in_words(procedure.facts[name].kind, test)


def when_in_words(procedure: Procedure, when: When | None) -> str:
    """A condition; its alternatives are joined by *atau*."""
    return " — atau — ".join(row_in_words(procedure, row) for row in when) if when else "selalu"


def name_in_words(procedure: Procedure, name: str) -> str:
    """The label of a fact, the title of a decision; made from the key where the editor gave none."""
    decision = procedure.decisions.get(name)
    label = decision.title if decision else procedure.facts[name].label
    return name.replace("_", " ").capitalize() if label == name else label


def dates_in_words(dates: Dates) -> str:
    """`sejak 15 April 2024 sampai 30 Juni 2025`, or nothing when both ends are open."""
    day = Type("date")
    first = f"sejak {show_value(day, dates.first)}" if dates.first else ""
    last = f"sampai {show_value(day, dates.last)}" if dates.last else ""
    return f"{first} {last}".strip()


def cites_in_words(procedure: Procedure, cites: str, *, within: bool = False) -> str:
    """Documents by their titles up to the first comma, with their lines: `gol 5-15` as `GraPARI Online baris 5–15`.

    `within` the procedure's own article its first document, from which it is written, goes without saying: `baris 5–15`.
    """
    own = next(iter(procedure.sources), "") if within else ""
    return "; ".join(_cited(procedure, own, *part.split(maxsplit=1)) for part in cites.split(";") if part.strip())


def _cited(procedure: Procedure, own: str, key: str, lines: str = "") -> str:
    source = procedure.sources.get(key, {})
    title = _HEAD.split(source.get("title") or source.get("document") or key)[0]
    said = f"baris {lines.strip().replace('-', '–')}" if lines else ""
    return said if said and key == own else f"{title} {said}".rstrip()


def source_path(path: str) -> str:
    """Where something is looked up: `dsc.order.status` as `DSC › order › status`."""
    system, *rest = path.split(".")
    return " › ".join([system.upper(), *(part.replace("_", " ") for part in rest)])


def expression_in_words(procedure: Procedure, tree: Expr) -> str:
    """A computed value as a reader says it: `Waktu pesan + 1 hari`."""
    match tree:
        case Literal(value, kind):
            return _literal(kind, value)
        case Ref(name):
            return name_in_words(procedure, name)
        case If(condition, then, other):
            said = [expression_in_words(procedure, part) for part in (condition, then, other)]
            return f"bila {said[0]} maka {said[1]}, selain itu {said[2]}"
        case Binary(op, left, right):
            first, second = expression_in_words(procedure, left), expression_in_words(procedure, right)
            return f"{first} {_OPERATORS.get(op, op)} {second}" if op != "in" else f"{first} salah satu dari {second}"
        case Call(name, args):
            return _call(name, [_inner(procedure, name, arg) for arg in args])


def _literal(kind: Type, value: Value) -> str:
    if kind.kind == "window":
        return f"{value[0]:%H.%M}–{value[1]:%H.%M}"
    return show_value(kind, value)


def _inner(procedure: Procedure, outer: str, arg: Expr) -> str:
    """An argument, in parentheses where its own `or` inside an `and` would be read wrongly."""
    words = expression_in_words(procedure, arg)
    mixed = isinstance(arg, Call) and arg.name in ("and", "or") and outer in ("and", "or", "not") and arg.name != outer
    return f"({words})" if mixed else words


def _call(name: str, args: list[str]) -> str:
    if name in ("and", "or"):
        return {"and": " dan ", "or": " atau "}[name].join(args)
    if name in _SAID:
        return _SAID[name].format(*args)
    listed = ", ".join(args)
    return f"{_LISTED[name]} {listed}" if name in _LISTED else listed


_SAID = {
    "not": "tidak benar bahwa {0}", "known": "{0} ada", "absent": "{0} tidak ada", "time_of": "jam dari {0}", "date_of": "tanggal dari {0}",
    "weekday_of": "hari dari {0}", "at": "{0} pukul {1}", "to_minute": "{0} tanpa detik", "next_within": "{0}, paling awal dalam {1}",
    "due": "{0} + {1} ({2})",
}  # fmt: skip
_LISTED = {
    "count": "banyaknya yang benar dari", "sum": "jumlah", "min": "yang terkecil dari", "max": "yang terbesar dari",
    "first_known": "yang pertama ada dari",
}  # fmt: skip
