"""Which versions are in use."""

from __future__ import annotations

from pansol.desk.accounts.models import User
from pansol.desk.knowledge.models import Version

__all__ = ["current_versions", "visible_versions"]


def visible_versions(user: User) -> list[Version]:
    """The version in use of every procedure that the user may see, without the files."""
    found: dict[str, Version] = {}
    rows = Version.objects.filter(client_id__in=user.client_ids(), withdrawn_at=None).defer("files").order_by("-published_at", "-pk")
    for version in rows:
        found.setdefault(version.procedure, version)
    return sorted(found.values(), key=lambda v: v.title)


def current_versions(procedure: str, client_id: int) -> Version | None:
    """The latest version of a procedure that is not withdrawn."""
    rows = Version.objects.filter(procedure=procedure, client_id=client_id, withdrawn_at=None)
    return rows.defer("files").order_by("-published_at", "-pk").first()
