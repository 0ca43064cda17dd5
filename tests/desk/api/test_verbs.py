"""What the pages can do the API can do too, or leaves out on purpose: the verbs that are not on the way through a complaint."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pansol.desk.audit.models import Event
from pansol.desk.cases.actions import answer
from pansol.desk.cases.models import Case, Contact, GuidanceMark
from pansol.desk.connectors.sandbox import Sandbox
from pansol.desk.customers.models import Customer
from pansol.desk.interactions.actions import write
from pansol.desk.knowledge.models import Feedback
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.operations import OPERATIONS
from tests.desk.api.test_journey import begun
from tests.desk.connectors.conftest import sandbox
from tests.desk.connectors.stories import paid
from tests.desk.faults.floor import POSTS, READ_ONLY
from tests.desk.interactions.test_write import SUMMARY, merchant

__all__ = ["sandbox"]

# The forms of the pages, and the operations that do the same.
SAME = {
    "contacts": "POST contacts/", "contact-customer": "POST contacts/{pk}/customer/", "contact-cases": "POST cases/",
    "contact-attention": "POST contacts/{pk}/attention/", "contact-ending": "POST contacts/{pk}/ending/",
    "contact-procedures": "POST procedures/search/", "case-answers": "POST cases/{pk}/facts/", "case-reversal": "POST cases/{pk}/undo/",
    "case-lookups": "POST cases/{pk}/lookups/", "case-conclusion": "POST cases/{pk}/conclusion/",
    "case-failure": "POST cases/{pk}/advice-failure/", "case-version": "POST cases/{pk}/version/",
    "case-closure": "POST cases/{pk}/closure/", "case-handover": "POST cases/{pk}/owner/",
    "case-resumption": "POST cases/{pk}/resumption/", "case-leader": "POST cases/{pk}/grey-cases/",
    "case-override": "POST cases/{pk}/expiry-override/", "case-feedback": "POST cases/{pk}/feedback/",
    "case-records": "POST cases/{pk}/records/", "case-disclosure": "POST cases/{pk}/disclosure/",
    "record-disclosure": "POST records/{pk}/disclosure/", "customers": "POST customers/search/", "customer-new": "POST customers/",
    "customer-edit": "PATCH customers/{pk}/", "customer-identity": "POST customers/{pk}/identity-check/",
    "customer-disclosure": "POST customers/{pk}/disclosure/", "grey-decision": "POST grey-cases/{pk}/decision/",
    "grey-forwarding": "POST grey-cases/{pk}/forwarding/", "promise-follow-up": "POST promises/{pk}/follow-up/",
    "promise-call": "POST promises/{pk}/call/", "promise-end": "POST promises/{pk}/completion/", "outage-new": "POST outages/",
    "outage": "PATCH outages/{pk}/", "outage-end": "POST outages/{pk}/ending/",
}  # fmt: skip
# docs/api.md says why.
AT_THE_DESK_ONLY = {
    "account-password", "account-totp", "account-recovery", "account-sessions", "person", "person-new", "person-sessions", "person-tokens",
    "token-revocation", "part", "part-new", "feedback", "feedback-end", "withdrawal", "erasure", "erasures",
}  # fmt: skip


def test_every_form_of_the_pages_is_in_the_api_or_left_out_on_purpose() -> None:
    forms = {name.split()[0] for name in POSTS}
    assert forms <= SAME.keys() | AT_THE_DESK_ONLY
    assert SAME.keys() <= forms | READ_ONLY
    assert set(SAME.values()) <= set(OPERATIONS)


def test_a_wrong_step_goes_to_the_editors_without_personal_data(sari: Integration) -> None:
    case = begun(sari, {"msisdn": "081200007781", "posted": True})
    body = {"text": "Reaktivasi lewat BillCo.", "rule": "PAY-04"}
    first = sari.post(f"cases/{case['id']}/feedback/", body, key="f")
    assert first == sari.post(f"cases/{case['id']}/feedback/", body, key="f")
    given = Feedback.objects.get()
    assert (first[0], first[1]["id"], first[1]["given_by"]["name"]) == (201, given.pk, "Sari")
    assert (given.rule, given.text, given.case_id, given.version_id) == ("PAY-04", body["text"], case["id"], case["version"])
    assert given.facts == first[1]["facts"]
    assert given.facts["posted"] == "yes"
    assert "msisdn" not in given.facts
    assert Event.objects.filter(chain=f"feedback:{given.pk}", verb="feedback.give").count() == 1


def test_feedback_needs_words_and_a_rule_of_the_procedure(sari: Integration) -> None:
    case = begun(sari)
    for wrong, where in (({"text": " \n"}, "text"), ({"text": "x", "rule": "PAY-99"}, "rule"), ({"rule": "PAY-04"}, "text")):
        status, refused = sari.post(f"cases/{case['id']}/feedback/", wrong)
        assert (status, [p["where"] for p in refused["problems"]]) == (422, [where])
    assert not Feedback.objects.exists()


def test_blank_words_are_no_words(sari: Integration, budi: Integration) -> None:
    case = begun(sari)
    for path, body in (("grey-cases", {"question": " "}), ("expiry-override", {"reason": "\t"})):
        status, refused = budi.post(f"cases/{case['id']}/{path}/", {"revision": 0, **body})
        assert (status, refused["problems"][0]["message"]) == (422, "Wajib diisi.")


def test_what_the_desk_knows_is_taken_over_when_a_case_is_opened(sari: Integration) -> None:
    """As on the page: the customer's number, the channel, what stands among the words; what is sent wins."""
    world.version()
    _, contact = sari.post("contacts/", {"client": "telkomsel", "channel": "call", "customer": world.wati().pk})
    assert contact["customer"] == world.wati().pk
    body = {"contact": contact["id"], "procedure": world.PAYMENT, "said": "sudah bayar, pesanan GOL-123456"}
    values = {e.fact: e.value for e in Case.objects.get(pk=sari.post("cases/", body)[1]["id"]).entries.all()}
    assert (values["msisdn"], values["care_channel"]) == ("081200007781", "other")
    opened = sari.post("cases/", {**body, "facts": {"msisdn": "081299990000"}})[1]
    assert Case.objects.get(pk=opened["id"]).entries.get(fact="msisdn").value == "081299990000"


