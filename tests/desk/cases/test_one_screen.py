"""Sari answers at the desk: the next question comes back, corrections, tidak tahu, undo, and what is refused."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pansol.desk.cases.models import FactEntry
from pansol.desk.cases.screen import ask_panel
from pansol.sop.interview import Question
from pansol.sop.model import Fact
from pansol.sop.values import Type
from tests.desk import world
from tests.desk.cases.desk import Desk, fields_of, text_of


@pytest.fixture
def desk() -> Desk:
    return Desk(world.sari(), world.case())


def decided(desk: Desk) -> str:
    """To a decision: an aging number."""
    desk.answer("msisdn", "0812 0000 7781")
    desk.answer("outage_here", "no")
    desk.answer("prior_case", "none")
    desk.answer("posted", "yes")
    return desk.answer("number_status", "aging")


def test_an_answer_brings_the_next_question(desk: Desk) -> None:
    assert "Ada gangguan" in desk.answer("msisdn", "0812 0000 7781")
    assert "Keluhan atau tiket yang sama" in desk.answer("outage_here", "no")


def test_a_number_is_shown_masked(desk: Desk) -> None:
    said = desk.answer("msisdn", "081200007781")
    assert "0812-••••-7781" in said
    assert "081200007781" not in said


def queries_of(desk: Desk, fact: str, value: str) -> list[str]:
    """What an answer sends to the database; savepoints stand for the transaction, which here is within the test's own."""
    with CaptureQueriesContext(connection) as queries:
        desk.answer(fact, value)
    return [q["sql"] for q in queries if not re.match("SAVEPOINT|RELEASE", q["sql"])]


def test_an_answer_costs_at_most_twelve_queries(desk: Desk) -> None:
    """All of it: session, user, case, ledger, receipt, audit, up to the guidance."""
    answers = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}
    for fact, value in answers.items():
        assert len(queries_of(desk, fact, value)) <= 12
    assert "verdict" in desk.page


def test_the_names_of_others_who_answered_cost_no_query_more(desk: Desk) -> None:
    """Up to guidance that sends one to the team leader, which looks whether there is a decision."""
    *answers, last = {
        "msisdn": "081200007781",
        "outage_here": "no",
        "prior_case": "none",
        "posted": "yes",
        "number_status": "aging",
    }.items()
    for fact, value in answers:
        desk.answer(fact, value)
    colleague = Desk(world.user("dewi", "agent_t2"), desk.case)
    assert len(queries_of(colleague, *last)) <= 12
    assert "Tanyakan kepada team leader" in colleague.page
    assert "Sari" in colleague.page


def test_what_cannot_be_read_is_asked_again_and_the_typing_stays(desk: Desk) -> None:
    page = desk.post("answers/", value="<b>bukan nomor</b>")
    assert desk.status == 422
    assert "Belum terbaca" in page
    assert 'value="&lt;b&gt;bukan nomor&lt;/b&gt;"' in page
    assert not FactEntry.objects.exists()


@pytest.mark.parametrize("value", ["\x00", "' OR 1=1 --", "9" * 100_000, "😀", "\u202e0812"])
def test_bad_input_is_refused_and_never_an_error(desk: Desk, value: str) -> None:
    desk.post("answers/", value=value)
    assert desk.status == 422


def test_a_choice_that_does_not_exist_is_refused(desk: Desk) -> None:
    desk.answer("msisdn", "081200007781")
    desk.post("answers/", value="perhaps")
    assert desk.status == 422


def test_a_fact_that_does_not_exist_is_404(desk: Desk) -> None:
    desk.post("answers/", fact="nothing", value="x")
    assert desk.status == 404


def test_nobody_knows(desk: Desk) -> None:
    desk.answer("msisdn", "081200007781")
    desk.page = desk.post("answers/", unknown="1")
    assert "Tidak tahu" in text_of(desk.page)
    assert FactEntry.objects.get(fact="outage_here").mark == "unanswerable"


def test_undo_takes_the_last_answer_back(desk: Desk) -> None:
    desk.answer("msisdn", "081200007781")
    desk.answer("outage_here", "no")
    desk.page = desk.post("reversal/")
    assert fields_of(desk.page, "answers/")["fact"] == "outage_here"


def test_a_correction_is_asked_in_place_of_the_question(desk: Desk) -> None:
    desk.answer("msisdn", "081200007781")
    desk.answer("outage_here", "no")
    desk.page = desk.get("facts/outage_here/", headers={"HX-Request": "true"})
    assert "Memperbaiki" in text_of(desk.page)
    assert "outage" in desk.answer("outage_here", "yes").casefold() or desk.status == 200
    assert FactEntry.objects.filter(fact="outage_here").count() == 2


