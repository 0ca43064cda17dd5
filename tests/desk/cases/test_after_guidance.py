"""After guidance: it did not help, the customer refuses, the wait is over; and what the next agent knows of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils.translation import override

from pansol.desk.accounts.rules import Forbidden
from pansol.desk.audit.actions import first_broken
from pansol.desk.cases.actions import (
    advice_failed,
    answer,
    attach_customer,
    call_back,
    close_case,
    conclude,
    decide_grey,
    end_contact,
    follow_up,
    resume,
)
from pansol.desk.cases.errors import NotAllowedNow, Stale
from pansol.desk.cases.models import Case, Contact, FactEntry, GreyCase, GuidanceEntry, Promise
from tests.desk import world
from tests.desk.cases.desk import Desk, text_of

KNOWN = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "posted": "yes"}
REFRESHED = {**KNOWN, "number_status": "on_trial", "hlr_block": "none", "profile_blocked": "no", "works_after_refresh": "yes"}
VOLUNTARY = {**KNOWN, "number_status": "voluntary_block_1", "hlr_block": "other"}
PACKAGE = "telkomsel/aktivasi-paket"
CHARGE = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "subscription": "prepaid", "charged": "no"}
WAITING = {**CHARGE, "quota_shown": "no", "event_at": "2026-07-02T09:00:00+07:00", "has_data_quota": "yes"}
A_DAY = timedelta(days=1)


def known(facts: dict[str, str], procedure: str = world.PAYMENT) -> Case:
    case = world.case(procedure=procedure)
    for fact, text in facts.items():
        answer(world.opened(case), fact, text, by=world.sari(), now=world.NOW)
    return case


def lines(case: Case) -> list[tuple[str, str, str]]:
    return list(GuidanceEntry.objects.filter(case=case).order_by("pk").values_list("rule", "mark", "words"))


def failed(case: Case, words: str = "", minutes: int = 1) -> tuple[str, ...]:
    now = world.NOW + timedelta(minutes=minutes)
    return advice_failed(world.opened(case, now), words, by=world.sari(), now=now)


def test_what_was_tried_is_asked_again_and_leads_to_the_next_step() -> None:
    case = known(REFRESHED)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    assert failed(case, "Masih tidak ada sinyal.") == ("works_after_refresh",)
    file = world.opened(case)
    assert file.question is not None
    assert file.question.fact.name == "works_after_refresh"
    answer(file, "works_after_refresh", "no", by=world.sari(), now=world.NOW + timedelta(minutes=2))
    assert world.opened(case).answer.result.rule == "PAY-12"
    assert lines(case) == [("PAY-06", "told", ""), ("PAY-06", "failed", "Masih tidak ada sinyal.")]
    assert first_broken(f"case:{case.pk}") is None


def test_what_a_system_may_say_differently_is_asked_again_then_the_leader_decides() -> None:
    case = known(VOLUNTARY)
    assert world.opened(case).answer.result.rule == "PAY-08"
    again = failed(case)
    assert set(again) == {"posted", "number_status"}
    for fact in again:
        answer(world.opened(case), fact, VOLUNTARY[fact], by=world.sari(), now=world.NOW + timedelta(minutes=2))
    assert world.opened(case).answer.result.rule == "PAY-08"
    assert failed(case, "Tetap diblokir.", minutes=3) == ()
    grey = GreyCase.objects.get()
    assert (grey.reason, grey.question, grey.rules) == ("failed", "Tetap diblokir.", ["PAY-08"])
    assert Case.objects.get().state == "grey"
    browser = Browser()
    browser.force_login(world.budi())
    page = text_of(browser.get(f"/inbox/{grey.pk}/").content.decode())
    assert "Panduan yang sudah diberikan" in page
    assert "Tidak berhasil" in page


def test_an_agent_who_works_in_english_leaves_texts_that_her_colleagues_read() -> None:
    case = known(VOLUNTARY)
    with override("en"):
        for fact in failed(case):
            answer(world.opened(case), fact, VOLUNTARY[fact], by=world.sari(), now=world.NOW + timedelta(minutes=2))
        failed(case, minutes=3)
        grey = GreyCase.objects.get()
        decide_grey(grey, "Tunggu sampai besok.", by=world.budi(), now=world.NOW)
        conclude(world.opened(case), by=world.sari(), now=world.NOW)
    assert grey.question == "Saran SOP sudah dijalankan dan tidak berhasil. Bagaimana selanjutnya?"
    assert set(FactEntry.objects.values_list("source", flat=True)) == {"agent", "again"}
    assert GuidanceEntry.objects.filter(rule="").values_list("title", flat=True).get() == "Keputusan Budi"


def test_what_has_gone_stale_is_asked_again_first() -> None:
    case = known(VOLUNTARY)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    assert failed(case, minutes=20) == ("posted",)


def test_what_nobody_knew_may_be_asked_again() -> None:
    case = known(REFRESHED)
    FactEntry.objects.create(case=case, number=50, fact="paid_on", mark="unanswerable", source="agent", by=world.sari(), at=world.NOW)
    failed(case)
    assert not world.opened(case).ledger.unanswerable()


def test_only_guidance_can_fail() -> None:
    case = known(KNOWN)
    with pytest.raises(NotAllowedNow):
        failed(case)
    assert lines(case) == []


def test_two_agents_cannot_fail_it_twice() -> None:
    case = known(REFRESHED)
    first, second = world.opened(case), world.opened(case)
    assert second.answer.result.rule == "PAY-06"
    advice_failed(first, "", by=world.sari(), now=world.NOW)
    with pytest.raises(Stale):
        advice_failed(second, "", by=world.sari(), now=world.NOW)
    assert len(lines(case)) == 2


def test_a_refusal_says_why_and_files_nothing() -> None:
    case = known(REFRESHED)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    with pytest.raises(NotAllowedNow):
        close_case(world.opened(case).case, "refused", by=world.sari(), now=world.NOW, note=" ")
    close_case(world.opened(case).case, "refused", by=world.sari(), now=world.NOW, note="Tidak mau memindahkan jaringan.")
    found = Case.objects.get()
    assert (found.state, found.outcome, found.outcome_note) == ("closed", "refused", "Tidak mau memindahkan jaringan.")
    assert lines(case)[-1] == ("PAY-06", "refused", "Tidak mau memindahkan jaringan.")


def test_a_case_that_is_done_was_helped_by_what_was_told() -> None:
    case = known(REFRESHED)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    close_case(world.opened(case).case, "done", by=world.sari(), now=world.NOW)
    assert lines(case)[-1][:2] == ("PAY-06", "helped")


def test_what_was_told_is_shown_in_words() -> None:
    case = known(REFRESHED)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    page = text_of(Desk(world.sari(), case).page)
    assert "Disampaikan" in page
    assert "PAY-06 told" not in page


def test_the_next_agent_knows_what_was_told_and_what_came_of_it() -> None:
    case = known(REFRESHED)
    attach_customer(case.contact, world.wati(), by=world.sari(), now=world.NOW)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    close_case(world.opened(case).case, "refused", by=world.sari(), now=world.NOW, note="Sedang di jalan.")
    dewi = world.user("dewi", "agent_t2")
    later = world.contact(dewi)
    attach_customer(later, world.wati(), by=dewi, now=world.NOW)
    browser = Browser()
    browser.force_login(dewi)
    page = text_of(browser.get(f"/contacts/{later.pk}/").content.decode())
    assert "Semua terbuka, jaringan disegarkan" in page
    assert "Ditolak pelanggan" in page
    assert "Sedang di jalan." in page


def promised() -> Promise:
    case = known(WAITING, PACKAGE)
    (promise,) = conclude(world.opened(case), by=world.sari(), now=world.NOW)
    return Promise.objects.get(pk=Promise.objects.get(case=case).pk, kind=promise.kind)


def test_a_wait_is_a_dated_task_with_what_is_to_be_done_then() -> None:
    promise = promised()
    assert (promise.due_at, promise.owner) == (world.NOW + timedelta(hours=23), world.sari())
    assert "Cek ulang" in promise.text


def test_when_the_wait_is_over_the_case_goes_on_and_stale_facts_are_asked_again() -> None:
    promise, dewi = promised(), world.user("dewi", "agent_t2")
    now = world.NOW + A_DAY
    assert follow_up(promise, by=dewi, now=now)
    assert not follow_up(promise, by=world.sari(), now=now)
    promise.refresh_from_db()
    case = Case.objects.get()
    assert (promise.state, case.state, case.owner) == ("kept", "open", dewi)
    file = world.opened(case, now)
    assert file.question is not None
    assert file.question.fact.name in ("outage_here", "charged", "quota_shown")
    for fact in ("outage_here", "charged", "quota_shown"):
        answer(world.opened(case, now), fact, "no", by=dewi, now=now)
    assert world.opened(case, now).answer.result.rule == "ACT-10"  # the wait itself has led on: 24 hours are over


def test_the_same_rule_may_promise_again_once_its_wait_is_over() -> None:
    promise, early = promised(), world.NOW + timedelta(hours=1)
    follow_up(promise, by=world.sari(), now=early)
    case = Case.objects.get()
    for fact in ("outage_here", "charged", "quota_shown"):
        answer(world.opened(case, early), fact, "no", by=world.sari(), now=early)
    conclude(world.opened(case, early), by=world.sari(), now=early)
    assert list(Promise.objects.order_by("pk").values_list("state", flat=True)) == ["kept", "open"]


def test_a_promise_of_a_closed_case_cannot_be_followed_up() -> None:
    promise = promised()
    close_case(world.opened(Case.objects.get()).case, "duplicate", by=world.sari(), now=world.NOW)
    promise.refresh_from_db()
    assert promise.state == "dropped"
    with pytest.raises(NotAllowedNow):
        follow_up(promise, by=world.sari(), now=world.NOW)


@pytest.mark.parametrize(("outcome", "state"), [("done", "kept"), ("refused", "dropped")])
def test_promises_end_with_their_case(outcome: str, state: str) -> None:
    promise = promised()
    close_case(world.opened(Case.objects.get()).case, outcome, by=world.sari(), now=world.NOW, note="x")
    promise.refresh_from_db()
    assert promise.state == state


def test_a_dropped_call_is_rung_back_in_a_new_contact_with_its_case() -> None:
    case = known(KNOWN)
    attach_customer(case.contact, world.wati(), by=world.sari(), now=world.NOW)
    promise = end_contact(case.contact, disposition="dropped", dropped=True, by=world.sari(), now=world.NOW)
    assert promise is not None
    dewi = world.user("dewi", "agent_t2")
    started = call_back(promise, by=dewi, now=world.NOW + timedelta(minutes=9))
    found = Case.objects.get()
    assert (started.agent, started.customer, started.ani) == (dewi, world.wati(), "081200007781")
    assert (found.contact, found.owner, promise.state) == (started, dewi, "open")
    with pytest.raises(Forbidden):
        call_back(promise, by=world.user("rio", "resolver"), now=world.NOW)


def test_what_was_taken_back_is_not_carried_to_the_next_complaint() -> None:
    desk = Desk(world.sari(), world.case())
    desk.answer("msisdn", "081200007781")
    desk.answer("outage_here", "no")
    desk.page = desk.post("reversal/")
    world.version(PACKAGE)
    contact = Contact.objects.get()
    desk.browser.post(f"/contacts/{contact.pk}/cases/", {"version": world.version(PACKAGE).pk})
    second = Case.objects.latest("pk")
    carried = second.entries.values_list("fact", flat=True)
    assert "msisdn" in carried
    assert "outage_here" not in carried


def test_the_screen_leads_through_a_failure() -> None:
    desk = Desk(world.sari(), world.case())
    for fact, value in REFRESHED.items():
        desk.answer(fact, value)
    desk.post("conclusion/")
    desk.reload()
    desk.post("advice-failure/", text="Masih mati.")
    said = desk.reload()
    assert "Setelah jaringan disegarkan" in said
    assert "Masih mati." in text_of(desk.get("ahead/", headers={"HX-Request": "true"}))
    desk.answer("works_after_refresh", "yes")
    assert "Saran ini sudah diberikan dan tidak berhasil" in desk.reload()
    assert "Tanyakan kepada team leader" in desk.reload()


def test_a_case_can_be_closed_in_the_middle_of_the_interview() -> None:
    desk = Desk(world.sari(), world.case())
    desk.post("closure/", outcome="other_complaint")
    assert Case.objects.get().outcome == "other_complaint"


def test_another_client_has_nothing_to_follow_up() -> None:
    promise = promised()
    browser = Browser()
    browser.force_login(world.user("tono", "agent_t1", world.client("pln123")))
    assert browser.post(f"/promises/{promise.pk}/follow-up/").status_code == 404
    assert browser.post(f"/promises/{promise.pk}/call/").status_code == 404


def test_resuming_keeps_what_was_told() -> None:
    case = known(REFRESHED)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    later = world.contact()
    resume(world.opened(case), later, by=world.sari(), now=world.NOW)
    assert lines(case) == [("PAY-06", "told", "")]


def test_who_takes_the_case_up_again_reads_what_was_said_before() -> None:
    case = known(REFRESHED)
    conclude(world.opened(case), by=world.sari(), now=world.NOW)
    assert 'id="earlier"' not in Desk(world.sari(), case).page
    nia = world.user("nia", "agent_t2")
    resume(world.opened(case), world.contact(nia), by=nia, now=world.NOW + A_DAY)
    page = Desk(nia, case).page
    said = "oleh Sari: " + GuidanceEntry.objects.get().title
    assert text_of(page).count(said) == 2  # at the top and where she finishes
    assert "Hasil: belum diketahui" in text_of(page)
