"""A name and a number that stand in every free text there is are nowhere afterwards, and the audit chains are whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from pansol.desk.accounts.models import Role, User
from pansol.desk.audit.actions import first_broken
from pansol.desk.audit.models import Event
from pansol.desk.cases.actions import answer, attach_customer, open_case, start_contact
from pansol.desk.cases.actions.erase import CODES, erase_by_policy, erase_customer
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case, Contact, FactEntry, GreyCase, GuidanceEntry, Promise
from pansol.desk.customers.actions import reveal
from pansol.desk.customers.models import Customer, Key
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.actions import give_feedback
from pansol.desk.knowledge.models import Feedback
from tests.desk import world

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Zubaidah", "6281299900077"
TRACE = f"{NAME} {NUMBER}"
TEXT = (models.CharField, models.TextField, models.JSONField)
# Whose rows never belong to a customer, and columns that a program fills
OTHERS = {"Client", "Calendar", "Unit", "Team", "User", "Token", "RecoveryCode", "SignInFailure", "Version", "Outage", "Receipt"}
BY_PROGRAM = {
    "Event.chain", "Event.verb", "Event.data", "Event.salt", "Event.previous", "Event.digest", "FactEntry.fact", "FactEntry.mark",
    "FactEntry.source",
}  # fmt: skip


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("pansol.")]


def free_texts() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    for model in own_models():
        for field in model._meta.concrete_fields:
            name = f"{model.__name__}.{field.name}"
            if isinstance(field, TEXT) and not field.choices and model.__name__ not in OTHERS and name not in CODES | BY_PROGRAM:
                yield model, field


def found_at() -> list[str]:
    """Where the name or the number stands, in any column of any table."""
    rows = ((model.__name__, row) for model in own_models() for row in model._default_manager.values())
    return [f"{name}.{key}" for name, row in rows for key, v in row.items() if NAME in str(v) or NUMBER[2:] in str(v)]


def a_case(contact: Contact) -> Case:
    sari = world.sari()
    case = open_case(contact, world.version(), by=sari, now=world.NOW)
    for fact, text in {"msisdn": NUMBER, "outage_here": "no"}.items():
        answer(world.opened(case), fact, text, by=sari, now=world.NOW)
    common: dict[str, Any] = {"client": case.client, "case": case}
    GreyCase.objects.create(**common, reason="gap", question="?", decision="!", state="decided", raised_by=sari, raised_at=world.NOW)
    GuidanceEntry.objects.create(**common, rule="PAY-04", title="Nomor aging", mark="told", words="?", by=sari, at=world.NOW)
    Promise.objects.create(**common, kind="wait", text="Tunggu", owner=sari, made_at=world.NOW, state="kept")
    Promise.objects.create(
        client=case.client, contact=contact, kind="callback", text="Telepon", owner=sari, made_at=world.NOW, state="kept"
    )
    for contact_id, case_id in ((contact.pk, case.pk), (contact.pk, 0), (0, case.pk)):
        Interaction.objects.create(
            client=case.client, contact_id=contact_id, case_id=case_id, record="r", summary="s", fields={"a": 1}, by=sari, at=world.NOW
        )
    give_feedback(case.version, text="x", by=sari, now=world.NOW, case_id=case.pk)
    return case


def finished(contact: Contact) -> None:
    Case.objects.filter(contact=contact).update(state="closed", closed_at=world.NOW)
    Contact.objects.filter(pk=contact.pk).update(ended_at=world.NOW, disposition="solved")


def story(customer: Customer | None) -> Case:
    contact = start_contact(world.client(), "call", NUMBER, by=world.sari(), now=world.NOW)
    if customer is not None:
        attach_customer(contact, customer, by=world.sari(), now=world.NOW)
    case = a_case(contact)
    finished(contact)
    return case


@pytest.fixture
def zubaidah() -> Customer:
    found = Customer.objects.create(client=world.client(), name=NAME, area="Solo", created_at=world.NOW)
    Key.objects.create(client=world.client(), customer=found, kind="msisdn", value=NUMBER)
    return found


def spread() -> set[str]:
    """The trace into every free text of every row; where it now stands."""
    for model, field in free_texts():
        rows = model._default_manager.all()
        if model is FactEntry:
            rows = rows.filter(fact="msisdn")  # the type of the others admits no free text
        if model is Event or model is Key:
            continue  # hashes, and a key that is unique: they hold it already, by the actions
        size = getattr(field, "max_length", None) or 999
        rows.update(**{field.name: {"x": [TRACE]} if isinstance(field, models.JSONField) else TRACE[: max(size, len(NAME))]})
    return set(found_at())


def admin() -> User:
    return world.user("ani", Role.ADMIN)


def chains_are_whole() -> bool:
    return not [c for c in Event.objects.values_list("chain", flat=True).distinct() if first_broken(c) is not None]


def test_nothing_is_left_of_a_customer(zubaidah: Customer) -> None:
    case = story(zubaidah)
    reveal(zubaidah, f"{TRACE} menelepon direksi", by=world.budi(), now=world.NOW)
    spread_to = spread()
    assert {f"{m.__name__}.{f.name}" for m, f in free_texts()} <= spread_to, "the story has no row with that text"
    erase_customer(zubaidah, by=admin(), now=world.NOW, why="permintaan 12")
    assert found_at() == []
    assert chains_are_whole()
    assert FactEntry.objects.get(case=case, fact="outage_here").value, "what was decided on stays"
    assert world.opened(case).answer


def test_others_keep_theirs(zubaidah: Customer) -> None:
    story(zubaidah)
    other = Customer.objects.create(client=world.client(), name="Wati", created_at=world.NOW)
    hers = story(other)
    before = {
        model: list(model._default_manager.filter(case_id=hers.pk).values())
        for model in (GreyCase, Promise, Interaction, FactEntry, Feedback)
    }
    erase_customer(zubaidah, by=admin(), now=world.NOW, why="permintaan 12")
    for model, rows in before.items():
        assert list(model._default_manager.filter(case_id=hers.pk).values()) == rows
    hers.contact.refresh_from_db()
    assert hers.contact.ani == NUMBER[:30]


@pytest.mark.parametrize("is_known", [True, False], ids=["customer", "stranger"])
def test_nothing_is_left_after_the_clients_time(zubaidah: Customer, is_known: bool) -> None:
    story(zubaidah if is_known else None)
    give_feedback(world.version(), text="tanpa kasus", by=world.sari(), now=world.NOW)
    spread()
    later = world.NOW + timedelta(days=world.client().retention_days + 1)
    assert erase_by_policy(now=later - timedelta(days=2)) == 0
    assert found_at()
    erase_by_policy(now=later)
    assert found_at() == []
    assert chains_are_whole()


def test_a_stranger_whose_case_runs_is_left_alone() -> None:
    case = story(None)
    Case.objects.filter(pk=case.pk).update(state="open")
    erase_by_policy(now=world.NOW + timedelta(days=5000))
    assert found_at()


@pytest.mark.parametrize("why", ["permintaan Zubaidah", "nomor 0812-9990-0077", "zubaidah"])
def test_the_reason_that_stays_does_not_name_the_customer(zubaidah: Customer, why: str) -> None:
    with pytest.raises(NotAllowedNow):
        erase_customer(zubaidah, by=admin(), now=world.NOW, why=why)


def test_a_note_that_was_changed_breaks_its_chain(zubaidah: Customer) -> None:
    reveal(zubaidah, "keluhan ke direksi", by=world.budi(), now=world.NOW)
    assert chains_are_whole()
    Event.objects.exclude(note="").update(note="alasan lain")
    assert not chains_are_whole()
