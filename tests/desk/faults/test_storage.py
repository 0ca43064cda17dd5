"""The disk is full, the database is locked or gone: a clear page, nothing half done, and what was typed is still there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from pansol.desk.audit.actions import first_broken
from pansol.desk.audit.models import Event
from pansol.desk.cases.models import Case, Contact
from pansol.desk.outages.models import Outage
from tests.desk.api.asking import Integration
from tests.desk.faults.floor import POSTS, Floor, floor

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Reaktivasi lewat BillCo “sekarang”, kata Budi <b>"
IS_SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def at(transactional_db: None) -> Floor:
    return floor()


@pytest.fixture
def client() -> Client:
    """What is raised becomes a page, as behind a server."""
    return Client(raise_request_exception=False)


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite: not one page more. PostgreSQL: what it answers when it cannot extend a file, from the server itself."""
    with connection.cursor() as cursor:
        if IS_SQLITE:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count={pages + 1}")
            fill(cursor)
        else:
            cursor.execute(FULL)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if IS_SQLITE:
                cursor.execute("PRAGMA max_page_count=1073741823")
                cursor.execute("DROP TABLE filler")
            else:
                cursor.execute("DROP TRIGGER full_disk ON audit_event; DROP FUNCTION full_disk()")


def fill(cursor: Any) -> None:
    """Use up the free pages inside the file, so that nothing fits any more."""
    cursor.execute("CREATE TABLE filler (x)")
    for size in (2000, 200, 20):
        with suppress(OperationalError):
            while True:
                cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])


FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else holds what every change needs, for longer than anybody waits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50" if IS_SQLITE else "SET lock_timeout='50ms'")
    other = connection.copy()
    other.ensure_connection()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN EXCLUSIVE" if IS_SQLITE else "BEGIN; LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=20000" if IS_SQLITE else "SET lock_timeout=0")


def until_refused(send: Callable[[int], Any]) -> tuple[int, Any]:
    """How many were accepted, and the first answer that says no: what still fits into the file's last pages is written."""
    for number in range(200):
        answer = send(number)
        if (answer[0] if isinstance(answer, tuple) else answer.status_code) >= 500:
            return number, answer
    raise AssertionError("it never broke")


BROKEN = pytest.mark.parametrize("broken", [full_disk, locked], ids=["full disk", "locked"])


@BROKEN
def test_a_plain_form_comes_back_with_what_was_typed_and_is_sent_again(broken: Any, at: Floor, client: Client) -> None:
    client.force_login(at["leader"])
    client.get("/")  # the session is written
    sent = POSTS["outage-new"].sent(at) | {"answer": WORDS * 30}
    before = Outage.objects.count(), Event.objects.count()
    with broken():
        done, answer = until_refused(lambda n: client.post("/outages/new/", {**sent, "csrfmiddlewaretoken": f"{n:064}"}))
        page = answer.content.decode()
    assert answer.status_code == 503
    assert "Penyimpanan sedang tidak bisa dipakai" in page
    assert "semuanya masih ada di halaman ini" in page
    assert re.findall(r"<label[^>]*>(.*?)</label>", page) == ["Judul", "Wilayah", "Rujukan", "Jawaban standar", "Mulai"]
    assert "<b>" not in page.split("<textarea", 1)[1].split("</textarea", 1)[0]
    assert (Outage.objects.count(), Event.objects.count()) == (before[0] + done, before[1] + done)
    for _ in range(2):
        assert client.post("/outages/new/", resent(page)).status_code == 302
    assert Outage.objects.filter(answer=WORDS * 30).count() == done + 1


def resent(page: str) -> dict[str, list[str]]:
    """The fields of the form on the page, as a browser without scripts sends them."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(unescape(value))
    for name, value in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        fields.setdefault(name, []).append(unescape(value))
    return fields


@BROKEN
def test_a_fragment_is_not_swapped_and_the_answer_may_be_given_again(broken: Any, at: Floor, client: Client) -> None:
    client.force_login(at["agent"])
    client.get("/")
    where, htmx = f"/cases/{at.fresh.pk}/answers/", {"HX-Request": "true"}

    def answer(number: int) -> Any:
        return client.post(where, POSTS["case-answers"].sent(at) | {"key": f"k{number}", "value": f"0812000{number:05}"}, headers=htmx)

    with broken():
        done, refused = until_refused(answer)
    assert refused.status_code == 503  # base.html: htmx swaps nothing, desk.js says why
    assert (at.fresh.entries.count(), Case.objects.get(pk=at.fresh.pk).revision) == (done, done)
    sent = POSTS["case-answers"].sent(at) | {"key": "last", "value": "081277778888"}
    for _ in range(2):
        assert client.post(where, sent, headers=htmx).status_code == 200
    assert (at.fresh.entries.count(), Case.objects.get(pk=at.fresh.pk).revision) == (done + 1, done + 1)
    assert first_broken(f"case:{at.fresh.pk}") is None


@BROKEN
def test_the_api_says_so_in_its_one_shape(broken: Any, at: Floor) -> None:
    crm = Integration(at["agent"])
    body = {"client": "telkomsel", "channel": "call", "ani": "0812"}
    before = Contact.objects.count()
    with broken():
        done, (status, refused) = until_refused(lambda n: crm.post("contacts/", body, key=f"k{n}"))
    assert (status, refused["code"]) == (503, "busy")
    assert Contact.objects.count() == before + done
    first, again = crm.post("contacts/", body, key="k"), crm.post("contacts/", body, key="k")
    assert first == again
    assert Contact.objects.count() == before + done + 1


@pytest.mark.parametrize("path", ["/", "/cases/1/", "/outages/new/"])
def test_a_database_that_is_gone_is_a_clear_page(path: str, at: Floor, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(at["leader"])
    gone = "/nowhere/at/all.sqlite3" if IS_SQLITE else None
    with without_database(monkeypatch, gone):
        read = client.get(path)
        sent = client.post("/outages/new/", {"answer": WORDS, "csrfmiddlewaretoken": "a" * 64})
    for answer in (read, sent):
        assert answer.status_code == 503
        assert "Penyimpanan sedang tidak bisa dipakai" in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
    assert "BillCo" in sent.content.decode()


@contextmanager
def without_database(monkeypatch: pytest.MonkeyPatch, file: str | None) -> Iterator[None]:
    """The next connection finds nobody: no such file, nobody at that port."""
    connection.close()
    with monkeypatch.context() as there:
        if file:
            there.setitem(connection.settings_dict, "NAME", file)
        else:
            there.setitem(connection.settings_dict, "HOST", "127.0.0.1")
            there.setitem(connection.settings_dict, "PORT", "9")
            there.setitem(connection.settings_dict, "OPTIONS", {})
        yield
        connection.close()
