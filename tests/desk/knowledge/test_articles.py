"""Articles: rules, tree, feedback, register, withdrawal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from pansol.desk.accounts.models import Role, User
from pansol.desk.cases.actions import answer
from pansol.desk.cases.actions.withdraw import withdraw_version
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case, GreyCase
from pansol.desk.knowledge.actions import publish
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Feedback, Version
from pansol.desk.knowledge.prose import html_of
from tests.desk import world

FIVE = [
    world.PAYMENT, "telkomsel/aktivasi-paket", "telkomsel/grapari-online", "telkom147/new-callback", "pln123/marketplace-merchant",
]  # fmt: skip


def agus() -> User:
    return world.user("agus", Role.CONTENT_OWNER)


@pytest.mark.parametrize("procedure", FIVE)
def test_an_article_shows_every_rule(client: Client, procedure: str) -> None:
    version = world.version(procedure)
    client.force_login(world.user("lina", Role.REVIEWER, version.client))
    page = client.get(f"/articles/{version.pk}/").content.decode()
    rules = compiled(version).procedure.rules()
    assert rules
    assert not [rule.id for rule in rules if rule.id not in page]
    assert "style=" not in page
    assert re.search(r"\*\*|^#+ ", page, re.M) is None


@pytest.mark.parametrize("procedure", [world.PAYMENT, "pln123/marketplace-merchant"])
def test_the_tree_is_a_picture_without_script_or_style(client: Client, procedure: str) -> None:
    version = world.version(procedure)
    client.force_login(world.user("lina", Role.REVIEWER, version.client))
    part = client.get(f"/articles/{version.pk}/tree/", headers={"HX-Request": "true"}).content.decode()
    assert part.count("<rect") > 10
    assert "<script" not in part
    assert "style" not in part
    assert client.get(f"/articles/{version.pk}/tree/?goal=nothing").status_code == 404


def test_prose_escapes_what_it_does_not_know() -> None:
    html = html_of('## <img src=x onerror=alert(1)>\n\n1. **<b>**\n   > &lt;script>\n\n| a | b |\n| --- | --- |\n| x \\| y | "z" |\n', {})
    assert "<img" not in html
    assert "<script" not in html
    assert "x | y" in html


def test_the_list_is_of_ones_own_clients(client: Client) -> None:
    world.version()
    client.force_login(world.user("dewi", Role.AGENT_T1, world.client("pln123")))
    assert "aktivasi" not in client.get("/articles/").content.decode()


def test_this_step_is_wrong_reaches_the_editors_with_the_case(client: Client) -> None:
    case = world.case()
    answer(world.opened(case), "outage_here", "no", by=world.sari(), now=world.NOW)
    answer(world.opened(case), "msisdn", "081200007781", by=world.sari(), now=world.NOW)
    client.force_login(world.sari())
    page = f"/articles/{case.version_id}/feedback/?rule=PAY-04&case={case.pk}"
    assert "PAY-04" in client.get(page).content.decode()
    response = client.post(page, {"rule": "PAY-04", "text": "Unit sudah berganti", "case": case.pk})
    assert response.status_code == 302
    found = Feedback.objects.get()
    assert (found.rule, found.case_id) == ("PAY-04", case.pk)
    assert found.facts == {"outage_here": "no"} or "msisdn" not in found.facts
    client.force_login(agus())
    assert "Unit sudah berganti" in client.get("/register/").content.decode()
    assert client.post(f"/register/{found.pk}/end/").status_code == 302
    assert "Unit sudah berganti" not in client.get("/register/").content.decode()


def test_feedback_on_another_clients_case_is_not_there(client: Client) -> None:
    case, other = world.case(), world.version("pln123/marketplace-merchant")
    client.force_login(world.user("dewi", Role.AGENT_T1, world.client("pln123")))
    assert client.get(f"/articles/{case.version_id}/feedback/").status_code == 404
    assert client.post(f"/articles/{other.pk}/feedback/", {"text": "x", "case": case.pk}).status_code == 404


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "x" * 2001}, {"text": "x", "rule": "TIDAK-ADA"}, {"text": "\x00"}])
def test_bad_feedback_is_refused(client: Client, typed: dict[str, str]) -> None:
    client.force_login(world.sari())
    assert client.post(f"/articles/{world.version().pk}/feedback/", typed).status_code == 422


def newer(tmp_path: Path) -> Version:
    """The same procedure with another text."""
    root = tmp_path / "procedures"
    for path in world.PROCEDURES.rglob("*.yaml"):
        target = root / path.relative_to(world.PROCEDURES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8") + "\n# versi baru\n", encoding="utf-8")
    return publish(root, world.PAYMENT, client=world.client(), by=None, now=world.NOW)


def test_withdrawn_cases_keep_move_or_wait(tmp_path: Path) -> None:
    case = world.case()
    answer(world.opened(case), "outage_here", "no", by=world.sari(), now=world.NOW)
    old, new = case.version, newer(tmp_path)
    assert withdraw_version(old, "keep", "salah unit", by=agus(), now=world.NOW).kept == 1
    case.refresh_from_db()
    assert case.version == old
    Version.objects.filter(pk=old.pk).update(withdrawn_at=None)
    assert withdraw_version(old, "move", "salah unit", by=agus(), now=world.NOW).moved == 1
    case.refresh_from_db()
    assert case.version == new
    assert world.opened(case).situation.value("outage_here") is False
    assert withdraw_version(new, "leader", "salah semua", by=agus(), now=world.NOW).waiting == 1
    assert "salah semua" in GreyCase.objects.get().question
    assert Case.objects.get().state == "grey"


def test_there_must_be_something_to_move_to() -> None:
    case = world.case()
    with pytest.raises(NotAllowedNow):
        withdraw_version(case.version, "move", "x", by=agus(), now=world.NOW)
    case.version.refresh_from_db()
    assert case.version.withdrawn_at is None


def test_the_withdrawal_page(client: Client) -> None:
    case = world.case()
    client.force_login(agus())
    page = f"/articles/{case.version_id}/withdrawal/"
    assert "1 kasus" in client.get(page).content.decode()
    assert client.post(page, {"cases": "leader"}).status_code == 422
    assert client.post(page, {"cases": "move", "reason": "x"}).status_code == 422
    assert client.post(page, {"cases": "leader", "reason": "salah"}).status_code == 302
    assert "ditarik" in client.get(f"/articles/{case.version_id}/").content.decode()
