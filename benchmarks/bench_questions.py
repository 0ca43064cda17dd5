"""How many questions an interview asks until the goal is decided, against the fewest possible and the SOP's own fixed list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimum import Optimum, TooMany
from pansol.sop.asking import source_of
from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.interview import question_for
from pansol.sop.load import load_all
from pansol.sop.situation import Situation
from situations import Case, sample

__all__ = ["run"]

PROCEDURES = Path(__file__).parent.parent / "procedures"
CASES = 2_000
STATES = 20_000  # of the dynamic programme; past it the optimum is null
SEED = 20260701
NOBODY: frozenset[str] = frozenset()


def run(cases: int = CASES) -> dict[str, dict[str, Any]]:
    """Per procedure {"mean", "optimum", "fixed"} of today, and why there is no optimum where it is null.

    Where the SOP changed over time, `any_day` adds the same over all its days, those of superseded flows included.
    """
    figures = {}
    for name, procedure in load_all(PROCEDURES).items():
        compiled = compile_procedure(procedure)
        figures[name] = measure(compiled, cases)
        if compiled.cells["as_of"].size > 1:
            figures[name]["any_day"] = measure(compiled, cases, any_day=True)
    return figures


def measure(compiled: Compiled, count: int, *, any_day: bool = False) -> dict[str, Any]:
    procedure = compiled.procedure
    cases = sample(compiled, count, SEED, any_day=any_day)
    asked = [interview(compiled, case) for case in cases]
    fixed = len([name for name in procedure.fixed_list if name not in procedure.intake])
    figures: dict[str, Any] = {"mean": sum(n for n, _ in asked) / count, "optimum": None, "fixed": fixed}
    best = Optimum(compiled, procedure.goals[0], STATES)
    try:
        figures["optimum"] = sum(best.questions(case, start) for case, (_, start) in zip(cases, asked, strict=True)) / count
    except TooMany:
        figures["why_no_optimum"] = f"more than {STATES} states"
    return figures


def interview(compiled: Compiled, case: Case) -> tuple[int, Situation]:
    """(asks, checks and tries until the goal is decided, what is known after the intake)."""
    situation, start, count = case.empty(compiled), None, 0
    while True:
        question = question_for(situation, None, NOBODY)
        if question is None or question.phase != "intake":
            start = start or situation
        if question is None or question.phase == "form":
            return count, start or situation
        source = source_of(situation, question.fact)
        count += question.phase == "goal" and source is not None and source.how != "given"
        situation = situation.with_fact(question.fact.name, case.values[question.fact.name])
