"""Forms, messages and records: what is missing is a list of reasons, and the words hold what is known and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from pansol.sop.errors import NotFound
from pansol.sop.forms import fill, flaws, message_text, missing, record_text, sla_text
from pansol.sop.situation import Situation
from tests.world import compiled_from, situation

COMPILED = compiled_from("""sources: {gol: {document: SOP}}
facts:
  msisdn: {type: phone, ask: Nomor?, label: Nomor}
  status: {type: choice, check: dsc, label: Status, values: {paid: Dibayar, sent: Dikirim}}
  receipt: {type: file, ask: Bukti?, label: Bukti bayar, may_be: absent, applies_when: {status: paid}}
  email: {type: email, ask: E-mail?, label: E-mail, may_be: absent}
  note: {type: text, ask: Catatan?, label: Catatan}
  at: {type: datetime, ask: Kapan?, label: Waktu}
  kinds: {type: choices, ask: Apa?, label: Layanan, values: {p: Pulsa, q: Kuota}}
decisions:
  guidance:
    - {rule: R1, when: {status: paid}, do: [{ticket: f}]}
    - {rule: R2, when: {status: sent}}
  speed:
    applies_when: {guidance: R1}
    rules:
      - {rule: S1, title: Cepat, when: {email: known}, is: 2 hari kerja}
      - {rule: S2, title: Biasa, when: {email: absent}}
forms:
  f:
    title: F
    cites: gol 1
    fields:
      msisdn: required
      receipt: {required_when: {status: paid}, absent_as: belum ada, cites: gol 2}
      email: {required: yes, may_be: absent}
      keterangan: {value: "first_known(note, email)", label: Keterangan, format: "catatan ({values}): {value}", required: yes}
      kinds: optional
      at: {required_when: [{kinds: p}, {kinds: q}]}
messages:
  m: {channel: sms, text: "{msisdn}: {note}, {status}, {email}", max_length: 40}
  old: {channel: sms, text: Lama, in_force: ..2024-04-14, max_length: 3, promises: [besok], flaw: {forbidden_promise: dikutip}}
records:
  r:
    title: R
    variants:
      - {in_force: ..2024-04-14, fields: {voc: Lama}}
      - in_force: 2024-04-15..2026-12-31
        fields: {voc: Baru}
        summary: {separator: " / ", slots: [{text: T1}, {label: Nomor, value: msisdn}, {label: E-mail, value: email, absent_as: nihil}, {label: Status, value: status}]}
""")


def at(*, day: date = date(2026, 7, 1), **facts: object) -> Situation:
    return situation(COMPILED, facts, as_of=day)


def lacking(**facts: object) -> list[str]:
    return [m.field for m in missing(situation(COMPILED, facts, as_of=date(2026, 7, 1)), "f")]


def test_a_required_field_is_missing_until_it_is_known() -> None:
    assert lacking(status="sent", kinds=[]) == ["msisdn", "email", "keterangan"]
    assert lacking(status="sent", kinds=[], msisdn="08123456", email="absent", note="x") == []


def test_a_condition_that_is_unknown_is_itself_a_reason() -> None:
    (reason,) = missing(at(msisdn="08123456", email="absent", note="x", kinds=[]), "f")
    assert (reason.field, reason.is_condition, reason.facts) == ("receipt", True, ("status",))
    assert reason.text() == "Bukti bayar: belum jelas apakah wajib, tergantung status (gol 2)"
    assert reason.text("en") == "Bukti bayar: may be required, depends on status (gol 2)"


def test_a_reason_cites_the_field_or_else_the_form() -> None:
    reasons = {m.field: m.text() for m in missing(at(status="paid", kinds=["p"]), "f")}
    assert reasons["receipt"] == "Bukti bayar wajib diisi (gol 2)"
    assert reasons["msisdn"] == "Nomor wajib diisi (gol 1)"
    assert "at" in reasons


def test_absence_is_no_answer_where_the_field_does_not_allow_it() -> None:
    assert lacking(status="paid", receipt="absent", kinds=[], msisdn="08123456", email="absent", note="x") == ["receipt"]


def test_what_does_not_apply_cannot_be_demanded() -> None:
    form = missing(at(status="sent", kinds=[], msisdn="08123456", email="absent", note="x"), "f")
    assert form == ()


def test_a_filled_form_shows_words_and_what_absence_is_called() -> None:
    filled = {
        f.name: f.text
        for f in fill(at(status="paid", receipt="absent", msisdn="08123456", email="absent", note="{value}", kinds=["q", "p"]), "f")
    }
    assert filled["receipt"] == "belum ada"
    assert filled["email"] == "-"
    assert filled["kinds"] == "Pulsa, Kuota"
    assert filled["keterangan"] == "catatan ({value}): {value}"


def test_what_is_unknown_and_not_wanted_is_left_out_of_the_form() -> None:
    filled = {f.name: f.is_known for f in fill(at(status="sent"), "f")}
    assert filled == {"msisdn": False, "email": False, "keterangan": False, "at": False}


def test_a_message_shows_the_label_of_what_is_unknown() -> None:
    assert message_text(at(msisdn="08123456", email="absent"), "m") == "08123456: [Catatan], [Status], -"


def test_what_a_customer_wrote_is_never_read_as_a_placeholder() -> None:
    assert (
        message_text(at(msisdn="08123456", note="{status} {msisdn}", status="paid", email="absent"), "m")
        == "08123456: {status} {msisdn}, Dibayar, -"
    )


def test_a_message_over_its_limit_is_flawed() -> None:
    short, long = (at(msisdn="08123456", note=n, status="paid", email="absent") for n in ("x", "x" * 40))
    assert (flaws(short, "m"), flaws(long, "m")) == ((), ("too_long",))


def test_a_flaw_of_the_source_and_its_dates_are_told() -> None:
    assert flaws(at(), "old") == ("forbidden_promise", "too_long", "not_in_force")
    assert flaws(at(day=date(2024, 1, 1)), "old") == ("forbidden_promise", "too_long")


def test_a_record_has_its_slots_in_order_and_names_what_is_unknown() -> None:
    record = record_text(at(msisdn="08123456", email="absent"), "r")
    assert record is not None
    assert (record.summary, record.missing, dict(record.fields)) == ("T1 / 08123456 / nihil / [Status]", ("Status",), {"voc": "Baru"})


def test_the_day_of_the_case_chooses_the_records_format() -> None:
    records = [record_text(at(day=day), "r") for day in (date(2024, 4, 14), date(2024, 4, 15), date(2027, 1, 1))]
    assert [r.fields["voc"] if r else None for r in records] == ["Lama", "Baru", None]


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: missing(s, "g"),
        lambda s: fill(s, "ff"),
        lambda s: message_text(s, "n"),
        lambda s: flaws(s, "mm"),
        lambda s: record_text(s, "rr"),
    ],
)
def test_a_name_that_does_not_exist_is_refused(ask: object) -> None:
    with pytest.raises(NotFound):
        ask(at())  # type: ignore[operator]


def test_an_sla_may_be_decided_or_not_be_set() -> None:
    decided = at(status="paid", email="sari@contoh.id")
    assert sla_text(decided, "decisions.speed") == "2 hari kerja"
    assert sla_text(at(status="paid", email="absent"), "decisions.speed") == "Biasa"
    assert sla_text(at(), "decisions.speed") == "belum ditetapkan"
    assert sla_text(at(), "belum_ditetapkan") == "belum ditetapkan"