def test_a_double_click_acts_once(desk: Desk) -> None:
    fields = {**fields_of(desk.page, "answers/"), "value": "081200007781"}
    desk.post("answers/", fresh=False, **fields)
    again = desk.post("answers/", fresh=False, **fields)
    assert desk.status == 200
    assert "Ada gangguan" in text_of(again)
    assert FactEntry.objects.count() == 1


def test_who_answers_second_sees_what_changed_and_loses_nothing(desk: Desk) -> None:
    desk.answer("msisdn", "081200007781")
    other = Desk(world.user("dewi", "agent_t2"), desk.case)
    other.answer("outage_here", "no")
    late = desk.post("answers/", value="yes")
    assert desk.status == 409
    assert "Dewi: Ada gangguan yang memengaruhi keluhan ini → Tidak" in text_of(late)
    assert "Jawaban Anda" in text_of(late)
    desk.page = late
    forms = re.findall(r"<form.*?</form>", late, re.S)
    kept = next(f for f in forms if "Tetap catat" in f)
    data = dict(re.findall(r'name="(\w+)" value="([^"]*)"', kept))
    data.pop("csrfmiddlewaretoken", None)
    desk.post("answers/", fresh=False, **data)
    assert desk.status == 200
    assert FactEntry.objects.filter(fact="outage_here").order_by("-number").first().value == "yes"  # type: ignore[union-attr]


def test_guidance_is_there_as_soon_as_it_is_decided(desk: Desk) -> None:
    said = decided(desk)
    assert "Nomor aging" in said
    assert "Nomor ini harus direaktivasi" in said
    assert "Tanyakan kepada team leader" in said


def test_the_page_ahead_tells_outcomes_and_then_why(desk: Desk) -> None:
    desk.answer("msisdn", "081200007781")
    before = desk.get("ahead/", headers={"HX-Request": "true"})
    assert '<svg class="share"' in before
    assert "style=" not in before
    desk.reload()
    for fact, value in (("outage_here", "no"), ("prior_case", "none"), ("posted", "yes"), ("number_status", "aging")):
        desk.answer(fact, value)
    after = text_of(desk.get("ahead/", headers={"HX-Request": "true"}))
    assert "Mengapa ini" in after
    assert "Kenapa bukan" in after
    assert "Yang akan mengubahnya" in after


def test_without_scripts_the_forms_work(desk: Desk) -> None:
    fields = {**fields_of(desk.page, "answers/"), "value": "081200007781"}
    response = desk.browser.post(desk.address("answers/"), fields)
    assert response.status_code == 302
    assert "Ada gangguan" in desk.reload()


def test_a_page_has_nothing_inline(desk: Desk) -> None:
    decided(desk)
    page = desk.get("")
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)


def test_another_clients_case_does_not_exist(desk: Desk) -> None:
    stranger = world.user("tono", "agent_t1", world.client("pln123"))
    desk.browser.force_login(stranger)
    for part in ("", "ahead/", "facts/msisdn/", "handover/"):
        desk.get(part)
        assert desk.status == 404
    for part in (
        "answers/",
        "reversal/",
        "conclusion/",
        "closure/",
        "leader/",
        "override/",
        "records/",
        "disclosure/",
        "lookups/",
        "resumption/",
    ):
        desk.post(part, fresh=False, revision="0", fact="msisdn", value="1", text="x")
        assert desk.status in (403, 404)


def test_a_reader_may_look_but_not_answer(desk: Desk) -> None:
    reader = Desk(world.user("ira", "qa"), desk.case)
    assert reader.status == 200
    assert "answers/" not in reader.page
    reader.post("answers/", fresh=False, fact="msisdn", value="081200007781", revision="0")
    assert reader.status == 403


def test_a_long_choice_is_asked_group_by_group(desk: Desk) -> None:
    file = world.opened(desk.case)
    kind = Type("choice", {"a": "A", "b": "B", "c": "C"}, {"first": ("Pertama", ("a", "b")), "rest": ("Sisanya", ("c",))})
    asked = Question(
        Fact("msisdn", kind, "F"), "ask", "F?", "msisdn", "goal", tuple((kind.values or {}).items()), tuple((kind.groups or {}).values())
    )
    groups = ask_panel(file, asked)
    assert (groups.shape, [c.label for c in groups.choices]) == ("groups", ["Pertama", "Sisanya"])
    inside = ask_panel(file, asked, group="1")
    assert (inside.shape, inside.group, [(c.key, c.value) for c in inside.choices]) == ("one", "Pertama", [("1", "a"), ("2", "b")])
