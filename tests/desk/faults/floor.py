"""One of everything on the floor, and every form of every page filled in as somebody would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from pansol.desk.accounts.actions import make_token
from pansol.desk.accounts.models import Calendar, Role, Token, Unit, User
from pansol.desk.cases.actions import answer, attach_customer, open_case
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise, Receipt
from pansol.desk.customers.models import Customer
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.actions import give_feedback, publish
from pansol.desk.knowledge.models import Feedback, Version
from pansol.desk.outages.actions import enter_outage
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.interactions.test_write import MERCHANT
from tests.desk.outages.test_outages import FIELDS

__all__ = ["POSTS", "READ_ONLY", "Floor", "Post", "address", "counted", "floor", "page_names", "signed_in"]

RECORDING = "pln123/marketplace-merchant"
ANSWERS = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}
PEOPLE = {"agent": Role.AGENT_T1, "leader": Role.TEAM_LEADER, "editor": Role.CONTENT_OWNER, "admin": Role.ADMIN, "auditor": Role.AUDITOR}


@dataclass
class Floor:
    people: dict[str, User]
    customer: Customer
    stranger: Customer
    contact: Contact
    later: Contact
    case: Case
    fresh: Case
    recorded: Case
    grey: GreyCase
    promise: Promise
    outage: Outage
    record: Interaction
    version: Version
    feedback: Feedback
    token: Token
    unit: Unit
    calendar: Calendar

    def __getitem__(self, name: str) -> User:
        return self.people[name]


def floor(code: str = "telkomsel", procedure: str = world.PAYMENT) -> Floor:
    """One client's things: a case that is decided, one that is fresh, one that waits for the leader."""
    client = world.client(code)
    people = {name: world.user(f"{name}-{code}", role, client) for name, role in PEOPLE.items()}
    agent, version, now = people["agent"], world.version(procedure), timezone.now()
    customer = Customer.objects.create(client=client, name="Wati", area="Solo", created_at=world.NOW)
    contacts = [world.contact(agent, client) for _ in range(2)]
    attach_customer(contacts[0], customer, by=agent, now=world.NOW)
    Contact.objects.filter(pk=contacts[0].pk).update(identity_checked_at=now)
    case, fresh, asked = (open_case(contacts[0], version, by=agent, now=world.NOW) for _ in range(3))
    if procedure == world.PAYMENT:
        for fact, value in ANSWERS.items():
            answer(world.opened(case, now), fact, value, by=agent, now=now)
    recording = publish(world.PROCEDURES, RECORDING, client=client, by=None, now=now) if code == "telkomsel" else version
    recorded = open_case(contacts[0], recording, by=agent, now=now)
    if code == "telkomsel":
        for fact, value in MERCHANT.items():
            answer(world.opened(recorded, now), fact, value, by=agent, now=now)
    make_token(agent, "CRM", by=None, now=world.NOW)
    calendar = Calendar.objects.create(client=client, name="Kantor", opens_at="08:00", closes_at="17:00")
    return Floor(
        people, customer, Customer.objects.create(client=client, name="Yanti", created_at=world.NOW), contacts[0], contacts[1], Case.objects.get(pk=case.pk), fresh,
        recorded,
        GreyCase.objects.create(client=client, case=asked, reason="gap", question="Bagaimana?", raised_by=agent, raised_at=world.NOW),
        Promise.objects.create(client=client, case=asked, kind="wait", text="Tunggu", owner=agent, made_at=world.NOW),
        enter_outage([client], FIELDS, by=people["leader"], now=world.NOW)[0],
        Interaction.objects.create(
            client=client, contact_id=contacts[0].pk, case_id=case.pk, record="r", summary="s", by=agent, at=world.NOW
        ),
        version, give_feedback(version, text="x", by=agent, now=world.NOW), Token.objects.get(user=agent),
        Unit.objects.create(client=client, code="unit-1", name="Unit", calendar=calendar), calendar,
    )  # fmt: skip


@dataclass(frozen=True)
class Post:
    """Who sends what where; `shows` says that each sending is on record by itself (a look, a search, an attempt)."""

    who: str
    of: Callable[[Floor], tuple[Any, ...]]
    sent: Callable[[Floor], dict[str, Any]]
    shows: bool = False


def _none(at: Floor) -> tuple[Any, ...]:
    return ()


def _changing(case: Callable[[Floor], Case], **fields: Any) -> Callable[[Floor], dict[str, Any]]:
    """What a form that changes a case carries."""
    return lambda at: {
        "revision": Case.objects.get(pk=case(at).pk).revision, "seen": world.opened(case(at)).next_number - 1, "key": "k1", **fields,
    }  # fmt: skip


