"""Who asks: the token of an integration, by its hash. Sessions are not accepted. Wrong tokens are counted, right ones never slowed."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from pansol.desk.accounts.models import SignInFailure, Token, User
from pansol.desk.accounts.request import address_of

__all__ = ["FREE_TRIES", "TokenAuth", "TooManyAttempts", "refuse_token"]

FREE_TRIES = 20
WINDOW = timedelta(minutes=1)
_LONGEST = 200


class TooManyAttempts(Exception):
    """Wrong tokens keep coming from one address; `wait` is how long it has to pause."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many attempts")
        self.wait = wait


class TokenAuth(HttpBearer):
    """`Authorization: Bearer pansol_…`. The token acts as its user; what that user may do is decided by `may`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = _found(token.strip())
        if found is None:
            refuse_token(address_of(request), now=timezone.now())
            return None
        request.source = f"api:{found.name}"[:80]  # type: ignore[attr-defined]
        return found.user


def _found(secret: str) -> Token | None:
    if not secret.startswith("pansol_") or len(secret) > _LONGEST or not secret.isascii():
        return None
    rows = Token.objects.select_related("user").filter(digest=Token.hash_of(secret), revoked_at=None, user__is_active=True)
    return rows.first()


def refuse_token(address: str, *, now: datetime) -> None:
    """Count a wrong token. Raises TooManyAttempts after the free ones of a minute, without writing any more."""
    digest = hashlib.sha256(f"token\0{address}".encode(errors="replace")).hexdigest()
    row = SignInFailure.objects.filter(digest=digest).first()
    if row is not None and row.wait_until > now and row.count >= FREE_TRIES:
        raise TooManyAttempts(row.wait_until - now)
    with transaction.atomic():
        same = SignInFailure.objects.filter(digest=digest)
        if not same.filter(wait_until__gt=now).update(count=F("count") + 1, last_at=now):
            fresh = {"count": 1, "last_at": now, "wait_until": now + WINDOW}
            SignInFailure.objects.update_or_create(digest=digest, defaults=fresh)
