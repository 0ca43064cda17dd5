"""What is wrong in a procedure's file is refused with its line and the fix: `bad/` holds the files and, on top, the messages expected.

A first line `# 12: …` is a problem at line 12, `# en 12: …` the same in English. All problems of a file are listed, and no other.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pansol.sop.errors import LoadError
from pansol.sop.load import load, load_all
from tests.world import HEAD, written

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
EXPECTED = re.compile(r"# (en )?(\d+): (.*)")

FACTS = "facts:\n  status: {type: choice, check: dsc.status, values: {paid: Dibayar, sent: Dikirim}}\n"
RULES = "decisions:\n  guidance:\n    - {rule: R1, when: {status: paid}}\n    - {rule: R2, when: {status: sent}}\n"
MODULE = "module: common/gangguan\ntitle: Gangguan\nfacts:\n  outage: {type: yes_no, ask: Gangguan?}\nrules:\n  - {rule: outage, when: {outage: yes}}\n"


def expected(text: str, lang: str) -> list[tuple[int, str]]:
    found = (EXPECTED.fullmatch(line) for line in text.splitlines())
    return sorted((int(m[2]), m[3]) for m in found if m and bool(m[1]) == (lang == "en"))


def messages(root: Path, text: str, lang: str = "id", **others: str) -> list[tuple[int, str]]:
    """The problems of a procedure made of `text`: (line, message)."""
    folder = written(root, text, **others)
    (folder / "procedure.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        load(folder)
    return sorted((p.line, p.text(lang)) for p in caught.value.problems)


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_mistake_is_named_with_its_line_and_the_fix(tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert messages(tmp_path, text) == expected(text, "id")


@pytest.mark.parametrize("path", [p for p in BAD if "\n# en " in p.read_text(encoding="utf-8")], ids=lambda p: p.stem)
def test_the_same_is_said_in_english(tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert messages(tmp_path, text, "en") == expected(text, "en")


def test_a_problem_is_shown_with_file_and_line(tmp_path: Path) -> None:
    folder = written(tmp_path, FACTS + RULES.replace("status: sent", "status: snet"))
    with pytest.raises(LoadError) as caught:
        load(folder)
    assert str(caught.value).startswith("uji/kecil/procedure.yaml:10: Nilai `snet` bukan nilai `status`")


def test_a_name_that_a_sibling_file_defines_again_is_refused_with_both_places(tmp_path: Path) -> None:
    found = messages(tmp_path, HEAD + "include: [lain.yaml]\n" + FACTS + RULES, lain=FACTS)
    assert found == [(2, "fakta `status` sudah ada di uji/kecil/procedure.yaml:7")]


def test_a_key_that_a_sibling_file_cannot_set_is_refused(tmp_path: Path) -> None:
    found = messages(tmp_path, HEAD + "include: [lain.yaml]\n" + FACTS + RULES, lain="goals: [guidance]\n")
    assert found == [(1, "Kunci `goals` tidak dibaca di uji/kecil/lain.yaml; tulis di uji/kecil/procedure.yaml")]


def test_the_main_file_included_again_is_refused(tmp_path: Path) -> None:
    assert messages(tmp_path, HEAD + "include: [procedure.yaml]\n" + FACTS + RULES)


def module(root: Path, text: str) -> None:
    folder = root / "common" / "gangguan"
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(text, encoding="utf-8")


def test_modules_that_use_each_other_are_refused(tmp_path: Path) -> None:
    module(tmp_path, MODULE + "uses: {common/gangguan: {as: X}}\n")
    found = messages(tmp_path, HEAD + "uses: {common/gangguan: {as: X-1}}\n" + FACTS + RULES)
    assert found == [(7, "Lingkaran: uses common/gangguan → uses")]


def test_a_module_that_decides_for_itself_is_refused(tmp_path: Path) -> None:
    module(tmp_path, MODULE + "decisions: {guidance: [{rule: R9, when: {outage: yes}}]}\n")
    found = messages(tmp_path, HEAD + "uses: {common/gangguan: {as: X-1}}\n" + FACTS + RULES)
    assert found == [(7, "Kunci `decisions` tidak dibaca di common/gangguan/procedure.yaml; tulis di procedure.yaml")]


def test_a_module_whose_rule_has_no_id_here_is_refused(tmp_path: Path) -> None:
    module(tmp_path, MODULE + "  - {rule: second, when: {outage: no}}\n")
    found = messages(tmp_path, HEAD + "uses: {common/gangguan: {as: X-1}}\n" + FACTS + RULES)
    assert found == [(5, "uses › common/gangguan wajib punya kunci `as: {second: …}`")]


def test_a_mistake_inside_a_module_is_named_with_the_modules_file(tmp_path: Path) -> None:
    module(tmp_path, MODULE.replace("outage: yes", "outage: mungkin"))
    folder = written(tmp_path, "uses: {common/gangguan: {as: X-1}}\n" + FACTS + RULES)
    with pytest.raises(LoadError, match=r"common/gangguan/procedure.yaml:6: Nilai `mungkin`"):
        load(folder)


def test_more_tested_members_of_a_subset_than_can_be_told_apart_are_refused(tmp_path: Path) -> None:
    values = ", ".join(f"v{i}: V{i}" for i in range(11))
    rules = "".join(f"    - {{rule: R{i}, when: {{many: v{i}}}}}\n" for i in range(11))
    text = f"facts:\n  many: {{type: choices, ask: Mana saja?, values: {{{values}}}}}\ndecisions:\n  guidance:\n{rules}"
    assert messages(tmp_path, HEAD + text) == [(6, "Fakta `many`: lebih dari 10 pilihannya diuji; bagi menjadi beberapa fakta")]


def test_the_problems_of_all_procedures_are_told_together(tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        folder = tmp_path / "uji" / name
        folder.mkdir(parents=True)
        (folder / "procedure.yaml").write_text(f"procedure: uji/{name}\ntitle: T\nclient: uji\nfacts: {{}}\n", encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        load_all(tmp_path)
    assert {p.file for p in caught.value.problems} == {"uji/satu/procedure.yaml", "uji/dua/procedure.yaml"}


def test_a_step_to_a_procedure_that_does_not_exist_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "facts:\n  a: {{type: yes_no, ask: Apakah?}}\ndecisions:\n  guidance:\n    - {{rule: R, when: {{a: yes}}, do: [{{follow: {}}}]}}\n"
    )
    for name, leads_to in (("satu", "uji/duo"), ("dua", "uji/satu")):
        folder = tmp_path / "uji" / name
        folder.mkdir(parents=True)
        (folder / "procedure.yaml").write_text(f"procedure: uji/{name}\ntitle: T\nclient: uji\n" + text.format(leads_to), encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        load_all(tmp_path)
    assert [p.show() for p in caught.value.problems] == [
        "uji/satu/procedure.yaml:8: prosedur `uji/duo` tidak dikenal di follow. Maksud Anda `uji/dua` / `uji/satu`?"
    ]
    assert load(tmp_path / "uji" / "dua").rules()[0].do[0].target == "uji/satu"


def test_a_procedure_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="Berkas tidak ada"):
        load(tmp_path / "uji" / "tiada")
