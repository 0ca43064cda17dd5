"""Grey cases: to the team leader with all facts, decided, back to the agent, and into the editors' register."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, CaseState, GreyCase, GreyState
from pansol.desk.knowledge.actions import give_feedback
from pansol.sop.values import ABSENT, write_value

__all__ = ["decide_grey", "forward_grey", "known_facts", "raise_grey", "reason_of"]


def raise_grey(file: CaseFile, question: str, *, by: User, now: datetime, key: str = "") -> GreyCase:
    """Ask the team leader; the case waits. Raises NotAllowedNow when the SOP does answer."""
    require(by, "case.answer", file.case)
    if not file.answer.needs_decision and file.answer.contradiction is None:
        raise NotAllowedNow(_("SOP sudah memutuskan keadaan ini."))
    with transaction.atomic():
        if not change(file.case, "case.grey", by=by, now=now, key=key, data={"reason": reason_of(file)}, state=CaseState.GREY):
            return GreyCase.objects.filter(case=file.case).latest("raised_at")
        return GreyCase.objects.create(
            client_id=file.case.client_id, case=file.case, reason=reason_of(file), rules=[r.id for r in file.answer.rules()],
            facts=known_facts(file), question=question, raised_by=by, raised_at=now,
        )  # fmt: skip


def reason_of(file: CaseFile) -> str:
    result = file.answer.result
    if result.status == "uncovered":
        return "stuck" if result.stuck else "uncovered"
    return "conflict" if result.status == "conflict" else "gap"


def known_facts(file: CaseFile) -> dict[str, str]:
    """The facts of a case as text, personal data left out: this travels to editors."""
    facts = file.compiled.procedure.facts
    found = {}
    for name, value in file.situation.known.items():
        if value is not None and name in facts and not facts[name].pii and not facts[name].kind.is_textual:
            found[name] = "absent" if value is ABSENT else write_value(facts[name].kind, value)
    return found


def forward_grey(grey: GreyCase, *, by: User, now: datetime) -> bool:
    """Pass a grey case on to whoever owns the SOP; it stays in the inbox as forwarded."""
    require(by, "case.decide_grey", grey)
    with transaction.atomic():
        done = GreyCase.objects.filter(pk=grey.pk, state=GreyState.OPEN).update(state=GreyState.FORWARDED)
        if done:
            record(f"grey:{grey.pk}", "grey.forward", by=by, now=now, client_id=grey.client_id)
    return bool(done)


def decide_grey(grey: GreyCase, decision: str, *, by: User, now: datetime) -> bool:
    """Decide a grey case: the agent gets the decision, the editors' register the smallest set of facts. False if decided already."""
    require(by, "case.decide_grey", grey)
    if not decision.strip():
        raise NotAllowedNow(_("Tulis keputusannya, agar agen tahu apa yang harus disampaikan."))
    with transaction.atomic():
        open_states = [GreyState.OPEN, GreyState.FORWARDED]
        done = GreyCase.objects.filter(pk=grey.pk, state__in=open_states).update(
            state=GreyState.DECIDED, decision=decision, decided_by=by, decided_at=now
        )
        if not done:
            return False
        case = Case.objects.select_related("version").get(pk=grey.case_id)
        Case.objects.filter(pk=case.pk, state=CaseState.GREY).update(state=CaseState.OPEN, revision=F("revision") + 1)
        rule = next(iter(grey.rules), "")
        give_feedback(
            case.version, kind="grey", text=f"{grey.question}\n→ {decision}", by=by, now=now, rule=rule, facts=grey.facts, case_id=case.pk
        )
        record(f"grey:{grey.pk}", "grey.decide", by=by, now=now, client_id=grey.client_id)
    return True
