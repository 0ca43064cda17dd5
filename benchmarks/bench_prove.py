"""How long the proof of each procedure takes."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from pansol.sop.load import load_all

__all__ = ["run"]

PROCEDURES = Path(__file__).parent.parent / "procedures"


def run() -> dict[str, float]:
    """{"<procedure>": seconds, "total_s"}, on the clock; loading is not counted."""
    from pansol.sop.prove import prove  # Z3 is loaded only where it is measured

    found: dict[str, float] = {}
    for name, procedure in load_all(PROCEDURES).items():
        start = perf_counter()
        prove(procedure)
        found[name] = round(perf_counter() - start, 3)
    return {**found, "total_s": round(sum(found.values()), 3)}
