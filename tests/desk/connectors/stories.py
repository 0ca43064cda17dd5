"""Cases at the point where a system is asked."""

from __future__ import annotations

from datetime import datetime

from pansol.desk.accounts.models import User
from pansol.desk.cases.actions import answer
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.lookups import LookupResult, look_up
from pansol.desk.cases.models import Case
from tests.desk.world import NOW, PAYMENT, case, opened, sari

PACKAGE = "telkomsel/aktivasi-paket"
ORDERS = "telkomsel/grapari-online"


def told(facts: dict[str, str], procedure: str = PAYMENT, now: datetime = NOW) -> Case:
    """A case in which the customer has said all this."""
    found = case(procedure=procedure)
    for fact, text in facts.items():
        answer(opened(found, now), fact, text, by=sari(), now=now)
    return found


def paid(number: str = "0812-0000-7712") -> Case:
    """Paid, but the number is blocked; there is no outage."""
    return told({"msisdn": number, "outage_here": "no"})


def bought(number: str = "0812-0000-7781") -> Case:
    """A package was bought; there is no outage, and the complaint is new."""
    return told({"msisdn": number, "outage_here": "no", "prior_case": "none"}, PACKAGE)


def looked_up(found: Case, fact: str, now: datetime = NOW, by: User | None = None) -> LookupResult:
    return look_up(opened(found, now), fact, by=by or sari(), now=now)


def known(found: Case, now: datetime = NOW) -> dict[str, object]:
    file: CaseFile = opened(found, now)
    return {name: value for name, value in file.situation.known.items() if not name.startswith("policy.")}
