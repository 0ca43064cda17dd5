"""Procedures that are sound, and procedures each with one kind of defect, beside the findings expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pansol.sop.load import load
from pansol.sop.prove import KINDS, Finding, prove

PROOFS = Path(__file__).parent / "proofs"
FOLDERS = sorted(p.parent for p in PROOFS.glob("*/*/procedure.yaml"))


def expected(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.load((folder / "expected.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def told(finding: Finding, keys: Mapping[str, Any]) -> dict[str, Any]:
    """A finding, as far as it was expected."""
    known: dict[str, Any] = {
        "kind": finding.kind,
        "decision": finding.decision,
        "rules": list(finding.rules),
        "box": dict(finding.box),
        "shown": dict(finding.shown),
        "explained": "yes" if finding.is_explained else "no",
        **finding.details,
    }
    return {key: known.get(key) for key in keys}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.relative_to(PROOFS).as_posix())
def test_the_proof_finds_what_is_wrong_and_nothing_else(folder: Path) -> None:
    wanted = expected(folder)
    findings = prove(load(folder, PROOFS)).findings
    assert [f.kind for f in findings] == [w["kind"] for w in wanted]
    assert [told(f, w) for f, w in zip(findings, wanted, strict=True)] == wanted


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.relative_to(PROOFS).as_posix())
def test_every_finding_can_be_told_in_both_languages(folder: Path) -> None:
    for finding in prove(load(folder, PROOFS)).findings:
        for lang in ("id", "en"):
            assert finding.heading(lang)
            assert "{" not in finding.text(lang)
            assert all(rule in finding.text(lang) for rule in finding.rules)


def test_every_kind_of_finding_is_shown_by_some_procedure() -> None:
    shown = {entry["kind"] for folder in FOLDERS for entry in expected(folder)}
    assert shown == set(KINDS) - {"more_gaps", "more_overlaps"}
