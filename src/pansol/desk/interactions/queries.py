"""Interaction records as they stand: corrections replace what they supersede."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from pansol.desk.accounts.models import User
from pansol.desk.interactions.models import Interaction

__all__ = ["history", "records_of", "records_of_case", "visible_records"]


def visible_records(user: User) -> QuerySet[Interaction]:
    return Interaction.objects.filter(client_id__in=user.client_ids()).select_related("by")


def records_of(contact_ids: Iterable[int]) -> QuerySet[Interaction]:
    """The records in force of some contacts, newest first."""
    replaced = Interaction.objects.exclude(supersedes=None).values("supersedes")
    return Interaction.objects.filter(contact_id__in=list(contact_ids)).exclude(pk__in=replaced).select_related("by").order_by("-at", "-pk")


def records_of_case(case_id: int) -> QuerySet[Interaction]:
    """The records in force of a case, newest first."""
    replaced = Interaction.objects.filter(case_id=case_id).exclude(supersedes=None).values("supersedes")
    return Interaction.objects.filter(case_id=case_id).exclude(pk__in=replaced).select_related("by").order_by("-at", "-pk")


def history(found: Interaction) -> list[Interaction]:
    """A record and what it superseded, newest first."""
    line = [found]
    while line[-1].supersedes is not None:
        line.append(line[-1].supersedes)
    return line
