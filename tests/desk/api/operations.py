"""Every operation of the API as somebody calls it, and one of everything that it may be called for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

from pansol.desk.accounts.models import Client, Role, User
from pansol.desk.api.app import api
from pansol.desk.cases.actions import answer
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.customers.models import Customer, Key
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.models import Version
from pansol.desk.outages.models import Outage
from tests.desk import world

__all__ = ["OPERATIONS", "PLACES", "Operation", "Things", "document", "fields_of", "place", "resolved", "schema", "things"]


@dataclass
class Things:
    """What one client has. A leader has to be asked about `asked`, where advice was given."""

    client: Client
    contact: Contact
    later: Contact
    customer: Customer
    case: Case
    asked: Case
    promise: Promise
    grey: GreyCase
    outage: Outage
    record: Interaction
    version: Version
    decider: User


PLACES: dict[str, Callable[[Things], int]] = {
    "contacts": lambda t: t.contact.pk, "cases": lambda t: t.case.pk, "grey-cases": lambda t: t.grey.pk, "promises": lambda t: t.promise.pk,
    "customers": lambda t: t.customer.pk, "outages": lambda t: t.outage.pk, "records": lambda t: t.record.pk,
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """The verb that its caller must be allowed to do, and a sensible body in which every text is filled in."""

    verb: str
    sent: Callable[[Things], Any] = lambda t: None
    at: Callable[[Things], int] | None = None  # another thing than the one of PLACES


@cache
def schema() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


@cache
def document() -> dict[str, dict[str, Any]]:
    """What the API says of itself: every operation as `POST cases/{pk}/facts/`."""
    found = schema()["paths"].items()
    return {f"{m.upper()} {path.removeprefix('/api/')}": told for path, methods in found for m, told in methods.items()}


def place(name: str, operation: Operation, at: Things) -> str:
    """The address of an operation for somebody's things."""
    path = name.partition(" ")[2]
    return path.format(pk=(operation.at or PLACES[path.partition("/")[0]])(at)) if "{" in path else path


def fields_of(name: str) -> dict[str, dict[str, Any]]:
    """The fields of an operation's body, as the document describes them."""
    body = document()[name].get("requestBody")
    return dict(resolved(body["content"]["application/json"]["schema"]).get("properties", {})) if body else {}


def resolved(shape: dict[str, Any]) -> dict[str, Any]:
    """A description without a reference, and without saying that it may be left out."""
    wanted = [s for s in shape.get("anyOf", ()) if s.get("type") != "null"]
    if "$ref" in shape or "allOf" in shape or len(wanted) == 1:
        inner = wanted[0] if wanted else shape.get("allOf", [shape])[0]
        if "$ref" not in inner:
            return resolved(inner)
        return resolved(schema()["components"]["schemas"][inner["$ref"].rpartition("/")[2]])
    return shape


def _revised(case: Callable[[Things], Case] = lambda t: t.case, **fields: Any) -> Callable[[Things], dict[str, Any]]:
    return lambda t: {"revision": case(t).revision, **fields}


def _asked(t: Things) -> Case:
    return t.asked


KEYS = [{"kind": "order", "value": "GOL-99"}]
OUTAGE = {"area": "Solo", "title": "Data lambat", "reference": "KMS-1", "answer": "Mohon maaf."}

