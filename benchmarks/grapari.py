"""The table of the measurements, as Pansol has it, as a programmer writes it by hand, and cases for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.load import load
from pansol.sop.situation import when_holds
from pansol.sop.values import ABSENT, Value

__all__ = ["DECISION", "Facts", "by_hand", "by_hand_or_unknown", "cases", "compiled", "forget"]

Facts = dict[str, Value]

DECISION = "guidance"
DAY, SIX_HOURS, WEEK = timedelta(days=1), timedelta(hours=6), timedelta(days=7)
TABLES = Path(__file__).parent / "tables"


def compiled() -> Compiled:
    """20 rules over 10 facts."""
    return compile_procedure(load(TABLES / "bench" / "grapari", TABLES))


def cases(compiled: Compiled, count: int, seed: int) -> list[Facts]:
    """Complete cases: every fact that applies in any of its values, waiting times to the second, half of them around the limits."""
    chance = Random(seed)
    facts = [compiled.procedure.facts[name] for name in compiled.tables[DECISION].columns]
    found = []
    for _ in range(count):
        case: Facts = {}
        for fact in facts:
            if fact.applies_when is not None and not when_holds(fact.applies_when, case.get):
                case[fact.name] = ABSENT
            elif fact.kind.kind == "duration":
                case[fact.name] = timedelta(seconds=chance.randrange(chance.choice((30 * 3600, 7 * 86_400))))
            else:
                case[fact.name] = chance.random() < 0.5 if fact.kind.kind == "yes_no" else chance.choice(list(fact.kind.values or ()))
        found.append(case)
    return found


def forget(found: list[Facts], seed: int) -> list[Facts]:
    """The same cases with every tenth fact unknown."""
    chance = Random(seed)
    return [{name: None if chance.random() < 0.1 else value for name, value in case.items()} for case in found]


def by_hand(f: Mapping[str, Value]) -> str | None:
    """What a programmer writes when every fact is known."""
    status = f["order_status"]
    if status == "pending_verification":
        if f["service"] != "ganti_kartu":
            return "GOL-01e"
        if f["delivery"] == "reguler":
            return "GOL-01a" if f["waited"] < DAY else "GOL-01e"
        return "GOL-01b" if f["waited"] > SIX_HOURS else "GOL-01e"
    elif status == "pending_payment":
        return "GOL-02"
    elif status == "activation_in_progress":
        if f["halo_contacted"] is False:
            return "GOL-03a"
        if f["registered"] is False:
            return "GOL-03b"
        return "GOL-03c" if f["waited"] > DAY else "GOL-03d"
    elif status == "activation_incident":
        return "GOL-17" if f["number_pending"] else "GOL-04"
    elif status == "pending_perso":
        return "GOL-05"
    elif status == "delivery_init":
        return "GOL-06"
    elif status == "delivery_in_progress":
        return "GOL-07"
    elif status == "completed":
        return "GOL-08a" if f["service"] == "ganti_kartu" else "GOL-08c"
    elif status == "cancelled_sla":
        return "GOL-09"
    elif status == "delivery_incident":
        if not f["picked_up"]:
            return "GOL-10a"
        if f["tracking"] != "arrived":
            return "GOL-10c"
        return "GOL-10d" if f["lanjut_visible"] else "GOL-18"
    return None


def by_hand_or_unknown(f: Mapping[str, Value]) -> str | None:
    """The same when facts can be unknown (None): no rule as soon as a fact that it asks for is unknown."""
    status = f["order_status"]
    if status is None:
        return None
    if status == "pending_verification":
        service, waited = f["service"], f["waited"]
        if service is None:
            return None
        if service != "ganti_kartu":
            return "GOL-01e"
        if f["delivery"] is None or waited is None:
            return None
        if f["delivery"] == "reguler":
            return "GOL-01a" if waited < DAY else "GOL-01e"
        return "GOL-01b" if waited > SIX_HOURS else "GOL-01e"
    elif status == "pending_payment":
        return "GOL-02"
    elif status == "activation_in_progress":
        contacted, registered, waited = f["halo_contacted"], f["registered"], f["waited"]
        if contacted is False:
            return "GOL-03a"
        if registered is False:
            return "GOL-03b"
        if contacted is None or registered is None or waited is None:
            return None
        return "GOL-03c" if waited > DAY else "GOL-03d"
    elif status == "activation_incident":
        pending = f["number_pending"]
        return None if pending is None else "GOL-17" if pending else "GOL-04"
    elif status == "pending_perso":
        return "GOL-05"
    elif status == "delivery_init":
        return "GOL-06"
    elif status == "delivery_in_progress":
        return "GOL-07"
    elif status == "completed":
        service = f["service"]
        return None if service is None else "GOL-08a" if service == "ganti_kartu" else "GOL-08c"
    elif status == "cancelled_sla":
        return "GOL-09"
    picked_up, tracking, visible = f["picked_up"], f["tracking"], f["lanjut_visible"]
    if picked_up is None:
        return None
    if not picked_up:
        return "GOL-10a"
    if tracking is None:
        return None
    if tracking != "arrived":
        return "GOL-10c"
    return None if visible is None else "GOL-10d" if visible else "GOL-18"
