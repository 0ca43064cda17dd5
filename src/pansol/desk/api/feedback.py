"""“Langkah ini salah”: what is wrong with a line of guidance, to the editors of the SOP."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from pansol.desk.api import finding
from pansol.desk.api.errors import Invalid, ProblemOut, answers
from pansol.desk.api.once import once
from pansol.desk.api.shapes import FeedbackOut, feedback_out
from pansol.desk.api.typed import ApiRequest, Incoming, Key, Pk, Said
from pansol.desk.cases.actions.grey import known_facts
from pansol.desk.knowledge.actions import give_feedback
from pansol.desk.knowledge.register import visible_feedback

__all__ = ["FeedbackIn", "give", "router"]

router = Router(tags=["guidance"])


class FeedbackIn(Incoming):
    """`rule` names the line of guidance; without it the whole procedure is meant. The case's facts go along, none of them personal."""

    text: Said = Field(max_length=2000)
    rule: str = Field("", max_length=60)


@router.post("{int:pk}/feedback/", response=answers(FeedbackOut, 201), summary="This step is wrong: to the editors, with the facts")
def give(request: ApiRequest, pk: Pk, body: FeedbackIn, key: Key = None) -> Status[FeedbackOut]:
    file = finding.one_case(request.auth, pk, "article.feedback")
    if body.rule and body.rule not in {rule.id for rule in file.compiled.procedure.rules()}:
        raise Invalid(ProblemOut(where="rule", code="not_found", message=_("Aturan ini tidak ada di SOP kasus ini.")))

    def act() -> int:
        case = file.case
        return give_feedback(
            case.version, text=body.text, by=request.auth, now=timezone.now(), rule=body.rule, facts=known_facts(file), case_id=case.pk
        ).pk

    return Status(201, once(request, key, act, lambda made: feedback_out(visible_feedback(request.auth).get(pk=made))))