def test_the_procedure_is_found_by_what_the_customer_says(sari: Integration) -> None:
    version = world.version()
    _, hits = sari.post("procedures/search/", {"client": "telkomsel", "said": "sudah bayar tapi nomor belum aktif"})
    assert (hits[0]["version"], hits[0]["procedure"]) == (version.pk, world.PAYMENT)
    assert 0 < hits[0]["score"] <= 1
    assert sari.post("procedures/search/", {"client": "telkomsel", "said": "zzz"}) == (200, [])


def test_the_contact_that_is_left_begins_to_wait(sari: Integration) -> None:
    left, found = world.contact(sari.user), world.contact(sari.user)
    assert sari.post(f"contacts/{found.pk}/attention/", {"leaving": left.pk})[0] == 200
    assert Contact.objects.get(pk=left.pk).attended_at == Contact.objects.get(pk=found.pk).attended_at is not None
    assert sari.post(f"contacts/{left.pk}/attention/")[0] == 200


def test_a_case_goes_on_only_in_a_running_contact_of_its_own_customer(sari: Integration) -> None:
    case = world.case(sari.user)
    Case.objects.filter(pk=case.pk).update(customer=world.wati())
    over, strangers = world.contact(sari.user), world.contact(sari.user)
    Contact.objects.filter(pk=over.pk).update(ended_at=world.NOW)
    stranger = Customer.objects.create(client=world.client(), name="Yanti", created_at=world.NOW)
    Contact.objects.filter(pk=strangers.pk).update(customer=stranger)
    for contact in (over, strangers):
        status, refused = sari.post(f"cases/{case.pk}/resumption/", {"revision": 0, "contact": contact.pk})
        assert (status, refused["code"]) == (409, "not_allowed_now")


def test_who_may_go_on_and_who_may_decide_is_named(sari: Integration, budi: Integration) -> None:
    case = begun(sari)
    rina = world.user("rina", "duty_controller")
    assert {"id": budi.user.pk, "name": "Budi"} in sari.get(f"cases/{case['id']}/owner/")[1]
    world.user("tono", "agent_t1", world.client("pln123"))
    assert "Tono" not in str(sari.get(f"cases/{case['id']}/owner/"))
    found = Case.objects.get(pk=case["id"])
    grey = found.grey_cases.create(client_id=found.client_id, reason="gap", question="?", raised_by=sari.user, raised_at=world.NOW)
    assert budi.get(f"grey-cases/{grey.pk}/forwarding/")[1] == [{"id": rina.pk, "name": "Rina"}]


