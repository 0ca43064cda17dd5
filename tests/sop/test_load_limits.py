"""Files that are hostile rather than mistaken: huge, deep, broken, or made to be slow. A clear error, at once."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from pansol.sop.compile import compile_procedure
from pansol.sop.errors import LoadError
from pansol.sop.load import load
from tests.world import HEAD, answer, load_text, problems_of, written

FACTS = "facts:\n  n: {type: number, ask: Berapa?}\n"
RULES = "decisions:\n  guidance:\n    - {rule: R1, when: {n: 1}}\n"


def refused(root: Path, content: bytes) -> str:
    folder = written(root, HEAD)
    (folder / "procedure.yaml").write_bytes(content)
    start = process_time()
    with pytest.raises(LoadError) as caught:
        load(folder)
    assert process_time() - start < 5
    return str(caught.value)


def test_ten_megabytes_are_not_even_read(tmp_path: Path) -> None:
    assert "terlalu besar; batasnya 1,000,000 B" in refused(tmp_path, (HEAD + "# " + "x" * 10_000_000).encode())


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(tmp_path: Path, opening: str) -> None:
    closing = {"[": "]", "{a: ": "}", "- ": ""}[opening]
    text = f"facts:{chr(10) if opening == '- ' else ' '}{opening * 5000}x{closing * 5000}\n"
    assert "lebih dari 24 tingkat" in refused(tmp_path, (HEAD + text).encode())


def test_very_many_values_are_refused(tmp_path: Path) -> None:
    assert "lebih dari 100,000 nilai" in refused(tmp_path, (HEAD + "intake: [" + "a," * 150_000 + "]\n").encode())


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"] + [
        f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert "Jangkar atau alias YAML `&a`" in refused(tmp_path, "\n".join(lines).encode())


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, HEAD.encode() + b"# caf\xe9\n") == "uji/kecil/procedure.yaml: Berkas bukan teks UTF-8"


def test_a_nul_byte_is_refused(tmp_path: Path) -> None:
    assert "YAML tidak terbaca" in refused(tmp_path, HEAD.encode() + b"goals: a\x00b\n")


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [true]", "!!binary aGFsbw==", "!lokal x", "!!int 3", "!!set {a, b}"])
def test_no_tag_is_obeyed(tag: str) -> None:
    assert [m for m in problems_of(FACTS + RULES + f"glossary: {tag}\n") if m.startswith("Tag YAML")]


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, "include: [lain.yaml]\n" + FACTS + RULES)
    (folder / "lain.yaml").mkdir()
    with pytest.raises(LoadError, match=r"Berkas tidak ada: lain\.yaml"):
        load(folder)


def chain(length: int) -> str:
    lines = [f"  k{i}: {{type: number, is: k{i - 1} + 1}}\n" for i in range(1, length)]
    return (
        "facts:\n  k0: {type: number, ask: Berapa?}\n"
        + "".join(lines)
        + f"decisions:\n  guidance:\n    - {{rule: R1, when: {{k{length - 1}: 1}}}}\n"
    )


def test_facts_computed_through_a_thousand_others_are_refused() -> None:
    assert "dihitung melalui terlalu banyak fakta lain" in problems_of(chain(1000))[0]


def test_the_longest_chain_of_facts_that_is_accepted_can_be_decided() -> None:
    for length in range(10, 60):
        try:
            procedure = load_text(chain(length))
        except LoadError:
            break
    result = answer(compile_procedure(procedure), {"k0": 1}).result
    assert (length > 20, result.status) == (True, "uncovered")


def test_a_thousand_overrides_in_a_row_are_read() -> None:
    rules = "".join(f"    - {{rule: R{i}, when: {{n: {i}}}, overrides: [R{i + 1}]}}\n" for i in range(1000))
    procedure = load_text(FACTS + "decisions:\n  guidance:\n" + rules + "    - {rule: R1000, when: {n: 1000}}\n")
    assert len(procedure.rules()) == 1001


@pytest.mark.parametrize(
    "text", ["+".join(["1"] * 900), "(" * 300 + "1" + ")" * 300, "1 + " * 400 + "1", "not " * 400 + "n = 1", "if n = 1 then " * 60 + "1"]
)
def test_an_expression_too_long_for_people_is_refused(text: str) -> None:
    assert problems_of(FACTS + f"  k: {{type: number, is: '{text}'}}\n" + RULES)


@pytest.mark.parametrize("test", ["1," * 300_000, "[" + " .. " * 200_000 + "]", "not(" * 200_000, "<" * 800_000, "[1.." * 200_000])
def test_a_test_that_is_slow_to_read_is_not_read(tmp_path: Path, test: str) -> None:
    assert "tidak terbaca" in refused(tmp_path, (HEAD + FACTS + RULES.replace("n: 1}", f"n: '{test}'}}")).encode())


def test_thousands_of_mistakes_are_not_all_told(tmp_path: Path) -> None:
    rules = "".join(f"    - {{rule: R{i}, when: {{x{i}: 1}}}}\n" for i in range(4000))
    facts = "".join(f"  n{i}: {{type: number, is: n + y{i}}}\n" for i in range(4000))
    assert len(refused(tmp_path, (HEAD + FACTS + facts + "decisions:\n  guidance:\n" + rules).encode()).splitlines()) == 200


def test_a_word_of_a_megabyte_is_shown_shortened() -> None:
    (message,) = problems_of(FACTS + RULES.replace("n: 1}", f"n: {'x' * 900_000}}}"))
    assert len(message) < 400
