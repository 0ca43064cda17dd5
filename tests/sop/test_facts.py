"""Facts from outside: read from JSON or checked when typed; a wrong one is named, never guessed at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import decide
from pansol.sop.errors import FactError
from pansol.sop.facts import check_fact, read_facts
from pansol.sop.model import Procedure
from pansol.sop.values import ABSENT, Value
from tests.world import NOW, TODAY, load_text, situation


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return load_text((Path(__file__).parent / "good" / "everything.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compiled(procedure: Procedure) -> Compiled:
    return compile_procedure(procedure)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("outage", True, True), ("outage", "ya", True), ("status", "paid", "paid"), ("kind", ["p", "q"], frozenset("pq")), ("kind", "p, q", frozenset("pq")),
        ("kind", [], frozenset()), ("amount", 25000, 25000), ("amount", 25000.0, 25000), ("amount", "25.000", 25000), ("tries", 3, Decimal(3)),
        ("tries", 0.00001, Decimal("0.00001")), ("tries", 1e3, Decimal(1000)), ("promised", "absent", ABSENT), ("note", "absent", "absent"),
        ("note", "unknown", "unknown"), ("ordered_at", "2026-07-01T10:00:00+07:00", NOW), ("policy.clock", "paid", "paid"), ("email", "absent", ABSENT),
    ],
)  # fmt: skip
def test_what_fits_is_read(procedure: Procedure, name: str, given: object, value: Value) -> None:
    assert read_facts(procedure, {name: given}) == {name: value}


@pytest.mark.parametrize("given", [None, "unknown"])
def test_the_unknown_is_left_out(procedure: Procedure, given: object) -> None:
    assert read_facts(procedure, {"status": given, "tries": given}) == {}


def test_a_value_called_unknown_is_a_value() -> None:
    text = "facts: {state: {type: choice, ask: S?, values: {unknown: Tidak tahu, good: Baik}}}\ndecisions:\n  guidance:\n    - {rule: R1, when: {state: unknown}}\n"
    assert read_facts(load_text(text), {"state": "unknown"}) == {"state": "unknown"}


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("outage", "mungkin", "Fakta `outage`: `mungkin` bukan ya atau tidak (yes/no)."), ("outage", 1, "Fakta `outage`: `1` bukan ya atau tidak (yes/no)."),
        ("status", "payd", "Fakta `status`: `payd` bukan salah satu pilihan. Maksud Anda `paid`?"), ("status", ["paid"], "bukan salah satu pilihan"),
        ("kind", ["p", 1], "bukan beberapa pilihan"), ("tries", True, "Fakta `tries`: `True` bukan angka, mis. 1.5."), ("tries", float("nan"), "bukan angka"),
        pytest.param("tries", 10**5000, "Fakta `tries`: `int` bukan angka", id="huge"), ("amount", 25.5, "bukan jumlah rupiah"), ("ordered_at", "2026-07-01T10:00:00", "tidak menyebut zona waktu"),
        ("ordered_at", "kemarin", "bukan tanggal dan jam dengan zona"), ("promised", "2026-02-30", "bukan tanggal"), ("msisdn", "halo", "bukan nomor telepon"),
        ("status", "absent", "Fakta `status` tidak dapat kosong"), ("waited", "24h", "Fakta `waited` dihitung, tidak dapat diisi"), ("now", "x", "Fakta `now` dihitung"),
        ("guidance", "G-1", "Fakta `guidance` dihitung"), ("statsu", "paid", "Fakta `statsu` tidak ada dalam prosedur ini. Maksud Anda `status`?"),
        ("note", {"a": 1}, "bukan teks"), ("note", "", "bukan teks"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_the_fix(procedure: Procedure, name: str, given: object, message: str) -> None:
    with pytest.raises(FactError) as caught:
        read_facts(procedure, {name: given})
    assert message in str(caught.value)


def test_every_wrong_fact_is_named_at_once(procedure: Procedure) -> None:
    with pytest.raises(FactError) as caught:
        read_facts(procedure, {"outage": "x", "status": "paid", "tries": "y"})
    assert caught.value.show("en").splitlines() == ["Fact `outage`: `x` is not yes or no.", "Fact `tries`: `y` is not a number, e.g. 1.5."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outage", "yes"), ("outage", 1), ("status", "payd"), ("status", True), ("kind", "p"), ("kind", {"p"}), ("kind", frozenset("px")), ("amount", "25000"),
        ("amount", 2.5), ("tries", 3.0), ("tries", True), ("tries", Decimal("NaN")), ("waited", timedelta(0)), ("ordered_at", TODAY), ("promised", NOW),
        ("ordered_at", datetime(2026, 7, 1)), ("opens", NOW.timetz()), ("status", ABSENT), ("msisdn", 812), ("tiada", 1), ("as_of", TODAY), ("guidance", "G-1"),
        ("ordered_at", datetime.max.replace(tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_typed_value_of_the_wrong_type_is_never_decided_on(compiled: Compiled, name: str, value: Any) -> None:
    with pytest.raises(FactError):
        check_fact(compiled.procedure, name, value)
    with pytest.raises(FactError):
        decide(compiled, {name: value}, now=NOW, as_of=TODAY)


def test_mixed_time_zones_are_the_same_instants(compiled: Compiled) -> None:
    facts = {"outage": False, "status": "paid", "ordered_at": NOW - timedelta(hours=1)}
    for zone in (UTC, NOW.tzinfo):
        shifted = {**facts, "ordered_at": facts["ordered_at"].astimezone(zone)}  # type: ignore[attr-defined]
        assert decide(compiled, shifted, now=NOW.astimezone(UTC), as_of=TODAY).result.rule == "G-1"


def test_instants_are_shown_in_the_zone_of_the_procedure(compiled: Compiled) -> None:
    here = situation(compiled, {"ordered_at": "2026-07-01T01:00:00Z", "status": "paid"}, now=NOW.astimezone(UTC))
    assert here.value("ordered_at").hour == 8
    assert here.value("now").hour == 10


def test_absence_of_what_only_applies_sometimes_is_not_taken_on_trust(compiled: Compiled) -> None:
    """`ordered_at` is absent where the status says so, and nowhere else."""
    assert situation(compiled, {"ordered_at": "absent", "status": "paid"}).value("ordered_at") is None
    assert situation(compiled, {"status": "lost"}).value("ordered_at") is ABSENT
