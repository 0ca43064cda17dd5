"""What is answered about contacts, customers, cases, promises, grey cases, outages, records, feedback and procedures."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from pansol.desk.accounts.models import User
from pansol.desk.cases.memory import Given
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.cases.privacy import DOTS
from pansol.desk.customers.models import Customer
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.models import Feedback, Version
from pansol.desk.outages.models import Outage
from pansol.desk.web.masking import masked_name, masked_value

__all__ = [
    "CaseOut", "ContactOut", "CustomerOut", "FeedbackOut", "GivenOut", "GreyOut", "KeyOut", "OutageOut", "PersonOut", "PromiseOut",
    "RecordOut", "VersionOut", "case_out", "contact_out", "customer_out", "feedback_out", "given_out", "grey_out", "outage_out",
    "person_out", "promise_out", "record_out", "version_out",
]  # fmt: skip


class PersonOut(BaseModel):
    id: int
    name: str


class ContactOut(BaseModel):
    id: int
    client: str
    channel: str
    ani: str
    customer: int | None
    agent: PersonOut
    started_at: datetime
    attended_at: datetime | None
    ended_at: datetime | None
    dropped: bool
    disposition: str
    identity_checked_at: datetime | None
    cases: list[int]


class KeyOut(BaseModel):
    kind: str
    value: str


class CustomerOut(BaseModel):
    """`is_masked` says whether name and keys are shown as they are."""

    id: int
    client: str
    name: str
    area: str
    keys: list[KeyOut]
    is_masked: bool
    last_contact_at: datetime | None


class CaseOut(BaseModel):
    id: int
    client: str
    customer: int | None
    contact: int
    procedure: str
    version: int
    title: str
    goal: str
    as_of: date
    state: str
    owner: PersonOut
    revision: int
    opened_at: datetime
    settled_at: datetime | None
    closed_at: datetime | None
    rule: str
    outcome: str
    outcome_note: str
    moved_from: int | None
    expiry_override: str


class GivenOut(BaseModel):
    """What a customer was told, and the latest that is known of what came of it: helped, failed or refused; empty while nobody knows."""

    case: int
    rule: str
    title: str
    by: PersonOut
    at: datetime
    outcome: str
    words: str
    outcome_at: datetime | None


class PromiseOut(BaseModel):
    id: int
    client: str
    case: int | None
    contact: int | None
    customer: int | None
    kind: str
    rule: str
    text: str
    due_at: datetime | None
    owner: PersonOut
    state: str
    made_at: datetime
    finished_at: datetime | None


class GreyOut(BaseModel):
    """`box` is the smallest part of the facts that leaves the situation open; `script` is what the agent says to the customer."""

    id: int
    client: str
    case: int
    reason: str
    rules: list[str]
    facts: dict[str, str]
    box: dict[str, str]
    question: str
    state: str
    raised_by: PersonOut
    raised_at: datetime
    recipient: PersonOut | None
    forwarded_at: datetime | None
    decision: str
    script: str
    decided_by: PersonOut | None
    decided_at: datetime | None


class OutageOut(BaseModel):
    id: int
    client: str
    area: str
    title: str
    source: str
    reference: str
    answer: str
    starts_at: datetime
    ends_at: datetime | None


class VersionOut(BaseModel):
    id: int
    client: str
    procedure: str
    title: str
    digest: str
    expires: date | None
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawal_reason: str


class RecordOut(BaseModel):
    """A record that was written. Its words hold personal data, as its format demands: masked, values are dots and there is no summary."""

    id: int
    case: int
    contact: int
    record: str
    fields: dict[str, str]
    summary: str
    is_masked: bool
    supersedes: int | None
    by: PersonOut
    at: datetime


class FeedbackOut(BaseModel):
    """What the editors read; `facts` are those of the case that are not personal."""

    id: int
    client: str
    procedure: str
    version: int | None
    rule: str
    case: int | None
    text: str
    facts: dict[str, str]
    state: str
    given_by: PersonOut
    given_at: datetime


def person_out(user: User) -> PersonOut:
    return PersonOut(id=user.pk, name=user.display_name)


def contact_out(c: Contact) -> ContactOut:
    return ContactOut(
        id=c.pk, client=c.client.code, channel=c.channel, ani=masked_value(c.ani), customer=c.customer_id, agent=person_out(c.agent),
        started_at=c.started_at, attended_at=c.attended_at, ended_at=c.ended_at, dropped=c.dropped, disposition=c.disposition,
        identity_checked_at=c.identity_checked_at, cases=sorted(case.pk for case in c.cases.all()),
    )  # fmt: skip


def customer_out(c: Customer, *, is_masked: bool = True) -> CustomerOut:
    keys = sorted((key.kind, masked_value(key.value) if is_masked else key.value) for key in c.keys.all())
    return CustomerOut(
        id=c.pk, client=c.client.code, name=masked_name(c.name) if is_masked else c.name, area=c.area,
        keys=[KeyOut(kind=kind, value=value) for kind, value in keys], is_masked=is_masked, last_contact_at=c.last_contact_at,
    )  # fmt: skip


def case_out(c: Case) -> CaseOut:
    return CaseOut(
        id=c.pk, client=c.client.code, customer=c.customer_id, contact=c.contact_id, procedure=c.version.procedure,
        version=c.version_id, title=c.version.title, goal=c.goal, as_of=c.as_of, state=c.state, owner=person_out(c.owner),
        revision=c.revision, opened_at=c.opened_at, settled_at=c.settled_at, closed_at=c.closed_at,
        rule=c.rule, outcome=c.outcome, outcome_note=c.outcome_note, moved_from=c.moved_from_id, expiry_override=c.expiry_override,
    )  # fmt: skip


def given_out(g: Given) -> GivenOut:
    outcome = g.outcome
    return GivenOut(
        case=g.entry.case_id, rule=g.entry.rule, title=g.entry.title, by=person_out(g.entry.by), at=g.entry.at,
        outcome=outcome.mark if outcome else "", words=outcome.words if outcome else "", outcome_at=outcome.at if outcome else None,
    )  # fmt: skip


def promise_out(p: Promise) -> PromiseOut:
    return PromiseOut(
        id=p.pk, client=p.client.code, case=p.case_id, contact=p.contact_id, customer=p.customer_id, kind=p.kind, rule=p.rule, text=p.text,
        due_at=p.due_at, owner=person_out(p.owner), state=p.state, made_at=p.made_at, finished_at=p.finished_at,
    )  # fmt: skip


def grey_out(g: GreyCase) -> GreyOut:
    return GreyOut(
        id=g.pk, client=g.client.code, case=g.case_id, reason=g.reason, rules=g.rules, facts=g.facts, question=g.question, state=g.state,
        raised_by=person_out(g.raised_by), raised_at=g.raised_at, box=g.box, forwarded_at=g.forwarded_at,
        recipient=person_out(g.recipient) if g.recipient else None, decision=g.decision, script=g.script,
        decided_by=person_out(g.decided_by) if g.decided_by else None, decided_at=g.decided_at,
    )  # fmt: skip


def outage_out(o: Outage) -> OutageOut:
    return OutageOut(
        id=o.pk, client=o.client.code, area=o.area, title=o.title, source=o.source, reference=o.reference, answer=o.answer,
        starts_at=o.starts_at, ends_at=o.ends_at,
    )  # fmt: skip


def version_out(v: Version) -> VersionOut:
    return VersionOut(
        id=v.pk, client=v.client.code, procedure=v.procedure, title=v.title, digest=v.digest, expires=v.expires,
        published_at=v.published_at, withdrawn_at=v.withdrawn_at, withdrawal_reason=v.withdrawal_reason,
    )  # fmt: skip


def record_out(r: Interaction, *, is_masked: bool = True) -> RecordOut:
    return RecordOut(
        id=r.pk, case=r.case_id, contact=r.contact_id, record=r.record,
        fields={k: DOTS if is_masked else str(v) for k, v in r.fields.items()}, summary="" if is_masked else r.summary, is_masked=is_masked,
        supersedes=r.supersedes_id, by=person_out(r.by), at=r.at,
    )  # fmt: skip


def feedback_out(f: Feedback) -> FeedbackOut:
    return FeedbackOut(
        id=f.pk, client=f.client.code, procedure=f.procedure, version=f.version_id, rule=f.rule, case=f.case_id, text=f.text,
        facts=f.facts, state=f.state, given_by=person_out(f.given_by), given_at=f.given_at,
    )  # fmt: skip
