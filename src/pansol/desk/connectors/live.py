"""The connectors of this process: the configuration, and what each system has been like lately."""

from __future__ import annotations

import logging
import math
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from pansol.desk.connectors.breaker import Breaker
from pansol.desk.connectors.config import Config, Request, System
from pansol.desk.connectors.errors import ConfigError, Trouble
from pansol.desk.connectors.load import load_config
from pansol.desk.connectors.memory import Memory
from pansol.desk.connectors.transport import Line

__all__ = ["Connectors", "Health", "LiveSystem", "Offer", "connectors"]

log = logging.getLogger("pansol.connectors")


@dataclass
class Health:
    """How a system has answered since the process began, the last 200 look-ups in detail."""

    asked: int = 0
    failed: int = 0
    last_trouble: Trouble | None = None
    last_trouble_at: datetime | None = None
    last_answer_at: datetime | None = None
    took: deque[timedelta] = field(default_factory=lambda: deque(maxlen=200))

    @property
    def p95(self) -> timedelta | None:
        """19 of 20 look-ups took no longer; None before the first."""
        ordered = sorted(self.took)
        return ordered[math.ceil(0.95 * len(ordered)) - 1] if ordered else None


class LiveSystem:
    """A system with its line, its breaker, its memory and its health."""

    def __init__(self, key: str, system: System) -> None:
        self.key, self.system = key, system
        self.line, self.breaker, self.memory, self.health = Line(system), Breaker(system.breaker), Memory(), Health()
        self._lock = Lock()

    @property
    def source(self) -> str:
        """How the ledger names it."""
        return f"connector:{self.key}"

    def report(self, now: datetime, took: timedelta, *, answered: bool, trouble: Trouble | None) -> None:
        """What one look-up met: whether anything was answered, and a trouble with any of its requests."""
        with self._lock:
            self.health.asked += 1
            self.health.took.append(took)
            if answered:
                self.health.last_answer_at = now
            if trouble is not None:
                self.health.failed += 1
                self.health.last_trouble, self.health.last_trouble_at = trouble, now
        if trouble is not None:
            log.warning("%s gave no answer: %s", self.key, trouble.value)  # never the address: it holds a customer's number
        if answered:
            self.breaker.succeeded()
        else:
            self.breaker.failed_at(now)

    def health_now(self) -> Health:
        """A copy, safe to read while look-ups go on."""
        with self._lock:
            return replace(self.health, took=self.health.took.copy())


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to learn a check: a request of a system."""

    live: LiveSystem
    request: Request


class Connectors:
    """All systems, and for every check the requests that fill it, in the order of the file."""

    def __init__(self, config: Config) -> None:
        self.budget = config.budget
        self.systems: Mapping[str, LiveSystem] = {key: LiveSystem(key, system) for key, system in config.systems.items()}
        self._offers: dict[str, list[Offer]] = {}
        for live in self.systems.values():
            for request in live.system.requests.values():
                for check in request.facts:
                    self._offers.setdefault(check, []).append(Offer(live, request))

    def offers(self, check: str, client: str) -> list[Offer]:
        """The requests that fill a check, of the systems that this client's cases may ask."""
        return [o for o in self._offers.get(check, ()) if client in o.live.system.clients]


def connectors() -> Connectors | None:
    """The connectors of this process; None when the file is missing or wrong, which is logged once: agents check themselves."""
    return _connectors(Path(settings.CONNECTORS), os.getpid())


@lru_cache(maxsize=8)
def _connectors(path: Path, process: int) -> Connectors | None:
    try:
        return Connectors(load_config(path))
    except ConfigError as error:
        log.error("connectors are off:\n%s", error)
        return None
