"""A request that is repeated with the same `Idempotency-Key` acts once and answers alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from pansol.desk.accounts.models import User
from pansol.desk.api.errors import KeyReused
from pansol.desk.api.typed import ApiRequest
from pansol.desk.api.wording import at_revision
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Receipt

__all__ = ["once", "once_at"]

Shown = TypeVar("Shown")


def once(request: ApiRequest, key: str | None, act: Callable[[], int], show: Callable[[int], Shown]) -> Shown:
    """Run `act`, which names what it made or changed, and show that. Its receipt is written in the same transaction.

    A refused request leaves no receipt: it may be tried again. Raises KeyReused when the key came with another request.
    """
    if not key:
        with transaction.atomic():
            made = act()
        return show(made)
    fingerprint = _fingerprint(request)
    made_before = _made_before(request.auth, key, fingerprint)
    return show(_act(request.auth, key, fingerprint, act) if made_before is None else made_before)


def once_at(
    request: ApiRequest, key: str | None, file: CaseFile, revision: int, change: Callable[[], object], show: Callable[[int], Shown]
) -> Shown:
    """As `once`, for a change of a case that stands where the writer read it. Raises Outdated when it does not."""

    def act() -> int:
        at_revision(file, revision)
        change()
        return file.case.pk

    return once(request, key, act, show)


def _act(by: User, key: str, fingerprint: str, act: Callable[[], int]) -> int:
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(user=by, key=key, result=fingerprint, at=timezone.now())
            made = act()
            Receipt.objects.filter(pk=receipt.pk).update(result=f"{fingerprint} {made}")
    except IntegrityError:
        made_meanwhile = _made_before(by, key, fingerprint)
        if made_meanwhile is None:
            raise
        return made_meanwhile
    return made


def _made_before(by: User, key: str, fingerprint: str) -> int | None:
    result = Receipt.objects.filter(user=by, key=key).values_list("result", flat=True).first()
    if result is None:
        return None
    first, _, made = result.partition(" ")
    if first != fingerprint or not made.isdecimal():
        raise KeyReused
    return int(made)


def _fingerprint(request: ApiRequest) -> str:
    """Which request this is; the body itself is not kept."""
    return hashlib.sha256(f"{request.method} {request.path}\0".encode() + request.body).hexdigest()[:40]
