"""What happens to a case besides answering: promises, leader, hand over, resume, expiry, feedback, personal data."""

from __future__ import annotations

import pytest

from pansol.desk.audit.models import Event
from pansol.desk.cases.models import Case, CaseState, GreyCase, Promise
from pansol.desk.knowledge.models import Feedback
from tests.desk import world
from tests.desk.cases.desk import Desk, text_of

ASKED = (("msisdn", "081200007781"), ("outage_here", "no"), ("prior_case", "none"), ("posted", "yes"), ("number_status", "aging"))


@pytest.fixture
def desk() -> Desk:
    found = Desk(world.sari(), world.case())
    for fact, value in ASKED:
        found.answer(fact, value)
    return found


def state_of(desk: Desk) -> str:
    return Case.objects.get(pk=desk.case.pk).state


def test_a_question_goes_to_the_leader_with_the_facts(desk: Desk) -> None:
    desk.post("leader/", text="Siapa yang mereaktivasi?")
    grey = GreyCase.objects.get()
    assert state_of(desk) == CaseState.GREY
    assert grey.facts["number_status"] == "aging"
    assert "msisdn" not in grey.facts
    assert "Menunggu keputusan team leader" in desk.reload()


def test_an_empty_question_is_refused(desk: Desk) -> None:
    desk.post("leader/", text="  ")
    assert not GreyCase.objects.exists()


def test_guidance_taken_starts_its_promises(desk: Desk) -> None:
    desk.post("conclusion/")
    assert "Disampaikan" in desk.reload()
    assert Promise.objects.filter(case=desk.case).count() == Case.objects.get(pk=desk.case.pk).promises.count()


def test_the_same_form_sent_twice_concludes_once(desk: Desk) -> None:
    from tests.desk.cases.desk import fields_of

    fields = fields_of(desk.page, "conclusion/")
    desk.post("conclusion/", fresh=False, **fields)
    desk.post("conclusion/", fresh=False, **fields)
    assert Event.objects.filter(chain=f"case:{desk.case.pk}", verb="case.conclude").count() == 1


def test_a_case_is_closed_with_its_outcome(desk: Desk) -> None:
    desk.post("closure/", outcome="done")
    assert (state_of(desk), Case.objects.get(pk=desk.case.pk).outcome) == (CaseState.CLOSED, "done")
    assert "Kasus ini sudah selesai" in desk.reload()


def test_an_unknown_outcome_is_refused(desk: Desk) -> None:
    desk.post("closure/", outcome="whatever")
    assert state_of(desk) == CaseState.OPEN


def test_a_colleague_takes_over(desk: Desk) -> None:
    dewi = world.user("dewi", "agent_t2")
    desk.page = desk.get("handover/")
    assert "Dewi" in text_of(desk.page)
    desk.browser.post(desk.address("handover/"), {"to": dewi.pk, "revision": Case.objects.get(pk=desk.case.pk).revision})
    assert Case.objects.get(pk=desk.case.pk).owner == dewi


def test_nobody_of_another_client_is_offered(desk: Desk) -> None:
    tono = world.user("tono", "agent_t1", world.client("pln123"))
    desk.browser.post(desk.address("handover/"), {"to": tono.pk, "revision": "0"})
    assert Case.objects.get(pk=desk.case.pk).owner != tono


def test_a_case_goes_on_in_a_later_contact(desk: Desk) -> None:
    dewi = world.user("dewi", "agent_t2")
    later = world.contact(dewi)
    other = Desk(dewi, desk.case)
    other.post("resumption/", fresh=False, revision=Case.objects.get(pk=desk.case.pk).revision, contact=later.pk)
    found = Case.objects.get(pk=desk.case.pk)
    assert (found.contact, found.owner) == (later, dewi)


def test_an_ended_contact_cannot_take_a_case(desk: Desk) -> None:
    later = world.contact()
    later.__class__.objects.filter(pk=later.pk).update(ended_at=world.NOW)
    desk.post("resumption/", fresh=False, revision=Case.objects.get(pk=desk.case.pk).revision, contact=later.pk)
    assert Case.objects.get(pk=desk.case.pk).contact != later


def test_this_step_is_wrong(desk: Desk) -> None:
    desk.post("feedback/", text="Reaktivasi lewat BillCo.")
    found = Feedback.objects.get()
    assert (found.kind, found.rule, found.case_id) == ("wrong_step", "PAY-04", desk.case.pk)
    assert "msisdn" not in found.facts


def test_personal_data_are_shown_on_purpose_and_it_is_on_record(desk: Desk) -> None:
    assert "081200007781" not in desk.reload()
    desk.post("disclosure/")
    assert "081200007781" in desk.reload()
    assert Event.objects.filter(verb="customer.reveal", chain=f"case:{desk.case.pk}").count() == 1


def test_a_known_customer_is_identified_first(desk: Desk) -> None:
    contact = desk.case.contact
    contact.__class__.objects.filter(pk=contact.pk).update(customer=world.wati())
    desk.post("disclosure/")
    assert "081200007781" not in desk.reload()


def test_an_expired_sop_guides_only_after_the_leader_allowed_it() -> None:
    home = world.client("telkom147")
    nia = world.user("nia", "agent_t1", home)
    desk = Desk(nia, world.case(nia, "telkom147/new-callback"))
    assert "lewat masa berlakunya" in text_of(desk.page)
    assert "override/" not in desk.page
    leader = Desk(world.user("tuti", "team_leader", home), desk.case)
    leader.post("override/", text="Disetujui pemilik konten.")
    assert "Disetujui pemilik konten." in desk.reload()
