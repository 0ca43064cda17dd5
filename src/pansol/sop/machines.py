"""State machines as tables: a cell that is not there is refused by name."""

from __future__ import annotations

from pansol.sop.errors import IllegalEvent, Problem
from pansol.sop.model import Machine, Transition

__all__ = ["fire"]


def fire(machine: Machine, state: str, event: str) -> Transition:
    """The transition of `state` × `event`. Raises IllegalEvent, naming the events that are legal there."""
    for transition in machine.transitions:
        if transition.source == state and transition.event == event:
            return transition
    legal = ", ".join(t.event for t in machine.transitions if t.source == state)
    details = {"found": event, "where": machine.title, "right": state, "hint": f"Yang berlaku: {legal}." if legal else ""}
    raise IllegalEvent(Problem("illegal_event", details=details))
