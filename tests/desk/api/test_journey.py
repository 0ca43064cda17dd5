"""A complaint over the API, from the first word to the end."""

from __future__ import annotations

from typing import Any

from pansol.desk.audit.actions import first_broken
from pansol.desk.audit.models import Event
from pansol.desk.cases.advice import advice
from pansol.desk.cases.models import Case
from tests.desk import world
from tests.desk.api.asking import Integration

PAID = {
    "issue": "payment_error", "payment_state": "failed_debited", "outage_here": False, "prior_case": "none", "order_id": "GOL-4",
    "msisdn": "081200007781",
}  # fmt: skip
FACTS = {"msisdn": "081200007781", "outage_here": False, "prior_case": "none", "posted": True}
SETTLED = {**FACTS, "number_status": "voluntary_block_1", "hlr_block": "none"}


def begun(by: Integration, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """A case that was opened over the API."""
    world.version()
    _, contact = by.post("contacts/", {"client": "telkomsel", "channel": "call", "ani": "081200007781"})
    status, case = by.post("cases/", {"contact": contact["id"], "procedure": world.PAYMENT, "facts": facts or {}})
    assert status == 201, case
    return dict(case)


def answered(by: Integration, case: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    status, found = by.post(f"cases/{case['id']}/facts/", {"revision": case["revision"], "facts": facts})
    assert status == 200, found
    return dict(found)


def test_a_complaint_is_guided_to_its_end(sari: Integration) -> None:
    case = begun(sari)
    _, guidance = sari.get(f"cases/{case['id']}/guidance/")
    assert guidance["status"] == "open"
    assert guidance["question"]["fact"] == "msisdn"
    guidance = answered(sari, case, SETTLED)
    assert guidance["status"] == "decided"
    assert guidance["rule"]
    assert guidance["steps"]
    assert guidance["why"]
    status, case = sari.post(f"cases/{case['id']}/conclusion/", {"revision": guidance["revision"]})
    assert (status, case["rule"]) == (200, guidance["rule"])
    _, promises = sari.get(f"promises/?case={case['id']}")
    if case["state"] == "waiting":
        assert promises["items"]
    body = {"revision": case["revision"], "text": "Masih diblokir."}
    status, case = sari.post(f"cases/{case['id']}/advice-failure/", body)
    assert (status, case["state"]) == (200, "open")
    (given,) = sari.get(f"cases/{case['id']}/given-guidance/")[1]
    assert (given["rule"], given["outcome"], given["words"]) == (guidance["rule"], "failed", "Masih diblokir.")
    assert sari.post(f"cases/{case['id']}/closure/", {"revision": case["revision"], "outcome": "refused"})[0] == 409
    status, case = sari.post(f"cases/{case['id']}/closure/", {"revision": case["revision"], "outcome": "done"})
    assert (status, case["state"]) == (200, "closed")
    assert first_broken(f"case:{case['id']}") is None


def test_one_fact_after_another_leads_to_the_next_question(sari: Integration) -> None:
    case = begun(sari)
    asked, guidance = [], sari.get(f"cases/{case['id']}/guidance/")[1]
    for _ in SETTLED:
        fact = guidance["question"]["fact"]
        asked.append(fact)
        if fact not in SETTLED:
            break
        guidance = answered(sari, {"id": case["id"], "revision": guidance["revision"]}, {fact: SETTLED[fact]})
    assert len(asked) == len(set(asked))


def test_the_ledger_tells_who_said_what(sari: Integration) -> None:
    case = begun(sari)
    answered(sari, case, {"outage_here": False, "msisdn": "081200007781"})
    _, ledger = sari.get(f"cases/{case['id']}/facts/")
    given, *said = ledger["entries"]
    assert (given["fact"], given["source"]) == ("care_channel", "contact")
    assert [e["fact"] for e in said] == ["outage_here", "msisdn"]
    assert {e["source"] for e in said} == {"api:CRM"}
    assert said[1]["value"] == "0812-••••-7781"
    assert [f["text"] for f in ledger["known"]] == ["Lainnya", "tidak", "0812-••••-7781"]


def test_personal_data_is_masked_in_guidance_and_shown_on_purpose_on_record(sari: Integration) -> None:
    case = begun(sari)
    guidance = answered(sari, case, {**SETTLED, "customer_name": "Wati Handayani"})
    assert "Handayani" not in str(guidance)
    assert "081200007781" not in str(guidance)
    status, shown = sari.post(f"cases/{case['id']}/disclosure/")
    assert (status, shown["facts"]["customer_name"]) == (200, "Wati Handayani")
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert "customer.reveal" in verbs


def test_an_answer_is_taken_back(sari: Integration) -> None:
    case = begun(sari)
    guidance = answered(sari, case, {"msisdn": "081200007781"})
    status, guidance = sari.post(f"cases/{case['id']}/undo/", {"revision": guidance["revision"]})
    assert (status, guidance["question"]["fact"]) == (200, "msisdn")
    status, guidance = sari.post(f"cases/{case['id']}/undo/", {"revision": guidance["revision"]})
    assert (status, sari.get(f"cases/{case['id']}/facts/")[1]["known"]) == (200, [])
    status, refused = sari.post(f"cases/{case['id']}/undo/", {"revision": guidance["revision"]})
    assert (status, refused["code"]) == (409, "already_done")


def test_what_nobody_knows_is_not_asked_again(sari: Integration) -> None:
    case = begun(sari)
    status, guidance = sari.post(f"cases/{case['id']}/unanswerable/", {"revision": 0, "fact": "msisdn"})
    assert status == 200
    assert guidance["question"]["fact"] != "msisdn"
    for wrong in ("nothing", "now", "guidance"):
        status, refused = sari.post(f"cases/{case['id']}/unanswerable/", {"revision": 1, "fact": wrong})
        assert (status, refused["code"]) == (422, "invalid")


def test_a_case_is_handed_over_and_resumed_by_somebody_else(sari: Integration, budi: Integration) -> None:
    case = begun(sari, FACTS)
    status, case = sari.post(f"cases/{case['id']}/owner/", {"revision": 0, "to": budi.user.pk})
    assert (status, case["owner"]["name"]) == (200, "Budi")
    later = world.contact(budi.user)
    status, case = budi.post(f"cases/{case['id']}/resumption/", {"revision": 1, "contact": later.pk})
    assert (status, case["contact"]) == (200, later.pk)
    assert Case.objects.get(pk=case["id"]).owner == budi.user


def test_a_contact_that_drops_becomes_a_promise(sari: Integration) -> None:
    _, contact = sari.post("contacts/", {"client": "telkomsel", "channel": "call", "ani": "081200007781"})
    assert contact["ani"] == "0812-••••-7781"
    status, ended = sari.post(f"contacts/{contact['id']}/ending/", {"dropped": True})
    assert (status, ended["dropped"]) == (200, True)
    _, promises = sari.get("promises/?state=open")
    (promise,) = promises["items"]
    assert (promise["kind"], promise["contact"]) == ("callback", contact["id"])
    status, kept = sari.post(f"promises/{promise['id']}/completion/", {"kept": True})
    assert (status, kept["state"]) == (200, "kept")
    status, refused = sari.post(f"promises/{promise['id']}/completion/", {"kept": False})
    assert (status, refused["code"]) == (409, "already_done")
    assert sari.post(f"contacts/{contact['id']}/ending/", {})[0] == 409


def test_a_grey_case_goes_to_the_leader_and_back(sari: Integration, budi: Integration) -> None:
    case = begun(sari)
    revision, question = 0, "msisdn"
    while question:
        status, guidance = sari.post(f"cases/{case['id']}/unanswerable/", {"revision": revision, "fact": question})
        assert status == 200
        revision, question = guidance["revision"], (guidance["question"] or {}).get("fact", "")
    assert guidance["needs_decision"]
    status, grey = sari.post(f"cases/{case['id']}/grey-cases/", {"revision": revision, "question": "Harus bagaimana?"})
    assert (status, grey["state"]) == (201, "open")
    assert sari.post(f"grey-cases/{grey['id']}/decision/", {"decision": "x"})[0] == 403
    rina = world.user("rina", "duty_controller")
    status, forwarded = budi.post(f"grey-cases/{grey['id']}/forwarding/", {"to": rina.pk})
    assert (status, forwarded["state"], forwarded["recipient"]["name"]) == (200, "forwarded", "Rina")
    assert budi.post(f"grey-cases/{grey['id']}/forwarding/", {"to": sari.user.pk})[0] == 404
    words = {"decision": "Buat tiket.", "script": "Kami buatkan laporannya, Bu."}
    status, decided = budi.post(f"grey-cases/{grey['id']}/decision/", words)
    assert (status, decided["state"], decided["decision"], decided["script"]) == (200, "decided", *words.values())
    assert budi.post(f"grey-cases/{grey['id']}/decision/", {"decision": "Lain."})[0] == 409
    assert sari.get(f"grey-cases/?case={case['id']}")[1]["items"][0]["decided_by"]["name"] == "Budi"


def test_a_customer_is_found_by_any_key_masked_and_revealed_on_purpose(sari: Integration, budi: Integration) -> None:
    wati = world.wati()
    _, found = sari.post("customers/search/", {"key": "+62 812-0000-7781"})
    (one,) = found["items"]
    assert (one["id"], one["name"], one["keys"][0]["value"]) == (wati.pk, "W•••• C••••", "0812-••••-7781")
    assert sari.post(f"customers/{wati.pk}/disclosure/", {})[1]["code"] == "identity_not_checked"
    status, shown = budi.post(f"customers/{wati.pk}/disclosure/", {"reason": "Keluhan ke regulator"})
    assert (status, shown["name"], shown["is_masked"]) == (200, "Wati Contoh", False)
    assert budi.get(f"customers/{wati.pk}/")[1]["is_masked"]
    taken = sari.post("customers/", {"client": "telkomsel", "keys": [{"kind": "msisdn", "value": "081200007781"}]})
    assert (taken[0], taken[1]["problems"][0]["details"]["customer"]) == (409, wati.pk)


def test_an_identity_check_opens_the_data_for_the_contact(sari: Integration) -> None:
    wati = world.wati()
    contact = world.contact(sari.user)
    assert sari.post(f"contacts/{contact.pk}/customer/", {"customer": wati.pk})[1]["customer"] == wati.pk
    named = {"name": "wati contoh", "msisdn": "0812 0000 7781"}
    status, check = sari.post(f"customers/{wati.pk}/identity-check/", {"named": named})
    assert (status, check) == (200, {"matched": 2, "wanted": 2, "is_passed": True})
    assert sari.post(f"customers/{wati.pk}/disclosure/", {})[1]["name"] == "Wati Contoh"


def test_a_customer_is_entered_and_corrected(sari: Integration) -> None:
    new = {"client": "telkomsel", "name": "Rina", "area": "Malang", "keys": [{"kind": "email", "value": "Rina@Contoh.id"}]}
    status, made = sari.post("customers/", new)
    assert (status, made["keys"]) == (201, [{"kind": "email", "value": "r••••@contoh.id"}])
    status, changed = sari.ask("PATCH", f"customers/{made['id']}/", {"area": "Batu"})
    assert (status, changed["area"], changed["name"]) == (200, "Batu", "R••••")


def test_an_outage_is_entered_found_by_area_and_ended(budi: Integration) -> None:
    new = {
        "client": "telkomsel", "area": "Surabaya, Sidoarjo", "title": "Jaringan data", "source": "kms", "reference": "KMS-1",
        "answer": "Sedang diperbaiki.", "starts_at": "2026-07-01T10:00:00+07:00",
    }  # fmt: skip
    world.client()
    status, made = budi.post("outages/", new)
    assert status == 201
    assert [o["id"] for o in budi.get("outages/?is_active=true&area=sidoarjo")[1]["items"]] == [made["id"]]
    assert budi.get("outages/?area=Malang")[1]["items"] == []
    assert budi.post(f"outages/{made['id']}/ending/")[1]["ends_at"]
    assert budi.post(f"outages/{made['id']}/ending/")[1]["code"] == "already_done"
    assert budi.post("outages/", {**new, "ends_at": "2026-07-01T09:00:00+07:00"})[1]["problems"][0]["where"] == "ends_at"


def test_procedures_and_their_versions_are_listed(sari: Integration) -> None:
    version = world.version()
    assert [v["procedure"] for v in sari.get("procedures/")[1]] == [world.PAYMENT]
    assert [v["id"] for v in sari.get(f"procedures/versions/?procedure={world.PAYMENT}")[1]["items"]] == [version.pk]


def test_lists_come_in_pages(sari: Integration) -> None:
    made = [world.contact(sari.user).pk for _ in range(5)]
    _, first = sari.get("contacts/?limit=3")
    _, second = sari.get(f"contacts/?limit=3&before={first['next']}")
    assert [c["id"] for c in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None
    assert sari.get("contacts/?limit=101")[0] == 422


def test_a_ticket_goes_where_the_action_says_as_on_the_desk(sari: Integration) -> None:
    case = world.case(sari.user, "telkomsel/grapari-online")
    told = answered(sari, {"id": case.pk, "revision": 0}, PAID)
    assert told["status"] == "decided"
    (form,) = told["forms"]
    (paper,) = advice(world.opened(case), sari.user, is_revealed=True).papers
    assert (form["unit"], form["classification"], form["sla"]) == (paper.unit, paper.code, paper.sla)
    assert paper.unit == "INT404 BESHQ"
