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
from pansol.desk.cases.models import Case, CaseState, GreyCase, GreyState, GuidanceEntry, GuidanceMark, Promise, PromiseKind, PromiseState
from pansol.sop.guidance import Step

__all__ = ["conclude", "end_promises", "finish_promise", "note_guidance"]

_KINDS = {"wait": PromiseKind.WAIT, "callback": PromiseKind.CALLBACK, "monitor": PromiseKind.MONITOR}


def conclude(file: CaseFile, *, by: User, now: datetime, key: str = "") -> list[Promise]:
    """Take the guidance, or the team leader's decision, as given to the customer; its promises start to run.

    Raises NotAllowedNow while it is open or expired.
    """
    require(by, "case.answer", file.case)
    result, ruling = file.answer.result, _ruling(file.case)
    is_decided = result.status == "decided" and file.answer.contradiction is None
    if not is_decided and ruling is None:
        raise NotAllowedNow(_("Panduan belum diputuskan."))
    if not file.may_guide:
        raise NotAllowedNow(_("SOP ini sudah kedaluwarsa; team leader harus mengizinkannya lebih dahulu."))
    promises = [_promise(file, step, by, now) for step in _promised(file.steps)] if is_decided else []
    state = CaseState.WAITING if promises else file.case.state
    settled_at = file.case.settled_at or now
    with transaction.atomic():
        data = {"rule": result.rule, "promises": len(promises)}
        if change(
            file.case, "case.conclude", by=by, now=now, key=key, data=data, rule=result.rule or "", settled_at=settled_at, state=state
        ):
            Promise.objects.bulk_create(promises, ignore_conflicts=True)
            if ruling is not None:
                title = f"Keputusan {ruling.decided_by.display_name if ruling.decided_by else ''}".strip()
                note_guidance(file.case, GuidanceMark.TOLD, "", title, by=by, now=now, words=ruling.decision)
            if is_decided and result.rule:
                title = file.compiled.procedure.decisions[file.case.goal].rule(result.rule).title
                note_guidance(file.case, GuidanceMark.TOLD, result.rule, title, by=by, now=now)
    return promises


def _ruling(case: Case) -> GreyCase | None:
    """The team leader's decision, if there is one and the case is no longer waiting for another."""
    rows = GreyCase.objects.filter(case=case).select_related("decided_by").order_by("-raised_at")
    newest = rows.first()
    return newest if newest is not None and newest.state == GreyState.DECIDED else None


def note_guidance(case: Case, mark: GuidanceMark, rule: str, title: str, *, by: User, now: datetime, words: str = "") -> None:
    """One more line of what the customer was told, or of what came of it."""
    GuidanceEntry.objects.create(
        client_id=case.client_id, case=case, rule=rule, title=title[:300], mark=mark, words=words[:2000], by=by, at=now
    )


def end_promises(case: Case, *, kept: bool, by: User, now: datetime) -> None:
    """What was promised for a case is over with it; what has come due counts as kept in any case. Call it inside a transaction."""
    for promise in Promise.objects.filter(case=case, state=PromiseState.OPEN):
        is_due = promise.due_at is not None and promise.due_at <= now
        state = PromiseState.KEPT if kept or is_due else PromiseState.DROPPED
        if Promise.objects.filter(pk=promise.pk, state=PromiseState.OPEN).update(state=state, finished_at=now):
            data = {"kept": state == PromiseState.KEPT}
            record(f"promise:{promise.pk}", "promise.finish", by=by, now=now, client_id=case.client_id, data=data)


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
        rule=step.rule.id, text=_task(step), due_at=_instant(file, step, now), owner=by, made_at=now,
    )  # fmt: skip


def _task(step: Step) -> str:
    """What is to be done once it is due."""
    then = step.action.settings.get("then")
    return (f"{step.rule.title}. {then}" if isinstance(then, str) and then else step.rule.title)[:300]


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
