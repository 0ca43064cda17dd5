"""What follows from guidance: its waits, callbacks and monitors become promises with a clock and an owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import CaseState, Promise, PromiseKind, PromiseState
from pansol.sop.guidance import Step

__all__ = ["conclude", "finish_promise"]

_KINDS = {"wait": PromiseKind.WAIT, "callback": PromiseKind.CALLBACK, "monitor": PromiseKind.MONITOR}


def conclude(file: CaseFile, *, by: User, now: datetime, key: str = "") -> list[Promise]:
    """Take the guidance as given to the customer; its promises start to run. Raises NotAllowedNow while it is open or expired."""
    require(by, "case.answer", file.case)
    result = file.answer.result
    if result.status != "decided":
        raise NotAllowedNow(_("Panduan belum diputuskan."))
    if not file.may_guide:
        raise NotAllowedNow(_("SOP ini sudah kedaluwarsa; team leader harus mengizinkannya lebih dahulu."))
    promises = [_promise(file, step, by, now) for step in _promised(file.steps)]
    state = CaseState.WAITING if promises else file.case.state
    with transaction.atomic():
        data = {"rule": result.rule, "promises": len(promises)}
        change(
            file.case,
            "case.conclude",
            by=by,
            now=now,
            key=key,
            data=data,
            rule=result.rule or "",
            settled_at=file.case.settled_at or now,
            state=state,
        )
        Promise.objects.bulk_create(promises, ignore_conflicts=True)
    return promises


def _promised(steps: tuple[Step, ...]) -> Iterator[Step]:
    seen = set()
    for step in steps:
        if step.action.kind in _KINDS and not step.blocked and (step.action.kind, step.rule.id) not in seen:
            seen.add((step.action.kind, step.rule.id))
            yield step


def _promise(file: CaseFile, step: Step, by: User, now: datetime) -> Promise:
    case = file.case
    return Promise(
        client_id=case.client_id, case=case, contact_id=case.contact_id, customer_id=case.customer_id, kind=_KINDS[step.action.kind],
        rule=step.rule.id, text=step.rule.title, due_at=_instant(file, step, now), owner=by, made_at=now,
    )  # fmt: skip


def _instant(file: CaseFile, step: Step, now: datetime) -> datetime | None:
    if isinstance(step.due, datetime):
        return step.due
    if isinstance(step.due, date):
        return datetime.combine(step.due, time(23, 59, 59), file.compiled.procedure.zone)
    return now + step.every if step.every else None


def finish_promise(promise: Promise, *, kept: bool, by: User, now: datetime) -> bool:
    """Keep or drop a promise; False when somebody did already."""
    require(by, "task.finish", promise)
    with transaction.atomic():
        state = PromiseState.KEPT if kept else PromiseState.DROPPED
        done = Promise.objects.filter(pk=promise.pk, state=PromiseState.OPEN).update(state=state, finished_at=now)
        if done:
            record(f"promise:{promise.pk}", "promise.finish", by=by, now=now, client_id=promise.client_id, data={"kept": kept})
    return bool(done)
