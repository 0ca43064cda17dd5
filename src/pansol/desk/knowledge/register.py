"""The editors' register: what came back from the floor, and marking it as dealt with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.knowledge.models import Feedback, FeedbackState
from pansol.sop.errors import FactError
from pansol.sop.facts import read_facts
from pansol.sop.model import Procedure
from pansol.sop.values import show_value

__all__ = ["facts_in_words", "finish_feedback", "visible_feedback"]


def visible_feedback(user: User) -> QuerySet[Feedback]:
    return (
        Feedback.objects.filter(client_id__in=user.client_ids())
        .select_related("given_by", "client", "version")
        .defer("version__files")
        .order_by("-given_at", "-pk")
    )


def facts_in_words(procedure: Procedure, facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, value) of facts written as text; one that the procedure does not know stands as it is written."""
    return [_in_words(procedure, name, str(text)) for name, text in facts.items()]


def _in_words(procedure: Procedure, name: str, text: str) -> tuple[str, str]:
    fact = procedure.facts.get(name)
    if fact is None:
        return name, text
    try:
        value = read_facts(procedure, {name: text}).get(name)
    except FactError:
        return fact.label, text
    return fact.label.rstrip("?"), show_value(fact.kind, value) if value is not None else text


def finish_feedback(feedback: Feedback, *, by: User, now: datetime) -> bool:
    """Mark as dealt with; False when somebody did already."""
    require(by, "register.edit", feedback)
    with transaction.atomic():
        done = Feedback.objects.filter(pk=feedback.pk, state=FeedbackState.OPEN).update(state=FeedbackState.DONE)
        if done:
            record(f"feedback:{feedback.pk}", "feedback.finish", by=by, now=now, client_id=feedback.client_id)
    return bool(done)
