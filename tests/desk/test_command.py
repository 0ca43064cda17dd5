"""`pansol desk …` from the command line."""

from __future__ import annotations

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
