"""A retried request acts once; two writers see each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pansol.desk.audit.models import Event
from pansol.desk.cases.models import Case, Contact, Receipt
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.test_journey import begun

START = {"client": "telkomsel", "channel": "call", "ani": "0812"}


def test_a_repeated_request_acts_once_and_answers_alike(sari: Integration) -> None:
    first = sari.post("contacts/", START, key="a-1")
    again = sari.post("contacts/", START, key="a-1")
    assert first == again
    assert Contact.objects.count() == 1
    assert sari.post("contacts/", START, key="a-2")[1]["id"] != first[1]["id"]


def test_a_repeated_change_of_a_case_acts_once(sari: Integration) -> None:
    case = begun(sari)
    body = {"revision": 0, "facts": {"msisdn": "081200007781", "outage_here": "no"}}
    first = sari.post(f"cases/{case['id']}/facts/", body, key="b")
    again = sari.post(f"cases/{case['id']}/facts/", body, key="b")
    assert first == again
    assert first[1]["revision"] == 2
    assert Case.objects.get(pk=case["id"]).entries.filter(source="api:CRM").count() == 2


def test_a_key_belongs_to_one_request(sari: Integration, budi: Integration) -> None:
    sari.post("contacts/", START, key="c")
    status, refused = sari.post("contacts/", {**START, "ani": "0813"}, key="c")
    assert (status, refused["code"]) == (422, "key_reused")
    assert budi.post("contacts/", START, key="c")[0] == 201


def test_a_refused_request_may_be_tried_again_with_its_key(sari: Integration) -> None:
    case = begun(sari)
    body = {"revision": 1, "outcome": "done"}
    assert sari.post(f"cases/{case['id']}/closure/", body, key="d")[0] == 409
    assert not Receipt.objects.exists()
    sari.post(f"cases/{case['id']}/unanswerable/", {"revision": 0, "fact": "msisdn"})
    assert sari.post(f"cases/{case['id']}/closure/", body, key="d")[0] == 200


def test_a_key_that_is_none_is_refused(sari: Integration) -> None:
    world.client()
    for key in ("k" * 65, "with space", "é"):
        assert sari.post("contacts/", START, key=key)[0] == 422
    assert not Contact.objects.exists()


def test_every_disclosure_is_on_record_even_with_a_key(budi: Integration) -> None:
    wati = world.wati()
    for _ in range(2):
        assert budi.post(f"customers/{wati.pk}/disclosure/", {"reason": "Audit"}, key="e")[0] == 200
    assert Event.objects.filter(verb="customer.reveal").count() == 2


def test_the_second_of_two_sees_what_changed_and_loses_nothing(sari: Integration, budi: Integration) -> None:
    case = begun(sari)
    assert sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"msisdn": "081200007781", "outage_here": False}})[0] == 200
    status, refused = budi.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"posted": True}})
    assert (status, refused["code"]) == (409, "stale")
    changed = {p["where"]: p["details"] for p in refused["problems"]}
    assert changed["revision"]["revision"] == 2
    assert changed["msisdn"]["value"] == "0812-••••-7781"
    assert changed["outage_here"]["by"] == "Sari"
    assert budi.post(f"cases/{case['id']}/facts/", {"revision": 2, "facts": {"posted": True}})[0] == 200


def test_the_second_sees_only_what_is_new(sari: Integration) -> None:
    case = begun(sari)
    sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"msisdn": "081200007781"}})
    sari.post(f"cases/{case['id']}/unanswerable/", {"revision": 1, "fact": "posted"})
    _, refused = sari.post(f"cases/{case['id']}/closure/", {"revision": 1, "outcome": "done"})
    assert [p["where"] for p in refused["problems"]] == ["revision", "case.unanswerable", "posted"]


def test_a_revision_of_the_future_is_refused(sari: Integration) -> None:
    case = begun(sari)
    assert sari.post(f"cases/{case['id']}/undo/", {"revision": 7})[1]["code"] == "stale"


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_acts_and_all_answer_alike(sari: Integration) -> None:
    world.client()

    def send(number: int) -> tuple[int, int]:
        try:
            status, contact = Integration(sari.user, sari.secret).post("contacts/", START, key="same")
            return status, contact["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(send, range(8)))
    assert found == {(201, Contact.objects.get().pk)}


@pytest.mark.django_db(transaction=True)
def test_of_many_writers_at_one_revision_one_is_first(sari: Integration) -> None:
    case = begun(sari)

    def send(number: int) -> int:
        try:
            by = Integration(sari.user, sari.secret)
            return by.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"paid_through": f"bank {number}"}})[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(send, range(8)))
    assert found == [200, *[409] * 7]
    assert Case.objects.get(pk=case["id"]).entries.filter(source="api:CRM").count() == 1