def _case(at: Floor) -> Case:
    return at.case


def _of_case(at: Floor) -> tuple[int]:
    return (at.case.pk,)


def _callback(at: Floor) -> Promise:
    common: dict[str, Any] = {"client": at.contact.client, "contact": at.contact, "kind": "callback", "rule": "dropped"}
    return Promise.objects.create(**common, text="Hubungi kembali", owner=at["agent"], made_at=world.NOW)


OUTAGE = {
    "title": "Data lambat", "area": "Surabaya", "source": "kms", "reference": "INFO-1", "answer": "Mohon maaf.",
    "starts_at": "2026-07-02T10:00", "ends_at": "",
}  # fmt: skip
WORD = "lampu-kapas-teduh-9"
PERSON = {
    "username": "rina",
    "first_name": "Rina",
    "last_name": "R",
    "role": "agent_t1",
    "perner": "77",
    "extension": "44",
    "is_active": "on",
}
HOURS = {"name": "Malam", "opens_at": "20:00", "closes_at": "23:00", "weekdays": "12345", "days_off": "2026-08-17"}

POSTS: dict[str, Post] = {
    "account-password": Post("agent", _none, lambda a: {"old": WORD, "new": f"{WORD}x", "again": f"{WORD}x"}),
    "account-totp": Post("agent", _none, lambda a: {"code": "123456"}),
    "account-recovery": Post("agent", _none, lambda a: {"old": WORD}),
    "account-sessions": Post("agent", _none, lambda a: {}),
    "person-sessions": Post("admin", lambda a: (a["agent"].pk,), lambda a: {}),
    "person-new": Post("admin", _none, lambda a: {**PERSON, "clients": [a.case.client_id], "password": WORD}),
    "person": Post("admin", lambda a: (a["agent"].pk,), lambda a: {**PERSON, "clients": [a.case.client_id], "password": ""}),
    "person-tokens": Post("admin", lambda a: (a["agent"].pk,), lambda a: {"name": "CRM 2"}),
    "token-revocation": Post("admin", lambda a: (a.token.pk,), lambda a: {}),
    "part-new clients": Post("admin", lambda a: ("clients",), lambda a: {"code": "byu", "name": "By.U", "timezone": "Asia/Jakarta", "identity_keys": "2", "idle_minutes": "30", "retention_days": "30"}),
    "part-new teams": Post("admin", lambda a: ("teams",), lambda a: {"client": a.case.client_id, "name": "Tim 9"}),
    "part-new units": Post("admin", lambda a: ("units",), lambda a: {"client": a.case.client_id, "code": "unit-2", "name": "Unit 2", "calendar": a.calendar.pk}),
    "part-new calendars": Post("admin", lambda a: ("calendars",), lambda a: {"client": a.case.client_id, **HOURS}),
    "part teams": Post("admin", lambda a: ("teams", a["agent"].team_id), lambda a: {"client": a.case.client_id, "name": "Tim 7"}),
    "customers": Post("agent", _none, lambda a: {"q": "081200007781"}, shows=True),
    "customer-new": Post("agent", _none, lambda a: {"client": a.case.client_id, "name": "Joko", "area": "Solo", "msisdn": "081233334444", "service": "1234", "order": "A-1", "email": "joko@contoh.id", "ani": "0271555"}),
    "customer-edit": Post("agent", lambda a: (a.customer.pk,), lambda a: {"name": "Wati B", "area": "Kediri", "msisdn": "081255556666", "service": "", "order": "", "email": "", "ani": ""}),
    "customer-identity": Post("agent", lambda a: (a.customer.pk,), lambda a: {"name": "Wati", "area": "Solo", "msisdn": "", "service": "", "order": "", "email": ""}),
    "customer-disclosure": Post("auditor", lambda a: (a.customer.pk,), lambda a: {"reason": "Audit bulanan"}, shows=True),
    "record-disclosure": Post("agent", lambda a: (a.record.pk,), lambda a: {}, shows=True),
    "outage-new": Post("leader", _none, lambda a: {**OUTAGE, "clients": [a.case.client_id]}),
    "outage": Post("leader", lambda a: (a.outage.pk,), lambda a: {**OUTAGE, "title": "Data mati", "seen": ""}),
    "outage-end": Post("leader", lambda a: (a.outage.pk,), lambda a: {}),
    "feedback-end": Post("editor", lambda a: (a.feedback.pk,), lambda a: {}),
    "contacts": Post("agent", _none, lambda a: {"channel": "call", "ani": "081299990000", "client": a.case.client_id}),
    "contact-customer": Post("agent", lambda a: (a.later.pk,), lambda a: {"customer": a.customer.pk}),
    "contact-cases": Post("agent", lambda a: (a.contact.pk,), lambda a: {"version": a.version.pk, "q": "sudah bayar 081200007781"}),
    "contact-attention": Post("agent", lambda a: (a.later.pk,), lambda a: {"leaving": a.contact.pk}),
    "contact-ending": Post("agent", lambda a: (a.contact.pk,), lambda a: {"disposition": "dropped"}),
    "case-answers": Post("agent", lambda a: (a.fresh.pk,), _changing(lambda a: a.fresh, fact="msisdn", value="081200007781")),
    "case-reversal": Post("agent", _of_case, _changing(_case)),
    "case-conclusion": Post("agent", _of_case, _changing(_case)),
    "case-failure": Post("agent", _of_case, _changing(_case, text="Masih mati.")),
    "case-closure": Post("agent", _of_case, _changing(_case, outcome="done")),
    "case-handover": Post("agent", _of_case, lambda a: {**_changing(_case)(a), "to": a["leader"].pk}),
    "case-resumption": Post("agent", _of_case, lambda a: {**_changing(_case)(a), "contact": a.later.pk}),
    "case-leader": Post("agent", _of_case, _changing(_case, text="Siapa yang mereaktivasi?")),
    "case-override": Post("leader", _of_case, _changing(_case, text="Disetujui pemilik konten.")),
    "case-feedback": Post("agent", _of_case, lambda a: {"text": "Reaktivasi lewat BillCo.", "rule": "PAY-04"}),
    "case-records": Post("agent", lambda a: (a.recorded.pk,), lambda a: {"record": next(iter(world.opened(a.recorded).compiled.procedure.records)), "words": ""}),
    "case-disclosure": Post("leader", lambda a: (a.fresh.pk,), lambda a: {}),
    "grey-decision": Post("leader", lambda a: (a.grey.pk,), lambda a: {"decision": "Buat tiket."}),
    "grey-forwarding": Post("leader", lambda a: (a.grey.pk,), lambda a: {"to": a["editor"].pk}),
    "promise-follow-up": Post("agent", lambda a: (a.promise.pk,), lambda a: {}),
    "promise-call": Post("agent", lambda a: (_callback(a).pk,), lambda a: {}),
    "promise-end": Post("agent", lambda a: (a.promise.pk,), lambda a: {"kept": "yes", "next": ""}),
    "feedback": Post("agent", lambda a: (a.version.pk,), lambda a: {"rule": "", "text": "Langkah ini lama.", "case": a.case.pk}),
    "withdrawal": Post("editor", lambda a: (a.version.pk,), lambda a: {"cases": "keep", "reason": "Ada versi baru."}),
    "erasures": Post("admin", _none, lambda a: {"q": "081200007781"}, shows=True),
    "erasure": Post("admin", lambda a: (a.stranger.pk,), lambda a: {"reason": "Permintaan 7", "sure": "on"}),
}  # fmt: skip

