"""The command line, as an agent, an editor and a program use it."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pansol.cli import main
from pansol.cli.workspace import Moment
from pansol.sop.ledger import Ledger
from pansol.sop.load import find_procedures

REPOSITORY = Path(__file__).parent.parent
PROCEDURES = REPOSITORY / "procedures"
NOW = ("--now", "2026-07-01T10:00:00+07:00")

KARTU = """
procedure: telkomsel/kartu
title: Ganti kartu
client: telkomsel
timezone: Asia/Jakarta
sources: {gol: {document: SOP-1, title: Ganti kartu daring}}
intake: [msisdn]
facts:
  msisdn: {type: phone, ask: Nomor mana yang diganti?, label: MSISDN}
  ordered_at: {type: datetime, check: dsc.order.time, label: Waktu pesan}
  waited: {type: duration, is: now - ordered_at, label: Sudah menunggu}
  status:
    type: choice
    check: dsc.order.status
    label: Status order
    how: DSC, kolom Status
    cites: gol 4
    values:
      waiting: {label: Menunggu, values: {paid: Sudah dibayar, packed: Sudah dikemas}}
      done: {label: Selesai, values: {sent: Dikirim, lost: Hilang}}
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
      - {rule: GOL-3, title: Sudah dikirim, when: {status: sent}, do: [{close: selesai}], cites: gol 21}
      - rule: GOL-4
        title: Hilang
        when: {status: lost}
        do: [{needs_decision: {by: team_leader, about: Siapa yang mengganti}}]
        basis: gap
        propose: Tanyakan ke gerai
units: {cho: {title: CHO}}
forms:
  lama:
    title: Tiket order lama
    unit: cho
    classification: tidak_ada_di_sop
    sla: belum_ditetapkan
    fields: {msisdn: required, note: {required: yes, may_be: absent, absent_as: belum ada, cites: gol 21}}
messages: {tunggu: {channel: script, text: "Pesanan untuk {msisdn} sedang disiapkan, Bapak/Ibu."}}
"""

SCENARIOS = """
background: {ordered_at: 2026-07-01T08:00:00+07:00}
scenarios:
  - {scenario: Baru dua jam, given: {status: paid}, expect: {decided: GOL-1}}
  - {scenario: Kemarin, given: {status: packed, ordered_at: 2026-06-30T10:00:00+07:00}, expect: {decided: GOL-2}}
  - {scenario: Dikirim, given: {status: sent}, expect: {decided: GOL-3}}
  - {scenario: Hilang, given: {status: lost}, expect: {decided: GOL-4, needs_decision: yes}}
