"""State machines as tables: a cell that is not there is refused by name."""

from __future__ import annotations

from pansol.sop.errors import IllegalEvent, NotFound, Problem
from pansol.sop.model import Machine, Transition

__all__ = ["fire"]


def fire(machine: Machine, state: str, event: str) -> Transition:
    """The transition of `state` × `event`. Raises IllegalEvent, naming the events that are legal there; NotFound for no such name."""
    for kind, name, known in (("keadaan", state, machine.states), ("peristiwa", event, machine.events)):
        if name not in known:
            raise NotFound(Problem("not_found", details={"kind": kind, "found": name}, near=tuple(known)))
    for transition in machine.transitions:
        if transition.source == state and transition.event == event:
            return transition
    legal = ", ".join(t.event for t in machine.transitions if t.source == state)
    details = {"found": event, "where": machine.title, "right": state, **_hint(legal)}
    raise IllegalEvent(Problem("illegal_event", details=details))


def _hint(legal: str) -> dict[str, str]:
    return {"hint": f"Yang berlaku: {legal}.", "hint_en": f"Legal there: {legal}."} if legal else {}
