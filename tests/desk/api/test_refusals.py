"""Everything that is refused has one shape, in the reader's language, and never ends in a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import resolve

from pansol.desk.api.app import api
from pansol.desk.cases.models import Case
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.test_journey import begun

NASTY = [
    "<script>alert(1)</script>", "'; DROP TABLE x; --", "👩‍👩‍👧‍👦 emoji", "\u202ekanan ke kiri\u202c", "%s %(a)s {b} {0}", "\\ \" ' \t\r\n",
]  # fmt: skip


def test_every_fact_that_does_not_fit_is_named_and_nothing_is_written(sari: Integration) -> None:
    case = begun(sari)
    facts = {"msisdn": "x", "nosuch": "1", "posted": "maybe", "now": "2026-07-01", "outage_here": False}
    status, refused = sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": facts})
    assert (status, refused["code"]) == (422, "fact_error")
    assert {p["where"] for p in refused["problems"]} == {"msisdn", "nosuch", "posted", "now"}
    assert not Case.objects.get(pk=case["id"]).entries.filter(source="api:CRM").exists()


def test_unknown_is_not_an_answer(sari: Integration) -> None:
    case = begun(sari)
    status, refused = sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"posted": "unknown"}})
    assert (status, refused["problems"][0]["where"]) == (422, "posted")


def test_refusals_speak_the_readers_language(sari: Integration) -> None:
    case = begun(sari)
    body = {"revision": 0, "facts": {"msisdn": "x"}}
    indonesian = sari.post(f"cases/{case['id']}/facts/", body)[1]["problems"][0]["message"]
    english = sari.post(f"cases/{case['id']}/facts/", body, lang="en")[1]["problems"][0]["message"]
    assert indonesian.startswith("Fakta")
    assert english.startswith("Fact ")


def test_what_may_not_be_done_now_is_409(sari: Integration) -> None:
    case = begun(sari)
    assert sari.post(f"cases/{case['id']}/conclusion/", {"revision": 0})[1]["code"] == "not_allowed_now"
    assert sari.post(f"cases/{case['id']}/closure/", {"revision": 0, "outcome": "done"})[0] == 200
    refused = sari.post(f"cases/{case['id']}/facts/", {"revision": 1, "facts": {"posted": True}})
    assert (refused[0], refused[1]["code"]) == (409, "not_allowed_now")


def test_unknown_keys_are_refused_and_nothing_is_coerced(sari: Integration) -> None:
    world.client()
    for wrong, where in (({"nosuch": 1}, "nosuch"), ({"ani": 812}, "ani"), ({"channel": "fax"}, "channel"), ({"client": None}, "client")):
        status, refused = sari.post("contacts/", {"client": "telkomsel", "channel": "call", **wrong})
        assert (status, refused["code"]) == (422, "invalid")
        assert [p["where"] for p in refused["problems"]] == [where]
    case = begun(sari)
    assert sari.post(f"cases/{case['id']}/undo/", {"revision": "0"})[0] == 422
    assert sari.post(f"cases/{case['id']}/undo/", {"revision": 0.0})[0] == 422
    assert sari.post(f"cases/{case['id']}/undo/", {"revision": False})[0] == 422


@pytest.mark.parametrize(
    ("raw", "status", "reason"),
    [
        (b"", 422, "missing"),
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[" * 100_000, 400, "bad_json"),
        (b'{"client": "tel\\u0000komsel", "channel": "call"}', 400, "nul"),
        (b'{"client": "telkomsel", "channel": "call", "\\u0000": 1}', 400, "nul"),
        (b'{"client": "\\ud800", "channel": "call"}', 400, "surrogate"),
        (b'{"client": NaN}', 400, "not_a_number"),
        (b'{"client": "a", "client": "b"}', 400, "duplicate_key"),
        (b'{"client": ' + b"9" * 5000 + b"}", 400, "bad_json"),
        (b"[]", 422, "model_type"),
        (b"null", 422, "model_type"),
        (b'"text"', 422, "model_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_the_reason(sari: Integration, raw: bytes, status: int, reason: str) -> None:
    found, refused = sari.ask("POST", "contacts/", raw=raw)
    assert found == status
    assert refused["problems"][0]["code"] in (reason, "model_attributes_type"), refused


def test_a_megabyte_of_text_is_refused_politely(sari: Integration) -> None:
    case = begun(sari)
    much = "x" * 1_000_000
    assert sari.post("contacts/", {"client": "telkomsel", "channel": "call", "ani": much})[0] == 422
    assert sari.post("customers/search/", {"key": much})[0] == 422
    assert sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"paid_through": much}})[0] == 422
    assert sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {much: "x"}})[0] == 422
    assert sari.post("contacts/", {much: 1})[0] == 422
    assert sari.post("contacts/", {"client": much * 5})[1]["code"] == "too_big"
    assert sari.get(f"cases/?procedure={'x' * 3000}")[0] == 422


@pytest.mark.parametrize("words", NASTY)
def test_strange_words_are_kept_as_they_are(sari: Integration, budi: Integration, words: str) -> None:
    case = begun(sari)
    status, _ = sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"paid_through": words}})
    assert status == 200
    _, ledger = sari.get(f"cases/{case['id']}/facts/")
    assert ledger["entries"][-1]["value"] == words.strip()
    new = {"client": "telkomsel", "area": "Kediri", "title": words, "source": "kms", "reference": words, "answer": words}
    status, outage = budi.post("outages/", {**new, "starts_at": "2026-07-01T10:00:00+07:00"})
    assert (status, outage["answer"]) == (201, words)
    status, _ = sari.post("customers/", {"client": "telkomsel", "name": words, "keys": [{"kind": "order", "value": words}]})
    assert status in (201, 409)
    assert sari.post("customers/search/", {"key": words})[0] == 200


def test_nul_in_an_address_is_refused(sari: Integration) -> None:
    assert sari.get("cases/?procedure=a%00b")[0] == 422
    assert sari.get("outages/?area=%00")[0] == 422
    assert sari.get("cases/%00/")[0] == 404


@pytest.mark.parametrize("pk", ["0", "-1", "x", "1e3", str(2**53 + 1), "9" * 30])
def test_ids_that_are_none(sari: Integration, pk: str) -> None:
    assert sari.get(f"cases/{pk}/")[0] in (404, 422)
    assert sari.get(f"cases/?customer={pk}")[0] == 422


def test_dates_without_zone_or_out_of_the_calendar_are_refused(budi: Integration) -> None:
    world.client()
    new = {"client": "telkomsel", "area": "*", "title": "t", "source": "kms", "reference": "r", "answer": "a"}
    for wrong in ("2026-07-01T10:00:00", "2026-07-01", 1_782_000_000, "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "x", None):
        assert budi.post("outages/", {**new, "starts_at": wrong})[0] == 422


def test_addresses_and_methods_that_are_not_there(sari: Integration) -> None:
    assert sari.get("nosuch/")[1]["code"] == "not_found"
    assert sari.get("cases")[1]["code"] == "not_found"
    status, refused = sari.ask("DELETE", "cases/1/")
    assert (status, refused["code"]) == (405, "method_not_allowed")


def test_two_facts_in_one_request_are_taken_back_together(sari: Integration) -> None:
    case = begun(sari)
    sari.post(f"cases/{case['id']}/facts/", {"revision": 0, "facts": {"msisdn": "081200007781", "outage_here": False}})
    sari.post(f"cases/{case['id']}/undo/", {"revision": 2})
    assert [f["fact"] for f in sari.get(f"cases/{case['id']}/facts/")[1]["known"]] == ["care_channel"]


def test_facts_given_at_the_opening_must_fit(sari: Integration) -> None:
    world.version()
    contact = world.contact(sari.user)
    body: dict[str, Any] = {"contact": contact.pk, "procedure": world.PAYMENT, "facts": {"posted": "maybe"}}
    assert sari.post("cases/", body)[1]["code"] == "fact_error"
    assert sari.post("cases/", {**body, "procedure": "telkomsel/nosuch", "facts": {}})[1]["problems"][0]["where"] == "procedure"
    assert not Case.objects.exists()


def test_an_expired_procedure_guides_only_after_the_leaders_override(sari: Integration, budi: Integration) -> None:
    case = begun(sari)
    refused = sari.post(f"cases/{case['id']}/expiry-override/", {"revision": 0, "reason": "Penting"})
    assert refused[1]["code"] == "forbidden"
    status, allowed = budi.post(f"cases/{case['id']}/expiry-override/", {"revision": 0, "reason": "Penting"})
    assert (status, allowed["expiry_override"]) == (200, "Penting")


def test_an_answer_is_plain_json(sari: Integration) -> None:
    world.client()
    answer = sari.browser.get("/api/cases/", headers={"Authorization": f"Bearer {sari.secret}"})
    assert json.loads(answer.content) == {"items": [], "next": None}
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_desk_has_the_api_at_its_address() -> None:
    for path in ("/api/cases/", "/api/nosuch/"):
        assert resolve(path, urlconf="pansol.desk.urls").route.startswith("api/")


def test_a_database_that_cannot_write_is_said_so(rf: RequestFactory) -> None:
    answer = api.on_exception(rf.post("/api/cases/"), OperationalError("database is locked"))
    assert (answer.status_code, json.loads(answer.content)["code"]) == (503, "busy")
    assert answer.headers["Retry-After"]


def test_what_nobody_foresaw_tells_nothing_of_its_inside(rf: RequestFactory) -> None:
    answer = api.on_exception(rf.post("/api/cases/"), RuntimeError("secret detail"))
    assert (answer.status_code, json.loads(answer.content)["code"]) == (500, "error")
    assert b"secret" not in answer.content
