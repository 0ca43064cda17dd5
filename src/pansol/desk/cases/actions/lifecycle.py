"""A case is opened, handed over, resumed, closed; an expired procedure is allowed by a team leader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import may, require
from pansol.desk.audit.actions import record
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.actions.conclude import end_promises, note_guidance
from pansol.desk.cases.again import forgetting
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.ledger import as_text
from pansol.desk.cases.models import Case, CaseState, Contact, FactEntry, GuidanceMark
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version
from pansol.sop.errors import FactError
from pansol.sop.facts import read_facts

__all__ = ["close_case", "hand_over", "open_case", "override_expiry", "resume"]


def open_case(contact: Contact, version: Version, *, by: User, now: datetime, facts: Mapping[str, str] | None = None) -> Case:
    """Begin a case in a contact; facts already known in this contact are carried over where the vocabulary is shared."""
    require(by, "case.open", contact)
    require(by, "article.view", version)
    if version.client_id != contact.client_id:
        raise NotAllowedNow(_("SOP itu milik klien lain."))
    procedure = compiled(version).procedure
    with transaction.atomic():
        case = Case.objects.create(
            client_id=contact.client_id, customer_id=contact.customer_id, contact=contact, version=version, goal=procedure.goals[0],
            as_of=now.astimezone(procedure.zone).date(), owner=by, opened_at=now,
        )  # fmt: skip
        known = _known_in_contact(contact, now) | {fact: (text, "", now) for fact, text in (facts or {}).items()}
        FactEntry.objects.bulk_create(_fitting(case, known, by))
        record(f"case:{case.pk}", "case.open", by=by, now=now, client_id=case.client_id, data={"procedure": version.procedure})
    return case


def _known_in_contact(contact: Contact, now: datetime) -> dict[str, tuple[str, str, datetime]]:
    """What stands in the contact's other cases, with the moment it was learned: a value does not grow younger by being carried over."""
    found: dict[str, tuple[str, str, datetime]] = {}
    for case in contact.cases.select_related("version").defer("version__files").order_by("opened_at"):
        file = CaseFile(case, now)
        for fact, entry in file.ledger.current().items():
            if not entry.mark and (fact not in found or found[fact][2] <= entry.at):
                found[fact] = (*as_text(file.compiled, fact, entry.value), entry.at)
    return found


def _fitting(case: Case, known: Mapping[str, tuple[str, str, datetime]], by: User) -> list[FactEntry]:
    """Entries for the facts that this procedure has and that fit their type here."""
    procedure = compiled(case.version).procedure
    found: list[FactEntry] = []
    for fact, (text, mark, at) in known.items():
        try:
            read_facts(procedure, {fact: mark or text})
        except FactError:
            continue
        if mark and not procedure.facts[fact].can_be_absent:
            continue
        number = len(found) + 1
        found.append(FactEntry(case=case, number=number, fact=fact, value=text, mark=mark, source="contact", by=by, at=at))
    return found


def hand_over(case: Case, to: User, *, by: User, now: datetime) -> None:
    """Another agent goes on with the case."""
    require(by, "case.hand_over", case)
    if not may(to, "case.answer", case):
        raise NotAllowedNow(_("Orang itu tidak menangani klien ini."))
    change(case, "case.hand_over", by=by, now=now, data={"to": to.pk}, owner=to)


def resume(file: CaseFile, contact: Contact, *, by: User, now: datetime) -> None:
    """Go on with a case in a later contact: what has gone stale is asked again, what nobody knew may be asked again.

    Raises NotAllowedNow for a contact that is over, of another client or of another customer.
    """
    require(by, "case.answer", file.case)
    if contact.client_id != file.case.client_id:
        raise NotAllowedNow(_("Kontak itu milik klien lain."))
    if contact.ended_at is not None:
        raise NotAllowedNow(_("Kontak itu sudah selesai."))
    if file.case.customer_id and contact.customer_id and file.case.customer_id != contact.customer_id:
        raise NotAllowedNow(_("Kasus itu milik pelanggan lain."))
    rows = forgetting(file, (), by=by, now=now)
    state = CaseState.OPEN if file.case.state == CaseState.WAITING else file.case.state
    change(file.case, "case.resume", by=by, now=now, entries=rows, contact=contact, owner=by, settled_at=None, state=state)


def close_case(case: Case, outcome: str, *, by: User, now: datetime, key: str = "", note: str = "") -> None:
    """The case is done, refused by the customer, or belongs elsewhere; what came of its guidance is kept, its promises end.

    Raises NotAllowedNow while a team leader's decision is awaited, and for a refusal without its reason.
    """
    require(by, "case.close", case)
    if case.state == CaseState.GREY:
        raise NotAllowedNow(_("Kasus ini menunggu keputusan team leader."))
    note = note.strip()[:500]
    if outcome == "refused" and not note:
        raise NotAllowedNow(_("Tulis alasan pelanggan, agar rekan berikutnya tahu."))
    fields: dict[str, Any] = {"state": CaseState.CLOSED, "outcome": outcome, "outcome_note": note, "closed_at": now}
    with transaction.atomic():
        if change(case, "case.close", by=by, now=now, key=key, data={"outcome": outcome}, **fields):
            _note_outcome(case, outcome, note, by, now)
            end_promises(case, kept=outcome == "done", by=by, now=now)


def _note_outcome(case: Case, outcome: str, note: str, by: User, now: datetime) -> None:
    """What came of the guidance that was given last; a refusal also speaks of guidance that was never taken."""
    mark = {"done": GuidanceMark.HELPED, "refused": GuidanceMark.REFUSED}.get(outcome)
    last = case.guidance.order_by("-at", "-pk").first()
    if mark is None or (last is None and mark == GuidanceMark.HELPED):
        return
    rule, title = (last.rule, last.title) if last is not None else ("", case.version.title)
    note_guidance(case, mark, rule, title, by=by, now=now, words=note)


def override_expiry(case: Case, reason: str, *, by: User, now: datetime) -> None:
    """Let an expired procedure guide this one case; the reason is kept."""
    require(by, "case.override_expiry", case)
    if not reason.strip():
        raise NotAllowedNow(_("Tulis alasannya; alasan ini disimpan bersama kasus."))
    change(case, "case.override_expiry", by=by, now=now, note=reason.strip(), expiry_override=reason.strip(), expiry_override_by=by)
