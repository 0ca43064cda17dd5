"""A mistake in the connectors file is told with its place and its fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from pansol.desk.connectors.errors import ConfigError
from pansol.desk.connectors.load import load_config

GOOD = """\
systems:
  dsc:
    title: DSC
    clients: [telkomsel]
    url: https://dsc.contoh.id/api
    headers:
      Authorization: {env: DSC_TOKEN, prefix: "Bearer "}
    timeout: 0.5s
    requests:
      order:
        get: /orders/{order_id}
        facts:
          dsc.order.grapari: grapari
          dsc.order.status:
            from: status
            map: {DONE: completed}
"""


def load(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "connectors.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_what_is_not_said_has_a_sensible_value(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    system = config.systems["dsc"]
    assert config.budget.total_seconds() == 1.5
    assert system.timeout.total_seconds() == 0.5
    assert (system.attempts, system.breaker.failures, system.breaker.open_for.total_seconds()) == (2, 3, 30)
    assert system.requests["order"].facts["dsc.order.grapari"].path == "grapari"
    assert system.requests["order"].needs == ("order_id",)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("title: DSC", "titel: DSC", 3, "Kunci `titel` tidak dikenal di systems.dsc. Maksud Anda `title`?"),
        ("timeout: 0.5s", "timeot: 0.5s", 8, "Maksud Anda `timeout`?"),
        ("timeout: 0.5s", "timeout: cepat", 8, "`cepat` bukan lama waktu; tulis misalnya 0.7s"),
        ("timeout: 0.5s", "attempts: banyak", 8, "ditemukan `banyak`, seharusnya bilangan bulat"),
        ("timeout: 0.5s", "attempts: 50", 8, "di luar batas"),
        ("timeout: 0.5s", "breaker: {failure: 3}", 8, "Maksud Anda `failures`?"),
        ("    url: https://dsc.contoh.id/api\n", "", 2, "systems.dsc wajib punya kunci `url`"),
        ("https://dsc.contoh.id/api", "dsc.contoh.id", 5, "bukan alamat"),
        ("https://dsc.contoh.id/api", "https://a:b@dsc.contoh.id", 5, "nama dan sandi tidak ditulis di `url`"),
        ("https://dsc.contoh.id/api", "https://{order_id}.contoh.id", 5, "fakta hanya boleh di `get`"),
        ("https://dsc.contoh.id/api", "${BELUM_ADA}/api", 5, "variabel lingkungan `BELUM_ADA` belum diisi"),
        ('{env: DSC_TOKEN, prefix: "Bearer "}', "rahasia123", 7, "nilai header tidak ditulis di berkas ini; tulis {env:"),
        ('{env: DSC_TOKEN, prefix: "Bearer "}', "{env: A, file: /b}", 7, "sebut tepat satu"),
        ('{env: DSC_TOKEN, prefix: "Bearer "}', "{envv: A}", 7, "Maksud Anda `env`?"),
        ("/orders/{order_id}", "https://lain.contoh.id/{order_id}", 11, "nama host hanya ada di `url` sistem"),
        ("/orders/{order_id}", "//lain.contoh.id/{order_id}", 11, "nama host hanya ada di `url` sistem"),
        ("/orders/{order_id}", "/orders/../{order_id}", 11, "tidak boleh berisi `..`"),
        ("/orders/{order_id}", "/orders?api_key=abc", 11, "`api_key` tampaknya rahasia; kirim lewat `headers`"),
        ("/orders/{order_id}", '"/orders/{Order Id}"', 11, "tidak boleh berisi"),
        ("/orders/{order_id}", "/orders/{OrderId}", 11, "`{OrderId}` bukan nama fakta"),
        ("/orders/{order_id}", '"/orders/{order_id"', 11, "tidak berpasangan"),
        ("grapari: grapari", 'grapari: "a[["', 13, "`a[[` bukan JMESPath"),
        ("from: status", 'fom: "status"', 14, "wajib punya kunci `from`"),
        ("map: {DONE: completed}", "else: other", 14, "`else` hanya berarti bersama `map`"),
        ("map: {DONE: completed}", "map: {DONE: unknown}", 14, "`unknown` bukan nilai"),
        ("map: {DONE: completed}", "map: [DONE]", 16, "ditemukan `['DONE']`, seharusnya kumpulan kunci"),
        ("  dsc:\n", "  D S C:\n", 1, "`D S C` bukan nama sistem"),
        ("clients: [telkomsel]", "clients: []", 4, "tidak boleh kosong"),
        ("clients: [telkomsel]", "clients: telkomsel", 4, "seharusnya daftar"),
        ("    title: DSC\n", "    title: DSC\n    title: DSC\n", 4, "tertulis dua kali"),
        ("title: DSC", "title: [", 0, "YAML tidak terbaca"),
    ],
)
def test_a_mistake_teaches_its_fix(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert told in str(caught.value)
    if line:
        assert f"connectors.yaml:{line}: " in str(caught.value)
    assert "rahasia123" not in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, GOOD.replace("title", "titel").replace("0.5s", "cepat").replace("from", "form"))
    assert len(caught.value.faults) >= 4


def test_an_address_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.replace("https://dsc.contoh.id/api", "${DSC_URL:-http://127.0.0.1:8790}/dsc")
    assert load(tmp_path, text).systems["dsc"].url == "http://127.0.0.1:8790/dsc"
    monkeypatch.setenv("DSC_URL", "https://dsc.contoh.id")
    assert load(tmp_path, text).systems["dsc"].url == "https://dsc.contoh.id/dsc"


def test_a_wrong_file_fails_the_system_check(tmp_path: Path, settings: Any) -> None:
    settings.CONNECTORS = tmp_path / "connectors.yaml"
    settings.CONNECTORS.write_text(GOOD.replace("title", "titel"), encoding="utf-8")
    assert [e.id for e in run_checks(tags=["connectors"])] == ["connectors.E001"] * 2
    settings.CONNECTORS.write_text(GOOD, encoding="utf-8")
    assert run_checks(tags=["connectors"]) == []
