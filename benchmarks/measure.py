"""Contenders measured in turns, so that what disturbs the machine disturbs them all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

__all__ = ["in_turns", "middle", "ratio"]

Times = dict[str, list[float]]


def in_turns(rounds: int, contenders: Callable[[int], Mapping[str, Callable[[], object]]]) -> Times:
    """Seconds of processor time of each contender in each round; `contenders(round)` prepares the round's own data."""
    times: Times = {}
    for number in range(rounds):
        entries = list(contenders(number).items())
        for name, work in entries[number % len(entries) :] + entries[: number % len(entries)]:
            times.setdefault(name, []).append(_seconds(work))
    return times


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        work()
        return process_time() - start
    finally:
        gc.enable()


def middle(times: Times, name: str, count: int) -> float:
    """Microseconds of one of `count` calls, in the median round."""
    return round(median(times[name]) / count * 1e6, 4)


def ratio(times: Times, one: str, other: str) -> float:
    """How much longer `one` takes than `other`, in the median round."""
    return round(median(a / b for a, b in zip(times[one], times[other], strict=True)), 3)
