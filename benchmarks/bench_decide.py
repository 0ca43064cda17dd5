"""How fast Pansol decides: one case, columns of cases, the next question, loading. All contenders in one run, in turns."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from functools import partial
from math import ceil
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duck import Duck
from grapari import DECISION, Facts, by_hand, by_hand_or_unknown, cases, compiled, forget
from measure import in_turns, middle, ratio
from pansol.sop.columns import Columns, Decided, encode
from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.interview import next_question
from pansol.sop.kernel import Kernel
from pansol.sop.ledger import Ledger
from pansol.sop.load import load_all
from pansol.sop.values import Value
from situations import sample
from zen_table import as_json, evaluator

__all__ = ["run"]

PROCEDURES = Path(__file__).parent.parent / "procedures"
POOL = 20_000  # new cases in each round
ROUNDS = 7
ROWS = 1_000_000
WARM = 24  # millions decided before the clock starts: by then nearly every combination of facts has been met
HAND_ROWS = 50_000
INTERVIEWS = 300
Work = Callable[[], object]


def run() -> dict[str, Any]:
    """The figures of `bench decide`; times per case in µs, rows in millions a second, all of processor time on one thread."""
    procedures = _procedures()
    questions = {name: _questions(procedure) for name, procedure in procedures.items()}
    largest = max(procedures, key=lambda name: len(procedures[name].procedure.rules()))
    return {
        "per_case": _per_case(compiled()),
        "columns": _columns(compiled()),
        "next_question_p99_ms": questions[largest],
        "load_compile_s": _load_compile(),
        "next_question_p99_ms_each": questions,
        "largest": largest,
    }


def _procedures() -> dict[str, Compiled]:
    return {name: compile_procedure(procedure) for name, procedure in load_all(PROCEDURES).items()}


def _load_compile() -> float:
    start = process_time()
    _procedures()
    return round(process_time() - start, 4)


# -- one case ------------------------------------------------------------------------------------------------------------


def _per_case(table: Compiled) -> dict[str, float]:
    kernel, zen = Kernel(table, DECISION), evaluator()
    cold = _cold(table)
    _verify(kernel, zen, cases(table, POOL, seed=0))

    def contenders(number: int) -> Mapping[str, Work]:
        pool = cases(table, POOL, seed=number + 1)
        partly, contexts = forget(pool, seed=number + 1), [as_json(case) for case in pool]
        return {
            "kernel": partial(_each, kernel.rule_of, pool),
            "result": partial(_each, kernel.result, pool),
            "hand": partial(_each, by_hand, pool),
            "zen": partial(_each, zen, contexts),
            "partly": partial(_each, lambda facts: kernel.result(facts).open, partly),
        }

    times = in_turns(ROUNDS, contenders)
    return {
        "kernel_us": middle(times, "kernel", POOL),
        "result_us": middle(times, "result", POOL),
        "hand_us": middle(times, "hand", POOL),
        "zen_us": middle(times, "zen", POOL),
        "kernel_vs_hand": ratio(times, "kernel", "hand"),
        "zen_vs_result": ratio(times, "zen", "result"),
        "result_10pct_unknown_us": middle(times, "partly", POOL),
        "kernel_cold_us": cold,
        "pool": POOL,
    }


def _each(decide: Callable[[Any], object], pool: list[Any]) -> None:
    for case in pool:
        decide(case)


def _cold(table: Compiled) -> float:
    """Per case, the first thousand of a kernel that has met none."""
    pool = cases(table, 1_000, seed=999)
    start = process_time()
    _each(Kernel(table, DECISION).rule_of, pool)
    return round((process_time() - start) / len(pool) * 1e6, 2)


def _verify(kernel: Kernel, zen: Callable[[dict[str, Any]], Mapping[str, Any]], pool: list[Facts]) -> None:
    for case in pool:
        rule = kernel.rule_of(case)
        assert rule == by_hand(case) == by_hand_or_unknown(case) == zen(as_json(case))["result"]["rule"], case


# -- columns -------------------------------------------------------------------------------------------------------------


def _columns(table: Compiled) -> dict[str, Any]:
    told = cases(table, POOL * 5, seed=5)
    whole = {name: encode(table, name, [case[name] for case in told]) for name in told[0]}
    decider, duck = Columns(table, DECISION), Duck(table)
    first = _drawn(whole, seed=100)
    start = process_time()
    decider.decide(first)
    cold = process_time() - start
    for seed in range(101, 101 + WARM):
        decider.decide(_drawn(whole, seed=seed))
    pool = forget(told[:HAND_ROWS], seed=5)

    def contenders(number: int) -> Mapping[str, Work]:
        columns = _drawn(whole, seed=number)  # rows that nobody has met before
        duck.fill(columns)
        return {
            "pansol": partial(decider.decide, columns),
            "fetch": duck.fetch,
            "sum": duck.add_up,
            "hand": partial(_each, by_hand_or_unknown, pool),
        }

    times = in_turns(ROUNDS, contenders)
    duck.fill(first)
    return {
        "pansol_mrows": _mrows(times["pansol"], ROWS),
        "duckdb_mrows": max(_mrows(times["fetch"], ROWS), _mrows(times["sum"], ROWS)),
        "hand_mrows": _mrows(times["hand"], HAND_ROWS),
        "warm_million": WARM + 1,
        "pansol_first_million_mrows": round(ROWS / cold / 1e6, 3),
        "rows": ROWS,
        "unknown_rows_vs_exact": _compared(first, decider.decide(first), duck.rules()),
        "hand_unknown_vs_exact": _hand_compared(table, pool),
    }


def _drawn(whole: Mapping[str, NDArray[Any]], seed: int) -> dict[str, NDArray[Any]]:
    """A million rows drawn from the pool, every tenth value unknown."""
    chance = np.random.default_rng(seed)
    rows = chance.integers(0, POOL * 5, ROWS)
    return {name: np.where(chance.random(ROWS, np.float32) < 0.1, np.uint8(255), codes[rows]) for name, codes in whole.items()}


def _mrows(times: list[float], rows: int) -> float:
    return round(rows / sorted(times)[len(times) // 2] / 1e6, 3)


def _compared(columns: Mapping[str, NDArray[Any]], exact: Decided, sql: NDArray[np.int16]) -> dict[str, float]:
    """How SQL answers rows with unknown facts, as shares of these rows; where all is known it must agree."""
    unknown = np.zeros(ROWS, bool)
    for codes in columns.values():
        unknown |= codes == 255
    assert (sql[~unknown] == exact.rule[~unknown]).all(), "DuckDB and Pansol differ where all is known"
    ours, theirs = exact.rule[unknown], sql[unknown]
    return {
        "same": round(float((ours == theirs).mean()), 4),
        "null_though_decided": round(float(((theirs < 0) & (ours >= 0)).mean()), 4),
        "decided_though_open": round(float(((theirs >= 0) & (ours < 0)).mean()), 4),
        "another_rule": round(float(((theirs >= 0) & (ours >= 0) & (ours != theirs)).mean()), 4),
    }


def _hand_compared(table: Compiled, pool: list[Facts]) -> dict[str, float]:
    kernel = Kernel(table, DECISION)
    pairs = [(by_hand_or_unknown(case), kernel.rule_of(case)) for case in pool]
    return {
        "same": round(sum(hand == exact for hand, exact in pairs) / len(pairs), 4),
        "none_though_decided": round(sum(hand is None and exact is not None for hand, exact in pairs) / len(pairs), 4),
        "decided_though_open": round(sum(hand is not None and hand != exact for hand, exact in pairs) / len(pairs), 4),
    }


# -- the next question ---------------------------------------------------------------------------------------------------


def _questions(procedure: Compiled) -> float:
    """p99 in ms of the next question along interviews, each asked of a fresh session: nothing is carried over from the one before."""
    gc.collect()
    gc.freeze()  # what is loaded stays, as in a process that serves
    times: list[float] = []
    for case in sample(procedure, INTERVIEWS, seed=7):
        told: dict[str, Value] = {}
        while True:
            ledger = Ledger(procedure.procedure)
            for name, value in told.items():
                ledger.record(name, value, at=case.now)
            start = process_time()
            question = next_question(procedure, ledger, now=case.now, as_of=case.now.date())
            times.append(process_time() - start)
            if question is None or question.phase == "form":
                break
            told[question.fact.name] = case.values[question.fact.name]
    return round(sorted(times)[ceil(len(times) * 0.99) - 1] * 1e3, 3)
