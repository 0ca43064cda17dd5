"""Who and what an administrator of some clients sees."""

from __future__ import annotations

from django.db.models import QuerySet

from pansol.desk.accounts.models import Calendar, Client, Team, Token, Unit, User

__all__ = ["agents_of", "calendars", "clients", "people", "teams", "tokens", "units"]


def clients(user: User) -> QuerySet[Client]:
    return Client.objects.filter(pk__in=user.client_ids())


def people(user: User) -> QuerySet[User]:
    """Users who work for the administrator's clients only; somebody of another client too belongs to a wider administrator."""
    others = User.objects.filter(clients__in=Client.objects.exclude(pk__in=user.client_ids()))
    found = User.objects.exclude(pk__in=others.values("pk")).select_related("team").prefetch_related("clients")
    return found.order_by("-is_active", "first_name", "username")


def agents_of(user: User, client_id: int) -> QuerySet[User]:
    """The people of one of the user's clients who can take a case over."""
    roles = ["agent_t1", "agent_t2", "team_leader", "duty_controller"]
    seen = User.objects.filter(is_active=True, role__in=roles, clients=client_id, clients__in=user.client_ids())
    return seen.distinct().order_by("first_name", "username")


def teams(user: User) -> QuerySet[Team]:
    return Team.objects.filter(client_id__in=user.client_ids()).select_related("client")


def units(user: User) -> QuerySet[Unit]:
    return Unit.objects.filter(client_id__in=user.client_ids()).select_related("client", "calendar").order_by("client__name", "name")


def calendars(user: User) -> QuerySet[Calendar]:
    return Calendar.objects.filter(client_id__in=user.client_ids()).select_related("client").order_by("client__name", "name")


def tokens(user: User) -> QuerySet[Token]:
    return Token.objects.filter(user__in=people(user).values("pk")).select_related("user").order_by("name")
