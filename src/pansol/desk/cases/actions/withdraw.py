"""Withdrawing a version with what becomes of the cases pinned to it: they keep it, move to its successor, or wait for the team leader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.actions.grey import known_facts
from pansol.desk.cases.actions.move import to_version
from pansol.desk.cases.errors import NotAllowedNow, Stale
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, CaseState, GreyCase
from pansol.desk.knowledge.actions import withdraw
from pansol.desk.knowledge.models import Version, Withdrawal
from pansol.desk.knowledge.queries import current_versions

__all__ = ["Moved", "pinned_cases", "withdraw_version"]


@dataclass(slots=True)
class Moved:
    """What became of the cases: how many moved, how many wait for a team leader, how many keep the version."""

    moved: int = 0
    waiting: int = 0
    kept: int = 0


def pinned_cases(version: Version) -> int:
    """How many cases still run on a version."""
    return Case.objects.filter(version=version).exclude(state=CaseState.CLOSED).count()


def withdraw_version(version: Version, cases: str, reason: str, *, by: User, now: datetime) -> Moved:
    """Take a version out of use, cases and all, in one transaction. Raises NotAllowedNow when it was already,
    and when there is nothing to move to.

    A case that moves takes along what its successor can read; the rest stays in the ledger and is asked again.
    """
    require(by, "version.withdraw", version)
    done = Moved()
    with transaction.atomic():
        if not withdraw(version, cases, reason, by=by, now=now):
            raise NotAllowedNow(_("Versi ini sudah ditarik orang lain; kasusnya mengikuti pilihan yang pertama."))
        successor = current_versions(version.procedure, version.client_id) if cases == Withdrawal.MOVE else None
        if cases == Withdrawal.MOVE and successor is None:
            raise NotAllowedNow(_("Belum ada versi pengganti. Terbitkan dahulu, atau pilih yang lain."))
        for case in Case.objects.filter(version=version).exclude(state=CaseState.CLOSED).select_related("version"):
            _settle(case, cases, successor, reason, by, now, done)
    return done


def _settle(case: Case, cases: str, successor: Version | None, reason: str, by: User, now: datetime, done: Moved) -> None:
    if cases == Withdrawal.KEEP:
        done.kept += 1
    elif successor is not None:
        _move(case, successor, by, now)
        done.moved += 1
    else:
        _ask_leader(case, reason, by, now)
        done.waiting += 1


def _move(case: Case, successor: Version, by: User, now: datetime) -> None:
    """Whatever an agent answered meanwhile."""
    try:
        to_version(CaseFile(case, now), successor, by=by, now=now)
    except Stale:
        case.refresh_from_db()
        to_version(CaseFile(case, now), successor, by=by, now=now)


def _ask_leader(case: Case, reason: str, by: User, now: datetime) -> None:
    if case.state == CaseState.GREY:
        return
    facts = known_facts(CaseFile(case, now))
    _retry(case, "case.grey", by, now, state=CaseState.GREY)
    question = f"SOP kasus ini ditarik: {reason}. Bagaimana kasus ini diteruskan?"
    GreyCase.objects.create(
        client_id=case.client_id, case=case, reason="withdrawn", facts=facts, question=question, raised_by=by, raised_at=now
    )


def _retry(case: Case, verb: str, by: User, now: datetime, **fields: Any) -> None:
    """A change that holds whatever an agent answered meanwhile."""
    try:
        change(case, verb, by=by, now=now, **fields)
    except Stale:
        case.refresh_from_db()
        change(case, verb, by=by, now=now, **fields)
