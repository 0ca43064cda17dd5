"""Interaction records: composed, edited, never shortened, never changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from pansol.desk.accounts.models import Role, User
from pansol.desk.accounts.rules import Forbidden
from pansol.desk.cases.actions import answer, open_case, start_contact
from pansol.desk.cases.file import CaseFile
from pansol.desk.interactions.actions import write
from pansol.desk.interactions.errors import RecordError
from pansol.desk.interactions.models import Interaction
from pansol.desk.interactions.queries import history, records_of_case
from tests.desk import world
from tests.desk.cases.desk import Desk, text_of

MERCHANT = {
    "issue": "merchant_application", "customer_name": "Sekar Contoh", "business_name": "Dapur Sekar", "product_type": "Keripik",
    "city": "Solo", "province": "Jawa Tengah", "phone": "081200008801", "email": "sekar@contoh.id", "itsm_no": "ITSM-1",
    "prior_itsm_no": "absent", "problem": "absent",
}  # fmt: skip
SUMMARY = (
    "No. ITSM / ITSM-1 / - / Sekar Contoh / Dapur Sekar "
    "/ Keripik / Solo / Jawa Tengah / 081200008801 / sekar@contoh.id / Permohonan menjadi seller"
)


def dewi() -> User:
    return world.user("dewi", Role.AGENT_T1, world.client("pln123"))


def merchant(without: str = "") -> CaseFile:
    contact = start_contact(world.client("pln123"), "call", "", by=dewi(), now=world.NOW)
    case = open_case(contact, world.version("pln123/marketplace-merchant"), by=dewi(), now=world.NOW)
    for fact, text in MERCHANT.items():
        if fact != without:
            answer(world.opened(case), fact, text, by=dewi(), now=world.NOW)
    return world.opened(case)


def test_the_record_has_the_format_in_force() -> None:
    written = write(merchant(), "apkt", by=dewi(), now=world.NOW)
    assert written.summary == SUMMARY
    assert written.fields["status"] == "Issue Closed di CC123"


def test_words_may_change_where_they_are_free() -> None:
    file = merchant()
    edited = SUMMARY.replace("Keripik", "Keripik tempe dan pisang") + " / sudah dijelaskan"
    assert write(file, "apkt", by=dewi(), now=world.NOW, words=edited).summary == edited


@pytest.mark.parametrize("dropped", ["ITSM-1", "Sekar Contoh", "sekar@contoh.id", "081200008801"])
def test_mandatory_parts_stay(dropped: str) -> None:
    with pytest.raises(RecordError) as refused:
        write(merchant(), "apkt", by=dewi(), now=world.NOW, words=SUMMARY.replace(dropped, ""))
    assert refused.value.parts
    assert not Interaction.objects.exists()


def test_an_unknown_part_is_asked_for_not_left_as_a_placeholder() -> None:
    file = merchant(without="itsm_no")
    with pytest.raises(RecordError) as refused:
        write(file, "apkt", by=dewi(), now=world.NOW)
    assert "No. ITSM" in refused.value.parts
    assert write(file, "apkt", by=dewi(), now=world.NOW, words=SUMMARY).summary == SUMMARY


def test_a_correction_supersedes_and_the_first_stays() -> None:
    file = merchant()
    first = write(file, "apkt", by=dewi(), now=world.NOW)
    second = write(file, "apkt", by=dewi(), now=world.NOW, words=SUMMARY + " / tambahan")
    assert list(records_of_case(file.case.pk)) == [second]
    assert history(second) == [second, first]
    first.refresh_from_db()
    assert first.summary == SUMMARY


def test_a_double_click_writes_once() -> None:
    file = merchant()
    assert write(file, "apkt", by=dewi(), now=world.NOW) == write(file, "apkt", by=dewi(), now=world.NOW)
    assert Interaction.objects.count() == 1


def test_others_may_not_write_and_strangers_do_not_see(client: Client) -> None:
    file = merchant()
    for who in (world.sari(), world.user("putri", Role.QA, world.client("pln123"))):
        with pytest.raises(Forbidden):
            write(file, "apkt", by=who, now=world.NOW)
    written = write(file, "apkt", by=dewi(), now=world.NOW)
    client.force_login(world.sari())
    assert client.get(f"/records/{written.pk}/").status_code == 404


def test_words_are_opened_on_purpose(client: Client) -> None:
    written = write(merchant(), "apkt", by=dewi(), now=world.NOW)
    client.force_login(dewi())
    assert "Sekar Contoh" not in client.get(f"/records/{written.pk}/").content.decode()
    assert "Sekar Contoh" in client.post(f"/records/{written.pk}/disclosure/").content.decode()


def decided(without: str = "") -> CaseFile:
    """To guidance: everything that is still asked is answered, too."""
    file = merchant(without)
    for fact, text in {"contact_channel": "call", "cso_user": "dewi", "tl_confirmed": "yes"}.items():
        answer(file := world.opened(file.case), fact, text, by=dewi(), now=world.NOW)
    file = world.opened(file.case)
    assert file.question is None, file.question
    return file


def test_the_case_shows_what_was_saved_and_says_when_the_facts_have_changed_since() -> None:
    file = decided()
    desk = Desk(dewi(), file.case)
    desk.browser.post(desk.address("disclosure/"))
    edited = SUMMARY.replace("Keripik", "Keripik tempe")
    answer_ = desk.browser.post(desk.address("records/"), {"record": "apkt", "words": edited})
    assert answer_["Location"] == desk.address("#record-apkt")
    page = text_of(desk.get(""))
    assert edited in page
    assert "Tersimpan" in page
    now = timezone.now()
    answer(world.opened(file.case, now), "city", "Klaten", by=dewi(), now=now)
    page = text_of(desk.get(""))
    assert "Fakta berubah sesudah disimpan" in page
    assert SUMMARY.replace("Solo", "Klaten") in page
    assert edited not in page


def test_a_colleague_reads_saved_words_only_once_they_are_shown_on_purpose() -> None:
    file = decided()
    write(file, "apkt", by=dewi(), now=world.NOW, words=SUMMARY + " / telepon suaminya 0815")
    desk = Desk(world.user("nia", Role.AGENT_T2, world.client("pln123")), file.case)
    assert "suaminya" not in desk.page
    assert "Tersimpan" in text_of(desk.page)
    assert "Simpan perubahan" not in desk.page  # it would put the format's words in their place
    desk.browser.post(desk.address("disclosure/"))
    assert "telepon suaminya 0815" in desk.get("")


def test_a_number_that_steps_wait_for_is_filled_in_when_it_is_there() -> None:
    desk = Desk(dewi(), decided(without="itsm_no").case)
    assert "Isi bila sudah ada" in text_of(desk.page)
    desk.page = desk.get("facts/itsm_no/")
    assert "Memperbaiki" not in desk.page
    page = desk.answer("itsm_no", "ITSM-7")
    assert "dengan nomor ITSM-7" in page
    assert "Isi bila sudah ada" not in page
    for unknown in ("service_type", "sample_photo", "none"):  # nothing waits for them
        desk.get(f"facts/{unknown}/")
        assert desk.status == 404


@pytest.mark.parametrize("words", ["x" * 20_001, "<script>", "😀" * 50, "\u202e"])
def test_bad_words_are_refused(words: str) -> None:
    with pytest.raises(RecordError):
        write(merchant(), "apkt", by=dewi(), now=world.NOW, words=words)


def test_an_opened_record_is_copied_field_by_field_and_whole(client: Client) -> None:
    written = write(merchant(), "apkt", by=dewi(), now=world.NOW)
    client.force_login(dewi())
    assert "data-copy" not in client.get(f"/records/{written.pk}/").content.decode()
    page = client.post(f"/records/{written.pk}/disclosure/").content.decode()
    assert page.count('class="copyable"') == len(written.fields) + 1
    assert f'data-copy="{escape(written.whole)}" data-copy-all' in page
