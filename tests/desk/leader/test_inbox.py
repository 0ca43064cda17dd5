"""Grey cases in the team leader's inbox, and the promises board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pansol.desk.accounts.models import Role
from pansol.desk.cases.actions import answer, end_contact, raise_grey
from pansol.desk.cases.leader_queries import board
from pansol.desk.cases.models import Case, GreyCase, GuidanceEntry, Promise
from pansol.desk.knowledge.models import Feedback
from tests.desk import world
from tests.desk.cases.desk import fields_of, text_of

AGING_WORDS = "Aging dijawab agen"
AGING = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}


@pytest.fixture
def grey() -> GreyCase:
    case = world.case()
    for fact, text in AGING.items():
        answer(world.opened(case), fact, text, by=world.sari(), now=world.NOW)
    return raise_grey(world.opened(case), "Siapa yang mereaktivasi?", by=world.sari(), now=world.NOW)


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(world.budi())
    return client


def test_the_inbox_shows_what_waits_and_every_fact(browser: Client, grey: GreyCase) -> None:
    assert "Siapa yang mereaktivasi?" in browser.get("/inbox/").content.decode()
    page = browser.get(f"/inbox/{grey.pk}/").content.decode()
    assert "Aging" in page
    assert "PAY-04" in page
    assert "0812-••••-7781" in page
    assert "81200007781" not in page
    assert f"{AGING_WORDS} · " in text_of(page)


def test_a_decision_goes_back_to_the_agent_and_to_the_editors(browser: Client, grey: GreyCase) -> None:
    assert browser.post(f"/inbox/{grey.pk}/decision/", {"decision": "Hubungi CHO."}).status_code == 302
    grey.refresh_from_db()
    assert (grey.decision, grey.decided_by) == ("Hubungi CHO.", world.budi())
    assert Case.objects.get().state == "open"
    assert Feedback.objects.get().kind == "grey"
    assert "Siapa yang" not in browser.get("/inbox/", headers={"HX-Request": "true"}).content.decode()


def test_who_is_second_sees_the_first_decision_and_keeps_the_words(browser: Client, grey: GreyCase) -> None:
    browser.post(f"/inbox/{grey.pk}/decision/", {"decision": "Hubungi CHO."})
    second = browser.post(f"/inbox/{grey.pk}/decision/", {"decision": "Tunggu saja."})
    assert second.status_code == 409
    assert "Hubungi CHO." in second.content.decode()
    assert "Tunggu saja." in second.content.decode()


def test_forwarding_names_somebody_who_may_decide(browser: Client, grey: GreyCase) -> None:
    agus, sari = world.user("agus", Role.CONTENT_OWNER), world.sari()
    page = browser.get(f"/inbox/{grey.pk}/").content.decode()
    assert f'<option value="{agus.pk}">' in page
    assert f'<option value="{sari.pk}">' not in page
    assert browser.post(f"/inbox/{grey.pk}/forwarding/", {"to": sari.pk}).status_code == 422
    assert browser.post(f"/inbox/{grey.pk}/forwarding/", {"to": agus.pk}).status_code == 302
    assert "diteruskan ke Agus" in browser.get("/inbox/").content.decode()
    browser.force_login(agus)
    assert "diteruskan kepada Anda" in browser.get("/inbox/").content.decode()
    assert browser.post(f"/inbox/{grey.pk}/decision/", {"decision": "Ya."}).status_code == 302
    assert Feedback.objects.get().given_by == agus


def test_nobody_of_another_client_can_be_asked(browser: Client, grey: GreyCase) -> None:
    stranger = world.user("x", Role.DUTY_CONTROLLER, world.client("pln123"))
    assert browser.post(f"/inbox/{grey.pk}/forwarding/", {"to": stranger.pk}).status_code == 422
    grey.refresh_from_db()
    assert grey.state == "open"


def test_the_register_holds_the_smallest_box_in_words(browser: Client, grey: GreyCase) -> None:
    browser.post(f"/inbox/{grey.pk}/decision/", {"decision": "Hubungi CHO."})
    assert set(Feedback.objects.get().facts) == {"outage_here", "prior_case", "posted", "number_status"}
    page = text_of(browser.get("/register/").content.decode())
    assert "Status nomor di DSC: Aging" in page
    assert "number_status" not in page


def test_the_agent_sees_the_decision_until_the_customer_was_told(browser: Client, grey: GreyCase) -> None:
    agent = Client()
    agent.force_login(world.sari())
    browser.post(f"/inbox/{grey.pk}/decision/", {"decision": "Hubungi CHO.", "script": "Kami aktifkan lagi besok, Bu."})
    assert "Budi sudah memutuskan" in text_of(agent.get("/").content.decode())
    page = agent.get(f"/cases/{grey.case_id}/").content.decode()
    assert "“Kami aktifkan lagi besok, Bu.”" in text_of(page)
    agent.post(f"/cases/{grey.case_id}/conclusion/", fields_of(page, "conclusion/"))
    assert "sudah memutuskan" not in text_of(agent.get("/").content.decode())
    assert GuidanceEntry.objects.filter(case=grey.case_id, mark="told", words="Hubungi CHO.").exists()


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001, "\x00"])
def test_an_empty_or_broken_decision_is_refused(browser: Client, grey: GreyCase, words: str) -> None:
    assert browser.post(f"/inbox/{grey.pk}/decision/", {"decision": words}).status_code == 422
    grey.refresh_from_db()
    assert grey.state == "open"


def test_agents_and_strangers(client: Client, grey: GreyCase) -> None:
    client.force_login(world.sari())
    assert client.get("/inbox/").status_code == 403
    client.force_login(world.user("x", Role.TEAM_LEADER, world.client("pln123")))
    assert client.get(f"/inbox/{grey.pk}/").status_code == 404
    assert client.post(f"/inbox/{grey.pk}/decision/", {"decision": "x"}).status_code == 404


def dropped() -> Promise:
    found = end_contact(world.contact(), disposition="", dropped=True, by=world.sari(), now=world.NOW)
    assert found
    return found


@pytest.mark.parametrize(
    ("later", "shelf"),
    [
        (timedelta(0), "soon"),
        (timedelta(minutes=-1), "today"),
        (timedelta(minutes=30), "soon"),
        (timedelta(minutes=31), "late"),
        (timedelta(days=-1), "later"),
    ],
)
def test_a_promise_is_seen_before_it_is_late(later: timedelta, shelf: str) -> None:
    promise = dropped()
    shelves = {s.name: s.promises for s in board(world.sari(), whose="mine", now=world.NOW + later)}
    assert shelves[shelf] == [promise]


def test_leaders_see_everybodys_promises_agents_their_own(client: Client) -> None:
    dropped()
    words = ">Sambungan terputus<"
    client.force_login(world.budi())
    assert words in client.get("/promises/").content.decode()
    client.force_login(world.user("tini", Role.AGENT_T1))
    assert words not in client.get("/promises/").content.decode()
    assert words in client.get("/promises/?whose=team", headers={"HX-Request": "true"}).content.decode()
    client.force_login(world.user("dewi", Role.AGENT_T1, world.client("pln123")))
    assert words not in client.get("/promises/?whose=all").content.decode()


def test_a_promise_is_kept_once(client: Client) -> None:
    promise = dropped()
    client.force_login(world.sari())
    assert client.post(f"/promises/{promise.pk}/end/", {"kept": "yes", "next": "https://contoh.invalid/"})["Location"] == "/promises/"
    client.post(f"/promises/{promise.pk}/end/", {"kept": "no"})
    promise.refresh_from_db()
    assert promise.state == "kept"
    client.force_login(world.user("dewi", Role.AGENT_T1, world.client("pln123")))
    assert client.post(f"/promises/{promise.pk}/end/").status_code == 404
