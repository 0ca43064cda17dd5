"""Asking one system for the facts that are bound to it: from memory, else over HTTP, within the budget."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pansol.desk.connectors.binding import Bound
from pansol.desk.connectors.credentials import headers_for
from pansol.desk.connectors.errors import Trouble, Unanswered
from pansol.desk.connectors.live import LiveSystem
from pansol.desk.connectors.memory import Readings
from pansol.desk.connectors.reading import Miss, Reading, Reply, fits, read
from pansol.desk.connectors.transport import ask_all

__all__ = ["Found", "Sought", "seek"]


@dataclass(frozen=True, slots=True)
class Found:
    """A value as text, and when the system said so."""

    text: str
    at: datetime


@dataclass
class Sought:
    """What a system said: values, facts without one and why, and the trouble there was with it."""

    found: dict[str, Found] = field(default_factory=dict)
    missed: dict[str, Miss] = field(default_factory=dict)
    trouble: Trouble | None = None


def seek(live: LiveSystem, bounds: Sequence[Bound], *, now: datetime, budget: timedelta) -> Sought:
    """Ask `live` for all `bounds`. One address is asked once, whatever number of facts it fills."""
    sought = Sought()
    rest = [b for b in bounds if not _recalled(live, b, now, sought)]
    if not rest:
        return sought
    if not live.breaker.allows(now):
        sought.trouble = Trouble.RESTING
        return sought
    replies = _ask(live, rest, now, budget)
    for bound in rest:
        reply = replies[bound.url]
        if isinstance(reply, Trouble):
            sought.trouble = reply
        else:
            _take(sought, bound, read(bound.offer.request, bound.check, reply), now)
    _remember(live, rest, replies, now)
    return sought


def _ask(live: LiveSystem, bounds: Sequence[Bound], now: datetime, budget: timedelta) -> Mapping[str, Reply | Trouble]:
    urls = list(dict.fromkeys(b.url for b in bounds))
    started = time.monotonic()
    try:
        replies = ask_all(live.line, urls, headers_for(live.system), budget)
    except Unanswered as error:
        replies = dict.fromkeys(urls, error.trouble)
    took = timedelta(seconds=time.monotonic() - started)
    troubles = [r for r in replies.values() if isinstance(r, Trouble)]
    live.report(now, took, answered=len(troubles) < len(replies), trouble=next(iter(troubles), None))
    return replies


def _recalled(live: LiveSystem, bound: Bound, now: datetime, sought: Sought) -> bool:
    if bound.fact.valid_for is None:
        return False  # nothing says how long it may be kept
    entry = live.memory.recall(bound.url, now, bound.fact.valid_for)
    if entry is None or bound.check not in entry[1]:
        return False
    _take(sought, bound, entry[1][bound.check], entry[0])
    return True


def _remember(live: LiveSystem, bounds: Sequence[Bound], replies: Mapping[str, Reply | Trouble], now: datetime) -> None:
    for bound in {b.url: b for b in bounds}.values():
        reply = replies[bound.url]
        if isinstance(reply, Reply) and bound.longest:
            readings: Readings = {check: read(bound.offer.request, check, reply) for check in bound.offer.request.facts}
            live.memory.keep(bound.url, readings, now=now, longest=bound.longest)


def _take(sought: Sought, bound: Bound, reading: Reading | Miss, at: datetime) -> None:
    name = bound.fact.name
    if isinstance(reading, Miss):
        sought.missed[name] = reading
    elif fits(reading, bound.fact.kind):
        sought.found[name] = Found(reading.text, at)
    else:
        sought.missed[name] = Miss.NONSENSE
