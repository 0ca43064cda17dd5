"""Publishing and withdrawing versions, and what the floor says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.knowledge.library import digest_of, files_of
from pansol.desk.knowledge.models import Feedback, Version, Withdrawal
from pansol.sop.load import load

__all__ = ["give_feedback", "publish", "register_grey", "withdraw"]


def publish(root: Path, procedure: str, *, client: Client, by: User | None, now: datetime) -> Version:
    """Publish the files of a procedure as they are now; the same text twice is one version. Raises LoadError."""
    files = files_of(root, procedure)
    loaded = load(root / procedure, root)
    with transaction.atomic():
        version, is_new = Version.objects.get_or_create(
            procedure=procedure,
            digest=digest_of(files),
            defaults={
                "client": client,
                "title": loaded.title,
                "files": files,
                "expires": loaded.expires,
                "published_at": now,
                "published_by": by,
            },
        )
        if is_new:
            record(f"version:{version.pk}", "version.publish", by=by, now=now, client_id=client.pk, data={"procedure": procedure})
    return version


def withdraw(version: Version, cases: str, reason: str, *, by: User, now: datetime) -> bool:
    """Take a version out of use; `cases` (a Withdrawal) says what becomes of the cases pinned to it. False when it was already."""
    require(by, "version.withdraw", version)
    with transaction.atomic():
        changed = Version.objects.filter(pk=version.pk, withdrawn_at=None).update(
            withdrawn_at=now, withdrawal=Withdrawal(cases), withdrawal_reason=reason
        )
        if changed:
            data = {"cases": cases, "reason": reason}
            record(f"version:{version.pk}", "version.withdraw", by=by, now=now, client_id=version.client_id, data=data)
    return bool(changed)


def give_feedback(
    version: Version,
    *,
    text: str,
    by: User,
    now: datetime,
    rule: str = "",
    facts: Mapping[str, Any] | None = None,
    case_id: int | None = None,
) -> Feedback:
    """“Langkah ini salah”: to the editors, with the case and its facts."""
    require(by, "article.feedback", version)
    return _entered(version, "wrong_step", text, by, now, rule, facts or {}, case_id)


def register_grey(version: Version, text: str, *, by: User, now: datetime, rule: str, facts: Mapping[str, Any], case_id: int) -> Feedback:
    """What somebody had to decide because the SOP does not; who may decide, may enter it."""
    return _entered(version, "grey", text, by, now, rule, facts, case_id)


def _entered(
    version: Version, kind: str, text: str, by: User, now: datetime, rule: str, facts: Mapping[str, Any], case_id: int | None
) -> Feedback:
    with transaction.atomic():
        given = Feedback.objects.create(
            client_id=version.client_id, procedure=version.procedure, version=version, rule=rule, kind=kind, text=text, facts=dict(facts),
            case_id=case_id, given_by=by, given_at=now,
        )  # fmt: skip
        record(f"feedback:{given.pk}", "feedback.give", by=by, now=now, client_id=version.client_id, data={"case": case_id})
    return given
