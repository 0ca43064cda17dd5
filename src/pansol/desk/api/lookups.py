"""Look-ups in connected systems: what they know of a case is recorded, the rest is asked."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.guidance import GuidanceOut, guidance_of
from pansol.desk.api.typed import ApiRequest, Pk
from pansol.desk.cases import lookups
from pansol.desk.cases.queries import case_file

__all__ = ["LookupOut", "look_up", "router"]

router = Router(tags=["facts"])


class LookupOut(BaseModel):
    """`outcome` is found, no_answer, to_agent, unreachable, changed or not_bound; `recorded` are the facts that the case learned."""

    fact: str
    outcome: str
    message: str
    recorded: list[str]
    guidance: GuidanceOut


@router.post("{int:pk}/lookups/", response=answers(LookupOut), summary="Ask the connected system for what is asked next")
def look_up(request: ApiRequest, pk: Pk) -> LookupOut:
    """Outside a transaction, for systems may be slow; asked again it records nothing twice."""
    file = finding.one_case(request.auth, pk, "case.answer")
    found = lookups.look_up(file, lookups.to_look_up(file) or "", by=request.auth, now=file.now)
    guidance = guidance_of(case_file(request.auth, pk, timezone.now()))
    return LookupOut(fact=found.fact, outcome=found.outcome, message=found.message, recorded=list(found.recorded), guidance=guidance)
