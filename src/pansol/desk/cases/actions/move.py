"""A case goes on under the version of its procedure that is in use: what is known is carried over, what does not fit is asked again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.ledger import fits
from pansol.desk.cases.models import CaseState, FactEntry
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version
from pansol.desk.knowledge.queries import current_versions

__all__ = ["move_case", "to_version"]


def move_case(file: CaseFile, *, by: User, now: datetime, key: str = "") -> tuple[str, ...]:
    """Leave a withdrawn version for the one in use; returns the labels of what is asked again.

    Raises NotAllowedNow when the version was not withdrawn, nothing replaces it, or a team leader's decision is awaited.
    """
    require(by, "case.answer", file.case)
    if file.case.version.withdrawn_at is None:
        raise NotAllowedNow(_("SOP kasus ini masih berlaku."))
    if file.case.state == CaseState.GREY:
        raise NotAllowedNow(_("Kasus ini menunggu keputusan team leader."))
    successor = current_versions(file.case.version.procedure, file.case.client_id)
    if successor is None:
        raise NotAllowedNow(_("Belum ada versi penggantinya. Tanyakan kepada team leader."))
    return to_version(file, successor, by=by, now=now, key=key)


def to_version(file: CaseFile, successor: Version, *, by: User, now: datetime, key: str = "") -> tuple[str, ...]:
    """Move a case that was read at its present revision. Entries that the new version cannot read stay in the ledger, taken back."""
    case, target = file.case, compiled(successor)
    unfit = [row for row in file.rows if row.mark != "undone" and not fits(target, row)]
    rows = []
    if unfit:
        numbers = ",".join(str(row.number) for row in unfit)
        entry = FactEntry(case=case, number=file.next_number, fact=unfit[-1].fact, value=numbers, mark="undone")
        entry.source, entry.by, entry.at = "version", by, now
        rows.append(entry)
    goal = case.goal if case.goal in target.procedure.decisions else target.procedure.goals[0]
    data = {"from_version": case.version_id, "to_version": successor.pk}
    fields: dict[str, Any] = {"version": successor, "moved_from": case.version, "goal": goal, "settled_at": None}
    change(case, "case.move", by=by, now=now, key=key, entries=rows, data=data, **fields)
    return tuple(dict.fromkeys(_label(file, row) for row in unfit))


def _label(file: CaseFile, row: FactEntry) -> str:
    fact = file.compiled.procedure.facts.get(row.fact)
    return fact.label.rstrip("?") if fact is not None else row.fact