# Pages that are only read, and those whose repetition is tried elsewhere: signing in and out, the language, look-ups, a new version.
READ_ONLY = {
    "desk", "account", "people", "parts", "customer", "record", "outages", "articles", "article", "article-tree", "register", "contact",
    "contact-procedures", "case", "case-ahead", "case-fact", "inbox", "grey-case", "promises", "audit", "audit-chain",
    "sign-in", "sign-out", "language", "theme", "help", "case-lookups", "case-version",
}  # fmt: skip


def address(name: str, post: Post, at: Floor) -> str:
    return reverse(name.split(maxsplit=1)[0], args=post.of(at))


def page_names() -> set[str]:
    """The names of all addresses of pages, as the URLconf has them."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if route.startswith("api/"):
                continue
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield pattern.name or route

    return set(walk(get_resolver().url_patterns, ""))


def signed_in(at: Floor, who: str, **options: Any) -> Client:
    """The browser of somebody on the floor, or of nobody."""
    browser = Client(**options)
    if who:
        browser.force_login(at[who])
    return browser


def counted() -> dict[str, int]:
    """How many rows every table has, in one question."""
    tables = [m._meta.db_table for m in apps.get_models() if m is not Receipt and m._meta.app_label not in ("sessions", "contenttypes")]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}', count(*) FROM {t}" for t in tables))
        return dict(cursor.fetchall())
