"""How long the desk takes: answers against a yardstick, under load, the first page, and a helpdesk beside it."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, median
from typing import Any
from uuid import uuid4

from rich.console import Console

from desk_agent import Agent
from desk_browser import Reply
from desk_first_page import first_page
from desk_helpdesk import side_by_side
from desk_people import AGENTS, CLIENTS, SESSIONS, caller_of
from desk_servers import Unreachable, environment, postgres_database, run_module, serving

__all__ = ["run"]

CASES = int(os.environ.get("PANSOL_BENCH_CASES", "200000"))
RUNS = 3
ALONE = 200  # answers and yardsticks in turns, nothing else going on
SECONDS = 20  # of load
BEAT = 2.0  # every agent answers once in so many seconds
HURRY = 5  # seconds without any pause
Figures = dict[str, Any]
say = Console(stderr=True).print


def run() -> Figures:
    """All figures; `postgres` is null, with the reason, where no server can be reached."""
    figures: Figures = {"sqlite": _measured("sqlite", "")}
    try:
        with postgres_database() as url:
            figures["postgres"] = _measured("postgres", url)
    except Unreachable as reason:
        say(f"[bold red]PostgreSQL was not measured[/]: {reason}. Set PANSOL_BENCH_POSTGRES or DATABASE_URL.")
        figures |= {"postgres": None, "postgres_reason": str(reason)}
    return figures | {name: figures["sqlite"].pop(name) for name in ("first_page_kb", "django_helpdesk")}


def _measured(name: str, url: str) -> Figures:
    with tempfile.TemporaryDirectory(prefix="pansol-bench-") as made:
        folder = Path(made)
        env = environment(folder, "desk_settings", url)
        with _step(f"{name}: {CASES:,} cases"):
            run_module("desk_world", env)
        with serving(env, "desk_server:application") as port:
            sessions = json.loads((folder / SESSIONS).read_text(encoding="ascii"))
            agents = [Agent(port, number, CASES * 3 // 5, session) for number, session in enumerate(sessions)]
            figures = _figures(name, agents)
            if not url:
                figures["first_page_kb"] = first_page(port)
                with _step(f"{name}: the same complaint in django-helpdesk"):
                    figures["django_helpdesk"] = side_by_side(agents[0], folder / "helpdesk")
            return figures


def _figures(name: str, agents: list[Agent]) -> Figures:
    with _step(f"{name}: {AGENTS} agents begin"), ThreadPoolExecutor(2) as pool:
        list(pool.map(_begin, agents))
    counted = [agent.next_answer(count=True).timing["sql"] for agent in agents]
    runs = []
    for number in range(RUNS):
        with _step(f"{name}: run {number + 1} of {RUNS}"):
            runs.append({**_alone(agents), **_loaded(agents), **_hurried(agents)})
    middle = {key: round(median(r[key] for r in runs), 3) for key in runs[0]}
    return {**middle, "queries_per_answer": max(counted), "queries_mean": round(mean(counted), 2)}


def _begin(agent: Agent) -> None:
    agent.take_contact()
    for _ in range(2):
        agent.next_answer()


def _yardstick(agent: Agent, address: str = "/yardstick/") -> Reply:
    number = caller_of(agent.number, agent.dice.randrange(agent.customers)).replace("0812", "62812", 1)
    client = list(dict.fromkeys(CLIENTS)).index(CLIENTS[agent.number % len(CLIENTS)]) + 1
    data: dict[str, str | list[str]] = {"client": str(client), "number": number, "user": str(agent.number + 1), "key": uuid4().hex}
    reply = agent.browser.post(address, data)
    if reply.status != 200:
        raise RuntimeError(f"the yardstick answered {reply.status}")
    return reply


def _alone(agents: list[Agent]) -> Figures:
    """One request at a time, in turns: an answer, the yardstick, and Django without any middleware."""
    times: dict[str, list[Reply]] = {"answer": [], "yardstick": [], "bare": []}
    for number in range(ALONE):
        agent = agents[number % len(agents)]
        times["answer"].append(agent.next_answer())
        times["yardstick"].append(_yardstick(agent))
        times["bare"].append(_yardstick(agent, "/bare/"))
    found: Figures = {}
    for name, replies in times.items():
        ms = [r.ms for r in replies]
        found |= {f"{name}_p50_ms": median(ms), f"{name}_alone_p99_ms": _p99(ms), f"{name}_cpu_ms": median(r.cpu_ms for r in replies)}
    return {**found, "ratio_p50": found["answer_p50_ms"] / found["yardstick_p50_ms"]}


def _loaded(agents: list[Agent]) -> Figures:
    """Every agent answers once per beat, half a beat later comes a yardstick; the beats are spread evenly."""
    end = time.monotonic() + SECONDS

    def work(agent: Agent) -> tuple[list[Reply], list[Reply], list[float]]:
        answers, yardsticks, waited = list[Reply](), list[Reply](), list[float]()
        due = time.monotonic() + BEAT * agent.number / AGENTS
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            start = time.monotonic()
            answers.append(agent.next_answer())
            waited.append(time.monotonic() - start)
            time.sleep(max(0.0, due + BEAT / 2 - time.monotonic()))
            yardsticks.append(_yardstick(agent))
            due += BEAT
        return answers, yardsticks, waited

    done = _together(agents, work)
    answers, yardsticks = ([r.ms for d in done for r in d[n]] for n in (0, 1))
    found = {"answer_p99_ms": _p99(answers), "yardstick_p99_ms": _p99(yardsticks), "load_answers_per_s": len(answers) / SECONDS}
    return {**found, "ratio_p99": found["answer_p99_ms"] / found["yardstick_p99_ms"], "load_answer_p50_ms": median(answers)}


def _hurried(agents: list[Agent]) -> Figures:
    """Eight agents who never pause: what the two processes can do, new contacts included."""
    end = time.monotonic() + HURRY

    def work(agent: Agent) -> int:
        number = 0
        while time.monotonic() < end:
            agent.next_answer()
            number += 1
        return number

    return {"answers_per_s": sum(_together(agents[:8], work)) / HURRY}


def _together(agents: list[Agent], work: Callable[[Agent], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(agents)) as pool:
        return list(pool.map(work, agents))


def _p99(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 99 // 100) - 1]


@contextmanager
def _step(words: str) -> Iterator[None]:
    """Says what is going on and how long it took."""
    start = time.monotonic()
    say(f"{words} …")
    yield
    say(f"  {time.monotonic() - start:.0f} s")
