"""After guidance: it did not help, or its wait is over. The case lives on where it should, and is led on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.actions.conclude import end_promises, note_guidance
from pansol.desk.cases.actions.contact import start_contact
from pansol.desk.cases.actions.grey import box_of, known_facts
from pansol.desk.cases.again import forgetting, worth_asking_again
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, CaseState, Contact, GreyCase, GuidanceMark, Promise, PromiseKind, PromiseState

__all__ = ["advice_failed", "call_back", "follow_up"]


def advice_failed(file: CaseFile, words: str, *, by: User, now: datetime, key: str = "") -> tuple[str, ...]:
    """What was advised did not help: what may have changed is asked again, and the procedure leads on from there.

    Returns those facts; none when nothing is left to ask, and the case went to the team leader with its history.
    Raises NotAllowedNow where there is no guidance.
    """
    require(by, "case.answer", file.case)
    case, rule = file.case, file.answer.result.rule
    if case.state not in (CaseState.OPEN, CaseState.WAITING) or file.answer.contradiction or rule is None:
        raise NotAllowedNow(_("Belum ada panduan yang dapat dinilai."))
    again = worth_asking_again(file, _first_failure(case, rule))
    title = file.compiled.procedure.decisions[case.goal].rule(rule).title
    fields = {"state": CaseState.OPEN, "settled_at": None} if again else {"state": CaseState.GREY, "settled_at": case.settled_at or now}
    with transaction.atomic():
        data = {"rule": rule, "again": list(again)}
        rows = forgetting(file, again, by=by, now=now) if again else []
        if not change(case, "case.advice_failed", by=by, now=now, key=key, entries=rows, data=data, rule=rule, **fields):
            return again
        if not case.guidance.filter(rule=rule, mark=GuidanceMark.TOLD).exists():
            note_guidance(case, GuidanceMark.TOLD, rule, title, by=by, now=now)
        note_guidance(case, GuidanceMark.FAILED, rule, title, by=by, now=now, words=words.strip())
        end_promises(case, kept=False, by=by, now=now)
        if not again:
            _ask_leader(file, rule, words, by, now)
    return again


def _first_failure(case: Case, rule: str) -> datetime | None:
    row = case.guidance.filter(rule=rule, mark=GuidanceMark.FAILED).order_by("at", "pk").first()
    return row.at if row is not None else None


def _ask_leader(file: CaseFile, rule: str, words: str, by: User, now: datetime) -> None:
    question = words.strip() or "Saran SOP sudah dijalankan dan tidak berhasil. Bagaimana selanjutnya?"
    GreyCase.objects.create(
        client_id=file.case.client_id, case=file.case, reason="failed", rules=[rule], facts=known_facts(file),
        box=box_of(file), question=question[:2000], raised_by=by, raised_at=now,
    )  # fmt: skip


def follow_up(promise: Promise, *, by: User, now: datetime) -> bool:
    """The wait is over: the promise is kept, and its case goes on with `by`, stale facts asked again. False if somebody did already.

    Raises NotAllowedNow where there is no case to go on with.
    """
    require(by, "task.finish", promise)
    if promise.case_id is None:
        raise NotAllowedNow(_("Janji ini tidak punya kasus."))
    case = _case_of(promise)
    require(by, "case.answer", case)
    if case.state not in (CaseState.OPEN, CaseState.WAITING):
        raise NotAllowedNow(_("Kasusnya sudah selesai, atau menunggu keputusan team leader."))
    with transaction.atomic():
        running = Promise.objects.filter(pk=promise.pk, state=PromiseState.OPEN)
        if not running.update(state=PromiseState.KEPT, finished_at=now):
            return False
        record(f"promise:{promise.pk}", "promise.follow_up", by=by, now=now, client_id=promise.client_id, data={"case": case.pk})
        rows = forgetting(CaseFile(case, now), (), by=by, now=now)
        data = {"promise": promise.pk}
        change(case, "case.follow_up", by=by, now=now, entries=rows, data=data, owner=by, settled_at=None, state=CaseState.OPEN)
    return True


def _case_of(promise: Promise) -> Case:
    return Case.objects.select_related("version").defer("version__files").get(promises=promise)


def call_back(promise: Promise, *, by: User, now: datetime) -> Contact:
    """Ring the customer whom we promised to: a contact begins, and the case goes on in it. The promise runs until it is kept.

    Raises NotAllowedNow for a promise that is not a callback, or is over.
    """
    require(by, "task.finish", promise)
    if promise.kind != PromiseKind.CALLBACK or promise.state != PromiseState.OPEN:
        raise NotAllowedNow(_("Janji ini sudah selesai, atau bukan janji menelepon."))
    before = promise.contact
    with transaction.atomic():
        started = start_contact(promise.client, "call", before.ani if before else "", customer=promise.customer, by=by, now=now)
        case = _case_of(promise) if promise.case_id is not None else None
        if case is not None and case.state in (CaseState.OPEN, CaseState.WAITING):
            rows = forgetting(CaseFile(case, now), (), by=by, now=now)
            fields: dict[str, Any] = {"contact": started, "owner": by, "settled_at": None, "state": CaseState.OPEN}
            change(case, "case.resume", by=by, now=now, entries=rows, data={"promise": promise.pk}, **fields)
    return started
