"""Two people at the same thing: the second sees a difference and loses nothing, with scripts and without."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pansol.desk.audit.models import Event
from pansol.desk.cases.models import Case, GreyCase
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.cases.desk import Desk, fields_of, text_of
from tests.desk.faults.floor import OUTAGE, POSTS, Floor, signed_in
from tests.desk.faults.test_storage import resent


def test_the_second_editor_of_an_outage_sees_the_first_ones_words(at: Floor) -> None:
    first, second = signed_in(at, "leader"), signed_in(at, "leader")
    where = f"/outages/{at.outage.pk}/"
    seen = fields_of(first.get(where).content.decode().replace('class="fields card"', f'action="{where}"'), where.lstrip("/"))["seen"]
    assert first.post(where, {**OUTAGE, "answer": "Pulih pukul 12.", "seen": seen}).status_code == 302
    refused = second.post(where, {**OUTAGE, "answer": "Pulih pukul 15.", "seen": seen})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "baru saja diubah orang lain" in page
    assert "Sekarang tertulis: Pulih pukul 12." in page
    assert "Pulih pukul 15.</textarea>" in page
    assert Outage.objects.get(pk=at.outage.pk).answer == "Pulih pukul 12."
    renewed = {name: values[0] for name, values in resent(page).items() if name == "seen"}
    assert second.post(where, {**OUTAGE, "answer": "Pulih pukul 15.", **renewed}).status_code == 302
    assert Outage.objects.get(pk=at.outage.pk).answer == "Pulih pukul 15."
    assert Event.objects.filter(verb="outage.change").count() == 2


def test_a_version_is_withdrawn_once(at: Floor) -> None:
    where = f"/articles/{at.version.pk}/withdrawal/"
    first, second = signed_in(at, "editor"), signed_in(at, "editor")
    assert first.post(where, {"cases": "keep", "reason": "Ada versi baru."}).status_code == 302
    refused = second.post(where, {"cases": "leader", "reason": "Salah total."})
    assert refused.status_code == 422
    assert "sudah ditarik orang lain" in text_of(refused.content.decode())
    assert "Ada versi baru." in refused.content.decode()
    assert "Salah total." in refused.content.decode()
    assert Event.objects.filter(verb="version.withdraw").count() == 1
    assert not GreyCase.objects.filter(reason="withdrawn").exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_two_agents_answer_the_same_case(at: Floor, headers: dict[str, str]) -> None:
    first, second = signed_in(at, "agent"), signed_in(at, "leader")
    where = f"/cases/{at.fresh.pk}/"
    seen = [fields_of(b.get(where).content.decode(), "answers/") for b in (first, second)]
    assert first.post(f"{where}answers/", {**seen[0], "value": "081200007781"}, headers=headers).status_code in (200, 302)
    late = second.post(f"{where}answers/", {**seen[1], "value": "081233334444"}, headers=headers)
    words = text_of(late.content.decode())
    assert late.status_code == 409
    assert "baru saja diubah" in words
    assert at["agent"].display_name in words
    assert 'name="value" value="081233334444"' in late.content.decode()  # her answer, ready to be given again
    kept = fields_of(late.content.decode(), "answers/")
    assert second.post(f"{where}answers/", {**kept, "value": "081233334444"}, headers=headers).status_code in (200, 302)
    assert [e.value for e in Case.objects.get(pk=at.fresh.pk).entries.order_by("number") if not e.mark] == ["081200007781", "081233334444"]


@pytest.mark.parametrize(("sent", "said"), [(["", "-"], "Tidak ada"), (["GOL-8", "-"], "Tidak ada"), (["", "GOL-9"], "GOL-9")])
def test_what_was_sent_last_for_one_fact_is_the_answer(sent: list[str], said: str) -> None:
    """The button “Tidak ada” stands in the form of the field and is sent after it, be the field empty or not."""
    case = world.case(procedure="telkomsel/grapari-online")
    first, second = Desk(world.sari(), case), Desk(world.budi(), case)
    seen = {**fields_of(second.page, "answers/"), "fact": "order_id"}
    first.post("answers/", fact="order_id", value="GOL-1")
    page = second.post("answers/", fresh=False, **seen, value=sent)
    assert second.status == 409
    assert f"Jawaban Anda: Order ID GOL → {said} Tetap catat" in text_of(page)
    assert re.findall(r'type="hidden" name="value" value="([^"]*)"', page) == sent[-1:]


def test_words_that_were_refused_stay_on_a_page_without_scripts(at: Floor) -> None:
    """A reason, after somebody else has changed the case: what is new, the words, and a form that works."""
    agent, leader = signed_in(at, "agent"), signed_in(at, "leader")
    old = POSTS["case-override"].sent(at)
    assert agent.post(f"/cases/{at.case.pk}/answers/", {**old, "fact": "outage_here", "value": "yes"}).status_code == 302
    refused = leader.post(f"/cases/{at.case.pk}/override/", {**old, "key": "k2", "text": "Disetujui <i>pemilik</i> konten."})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Belum tersimpan" in page
    assert at["agent"].display_name in text_of(page)
    assert "Disetujui &lt;i&gt;pemilik&lt;/i&gt; konten." in page
    assert leader.post(f"/cases/{at.case.pk}/override/", resent(page)).status_code == 302
    assert Case.objects.get(pk=at.case.pk).expiry_override == "Disetujui <i>pemilik</i> konten."


@pytest.mark.parametrize(
    ("part", "sent"), [("feedback", {"rule": "", "text": "x" * 2001}), ("records", {"record": "tak-ada", "words": "Kata saya"})]
)
def test_too_many_or_wrong_words_stay_too(at: Floor, part: str, sent: dict[str, str]) -> None:
    refused = signed_in(at, "agent").post(f"/cases/{at.case.pk}/{part}/", sent)
    assert refused.status_code == 409
    assert (sent.get("text") or sent["words"]) in refused.content.decode()


def test_a_reason_that_is_too_long_is_refused_and_not_cut(at: Floor) -> None:
    sent = {"revision": at.case.revision, "key": "k", "text": "y" * 501}
    refused = signed_in(at, "leader").post(f"/cases/{at.case.pk}/override/", sent)
    assert refused.status_code == 409
    assert "500" in refused.content.decode()
    assert Case.objects.get(pk=at.case.pk).expiry_override == ""


def test_a_page_from_before_signing_in_again_leads_back_to_it(at: Floor) -> None:
    """Nothing of what was sent stands on the page that says so: it may have come from elsewhere."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(at["agent"])
    where = f"/cases/{at.case.pk}/"
    sent, referer = {"rule": "", "text": "Langkah ini lama.", "csrfmiddlewaretoken": "x" * 64}, {"Referer": f"http://testserver{where}"}
    refused = browser.post(f"{where}feedback/", sent, headers=referer)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "Halaman tadi sudah tidak berlaku" in page
    assert f'class="button primary" href="{where}"' in page
    assert "data-failed" in page
    assert "Langkah ini lama." not in page
    elsewhere = browser.post(f"{where}feedback/", sent, headers={"Referer": "http://contoh.invalid/"})
    assert 'href="/" data-key="Enter"' in elsewhere.content.decode()
    part = browser.post(f"{where}answers/", sent, headers={**referer, "HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Refresh"]) == (403, "true")
