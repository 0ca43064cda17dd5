"""What makes an example pleasant to read: round hours, small numbers, the policy's default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Final

from pansol.sop.model import Fact
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.logic import Formula, Number, conj, disj
from pansol.sop.prove.terms import DAY, EPOCH, literal, number_of, same

__all__ = ["DEFAULT_NOW", "SAMPLES", "preferences"]

HOUR = 3600
# the `now` of a scenario that names none
DEFAULT_NOW: Final = datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=7)))
SAMPLES: Final[Mapping[str, str]] = {"text": "contoh", "phone": "081234567890", "email": "pelanggan@contoh.id", "file": "bukti.jpg"}

_AGO = [h * HOUR for h in (1, 2, 5, 10, 20, 25, 26, 30)] + [d * DAY for d in (2, 3, 4, 6, 7, 10, 20, 40)]
_DAYS_AGO = (0, 1, 2, 3, 5, 7, 10, 15, 30)
_SPANS = [m * 60 for m in (0, 10, 30, 60, 120, 300, 600)] + [25 * HOUR, 30 * HOUR, 2 * DAY, 3 * DAY, 7 * DAY, 10 * DAY, 30 * DAY]
_AMOUNTS = (0, 25_000, 50_000, 100_000, 500_000, 1_000_000)


def preferences(encoding: Encoding, facts: Iterable[Fact]) -> tuple[Formula, ...]:
    """Wishes for an example over these facts, the most welcome first."""
    now, today = encoding.term("now").value, encoding.term("as_of").value
    wishes = list(_moments(encoding, now, today))
    for fact in facts:
        wishes.extend(_wishes(encoding, fact, now, today))
    return tuple(wishes)


def _moments(encoding: Encoding, now: Number, today: Number) -> Iterator[Formula]:
    """A case of today, at ten in the morning; else on the last or first day of some rule or version."""
    ranges = [encoding.procedure.in_force, *(r.in_force for r in encoding.procedure.rules())]
    lasts, firsts = ({(d - EPOCH).days for d in days if d} for days in ([r.last for r in ranges], [r.first for r in ranges]))
    yield conj((today * DAY <= now, now < (today + 1) * DAY))
    yield now == int(number_of(DEFAULT_NOW, encoding.procedure.zone))
    yield today == (DEFAULT_NOW.date() - EPOCH).days
    yield disj([today == d for d in sorted(lasts)])
    yield disj([today == d for d in sorted(firsts)])
    yield now == today * DAY + 10 * HOUR
    yield _multiple(encoding, now, HOUR)
    yield _multiple(encoding, now, 60)


def _wishes(encoding: Encoding, fact: Fact, now: Number, today: Number) -> Iterator[Formula]:
    if fact.name in ("now", "as_of"):
        return
    if fact.may_be_absent:
        yield encoding.term(fact.name).present
    policy = encoding.procedure.policies.get(fact.name.removeprefix("policy.")) if fact.is_policy else None
    if policy is not None and not fact.kind.is_textual:
        yield same(encoding.term(fact.name), literal(policy.default, encoding.procedure.zone), lambda _a, _b: True)
        return
    if fact.kind.kind == "choice":
        yield encoding.term(fact.name).value[next(iter(fact.kind.values or {}))]
    yield from _round(encoding, fact.kind.kind, encoding.term(fact.name).value, now, today)


def _round(encoding: Encoding, kind: str, value: Number, now: Number, today: Number) -> Iterator[Formula]:
    match kind:
        case "datetime":
            yield disj([value == now - ago for ago in _AGO])
            yield disj([value == now + ago for ago in _AGO])
            yield _multiple(encoding, value, HOUR)
            yield _multiple(encoding, value, 60)
        case "date":
            yield disj([value == today - ago for ago in _DAYS_AGO])
        case "time":
            yield _multiple(encoding, value, HOUR)
            yield _multiple(encoding, value, 60)
        case "duration":
            yield disj([value == span for span in _SPANS])
            yield _multiple(encoding, value, 60)
        case "number":
            yield disj([value == n for n in range(11)])
        case "money":
            yield disj([value == n for n in _AMOUNTS])


def _multiple(encoding: Encoding, value: Number, size: int) -> Formula:
    return encoding.space.divide(value, size)[1] == 0
