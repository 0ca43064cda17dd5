"""Signing in: every attempt is counted before it is checked, and failures of one name from one address slow it down."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from pansol.desk.accounts.models import SignInFailure, User
from pansol.desk.accounts.recovery import use_code
from pansol.desk.accounts.totp import open_sealed, used_step
from pansol.desk.audit.actions import record

__all__ = ["FREE_TRIES", "LONGEST_WAIT", "SignIn", "forget_old_failures", "sign_in"]

FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who signed in, or None; `wait` is how long the next attempt has to wait. Unknown names look the same as known ones."""

    user: User | None
    wait: timedelta = timedelta()


def sign_in(username: str, password: str, code: str, *, address: str, now: datetime) -> SignIn:
    """Check name, password and, where somebody uses one, the one-time code."""
    digest = _digest(username, address)
    wait = _charge(digest, now)
    if wait is not None:
        return SignIn(None, wait)
    user = authenticate(username=username, password=password)
    if not isinstance(user, User) or not _takes_code(user, code, now):
        failed = SignInFailure.objects.filter(digest=digest).first()
        return SignIn(None, max(failed.wait_until - now, timedelta()) if failed else timedelta())
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # the same person twice at once: one after the other in the audit chain
        SignInFailure.objects.filter(digest=digest).delete()
        record(f"user:{user.pk}", "user.sign_in", by=user, now=now, data={"address": address})
    return SignIn(user)


def forget_old_failures(*, now: datetime) -> int:
    """Failures of more than a day ago."""
    return SignInFailure.objects.filter(last_at__lt=now - _FORGOTTEN_AFTER).delete()[0]


def _digest(username: str, address: str) -> str:
    return hashlib.sha256(f"{username.strip().casefold()}\0{address}".encode(errors="replace")).hexdigest()


def _charge(digest: str, now: datetime) -> timedelta | None:
    """Count an attempt; how long it has to wait when it came too early (it is then neither counted nor checked)."""
    with transaction.atomic():
        # a request may overtake one that began before it: without a wait, no instant may stand here that is later than the other's
        fresh = {"last_at": now, "wait_until": now - LONGEST_WAIT}
        row, _is_new = SignInFailure.objects.select_for_update().get_or_create(digest=digest, defaults=fresh)
        if row.wait_until > now:
            return row.wait_until - now
        count = 1 if now - row.last_at > _FORGOTTEN_AFTER else row.count + 1
        wait = _wait_after(count)
        wait_until = now + wait if wait else row.wait_until
        SignInFailure.objects.filter(pk=row.pk).update(count=count, last_at=now, wait_until=wait_until)
    return None


def _wait_after(count: int) -> timedelta:
    """Nothing for the first tries, then 2, 4, 8 … seconds."""
    over = count - FREE_TRIES
    return min(timedelta(seconds=2 ** min(over + 1, 20)), LONGEST_WAIT) if over >= 0 else timedelta()


def _takes_code(user: User, code: str, now: datetime) -> bool:
    if not user.totp_key:
        return True
    step = used_step(open_sealed(user.totp_key), code, now, user.totp_step)
    if step is None:
        return use_code(user, code, now=now)
    return bool(User.objects.filter(pk=user.pk, totp_step__lt=step).update(totp_step=step))
