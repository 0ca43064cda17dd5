"""Personal data of a case shown on purpose."""

from __future__ import annotations

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from pansol.desk.accounts.rules import require
from pansol.desk.api import finding
from pansol.desk.api.errors import answers
from pansol.desk.api.guidance import GuidanceOut, guidance_of
from pansol.desk.api.typed import ApiRequest, Pk
from pansol.desk.cases.actions.reveal import reveal

__all__ = ["DisclosedOut", "disclose", "router"]

router = Router(tags=["cases"])


class DisclosedOut(BaseModel):
    """Values and papers of a case as they are. Every such answer is on record."""

    facts: dict[str, str]
    guidance: GuidanceOut


@router.post("{int:pk}/disclosure/", response=answers(DisclosedOut), summary="Show personal data once; recorded every time")
def disclose(request: ApiRequest, pk: Pk) -> DisclosedOut:
    file = finding.one_case(request.auth, pk, "customer.reveal")
    require(request.auth, "case.view", file.case)
    reveal(file.case, by=request.auth, now=timezone.now())
    values = {e.fact: e.value for e in file.rows if not e.mark}
    known = {name: values[name] for name, e in file.ledger.current().items() if not e.mark and name in values}
    return DisclosedOut(facts=known, guidance=guidance_of(file, is_masked=False))
