"""How the connected systems are doing, as this process has seen them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pansol.desk.connectors.breaker import BreakerState
from pansol.desk.connectors.errors import Trouble
from pansol.desk.connectors.live import LiveSystem, connectors

__all__ = ["SystemState", "system_states"]


@dataclass(frozen=True, slots=True)
class SystemState:
    """One system. `p95` is over the last 200 look-ups, None before the first; `retry_at` while it is being left alone."""

    key: str
    title: str
    state: BreakerState
    retry_at: datetime | None
    asked: int
    failed: int
    last_trouble: Trouble | None
    last_trouble_at: datetime | None
    last_answer_at: datetime | None
    p95: timedelta | None


def system_states(now: datetime) -> tuple[SystemState, ...]:
    """Every configured system, in the order of the file; none when connectors are off."""
    active = connectors()
    return tuple(_state(live, now) for live in active.systems.values()) if active is not None else ()


def _state(live: LiveSystem, now: datetime) -> SystemState:
    health, breaker = live.health_now(), live.breaker
    return SystemState(
        live.key, live.system.title, breaker.state(now), breaker.retry_at, health.asked, health.failed,
        health.last_trouble, health.last_trouble_at, health.last_answer_at, health.p95,
    )  # fmt: skip
