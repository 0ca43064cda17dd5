"""Facts as they come from outside: read from JSON, or checked where they are typed already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pansol.sop.errors import FactError, Problem
from pansol.sop.model import Fact, Procedure
from pansol.sop.values import ABSENT, YEARS, Type, Value, parse_value

__all__ = ["check_fact", "check_facts", "check_moment", "read_facts"]

_PYTHON: Mapping[str, tuple[type, ...]] = {
    "yes_no": (bool,), "choice": (str,), "choices": (frozenset,), "number": (Decimal, int), "money": (int,), "duration": (timedelta,),
    "datetime": (datetime,), "date": (date,), "time": (time,), "text": (str,), "phone": (str,), "email": (str,), "file": (str,),
}  # fmt: skip


def check_facts(procedure: Procedure, facts: Mapping[str, Value]) -> None:
    """Raises FactError with every typed value that is not of its fact's type; None is unknown and fits everywhere."""
    problems = [p for name, value in facts.items() for p in _problems(procedure, name, value)]
    if problems:
        raise FactError(*problems)


def check_fact(procedure: Procedure, name: str, value: Value) -> None:
    """As `check_facts`, for one value."""
    check_facts(procedure, {name: value})


def check_moment(now: datetime, *days: date) -> None:
    """Raises FactError unless `now` is an aware instant and each of `days` a plain date."""
    if type(now) is not datetime or now.tzinfo is None:
        raise FactError(Problem("naive", details={"where": "now", "found": _shown(now)}))
    for day in days:
        if type(day) is not date:
            raise FactError(_wrong("as_of", day, Type("date").in_words(), Type("date").in_words("en")))


def _problems(procedure: Procedure, name: str, value: Value) -> Iterator[Problem]:
    fact = _open_fact(procedure, name)
    if isinstance(fact, Problem):
        yield fact
    elif value is None:
        return
    elif value is ABSENT:
        if not fact.can_be_absent:
            yield Problem("not_absent", details={"found": name})
    elif type(value) is datetime and value.tzinfo is None:
        yield Problem("naive", details={"where": name, "found": _shown(value)})
    elif not _fits(fact, value):
        yield _unfit(fact, value)


def _open_fact(procedure: Procedure, name: str) -> Fact | Problem:
    """The fact of this name, if somebody may give it."""
    fact = procedure.facts.get(name)
    if fact is None:
        return Problem("fact_unknown", details={"found": str(name)}, near=tuple(procedure.facts))
    if fact.is_ is not None or name in procedure.decisions or name in ("now", "as_of"):
        return Problem("computed", details={"found": name})
    return fact


def _fits(fact: Fact, value: Value) -> bool:
    if type(value) not in _PYTHON[fact.kind.kind]:
        return False
    match fact.kind.kind:
        case "choice":
            return value in (fact.kind.values or ())
        case "choices":
            return bool(value <= (fact.kind.values or {}).keys())
        case "number":
            return not isinstance(value, Decimal) or value.is_finite()
        case "datetime" | "date":
            return value.year in YEARS
        case "time":
            return value.tzinfo is None
    return True


def _unfit(fact: Fact, found: object) -> Problem:
    return _wrong(fact.name, found, fact.kind.in_words(), fact.kind.in_words("en"), tuple(fact.kind.values or ()))


def _wrong(name: str, found: object, right: str, right_en: str, near: tuple[str, ...] = ()) -> Problem:
    return Problem("fact_type", details={"where": name, "found": _shown(found), "right": right, "right_en": right_en}, near=near)


def _shown(found: object) -> str:
    try:
        return str(found)[:80]
    except ValueError:  # an integer too long to be written
        return type(found).__name__


def read_facts(procedure: Procedure, raw: Mapping[str, object]) -> dict[str, Value]:
    """Typed values of facts given as JSON; `null` and `"unknown"` are left out, `"absent"` is established absence.

    Raises FactError with every fact that does not fit; nothing is guessed.
    """
    facts: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, given in raw.items():
        fact = _open_fact(procedure, name)
        read = fact if isinstance(fact, Problem) else _read(fact, given)
        if isinstance(read, Problem):
            problems.append(read)
        elif read is not None:
            facts[name] = read
    if problems:
        raise FactError(*problems)
    return facts


def _read(fact: Fact, given: object) -> Value | Problem:
    if given is None or (given == "unknown" and not fact.kind.is_textual and given not in (fact.kind.values or ())):
        return None
    if given == "absent" and fact.can_be_absent:
        return ABSENT
    if given == "absent" and not fact.kind.is_textual:
        return Problem("not_absent", details={"found": fact.name})
    if fact.kind.kind == "yes_no" and isinstance(given, bool):
        return given
    text = _text(fact.kind.kind, given)
    try:
        return _unfit(fact, given) if text is None else parse_value(fact.kind, text)
    except (ValueError, OverflowError) as error:
        return Problem("naive", details={"where": fact.name, "found": _shown(given)}) if str(error) == "naive" else _unfit(fact, given)


def _text(kind: str, given: object) -> str | None:
    """What was given, as it would have been written; None when it cannot be meant."""
    if isinstance(given, list) and kind == "choices" and all(isinstance(g, str) for g in given):
        return ", ".join(given)
    if kind in ("number", "money") and isinstance(given, int | float) and not isinstance(given, bool):
        return _number(given)
    return given if isinstance(given, str) else None


def _number(given: int | float) -> str | None:
    exact = Decimal(given) if isinstance(given, int) else Decimal(repr(given))
    if not exact.is_finite():
        return None
    return f"{exact.to_integral_value() if exact == exact.to_integral_value() else exact:f}"