"""

Run = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "telkomsel" / "kartu"
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(KARTU, encoding="utf-8")
    (folder / "scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(root: Path) -> Run:
    def call(*words: str, lines: str = "", lang: str = "id") -> Result:
        return CliRunner().invoke(main, ["--lang", lang, "--root", str(root), *words], input=lines)

    return call


def edit(root: Path, old: str, new: str) -> None:
    path = root / "telkomsel" / "kartu" / "procedure.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# -- ask -----------------------------------------------------------------------------------------------------------------


def test_sari_is_led_to_the_words_to_say(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\n1\n2\n09:00\n\n")
    assert said.exit_code == 0
    assert "GOL-1" in said.output
    assert "“Pesanan untuk 0812345678 sedang disiapkan, Bapak/Ibu.”" in said.output
    assert "Jatuh tempo: 2 Juli 2026 pukul 09.00" in said.output


def test_a_ticket_is_filled_and_says_when_it_is_ready(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\n1\n1\n2026-06-30 09:00\n-\n\n")
    assert "GOL-2" in said.output
    assert re.search(r"Catatan +│ belum ada", said.output)
    assert re.search(r"SLA +│ belum ditetapkan", said.output)
    assert "Siap dikirim." in said.output


def test_what_decided_is_not_asked_again_while_the_ticket_is_filled(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(root, "    check: dsc.order.status\n", "    check: dsc.order.status\n    valid_for: 15m\n")
    clock = [datetime.fromisoformat(NOW[1])]
    settle = Ledger.settle

    def settle_and_go_for_coffee(ledger: Ledger, at: datetime) -> None:
        settle(ledger, at)
        clock[0] += timedelta(minutes=20)

    monkeypatch.setattr(Ledger, "settle", settle_and_go_for_coffee)
    monkeypatch.setattr(Moment, "now", lambda *_: clock[0])
    said = run("ask", "kartu", lines="0812345678\n1\n1\n2026-06-30 09:00\n-\n\n")
    assert "Siap dikirim." in said.output


def test_a_grouped_choice_may_be_answered_by_its_label(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\ndikirim\n\n")
    assert "GOL-3" in said.output


def test_what_the_sop_leaves_open_is_told_as_a_proposal(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\nlost\n\n")
    assert "PERLU KEPUTUSAN" in said.output
    assert "Usulan, bukan SOP: Tanyakan ke gerai" in said.output


def test_an_answer_can_be_taken_back(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\nlost\nu\nsent\n\n")
    assert "diurungkan" in said.output
    assert "Sudah dikirim" in said.output.split("diurungkan")[1]


def test_an_earlier_fact_can_be_corrected_at_the_end(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\nsent\nk\n2\nlost\n\n")
    assert said.output.index("GOL-3") < said.output.rindex("Hilang")
    assert "PERLU KEPUTUSAN" in said.output


def test_a_question_tells_why_it_is_asked(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\n?\nq\n")
    assert "Menunggu → GOL-1, GOL-2" in said.output
    assert "Hilang → GOL-4" in said.output
    assert "Sumber: gol 4." in said.output


def test_what_nobody_can_say_is_not_asked_again(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\nt\n09:00\n\n")
    assert said.output.count("kolom Status") == 1
    assert "Kasus abu-abu" in said.output


def test_an_answer_that_does_not_fit_is_asked_again(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="halo\n0812345678\n7\nsent\n\n")
    assert said.output.count("Belum cocok") == 2
    assert "GOL-3" in said.output


def test_the_end_of_input_ends_the_conversation_politely(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\n")
    assert said.exit_code == 0
    assert "Masukan berakhir" in said.output
    assert "Belum dapat diputuskan" in said.output


def test_without_a_procedure_there_is_a_menu(run: Run) -> None:
    said = run("ask", *NOW, lines="x\n1\nq\n")
    assert "1  Ganti kartu  telkomsel/kartu" in said.output
    assert "Nomor mana yang diganti?" in said.output


def test_an_expired_sop_says_so_and_still_guides(root: Path, run: Run) -> None:
    edit(root, "intake:", "expires: 2026-01-31\nintake:")
    said = run("ask", "kartu", *NOW, lines="0812345678\nsent\n\n")
    assert "KEDALUWARSA" in said.output
    assert "GOL-3" in said.output


def test_messages_come_in_english_too(run: Run) -> None:
    said = run("ask", "kartu", *NOW, "--lang", "en", lines="0812345678\nlost\n\n")
    assert "NEEDS DECISION" in said.output


def test_what_lies_ahead_is_shown_with_shares(run: Run) -> None:
    said = run("ask", "kartu", *NOW, lines="0812345678\n")
    assert re.search(r"█+░+ +\d+ %  GOL-\d", said.output)
    assert "Paling sedikit 1 pertanyaan lagi" in said.output


@pytest.mark.parametrize("name", find_procedures(PROCEDURES))
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_typed_no_traceback_is_seen(name: str, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")
    typed = ["1", "2", "3", "1", "2", "ya", "tidak", "t", "u", "k", "?", "", "-", "x", "1, 2"]
    typed += ["08123456789", "2026-06-30 10:00", "kemarin", "2h", "09:30"]
    lines = "\n".join(chance.choice(typed) for _ in range(80)) + "\n"
    said = CliRunner().invoke(main, ["--root", str(PROCEDURES), "ask", name, *NOW], input=lines)
    assert said.exception is None
    assert said.exit_code == 0


# -- decide --------------------------------------------------------------------------------------------------------------


def test_a_program_gets_the_rule_and_the_reasons(run: Run) -> None:
    facts = json.dumps({"status": "paid", "ordered_at": "2026-07-01T09:00:00+07:00"})
    found = json.loads(run("decide", "kartu", "--facts", facts, *NOW, "--json").output)
    assert (found["status"], found["rule"], found["as_of"]) == ("decided", "GOL-1", "2026-07-01")
    assert {"fact": "waited", "test": "< 24h", "value": "1h"} in found["why"]
    assert found["do"][1]["due"] == "2026-07-02T09:00:00+07:00"


def test_what_is_missing_on_a_form_is_a_list_of_reasons(run: Run) -> None:
    facts = json.dumps({"status": "paid", "ordered_at": "2026-06-01T09:00:00+07:00", "msisdn": "0812345678"})
    form = json.loads(run("decide", "kartu", "--facts", facts, *NOW, "--json").output)["forms"]["lama"]
    assert form == {
        "fields": {"msisdn": "0812345678"},
        "missing": [{"field": "note", "facts": ["note"], "cites": "gol 21"}],
        "ready": False,
    }


def test_with_little_known_the_facts_that_matter_are_named(run: Run) -> None:
    said = run("decide", "kartu", *NOW)
    assert "Panduan: masih terbuka" in said.output
    assert "status" in said.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--facts", '{"status": "dikirim"}'), "`dikirim` bukan"),
        (("--facts", '{"statu": "sent"}'), "Maksud Anda `status`?"),
        (("--facts", '{"waited": "1h"}'), "`waited` dihitung"),
        (("--facts", '{"status": "sent", "status": "lost"}'), "`status` ×2"),
        (("--facts", "{"), "JSON tidak terbaca"),
        (("--facts", "[]"), "JSON tidak terbaca: list"),
        (("--facts", '{"status": NaN}'), "JSON tidak terbaca"),
        (("--facts", "[" * 100_000), "JSON tidak terbaca"),
        (("--facts", '{"status": ["sent"]}'), "`status`"),
        (("--facts", '{"ordered_at": "2026-07-01T09:00:00"}'), "zona waktu"),
        (("--facts", "@/nowhere.json"), "Berkas tidak ada"),
        (("--now", "2026-07-01"), "zona waktu"),
        (("--as-of", "2026-02-30"), "`2026-02-30` bukan tanggal"),
        (("--goal", "guidence"), "Maksud Anda `guidance`?"),
    ],
)
def test_bad_input_is_refused_in_words(run: Run, words: tuple[str, ...], message: str) -> None:
    said = run("decide", "kartu", *words)
    assert said.exit_code == 2
    assert message in said.stderr
    assert "Traceback" not in said.output


def test_facts_may_come_from_a_file_or_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text('{"status": "sent"}', encoding="utf-8")
    assert "GOL-3" in run("decide", "kartu", "--facts", f"@{tmp_path / 'facts.json'}").output
    assert "GOL-4" in run("decide", "kartu", "--facts", "-", lines='{"status": "lost"}').output


# -- check and test ------------------------------------------------------------------------------------------------------


def test_a_sound_procedure_passes(run: Run) -> None:
    said = run("check")
    assert said.exit_code == 0, said.output
    assert "Tidak ada kesalahan." in said.output


def test_the_figures_of_check_are_for_programs_too(run: Run) -> None:
    data = json.loads(run("check", "--json").output)
    figures = data["procedures"]["telkomsel/kartu"]
    named = ("rules", "facts", "forms", "scenarios", "coverage", "gaps", "overlaps", "unreachable")
    assert [figures[name] for name in named] == [4, 5, 1, 4, 1.0, 0, 0, 0]
    assert data["errors"] == []
    assert figures["gap_rules"] == ["GOL-4"]


def test_a_forgotten_situation_is_an_error_with_an_example(root: Path, run: Run) -> None:
    edit(root, 'waited: ">= 24h"', 'waited: ">= 30h"')
    said = run("check")
    assert said.exit_code == 1
    assert "`guidance` tidak punya aturan" in said.output
    assert "Contoh:" in said.output


def test_a_step_to_a_procedure_that_nobody_has_is_an_error(root: Path, run: Run) -> None:
    edit(root, "ticket: lama", "follow: telkomsel/kartoe")
    said = run("check")
    assert said.exit_code == 1
    assert "prosedur `telkomsel/kartoe` tidak dikenal di follow. Maksud Anda `telkomsel/kartu`?" in said.output


def test_a_rule_without_scenario_is_an_error(root: Path, run: Run) -> None:
    (root / "telkomsel" / "kartu" / "scenarios.yaml").write_text("scenarios: []\n", encoding="utf-8")
    said = run("check", "--json")
    assert said.exit_code == 1
    assert len(json.loads(said.output)["errors"]) == 4


def test_a_procedure_that_cannot_be_loaded_is_listed_with_all_its_mistakes(root: Path, run: Run) -> None:
    edit(root, "status: sent", "statuz: sent")
    edit(root, "ticket: lama", "ticket: lam")
    said = run("check")
    assert said.exit_code == 1
    assert "tidak termuat" in said.output
    assert "Maksud Anda `status`?" in said.output
    assert "Maksud Anda `lama`?" in said.output


def test_a_scenario_that_fails_names_its_line(root: Path, run: Run) -> None:
    edit(root, '"< 24h"', '"< 1h"')
    edit(root, '">= 24h"', '">= 1h"')
    said = run("test")
    assert said.exit_code == 1
    assert "scenarios.yaml:4" in said.output


def test_a_missing_scenario_is_proposed(root: Path, run: Run) -> None:
    path = root / "telkomsel" / "kartu" / "scenarios.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "GOL-3" not in line), encoding="utf-8")
    said = run("test", "--propose")
    assert "decided: GOL-3" in said.output
    assert "status: sent" in said.output


# -- show, diff, schema --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ("table", "| **GOL-1** Tunggu dulu |"),
        ("tree", "flowchart TD"),
        ("article", "## Kemungkinan penyebab"),
        ("trace", "| GOL-1 | aturan"),
    ],
)
def test_a_procedure_is_shown_in_several_shapes(run: Run, shape: str, found: str) -> None:
    said = run("show", "kartu", "--as", shape)
    assert said.exit_code == 0
    assert found in said.output


def test_a_change_of_a_rule_is_shown_with_an_example(root: Path, run: Run, tmp_path: Path) -> None:
    new = tmp_path / "new" / "telkomsel" / "kartu"
    new.mkdir(parents=True)
    (new / "procedure.yaml").write_text(KARTU.replace("24h", "48h"), encoding="utf-8")
    said = run("diff", "kartu", str(new))
    assert "guidance: GOL-2 → GOL-1 (contoh" in said.output
    changes = json.loads(run("diff", "kartu", str(new), "--json").output)["changes"]
    assert [(change["before"], change["after"]) for change in changes] == [("GOL-2", "GOL-1")]


def test_two_equal_versions_say_so(run: Run) -> None:
    assert "hal yang sama di semua situasi" in run("diff", "kartu", "kartu").output


def test_the_schema_is_json_for_editors(run: Run) -> None:
    schema = json.loads(run("schema").output)
    assert "facts" in schema["properties"]


def test_an_unknown_procedure_is_refused_with_the_nearest_name(run: Run) -> None:
    said = run("show", "kartoe")
    assert said.exit_code == 2
    assert "Maksud Anda `kartu`" in said.stderr


def test_the_command_runs_by_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from pansol.cli import main; main()", "--root", str(PROCEDURES), "show", "nothing"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "`nothing` tidak ada" in done.stderr
    assert done.stdout == ""
