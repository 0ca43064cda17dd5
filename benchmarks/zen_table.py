"""The same table as a JDM decision table for zen-engine, hit policy first, behind its static loader."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import zen

from grapari import Facts
from pansol.sop.values import ABSENT

__all__ = ["as_json", "evaluator"]

NAMES = (
    "order_status", "service", "delivery", "waited", "halo_contacted", "registered", "number_pending", "picked_up", "tracking",
    "lanjut_visible",
)  # fmt: skip
DAY, SIX_HOURS = 86_400, 21_600
# status, the tests of other facts, rule; the first row that holds wins, so an overriding rule stands before what it overrides
ROWS: tuple[tuple[str, Mapping[str, str], str], ...] = (
    ("pending_verification", {"service": '"ganti_kartu"', "delivery": '"reguler"', "waited": f"< {DAY}"}, "GOL-01a"),
    ("pending_verification", {"service": '"ganti_kartu"', "delivery": '"instant"', "waited": f"> {SIX_HOURS}"}, "GOL-01b"),
    ("pending_verification", {}, "GOL-01e"),
    ("pending_payment", {}, "GOL-02"),
    ("activation_in_progress", {"halo_contacted": "false"}, "GOL-03a"),
    ("activation_in_progress", {"registered": "false"}, "GOL-03b"),
    ("activation_in_progress", {"waited": f"> {DAY}"}, "GOL-03c"),
    ("activation_in_progress", {"waited": f"<= {DAY}"}, "GOL-03d"),
    ("activation_incident", {"number_pending": "true"}, "GOL-17"),
    ("activation_incident", {}, "GOL-04"),
    ("pending_perso", {}, "GOL-05"),
    ("delivery_init", {}, "GOL-06"),
    ("delivery_in_progress", {}, "GOL-07"),
    ("completed", {"service": '"ganti_kartu"'}, "GOL-08a"),
    ("completed", {}, "GOL-08c"),
    ("cancelled_sla", {}, "GOL-09"),
    ("delivery_incident", {"picked_up": "false"}, "GOL-10a"),
    ("delivery_incident", {"tracking": '"not_arrived", "unavailable"'}, "GOL-10c"),
    ("delivery_incident", {"lanjut_visible": "false"}, "GOL-18"),
    ("delivery_incident", {"tracking": '"arrived"'}, "GOL-10d"),
)


def evaluator() -> Callable[[dict[str, Any]], Mapping[str, Any]]:
    """The fastest way into zen-engine from Python: by key, the content held by the engine."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"grapari": _graph()}}})

    def evaluate(context: dict[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = engine.evaluate("grapari", context)
        return found

    return evaluate


def as_json(facts: Facts) -> dict[str, Any]:
    """A case as zen-engine takes it: durations in seconds, absent as null."""
    return {n: None if v is ABSENT else v.total_seconds() if isinstance(v, timedelta) else v for n, v in facts.items()}


def _graph() -> dict[str, Any]:
    rules = [
        {"_id": rule, **dict.fromkeys(NAMES, ""), "order_status": json.dumps(status), **tests, "rule": json.dumps(rule)}
        for status, tests, rule in ROWS
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": n, "name": n, "field": n} for n in NAMES],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    nodes = [("in", "inputNode", {}), ("table", "decisionTableNode", table), ("out", "outputNode", {})]
    return {
        "nodes": [{"id": i, "type": kind, "name": i, "position": {"x": 0, "y": 0}, "content": content} for i, kind, content in nodes],
        "edges": [{"id": a + b, "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "table"), ("table", "out"))],
    }
