"""Who asks: only a token is believed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from pansol.desk.accounts.models import Token
from pansol.desk.api.tokens import FREE_TRIES, TooManyAttempts, refuse_token
from tests.desk import world
from tests.desk.api.asking import Integration


def test_a_token_acts_as_its_user(sari: Integration) -> None:
    status, contact = sari.post("contacts/", {"client": "telkomsel", "channel": "call"})
    assert (status, contact["agent"]["id"]) == (201, sari.user.pk)


def test_only_the_hash_is_kept(sari: Integration) -> None:
    token = Token.objects.get()
    assert sari.secret.startswith("pansol_")
    assert token.digest == Token.hash_of(sari.secret)
    assert sari.secret not in str(vars(token))


@pytest.mark.parametrize("secret", ["", "pansol_", "pansol_wrong", "x" * 3000, "pansol_é"])
def test_a_wrong_token_is_refused(secret: str) -> None:
    answer = Browser().get("/api/cases/", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_is_refused(sari: Integration) -> None:
    Token.objects.update(revoked_at=world.NOW)
    assert sari.get("cases/")[0] == 401


def test_the_token_of_somebody_who_left_is_refused(sari: Integration) -> None:
    type(sari.user).objects.update(is_active=False)
    assert sari.get("cases/")[0] == 401


def test_a_session_is_not_believed() -> None:
    browser = Browser()
    browser.force_login(world.sari())
    assert browser.get("/api/cases/").status_code == 401
    assert browser.post("/api/contacts/", {"client": "telkomsel", "channel": "call"}, content_type="application/json").status_code == 401


def test_many_wrong_tokens_are_slowed_down_right_ones_never(sari: Integration) -> None:
    wrong = Integration(sari.user, "pansol_wrong")
    found = [wrong.get("cases/")[0] for _ in range(FREE_TRIES + 2)]
    assert found == [401] * FREE_TRIES + [429, 429]
    assert sari.get("cases/")[0] == 200


def test_the_pause_ends() -> None:
    for _ in range(FREE_TRIES):
        refuse_token("10.0.0.1", now=world.NOW)
    with pytest.raises(TooManyAttempts):
        refuse_token("10.0.0.1", now=world.NOW)
    refuse_token("10.0.0.2", now=world.NOW)
    refuse_token("10.0.0.1", now=world.NOW + timedelta(minutes=2))


def test_the_description_is_open_and_names_the_token(client: Any) -> None:
    schema = client.get("/api/openapi.json").json()
    assert schema["components"]["securitySchemes"] == {"TokenAuth": {"type": "http", "scheme": "bearer"}}
    operations = [o for path in schema["paths"].values() for o in path.values()]
    assert all(o["security"] for o in operations)
