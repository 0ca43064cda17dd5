"""A case is opened, handed over, resumed, closed; an expired procedure is allowed by a team leader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import may, require
from pansol.desk.audit.actions import record
from pansol.desk.cases.actions.change import change
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, CaseState, Contact, FactEntry
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
        known = _known_in_contact(contact) | {fact: (text, now) for fact, text in (facts or {}).items()}
        FactEntry.objects.bulk_create(_fitting(case, known, by))
        record(f"case:{case.pk}", "case.open", by=by, now=now, client_id=case.client_id, data={"procedure": version.procedure})
    return case


def _known_in_contact(contact: Contact) -> dict[str, tuple[str, datetime]]:
    """What the contact's other cases know, with the moment each was learned: a value does not grow younger by being carried over."""
    rows = FactEntry.objects.filter(case__contact=contact, mark="").order_by("at", "number").values_list("fact", "value", "at")
    return {fact: (text, at) for fact, text, at in rows}


def _fitting(case: Case, known: Mapping[str, tuple[str, datetime]], by: User) -> list[FactEntry]:
    """Entries for the facts that this procedure has and that fit their type here."""
    found: list[FactEntry] = []
    for fact, (text, at) in known.items():
        try:
            read_facts(compiled(case.version).procedure, {fact: text})
        except FactError:
            continue
        found.append(FactEntry(case=case, number=len(found) + 1, fact=fact, value=text, source="kontak ini", by=by, at=at))
    return found


def hand_over(case: Case, to: User, *, by: User, now: datetime) -> None:
    """Another agent goes on with the case."""
    require(by, "case.hand_over", case)
    if not may(to, "case.answer", case):
        raise NotAllowedNow(_("Orang itu tidak menangani klien ini."))
    change(case, "case.hand_over", by=by, now=now, data={"to": to.pk}, owner=to)


def resume(file: CaseFile, contact: Contact, *, by: User, now: datetime) -> None:
    """Go on with a case in a later contact: what has gone stale is asked again, what nobody knew may be asked again."""
    require(by, "case.answer", file.case)
    if contact.client_id != file.case.client_id:
        raise NotAllowedNow(_("Kontak itu milik klien lain."))
    file.ledger.resume()
    taken = [str(r.number) for r in file.rows if r.mark == "unanswerable"]
    rows = []
    if taken:
        fact = next(r.fact for r in file.rows if r.mark == "unanswerable")
        rows = [
            FactEntry(
                case=file.case, number=file.next_number, fact=fact, value=",".join(taken), mark="undone", source="lanjutan", by=by, at=now
            )
        ]
    state = CaseState.OPEN if file.case.state == CaseState.WAITING else file.case.state
    change(file.case, "case.resume", by=by, now=now, entries=rows, contact=contact, owner=by, settled_at=None, state=state)


def close_case(case: Case, outcome: str, *, by: User, now: datetime, key: str = "") -> None:
    """The case is done. Raises NotAllowedNow while a team leader's decision is awaited."""
    require(by, "case.close", case)
    if case.state == CaseState.GREY:
        raise NotAllowedNow(_("Kasus ini menunggu keputusan team leader."))
    change(case, "case.close", by=by, now=now, key=key, data={"outcome": outcome}, state=CaseState.CLOSED, outcome=outcome, closed_at=now)


def override_expiry(case: Case, reason: str, *, by: User, now: datetime) -> None:
    """Let an expired procedure guide this one case; the reason is kept."""
    require(by, "case.override_expiry", case)
    if not reason.strip():
        raise NotAllowedNow(_("Tulis alasannya; alasan ini disimpan bersama kasus."))
    change(case, "case.override_expiry", by=by, now=now, note=reason.strip(), expiry_override=reason.strip(), expiry_override_by=by)
