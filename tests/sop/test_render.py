"""A procedure as table, article and trace: what a reader finds, and that nothing but the procedure is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pansol.sop.errors import NotFound
from pansol.sop.load import find_procedures, load
from pansol.sop.model import Procedure
from pansol.sop.render import action_in_words, article, decision_table, table_markdown, trace, trace_markdown
from pansol.sop.render.words import cites_in_words

FOLDER = Path(__file__).parents[2] / "procedures"

ORDER = """
procedure: telkomsel/kartu
title: Ganti kartu
client: telkomsel
timezone: Asia/Jakarta
expires: 2026-12-31
sources: {gol: {document: SOP-1, title: "Ganti kartu daring, kendala dan penanganannya"}, sop: {document: SOP-2}}
intake: [msisdn]
facts:
  msisdn: {type: phone, ask: Nomor mana yang diganti?, label: MSISDN, cites: gol 1}
  ordered_at: {type: datetime, check: dsc.order.time, label: Waktu pesan}
  waited: {type: duration, is: now - ordered_at, label: Sudah menunggu}
  status:
    type: choice
    check: dsc.order.status
    label: Status order
    how: DSC, kolom Status
    implements: [GOL-C4]
    values:
      waiting: {label: Menunggu, values: {paid: Sudah dibayar, unpaid: Belum dibayar}}
      done: {label: Selesai, values: {sent: Dikirim, taken: "Diambil | di tempat"}}
  works: {type: yes_no, ask: Kartunya sudah bisa dipakai?, label: "Kartu sudah bisa dipakai?"}
  note: {type: text, ask: Ada catatan lain?, label: Catatan, may_be: absent}
decisions:
  guidance:
    title: Panduan
    rules:
      - rule: GOL-1
        title: Tunggu dulu
        when: {status: waiting, waited: "< 24h"}
        do: [{say: tunggu}, {wait: {until: ordered_at + 24h, then: buka kembali}}]
        cites: gol 17-19
      - rule: GOL-2
        title: Terlalu lama
        when: {status: waiting, waited: ">= 24h"}
        do: [{ticket: lama}]
        cites: gol 20
        basis: inferred
        implements: [GOL-M1]
      - rule: GOL-3
        title: Sudah selesai
        when: [{status: sent}, {status: taken, note: known}]
        do: [{monitor: {until: works, every: policy.look_again}}, {close: selesai}]
        overrides: [GOL-1]
      - rule: GOL-4
        title: Diambil tanpa catatan
        when: {status: taken, note: absent}
        do: [{needs_decision: {by: team_leader, about: Siapa yang mengambil}}]
        basis: gap
        propose: Tanyakan ke gerai
  classification:
    title: Klasifikasi
    applies_when: {guidance: [GOL-2]}
    rules: [{rule: GOL-K1, when: {guidance: [GOL-2]}, is: k1/lama, cites: gol 30}]
codes: {k1/lama: {code: K1, label: Terlalu lama, path: [Kartu, Order], cites: gol 30}}
units: {cho: {title: CHO}}
forms:
  lama:
    title: Tiket order lama
    unit: cho
    classification: decisions.classification
    sla: belum_ditetapkan
    fields: {msisdn: required, note: {required_when: {status: paid}, may_be: absent, absent_as: belum ada, cites: gol 21}}
messages: {tunggu: {channel: script, text: "Mohon <b>tunggu</b>, Bapak/Ibu."}}
glossary: {GOL: {reading: GraPARI Online, confidence: high, cites: gol 9}}
policies:
  look_again: {type: duration, default: 2h, assumption: SOP tidak menyebut selangnya., cites: gol 18}
  clock:
    type: choice
    values: {order: Sejak dipesan, paid: Sejak dibayar}
    default: order
    assumption: SOP tidak menyebut mulai kapan.
    cites: gol 18
machines:
  order:
    title: Status order
    states: {new: Baru, paid: Dibayar}
    initial: new
    events: {pay: Pembayaran diterima}
    transitions: [{from: new, event: pay, to: paid, cites: gol 42}]
    implements: [F.1]
