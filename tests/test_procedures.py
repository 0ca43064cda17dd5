"""The procedures against the list of source rules and specification scenarios they have to carry."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pansol.sop.load import find_procedures, load
from pansol.sop.model import Procedure
from pansol.sop.render import trace
from pansol.sop.scenario import load_scenarios, run_scenarios

ROOT = Path(__file__).parents[1] / "procedures"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def procedures() -> dict[str, Procedure]:
    return {name: load(ROOT / name, ROOT) for name in find_procedures(ROOT)}


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_the_five_procedures_are_there(procedures: dict[str, Procedure]) -> None:
    assert set(procedures) == {
        "pln123/marketplace-merchant",
        "telkom147/new-callback",
        "telkomsel/aktivasi-paket",
        "telkomsel/grapari-online",
        "telkomsel/pembayaran-nomor-belum-aktif",
    }


def test_every_source_rule_is_carried(procedures: dict[str, Procedure]) -> None:
    carried = {carrier.source for procedure in procedures.values() for carrier in trace(procedure)}
    listed = {row["id"] for row in rows("source-rules.tsv")}
    assert len(listed) == 261
    assert listed - carried == set()


def test_a_rule_of_the_source_keeps_its_basis(procedures: dict[str, Procedure]) -> None:
    """A gap of the source never becomes a stated rule, nor the other way round, unless the README says why."""
    words = {"S": "stated", "I": "inferred", "G": "gap"}
    basis = {rule.id: rule.basis for procedure in procedures.values() for rule in procedure.rules()}
    changed = {
        row["id"] for row in rows("source-rules.tsv") if row["id"] in basis and words.get(row["tag"], basis[row["id"]]) != basis[row["id"]]
    }
    explained = set(re.findall(r"^\| `([A-Z0-9]+-[A-Za-z0-9]+)` \| dasar", README, re.M))
    assert changed == explained


def test_every_specification_scenario_is_shown_or_left_to_an_application(procedures: dict[str, Procedure]) -> None:
    shown = {spec for procedure in procedures.values() for scenario in load_scenarios(procedure) for spec in scenario.text.shows}
    listed = {row["id"] for row in rows("source-scenarios.tsv")}
    left = set(re.findall(r"^\| (T00\d-\d+) \|", README, re.M))
    assert len(listed) == 112
    assert listed - shown <= left
    assert shown <= listed


@pytest.mark.parametrize("name", find_procedures(ROOT))
def test_every_scenario_passes_and_every_rule_is_reached(procedures: dict[str, Procedure], name: str) -> None:
    report = run_scenarios(procedures[name])
    assert [(v.scenario.text.scenario, v.complaints) for v in report.failed] == []
    assert report.uncovered == ()


def test_no_secret_and_no_address_of_a_person_stands_in_a_procedure() -> None:
    mailbox = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
    allowed = re.compile(r"@(telkomsel\.com|contoh\.(id|com)|example\.(com|org|id))$")
    for path in ROOT.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert not [m for m in mailbox.findall(text) if not allowed.search(m)], path
        assert not re.search(r"(?i)(password|kata sandi|sandi)\s*[:=]\s*\S*\d", text), path
