"""Codes on paper for the day the phone is lost: each lets its owner in once. Only hashes are kept."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime

from pansol.desk.accounts.models import RecoveryCode, User

__all__ = ["HOW_MANY", "codes_left", "new_codes", "use_code"]

HOW_MANY = 10


def new_codes(user: User) -> list[str]:
    """Fresh codes of 80 random bits, like `k7qm-3xw9-…`; the old ones no longer work."""
    texts = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(HOW_MANY)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(text)) for text in texts)
    return ["-".join(re.findall("....", text)) for text in texts]


def use_code(user: User, typed: str, *, now: datetime) -> bool:
    """Whether a code was right and unused; it is used now."""
    return bool(RecoveryCode.objects.filter(user=user, digest=_digest(typed), used_at=None).update(used_at=now))


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _digest(text: str) -> str:
    return hashlib.sha256(re.sub(r"[\s-]", "", text).lower().encode(errors="replace")).hexdigest()