def test_what_a_customer_was_told_before_is_remembered(sari: Integration) -> None:
    case = world.case(sari.user)
    Case.objects.filter(pk=case.pk).update(customer=world.wati())
    line = {"client_id": case.client_id, "rule": "PAY-04", "title": "Nomor aging", "by": sari.user, "at": world.NOW}
    case.guidance.create(**line, mark=GuidanceMark.TOLD)
    (given,) = sari.get(f"customers/{world.wati().pk}/given-guidance/")[1]
    assert (given["case"], given["rule"], given["by"]["name"], given["outcome"]) == (case.pk, "PAY-04", "Sari", "")


def test_the_words_of_a_record_are_shown_on_purpose_only() -> None:
    file = merchant()
    dewi = Integration(file.case.owner)
    written = write(file, "apkt", by=dewi.user, now=world.NOW)
    for status, found in (dewi.get(f"cases/{file.case.pk}/records/"), dewi.post(f"cases/{file.case.pk}/records/", {"record": "apkt"})):
        shown = found[0] if status == 200 else found
        assert (shown["id"], shown["is_masked"], shown["summary"], set(shown["fields"].values())) == (written.pk, True, "", {"••••"})
        assert "Sekar" not in str(found)
    status, shown = dewi.post(f"records/{written.pk}/disclosure/")
    assert (status, shown["is_masked"], shown["summary"]) == (200, False, SUMMARY)
    assert Event.objects.filter(chain=f"record:{written.pk}", verb="record.reveal").count() == 1


def test_an_outage_is_corrected_while_it_lasts(budi: Integration) -> None:
    found = Outage.objects.create(
        client=world.client(), area="Solo", title="Data", source="kms", reference="r", answer="a", starts_at=world.NOW, entered_by=budi.user
    )
    later = timezone.now() + timedelta(hours=2)
    status, changed = budi.patch(f"outages/{found.pk}/", {"answer": "Selesai malam ini.", "ends_at": later.isoformat()})
    assert (status, changed["answer"], changed["title"], changed["area"]) == (200, "Selesai malam ini.", "Data", "Solo")
    assert budi.patch(f"outages/{found.pk}/", {"ends_at": None})[1]["ends_at"] is None
    assert budi.patch(f"outages/{found.pk}/", {})[0] == 200
    assert budi.patch(f"outages/{found.pk}/", {"ends_at": "2026-07-01T10:00:00+07:00"})[1]["problems"][0]["where"] == "ends_at"
    assert Event.objects.filter(chain=f"outage:{found.pk}", verb="outage.change").count() == 2
    budi.post(f"outages/{found.pk}/ending/")
    assert budi.patch(f"outages/{found.pk}/", {"answer": "x"})[1]["code"] == "not_allowed_now"


def test_a_key_of_which_nothing_is_left_finds_nobody_and_is_refused(sari: Integration) -> None:
    wati = world.wati()
    wrong = [{"kind": "msisdn", "value": "tidak tahu"}]
    assert sari.post("customers/", {"client": "telkomsel", "name": "Joko", "keys": wrong})[1]["code"] == "not_allowed_now"
    assert sari.patch(f"customers/{wati.pk}/", {"name": "Joko", "keys": wrong})[0] == 409
    assert [c.name for c in Customer.objects.all()] == ["Wati Contoh"]


def test_the_connected_system_is_asked(sari: Integration, sandbox: Sandbox) -> None:
    case = paid()
    answer(world.opened(case, timezone.now()), "outage_here", "no", by=sari.user, now=timezone.now())
    status, found = sari.post(f"cases/{case.pk}/lookups/")
    assert (status, found["outcome"], found["fact"]) == (200, "found", "prior_case")
    assert set(found["recorded"]) == {"prior_case", "number_status", "profile_blocked"}
    assert found["guidance"]["revision"] == Case.objects.get(pk=case.pk).revision
    sources = {e["source"] for e in sari.get(f"cases/{case.pk}/facts/")[1]["entries"]}
    assert "connector:dsc" in sources
    while found["recorded"]:
        found = sari.post(f"cases/{case.pk}/lookups/")[1]
    entries = Case.objects.get(pk=case.pk).entries.count()
    assert sari.post(f"cases/{case.pk}/lookups/")[1]["outcome"] == "not_bound"
    assert Case.objects.get(pk=case.pk).entries.count() == entries
