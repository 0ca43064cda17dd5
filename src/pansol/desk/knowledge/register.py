"""The editors' register: what came back from the floor, and marking it as dealt with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.knowledge.models import Feedback, FeedbackState

__all__ = ["finish_feedback", "visible_feedback"]


def visible_feedback(user: User) -> QuerySet[Feedback]:
    return Feedback.objects.filter(client_id__in=user.client_ids()).select_related("given_by", "client").order_by("-given_at", "-pk")


def finish_feedback(feedback: Feedback, *, by: User, now: datetime) -> bool:
    """Mark as dealt with; False when somebody did already."""
    require(by, "register.edit", feedback)
    with transaction.atomic():
        done = Feedback.objects.filter(pk=feedback.pk, state=FeedbackState.OPEN).update(state=FeedbackState.DONE)
        if done:
            record(f"feedback:{feedback.pk}", "feedback.finish", by=by, now=now, client_id=feedback.client_id)
    return bool(done)
