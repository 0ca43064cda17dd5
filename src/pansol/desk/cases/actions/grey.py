"""Grey cases: to the team leader with all facts, decided, back to the agent, and into the editors' register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import may, require
from pansol.desk.audit.actions import record
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.box import smallest_box
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, CaseState, GreyCase, GreyState, GuidanceMark
from pansol.desk.knowledge.actions import register_grey
from pansol.sop.values import ABSENT, Value, write_value

__all__ = ["box_of", "decide_grey", "forward_grey", "known_facts", "may_ask_leader", "raise_grey", "reason_of"]


def raise_grey(file: CaseFile, question: str, *, by: User, now: datetime, key: str = "") -> GreyCase:
    """Ask the team leader; the case waits. Raises NotAllowedNow where there is nothing to decide."""
    require(by, "case.answer", file.case)
    if not may_ask_leader(file):
        raise NotAllowedNow(_("SOP sudah memutuskan keadaan ini."))
    with transaction.atomic():
        data, settled_at = {"reason": reason_of(file)}, file.case.settled_at or now  # the decision speaks of the facts as they are now
        if not change(file.case, "case.grey", by=by, now=now, key=key, data=data, state=CaseState.GREY, settled_at=settled_at):
            return GreyCase.objects.filter(case=file.case).latest("raised_at")
        return GreyCase.objects.create(
            client_id=file.case.client_id, case=file.case, reason=data["reason"], rules=[r.id for r in file.answer.rules()],
            facts=known_facts(file), box=box_of(file), question=question, raised_by=by, raised_at=now,
        )  # fmt: skip


def may_ask_leader(file: CaseFile) -> bool:
    """Whether there is something for a team leader to decide."""
    if file.answer.needs_decision or file.answer.contradiction is not None or file.case.version.withdrawn_at is not None:
        return True
    rule = file.answer.result.rule
    return bool(rule) and file.case.guidance.filter(rule=rule, mark=GuidanceMark.FAILED).exists()


def reason_of(file: CaseFile) -> str:
    """Why it is one for the team leader, in one word."""
    result = file.answer.result
    if not file.answer.needs_decision and file.answer.contradiction is None:
        return "withdrawn" if file.case.version.withdrawn_at is not None else "failed"
    if result.status == "uncovered":
        return "stuck" if result.stuck else "uncovered"
    return "conflict" if result.status == "conflict" else "gap"


def known_facts(file: CaseFile) -> dict[str, str]:
    """The facts of a case as text, personal data left out: this travels to editors."""
    return _as_texts(file, file.situation.known)


def box_of(file: CaseFile) -> dict[str, str]:
    """The smallest part of the facts that leaves this situation open, as text, personal data left out."""
    return _as_texts(file, smallest_box(file))


def _as_texts(file: CaseFile, known: Mapping[str, Value]) -> dict[str, str]:
    facts = file.compiled.procedure.facts
    found = {}
    for name, value in known.items():
        if value is not None and name in facts and not facts[name].pii and not facts[name].kind.is_textual:
            found[name] = "absent" if value is ABSENT else write_value(facts[name].kind, value)
    return found


def forward_grey(grey: GreyCase, to: User, *, by: User, now: datetime) -> bool:
    """Pass a grey case on to somebody who may decide it; False if it was decided meanwhile. Raises NotAllowedNow for anybody else."""
    require(by, "case.decide_grey", grey)
    if not may(to, "case.decide_grey", grey):
        raise NotAllowedNow(_("Orang itu tidak dapat memutuskan kasus klien ini."))
    with transaction.atomic():
        waiting = GreyCase.objects.filter(pk=grey.pk, state__in=[GreyState.OPEN, GreyState.FORWARDED])
        done = waiting.update(state=GreyState.FORWARDED, recipient=to, forwarded_at=now)
        if done:
            record(f"grey:{grey.pk}", "grey.forward", by=by, now=now, client_id=grey.client_id, data={"to": to.pk})
    return bool(done)


def decide_grey(grey: GreyCase, decision: str, *, by: User, now: datetime, script: str = "") -> bool:
    """Decide a grey case: the agent gets the decision and what to say, the editors' register the smallest set of facts.

    False if decided already.
    """
    require(by, "case.decide_grey", grey)
    if not decision.strip():
        raise NotAllowedNow(_("Tulis keputusannya, agar agen tahu apa yang harus disampaikan."))
    with transaction.atomic():
        done = GreyCase.objects.filter(pk=grey.pk, state__in=[GreyState.OPEN, GreyState.FORWARDED]).update(
            state=GreyState.DECIDED, decision=decision, script=script.strip(), decided_by=by, decided_at=now
        )
        if not done:
            return False
        case = Case.objects.select_related("version").get(pk=grey.case_id)
        Case.objects.filter(pk=case.pk, state=CaseState.GREY).update(state=CaseState.OPEN, revision=F("revision") + 1)
        register_grey(
            case.version, f"{grey.question}\n→ {decision}"[:2000], by=by, now=now, rule=next(iter(grey.rules), ""),
            facts=grey.box or grey.facts, case_id=case.pk,
        )  # fmt: skip
        record(f"grey:{grey.pk}", "grey.decide", by=by, now=now, client_id=grey.client_id)
    return True
