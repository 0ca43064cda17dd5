"""The tree that is drawn is the interview that is held."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import decide
from pansol.sop.errors import NotFound
from pansol.sop.load import load
from pansol.sop.render import Ask, End, Tree, tree, tree_mermaid

NOW = datetime.fromisoformat("2026-07-01T10:00:00+07:00")
TODAY = date(2026, 7, 1)

ORDER = """
procedure: telkomsel/kartu
title: Ganti kartu
client: telkomsel
timezone: Asia/Jakarta
intake: [msisdn]
facts:
  msisdn: {type: phone, ask: Nomor mana?}
  status: {type: choice, check: dsc.status, label: Status, values: {paid: Dibayar, sent: Dikirim, lost: Hilang, back: Kembali}}
  ordered_at: {type: datetime, check: dsc.time, label: Waktu pesan}
  waited: {type: duration, is: now - ordered_at, label: Menunggu}
decisions:
  guidance:
    - {rule: T-1, title: Tunggu, when: {status: paid, waited: "< 24h"}, do: [{close: tunggu}]}
    - {rule: T-2, title: Lama, when: {status: paid, waited: ">= 24h"}, do: [{close: lama}]}
    - {rule: T-3, title: 'Jalan "saja" <b>', when: {status: [sent, lost, back]}, do: [{close: jalan}]}
"""


def compiled_from(folder: Path, text: str) -> Compiled:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procedure.yaml").write_text(text, encoding="utf-8")
    return compile_procedure(load(folder))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compiled_from(tmp_path_factory.mktemp("procedures") / "telkomsel" / "kartu", ORDER)


@pytest.fixture(scope="module")
def drawn(compiled: Compiled) -> Tree:
    return tree(compiled, now=NOW, as_of=TODAY)


def ask_of(drawn: Tree, fact: str) -> Ask:
    return next(node for node in drawn.nodes if isinstance(node, Ask) and node.fact == fact)


def test_it_starts_with_what_is_always_asked_first(drawn: Tree) -> None:
    root = drawn.nodes[0]
    assert isinstance(root, Ask)
    assert (root.fact, [words for words, _ in root.answers]) == ("msisdn", ["diisi"])


def test_answers_that_lead_the_same_way_are_one_branch(drawn: Tree) -> None:
    assert [words for words, _ in ask_of(drawn, "status").answers] == ["Dibayar", "selain Dibayar"]


def test_a_time_branches_where_what_is_computed_from_it_turns(drawn: Tree) -> None:
    assert {words for words, _ in ask_of(drawn, "ordered_at").answers} == {"Menunggu < 1 hari", "Menunggu ≥ 1 hari"}


def test_every_path_ends_with_what_deciding_says(compiled: Compiled, drawn: Tree) -> None:
    ends = {node.rules for node in drawn.nodes if isinstance(node, End)}
    assert ends == {("T-1",), ("T-2",), ("T-3",)}
    assert decide(compiled, {"status": "lost"}, now=NOW, as_of=TODAY).result.rule == "T-3"
    assert not drawn.is_cut


def test_labels_cannot_break_out_of_the_drawing(drawn: Tree) -> None:
    text = tree_mermaid(drawn)
    assert "T-3: Jalan #quot;saja#quot; #lt;b#gt;" in text
    for label in re.findall(r'[\[{|]"(.*?)"[\]}|]', text):
        assert not set(label) & set('"<>`')


def test_every_edge_leads_to_a_node_that_is_drawn(drawn: Tree) -> None:
    text = tree_mermaid(drawn)
    nodes = set(re.findall(r"^  (n\d+)[\[{]", text, re.MULTILINE))
    assert set(re.findall(r"\| (n\d+)$", text, re.MULTILINE)) | {"n0"} == nodes


def test_a_goal_that_does_not_exist_is_refused(compiled: Compiled) -> None:
    with pytest.raises(NotFound, match="guidance"):
        tree(compiled, now=NOW, as_of=TODAY, goal="guidence")


def test_a_tree_too_large_to_draw_is_cut_and_says_so(tmp_path: Path) -> None:
    facts = "\n".join(f"  f{i}: {{type: choice, ask: F{i}?, values: {{a: A, b: B, c: C, d: D}}}}" for i in range(9))
    count = "count(" + ", ".join(f"f{i} = a" for i in range(9)) + ")"
    facts += f"\n  many: {{type: number, is: '{count}'}}"
    wide = "\n".join(f"    - {{rule: W{n}, when: {{many: {n}}}}}" for n in range(10))
    text = f"procedure: t/wide\ntitle: Lebar\nclient: t\nfacts:\n{facts}\ndecisions:\n  guidance:\n{wide}\n"
    drawn = tree(compiled_from(tmp_path / "t" / "wide", text), now=NOW, as_of=TODAY)
    assert drawn.is_cut
    assert "dipotong" in tree_mermaid(drawn)