"""


@pytest.fixture(scope="module")
def procedure(tmp_path_factory: pytest.TempPathFactory) -> Procedure:
    folder: Path = tmp_path_factory.mktemp("procedures") / "telkomsel" / "kartu"
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(ORDER, encoding="utf-8")
    return load(folder)


def test_a_table_has_a_column_for_each_fact_that_is_tested(procedure: Procedure) -> None:
    assert decision_table(procedure).columns == (("status", "Status order"), ("waited", "Sudah menunggu"), ("note", "Catatan"))


def test_a_rule_with_alternatives_has_a_line_for_each(procedure: Procedure) -> None:
    cells = [row.cells for row in decision_table(procedure).rows if row.rule == "GOL-3"]
    assert cells == [("Dikirim", "-", "-"), ("Diambil | di tempat", "-", "ada")]


def test_a_whole_group_is_named_by_its_label(procedure: Procedure) -> None:
    assert decision_table(procedure).rows[0].cells == ("Menunggu", "< 1 hari", "-")


def test_another_decision_is_asked_for_by_name(procedure: Procedure) -> None:
    table = decision_table(procedure, "classification")
    assert table.applies == "Panduan: GOL-2"
    assert table.rows[0].result == "Kartu › Order › K1 Terlalu lama"


def test_a_decision_that_does_not_exist_is_refused_with_the_nearest_name(procedure: Procedure) -> None:
    with pytest.raises(NotFound, match="guidance"):
        decision_table(procedure, "guidence")


def test_a_pipe_in_a_label_does_not_break_the_table(procedure: Procedure) -> None:
    lines = [line for line in table_markdown(decision_table(procedure)).splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_the_article_has_the_sections_of_an_sop(procedure: Procedure) -> None:
    sections = [line.removeprefix("## ") for line in article(procedure).splitlines() if line.startswith("## ")]
    expected = ["To do", "Kemungkinan penyebab", "Kasus abu-abu", "Tiket", "KIP", "Status", "Kebijakan", "Istilah", "Sumber"]
    assert sections == expected


def test_the_article_tells_what_always_comes_first(procedure: Procedure) -> None:
    text = article(procedure)
    assert text.index("### Lebih dahulu") < text.index("Tanyakan: Nomor mana yang diganti?") < text.index("### Bila menentukan")


def test_the_article_never_presents_a_proposal_as_the_sop(procedure: Procedure) -> None:
    causes, grey = article(procedure).split("## Kasus abu-abu")
    assert "Tanyakan ke gerai" not in causes
    assert "Usulan, bukan SOP: Tanyakan ke gerai" in grey


def test_the_article_shows_an_sla_the_source_does_not_give_as_not_set(procedure: Procedure) -> None:
    assert "- SLA: belum ditetapkan" in article(procedure)


def test_markup_in_a_message_stays_text(procedure: Procedure) -> None:
    assert "&lt;b>tunggu" in article(procedure)
    assert "<b>" not in article(procedure)


def test_the_article_marks_a_reading_of_ours(procedure: Procedure) -> None:
    assert "*Sumber: baris 20. Tafsiran.*" in article(procedure)


def test_a_wait_is_said_in_words(procedure: Procedure) -> None:
    wait = procedure.decisions["guidance"].rule("GOL-1").do[1]
    assert action_in_words(procedure, wait).text == "Tunggu sampai Waktu pesan + 1 hari, lalu buka kembali"


def test_a_policy_without_a_name_is_said_by_its_value(procedure: Procedure) -> None:
    monitor = procedure.decisions["guidance"].rule("GOL-3").do[0]
    assert action_in_words(procedure, monitor).text == "Pantau sampai Kartu sudah bisa dipakai, setiap 2 jam"


@pytest.mark.parametrize(
    ("cites", "words"),
    [
        ("gol 17-19, 36", "Ganti kartu daring baris 17–19, 36"), ("gol", "Ganti kartu daring"),
        ("gol 1; sop 2-3", "Ganti kartu daring baris 1; SOP-2 baris 2–3"), ("", ""),
    ],
)  # fmt: skip
def test_a_source_is_named_by_its_document(procedure: Procedure, cites: str, words: str) -> None:
    assert cites_in_words(procedure, cites) == words


@pytest.mark.parametrize(
    ("cites", "words"), [("gol 17-19", "baris 17–19"), ("gol", "Ganti kartu daring"), ("gol 1; sop 2", "baris 1; SOP-2 baris 2")]
)
def test_within_an_article_its_own_document_goes_without_saying(procedure: Procedure, cites: str, words: str) -> None:
    assert cites_in_words(procedure, cites, within=True) == words


@pytest.mark.parametrize("name", find_procedures(FOLDER))
def test_no_reader_meets_the_key_of_a_source(name: str) -> None:
    shown = load(FOLDER / name, FOLDER)
    keys = "|".join(map(re.escape, shown.sources))
    texts = [article(shown), *(table_markdown(decision_table(shown, name)) for name in shown.decisions)]
    assert "baris " in texts[0]
    assert not [found[0] for text in texts for found in re.finditer(rf"\b(?:{keys})\b[` ]*:? ?\d.{{0,20}}|`(?:{keys})`", text)]


def test_the_trace_names_what_carries_each_source_rule(procedure: Procedure) -> None:
    found = {(c.source, c.kind, c.name) for c in trace(procedure)}
    assert {("GOL-C4", "fakta", "status"), ("GOL-M1", "aturan", "GOL-2"), ("GOL-1", "aturan", "GOL-1"), ("F.1", "mesin", "order")} <= found


def test_the_trace_is_sorted_by_source(procedure: Procedure) -> None:
    sources = [c.source for c in trace(procedure)]
    assert sources == sorted(sources)
    assert trace_markdown(procedure).count("\n") == len(sources) + 4
