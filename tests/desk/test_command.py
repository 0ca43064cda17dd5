"""`pansol desk …` from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pansol.desk.accounts.models import Token, User
from pansol.desk.command import desk
from pansol.desk.knowledge.models import Version
from tests.desk import world

pytestmark = pytest.mark.django_db


def test_a_token_is_printed_once_and_kept_as_a_hash() -> None:
    world.sari()
    said = CliRunner().invoke(desk, ["new-token", "sari", "CRM"]).output.strip()
    assert Token.objects.get().digest == Token.hash_of(said)


def test_a_token_for_nobody_is_refused() -> None:
    refused = CliRunner().invoke(desk, ["new-token", "tak-ada", "CRM"])
    assert refused.exit_code == 1
    assert "tak-ada" in refused.output


def test_procedures_are_published_once() -> None:
    for _ in range(2):
        assert CliRunner().invoke(desk, ["publish", world.PAYMENT]).exit_code == 0
    assert Version.objects.get().procedure == world.PAYMENT
    assert CliRunner().invoke(desk, ["publish", "telkomsel/tak-ada"]).exit_code == 1


def test_retention_runs_on_an_empty_installation() -> None:
    done = CliRunner().invoke(desk, ["retention"])
    assert done.exit_code == 0
    assert "0" in done.output


def test_the_first_administrator() -> None:
    weak = CliRunner().invoke(desk, ["new-admin", "ani", "--client", "telkomsel"], input="pendek\npendek\n")
    assert weak.exit_code == 1
    word = "lampu-kapas-teduh-9"
    assert CliRunner().invoke(desk, ["new-admin", "ani", "--client", "telkomsel"], input=f"{word}\n{word}\n").exit_code == 0
    assert User.objects.get().client_ids()


def test_the_shipped_connectors_fit_the_procedures(settings: Any, tmp_path: Path) -> None:
    assert CliRunner().invoke(desk, ["check-connectors"]).exit_code == 0
    wrong = tmp_path / "connectors.yaml"
    wrong.write_text(settings.CONNECTORS.read_text(encoding="utf-8").replace("dsc.number.status", "dsc.number.statuz"), encoding="utf-8")
    settings.CONNECTORS = wrong
    told = CliRunner().invoke(desk, ["check-connectors"])
    assert told.exit_code == 1
    assert "Maksud Anda `dsc.number.status`" in told.output


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    (tmp_path / "database").write_text("postgresql://pansol:rahasia@db.internal:5433/meja?sslmode=require\n", encoding="utf-8")
    (tmp_path / "key").write_text("kunci-yang-panjang\n", encoding="utf-8")
    files = {"DATABASE_URL_FILE": str(tmp_path / "database"), "PANSOL_SECRET_KEY_FILE": str(tmp_path / "key"), "PANSOL_DATA": str(tmp_path)}
    code = "from pansol.desk import settings as s; d = s.DATABASES['default']; print(s.SECRET_KEY, d['HOST'], d['PASSWORD'], d['OPTIONS'])"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **files}, capture_output=True, text=True)
    assert done.stdout.strip().startswith("kunci-yang-panjang db.internal rahasia {'sslmode': 'require'"), done.stderr
    assert not (tmp_path / "secret.key").exists()
