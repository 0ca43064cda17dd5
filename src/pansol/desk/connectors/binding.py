"""Which facts of a case a system can be asked for now, and at which address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pansol.desk.connectors.breaker import BreakerState
from pansol.desk.connectors.config import Request
from pansol.desk.connectors.live import Connectors, LiveSystem, Offer
from pansol.desk.connectors.template import as_parameter, fill
from pansol.sop.asking import next_step
from pansol.sop.model import Fact, Procedure
from pansol.sop.situation import Situation

__all__ = ["Bound", "bind", "bind_open"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A fact and the request that fills it. `longest` is how long any fact of that request stays valid."""

    fact: Fact
    check: str
    offer: Offer
    url: str
    longest: timedelta

    @property
    def live(self) -> LiveSystem:
        return self.offer.live

    @property
    def title(self) -> str:
        """The system's name on the screen."""
        return self.offer.live.system.title


def bind_open(
    connectors: Connectors, situation: Situation, names: Iterable[str], unanswerable: frozenset[str], now: datetime
) -> dict[str, Bound]:
    """Those of `names` that are unknown, may be asked for now, and that a system knows."""
    found: dict[str, Bound] = {}
    for name in dict.fromkeys(names):
        if situation.value(name) is None and next_step(situation, name, unanswerable) == name:
            bound = bind(connectors, situation, name, now)
            if bound is not None:
                found[name] = bound
    return found


def bind(connectors: Connectors, situation: Situation, name: str, now: datetime) -> Bound | None:
    """The first request for a fact whose own facts are known; one of a resting system only when no other is left."""
    fact, resting = situation.procedure.facts[name], None
    for check in _checks(situation, fact):
        for offer in connectors.offers(check, situation.procedure.client):
            path = fill(offer.request.get, lambda n: _parameter(situation, n))
            if path is None:
                continue
            bound = Bound(fact, check, offer, offer.live.system.url + path, _longest(situation.procedure, offer.request))
            if offer.live.breaker.state(now) != BreakerState.OPEN:
                return bound
            resting = resting or bound
    return resting


def _checks(situation: Situation, fact: Fact) -> list[str]:
    return [s.text for s in fact.sources if s.how == "check" and (s.when is None or situation.holds(s.when))]


def _parameter(situation: Situation, name: str) -> str | None:
    fact = situation.procedure.facts.get(name)
    return None if fact is None else as_parameter(fact.kind, situation.value(name))


def _longest(procedure: Procedure, request: Request) -> timedelta:
    asked: Mapping[str, object] = request.facts
    valid = (f.valid_for for f in procedure.facts.values() if f.valid_for is not None and any(s.text in asked for s in f.sources))
    return max(valid, default=timedelta(0))