OPERATIONS: dict[str, Operation] = {
    "POST contacts/": Operation("contact.start", lambda t: {"client": t.client.code, "channel": "call", "ani": "0271", "customer": t.customer.pk}),
    "GET contacts/": Operation("customer.view"),
    "GET contacts/{pk}/": Operation("customer.view"),
    "POST contacts/{pk}/customer/": Operation("contact.start", lambda t: {"customer": t.customer.pk}),
    "POST contacts/{pk}/attention/": Operation("contact.start", lambda t: {"leaving": t.later.pk}),
    "POST contacts/{pk}/ending/": Operation("contact.end", lambda t: {"disposition": "solved", "dropped": False}),
    "POST cases/": Operation("case.open", lambda t: {"contact": t.contact.pk, "procedure": t.version.procedure, "said": "belum aktif", "facts": {"paid_through": "BRI"}}),
    "GET cases/": Operation("case.view"),
    "GET cases/{pk}/": Operation("case.view"),
    "GET cases/{pk}/owner/": Operation("case.hand_over"),
    "POST cases/{pk}/owner/": Operation("case.hand_over", lambda t: {"revision": 0, "to": t.decider.pk}),
    "POST cases/{pk}/resumption/": Operation("case.answer", lambda t: {"revision": 0, "contact": t.later.pk}),
    "POST cases/{pk}/expiry-override/": Operation("case.override_expiry", _revised(reason="Penting")),
    "POST cases/{pk}/conclusion/": Operation("case.answer", _revised(_asked), lambda t: t.asked.pk),
    "POST cases/{pk}/advice-failure/": Operation("case.answer", _revised(_asked, text="Masih mati."), lambda t: t.asked.pk),
    "GET cases/{pk}/given-guidance/": Operation("case.view"),
    "POST cases/{pk}/version/": Operation("case.answer", _revised()),
    "POST cases/{pk}/closure/": Operation("case.close", _revised(outcome="refused", note="Pindah operator.")),
    "GET cases/{pk}/facts/": Operation("case.view"),
    "POST cases/{pk}/facts/": Operation("case.answer", _revised(facts={"paid_through": "BRI"})),
    "POST cases/{pk}/unanswerable/": Operation("case.answer", _revised(fact="msisdn")),
    "POST cases/{pk}/undo/": Operation("case.answer", _revised()),
    "POST cases/{pk}/lookups/": Operation("case.answer"),
    "GET cases/{pk}/guidance/": Operation("case.view"),
    "GET cases/{pk}/explanation/": Operation("case.view"),
    "POST cases/{pk}/feedback/": Operation("article.feedback", lambda t: {"text": "Lewat BillCo.", "rule": "PAY-04"}),
    "POST cases/{pk}/disclosure/": Operation("customer.reveal"),
    "GET cases/{pk}/records/": Operation("record.view"),
    "POST cases/{pk}/records/": Operation("record.write", lambda t: {"record": "interaction", "words": "Sudah dipandu."}),
    "POST records/{pk}/disclosure/": Operation("record.view"),
    "POST cases/{pk}/grey-cases/": Operation("case.answer", _revised(_asked, question="Siapa?"), lambda t: t.asked.pk),
    "GET grey-cases/": Operation("case.view"),
    "GET grey-cases/{pk}/": Operation("case.view"),
    "POST grey-cases/{pk}/decision/": Operation("case.decide_grey", lambda t: {"decision": "Buat tiket.", "script": "Kami buatkan, Bu."}),
    "GET grey-cases/{pk}/forwarding/": Operation("case.decide_grey"),
    "POST grey-cases/{pk}/forwarding/": Operation("case.decide_grey", lambda t: {"to": t.decider.pk}),
    "GET promises/": Operation("task.view"),
    "GET promises/{pk}/": Operation("task.view"),
    "POST promises/{pk}/completion/": Operation("task.finish", lambda t: {"kept": True}),
    "POST promises/{pk}/follow-up/": Operation("task.finish"),
    "POST promises/{pk}/call/": Operation("task.finish"),
    "POST customers/search/": Operation("customer.view", lambda t: {"key": "081200007781"}),
    "POST customers/": Operation("customer.edit", lambda t: {"client": t.client.code, "name": "Joko", "area": "Solo", "keys": KEYS}),
    "GET customers/{pk}/": Operation("customer.view"),
    "GET customers/{pk}/given-guidance/": Operation("customer.view"),
    "PATCH customers/{pk}/": Operation("customer.edit", lambda t: {"name": "Wati B", "area": "Kediri", "keys": KEYS}),
    "POST customers/{pk}/identity-check/": Operation("customer.reveal", lambda t: {"named": {"name": "Wati"}}),
    "POST customers/{pk}/disclosure/": Operation("customer.reveal", lambda t: {"reason": "Audit"}),
    "GET outages/": Operation("outage.view"),
    "POST outages/": Operation("outage.edit", lambda t: {**OUTAGE, "client": t.client.code, "source": "kms", "starts_at": "2026-07-01T10:00:00+07:00", "ends_at": "2026-12-31T10:00:00+07:00"}),
    "GET outages/{pk}/": Operation("outage.view"),
    "PATCH outages/{pk}/": Operation("outage.edit", lambda t: {**OUTAGE, "ends_at": "2026-12-31T10:00:00+07:00"}),
    "POST outages/{pk}/ending/": Operation("outage.edit"),
    "GET procedures/": Operation("article.view"),
    "GET procedures/versions/": Operation("article.view"),
    "POST procedures/search/": Operation("case.open", lambda t: {"client": t.client.code, "said": "sudah bayar belum aktif"}),
}  # fmt: skip


def things(code: str, procedure: str, username: str) -> Things:
    """A client with one of everything."""
    home = world.client(code)
    agent = world.user(username, Role.AGENT_T1, home)
    customer = Customer.objects.create(client=home, name="Wati Contoh", created_at=world.NOW)
    Key.objects.create(client=home, customer=customer, kind="msisdn", value="6281200007781")
    contact, later = (
        Contact.objects.create(client=home, channel="call", agent=agent, customer=customer, started_at=world.NOW) for _ in range(2)
    )
    version = world.version(procedure)
    case, asked = (
        Case.objects.create(
            client=home, customer=customer, contact=contact, version=version, goal="guidance", as_of=world.NOW.date(), owner=agent,
            opened_at=world.NOW,
        )
        for _ in range(2)
    )  # fmt: skip
    now = timezone.now()
    if procedure == world.PAYMENT:
        for fact, value in {
            "msisdn": "081200007781",
            "outage_here": "no",
            "prior_case": "none",
            "posted": "yes",
            "number_status": "aging",
        }.items():
            answer(world.opened(asked, now), fact, value, by=agent, now=now)
    return Things(
        home, contact, later, customer, case, Case.objects.get(pk=asked.pk),
        Promise.objects.create(client=home, case=case, contact=contact, kind="callback", text="Telepon", owner=agent, made_at=world.NOW),
        GreyCase.objects.create(client=home, case=case, reason="gap", question="?", raised_by=agent, raised_at=world.NOW),
        Outage.objects.create(
            client=home, area="*", title="t", source="kms", reference="r", answer="a", starts_at=world.NOW, entered_by=agent
        ),
        Interaction.objects.create(client=home, contact_id=contact.pk, case_id=case.pk, record="r", summary="s", by=agent, at=world.NOW),
        version, world.user(f"decides-{code}", Role.DUTY_CONTROLLER, home),
    )  # fmt: skip
