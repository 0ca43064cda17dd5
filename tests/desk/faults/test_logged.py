"""What the server logs when something breaks: where and why, and nothing that anybody typed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection
from django.test import Client

from pansol.desk.api.app import api
from pansol.desk.customers.models import Key
from pansol.desk.logs import WithoutWords, named
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.faults.floor import POSTS, Floor, floor
from tests.desk.faults.test_storage import BROKEN, IS_SQLITE, until_refused

NUMBER, NAME = "081277778888", "Wati Handayani"


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What goes to the console as the settings have it."""
    [console] = [h for h in logging.getLogger().handlers if isinstance(h.formatter, WithoutWords)]
    assert isinstance(console, logging.StreamHandler)
    written = StringIO()
    before = console.setStream(written)
    yield written
    console.setStream(before)


@pytest.fixture
def at(transactional_db: None) -> Floor:
    return floor()


def holds_nothing_typed(text: str) -> bool:
    return not [word for word in (NUMBER, NUMBER[1:], *NAME.split()) if word in text]


@contextmanager
def refusing_rows() -> Iterator[None]:
    """A check of the database that no row passes: PostgreSQL answers with the whole row."""
    with connection.cursor() as cursor:
        if IS_SQLITE:
            cursor.execute("CREATE TRIGGER never BEFORE INSERT ON outages_outage BEGIN SELECT RAISE(ABORT, 'never'); END")
        else:
            cursor.execute("ALTER TABLE outages_outage ADD CONSTRAINT never CHECK (false) NOT VALID")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER never" if IS_SQLITE else "ALTER TABLE outages_outage DROP CONSTRAINT never")


@pytest.mark.django_db(transaction=True)
def test_a_row_that_the_database_refuses_is_not_logged(at: Floor, logged: StringIO) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(at["leader"])
    sent = POSTS["outage-new"].sent(at) | {"answer": f"Hubungi {NAME}", "reference": NUMBER}
    with refusing_rows():
        assert browser.post("/outages/new/", sent).status_code == 503
    text = logged.getvalue()
    assert holds_nothing_typed(text)
    assert "enter_outage" in text  # where
    assert "never" in text  # why
    assert not Outage.objects.filter(reference=NUMBER).exists()


@BROKEN
@pytest.mark.django_db(transaction=True)
def test_storage_that_fails_is_logged_with_its_reason_only(broken: Any, at: Floor, logged: StringIO) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(at["agent"])
    browser.get("/")
    crm = Integration(at["agent"])
    with broken():
        until_refused(lambda n: browser.post("/customers/new/", {"client": at.case.client_id, "name": NAME, "order": f"{NUMBER}{n}"}))
        until_refused(lambda n: crm.post("contacts/", {"client": "telkomsel", "channel": "call", "ani": NUMBER}))
    text = logged.getvalue()
    assert holds_nothing_typed(text)
    assert "/customers/new/" in text
    assert "/api/contacts/" in text
    assert any(reason in text for reason in ("full", "locked", "No space left", "lock timeout"))


def test_a_fault_of_ours_is_logged_without_the_value_that_met_it(logged: StringIO, rf: Any) -> None:
    def read() -> None:
        try:
            int(NUMBER + "x")
        except ValueError as error:
            raise KeyError(NAME) from error

    with pytest.raises(KeyError) as fault:
        read()
    assert api.on_exception(rf.post("/api/cases/"), fault.value).status_code == 500
    text = logged.getvalue()
    assert holds_nothing_typed(text)
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert text.count('int(NUMBER + "x")') == 1


@pytest.mark.django_db
def test_postgresql_is_quoted_without_its_details() -> None:
    """On SQLite, which quotes no values, all that it says."""
    wati = world.wati()
    with pytest.raises(IntegrityError) as taken:
        Key.objects.create(client=world.client(), customer=wati, kind="msisdn", value="6281200007781")
    said = named(taken.value.__cause__ or taken.value)
    assert "6281200007781" not in said
    assert "customer_key_once" in said or "customers_key.value" in said
    assert named(taken.value) == "django.db.utils.IntegrityError"


@pytest.mark.django_db
@pytest.mark.skipif(IS_SQLITE, reason="SQLite reads any text as any type")
def test_a_value_of_the_wrong_type_is_not_quoted() -> None:
    with pytest.raises(DataError) as wrong, connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::bigint", [NAME])
    assert NAME in str(wrong.value)
    assert named(wrong.value.__cause__ or wrong.value) == "psycopg.errors.InvalidTextRepresentation: 22P02"
