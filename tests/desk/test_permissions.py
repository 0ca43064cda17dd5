"""Role × verb × own or another client's thing: the whole table, every cell tested on `may` and on the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser

from pansol.desk.accounts.actions import make_token
from pansol.desk.accounts.models import Client, Role, Team, Token, User
from pansol.desk.accounts.rules import VERBS, Forbidden, may, require
from pansol.desk.cases.actions import attach_customer, open_case, start_contact
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.customers.models import Customer
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.actions import give_feedback
from pansol.desk.knowledge.models import Feedback, Version
from pansol.desk.outages.actions import enter_outage
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.outages.test_outages import FIELDS
from tests.desk.plain import plain

__all__ = ["plain"]

COLUMNS = {
    "T1": Role.AGENT_T1, "T2": Role.AGENT_T2, "TL": Role.TEAM_LEADER, "DC": Role.DUTY_CONTROLLER, "CO": Role.CONTENT_OWNER,
    "RV": Role.REVIEWER, "RS": Role.RESOLVER, "QA": Role.QA, "AU": Role.AUDITOR, "AD": Role.ADMIN,
}  # fmt: skip
TABLE = """
                      T1 T2 TL DC CO RV RS QA AU AD
contact.start          x  x  x  x  .  .  .  .  .  .
contact.end            x  x  x  x  .  .  .  .  .  .
customer.view          x  x  x  x  .  .  x  x  x  .
customer.edit          x  x  x  x  .  .  .  .  .  .
customer.reveal        x  x  x  x  .  .  .  .  x  .
customer.delete        .  .  .  .  .  .  .  .  .  x
case.view              x  x  x  x  x  x  x  x  x  .
case.open              x  x  x  x  .  .  .  .  .  .
case.answer            x  x  x  x  .  .  .  .  .  .
case.hand_over         x  x  x  x  .  .  .  .  .  .
case.override_expiry   .  .  x  x  .  .  .  .  .  .
case.decide_grey       .  .  x  x  x  .  .  .  .  .
case.close             x  x  x  x  .  .  .  .  .  .
task.view              x  x  x  x  .  .  .  x  x  .
task.finish            x  x  x  x  .  .  .  .  .  .
record.write           x  x  x  x  .  .  .  .  .  .
record.view            x  x  x  x  .  .  .  x  x  .
outage.view            x  x  x  x  x  x  x  x  x  x
outage.edit            .  .  x  x  .  .  .  .  .  .
article.view           x  x  x  x  x  x  x  x  x  x
article.feedback       x  x  x  x  .  .  .  x  x  .
register.view          .  .  x  x  x  x  .  x  .  .
register.edit          .  .  .  .  x  x  .  .  .  .
version.withdraw       .  .  .  .  x  .  .  .  .  .
version.publish        .  .  .  .  x  .  .  .  .  .
people.edit            .  .  .  .  .  .  .  .  .  x
audit.view             .  .  .  .  .  .  .  .  x  x
token.edit             .  .  .  .  .  .  .  .  .  x
"""


def cells() -> dict[tuple[str, Role], bool]:
    """(verb, role): whether the table allows it."""
    head, *lines = TABLE.strip().splitlines()
    roles = [COLUMNS[c] for c in head.split()]
    return {(line.split()[0], role): mark == "x" for line in lines for role, mark in zip(roles, line.split()[1:], strict=True)}


ALLOWED = cells()


def test_the_table_names_every_verb_and_role() -> None:
    assert {verb for verb, _ in ALLOWED} == set(VERBS)
    assert {role for _, role in ALLOWED} == set(Role)


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize(("verb", "role"), list(ALLOWED), ids=str)
def test_may(verb: str, role: Role, is_own: bool) -> None:
    user = User(username="x", role=role)
    user._client_ids = frozenset({1})
    thing = Customer(client_id=1 if is_own else 2)
    expected = ALLOWED[verb, role] and is_own
    assert may(user, verb, thing) is expected
    assert may(user, verb) is ALLOWED[verb, role]
    if not expected:
        with pytest.raises(Forbidden):
            require(user, verb, thing)
    user.is_active = False
    assert not may(user, verb, thing)


def test_an_unknown_verb_is_an_error() -> None:
    with pytest.raises(KeyError):
        may(User(role=Role.ADMIN), "case.fly")


@dataclass
class Things:
    """What one client has."""

    client: Client
    customer: Customer
    contact: Contact
    case: Case
    grey: GreyCase
    promise: Promise
    outage: Outage
    record: Interaction
    version: Version
    feedback: Feedback
    agent: User
    team: Team
    token: Token


def things_of(code: str, procedure: str) -> Things:
    client = world.client(code)
    agent = world.user(f"agent-{code}", Role.AGENT_T1, client)
    leader = world.user(f"leader-{code}", Role.TEAM_LEADER, client)
    version = world.version(procedure)
    customer = Customer.objects.create(client=client, name="Wati", area="Solo", created_at=world.NOW)
    contact = start_contact(client, "call", "", by=agent, now=world.NOW)
    attach_customer(contact, customer, by=agent, now=world.NOW)
    case = open_case(contact, version, by=agent, now=world.NOW)
    make_token(agent, "CRM", by=None, now=world.NOW)
    assert agent.team
    common: dict[str, Any] = {"client": client, "case": case}
    return Things(
        client, customer, contact, case,
        GreyCase.objects.create(**common, reason="gap", question="?", raised_by=agent, raised_at=world.NOW),
        Promise.objects.create(**common, kind="wait", text="Tunggu", owner=agent, made_at=world.NOW),
        enter_outage([client], FIELDS, by=leader, now=world.NOW)[0],
        Interaction.objects.create(client=client, contact_id=contact.pk, case_id=case.pk, record="r", summary="s", by=agent, at=world.NOW),
        version, give_feedback(version, text="x", by=agent, now=world.NOW), agent, agent.team,
        Token.objects.get(user=agent),
    )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """An address, the verb it needs, and what is sent; None is a GET."""

    verb: str
    address: Callable[[Things], str]
    sent: dict[str, Any] | None = None
    is_of_a_thing: bool = True


PAGES = {
    "customers": Page("customer.view", lambda t: "/customers/", is_of_a_thing=False),
    "customer": Page("customer.view", lambda t: f"/customers/{t.customer.pk}/"),
    "new customer": Page("customer.edit", lambda t: "/customers/new/", is_of_a_thing=False),
    "edit customer": Page("customer.edit", lambda t: f"/customers/{t.customer.pk}/edit/", {"name": "Wati"}),
    "identity": Page("customer.reveal", lambda t: f"/customers/{t.customer.pk}/identity/", {"name": "Wati"}),
    "disclosure": Page("customer.reveal", lambda t: f"/customers/{t.customer.pk}/disclosure/", {"reason": "x"}),
    "erasures": Page("customer.delete", lambda t: "/erasures/", is_of_a_thing=False),
    "erasure": Page("customer.delete", lambda t: f"/customers/{t.customer.pk}/erasure/"),
    "case": Page("case.view", lambda t: f"/cases/{t.case.pk}/"),
    "inbox": Page("case.decide_grey", lambda t: "/inbox/", is_of_a_thing=False),
    "grey case": Page("case.decide_grey", lambda t: f"/inbox/{t.grey.pk}/"),
    "decision": Page("case.decide_grey", lambda t: f"/inbox/{t.grey.pk}/decision/", {"decision": "Ya"}),
    "forwarding": Page("case.decide_grey", lambda t: f"/inbox/{t.grey.pk}/forwarding/", {"to": "1"}),
    "advice failure": Page("case.answer", lambda t: f"/cases/{t.case.pk}/advice-failure/", {"revision": "0"}),
    "new version": Page("case.answer", lambda t: f"/cases/{t.case.pk}/version/", {"revision": "0"}),
    "attention": Page("contact.start", lambda t: f"/contacts/{t.contact.pk}/attention/", {}),
    "promise follow-up": Page("task.finish", lambda t: f"/promises/{t.promise.pk}/follow-up/", {}),
    "promise call": Page("task.finish", lambda t: f"/promises/{t.promise.pk}/call/", {}),
    "promises": Page("task.view", lambda t: "/promises/", is_of_a_thing=False),
    "promise end": Page("task.finish", lambda t: f"/promises/{t.promise.pk}/end/", {"kept": "yes"}),
    "record": Page("record.view", lambda t: f"/records/{t.record.pk}/"),
    "record words": Page("record.view", lambda t: f"/records/{t.record.pk}/disclosure/", {}),
    "outages": Page("outage.view", lambda t: "/outages/", is_of_a_thing=False),
    "new outage": Page("outage.edit", lambda t: "/outages/new/", is_of_a_thing=False),
    "outage": Page("outage.edit", lambda t: f"/outages/{t.outage.pk}/"),
    "outage end": Page("outage.edit", lambda t: f"/outages/{t.outage.pk}/end/", {}),
    "articles": Page("article.view", lambda t: "/articles/", is_of_a_thing=False),
    "article": Page("article.view", lambda t: f"/articles/{t.version.pk}/"),
    "tree": Page("article.view", lambda t: f"/articles/{t.version.pk}/tree/"),
    "feedback": Page("article.feedback", lambda t: f"/articles/{t.version.pk}/feedback/", {"text": "Salah"}),
    "withdrawal": Page("version.withdraw", lambda t: f"/articles/{t.version.pk}/withdrawal/", {"cases": "keep", "reason": "x"}),
    "register": Page("register.view", lambda t: "/register/", is_of_a_thing=False),
    "feedback end": Page("register.edit", lambda t: f"/register/{t.feedback.pk}/end/", {}),
    "people": Page("people.edit", lambda t: "/people/", is_of_a_thing=False),
    "person": Page("people.edit", lambda t: f"/people/{t.agent.pk}/"),
    "tokens": Page("token.edit", lambda t: f"/people/{t.agent.pk}/tokens/", {"name": "CRM 2"}),
    "revocation": Page("token.edit", lambda t: f"/tokens/{t.token.pk}/revocation/", {}),
    "parts": Page("people.edit", lambda t: "/installation/teams/", is_of_a_thing=False),
    "client": Page("people.edit", lambda t: f"/installation/clients/{t.client.pk}/"),
    "team": Page("people.edit", lambda t: f"/installation/teams/{t.team.pk}/"),
    "audit": Page("audit.view", lambda t: "/audit/", is_of_a_thing=False),
    "audit of a case": Page("audit.view", lambda t: f"/audit/case:{t.case.pk}/"),
}


@pytest.mark.parametrize("name", list(PAGES))
def test_pages(name: str) -> None:
    """Allowed: it works. Another client's: it does not exist. Not allowed: refused, and nothing is told."""
    page = PAGES[name]
    own, other = things_of("telkomsel", world.PAYMENT), things_of("pln123", "pln123/marketplace-merchant")
    wrong = {}
    for role in Role:
        for things in (own, other) if page.is_of_a_thing else (own,):
            status = status_of(page, world.user(f"u-{role}", role), things)
            if status not in expected(ALLOWED[page.verb, role], things is own):
                wrong[str(role), things.client.code] = status
    assert not wrong


def expected(is_allowed: bool, is_own: bool) -> set[int]:
    if not is_allowed:
        return {403} if is_own else {403, 404}
    return {200, 302, 409, 422} if is_own else {404}


def status_of(page: Page, user: User, things: Things) -> int:
    """The answer's status; what was changed is taken back, so that every cell begins the same."""
    browser = Browser()
    browser.force_login(user)
    with transaction.atomic():
        response = browser.get(page.address(things)) if page.sent is None else browser.post(page.address(things), page.sent)
        transaction.set_rollback(True)
    return int(response.status_code)
