"""A case whose version was withdrawn: the agent sees why and what may be done; a move carries over what fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from pansol.desk.accounts.models import Role, User
from pansol.desk.audit.models import Event
from pansol.desk.cases.actions import answer, decide_grey, move_case, undo
from pansol.desk.cases.actions.withdraw import withdraw_version
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case, GreyCase
from pansol.desk.knowledge.actions import publish
from pansol.desk.knowledge.models import Version
from tests.desk import world
from tests.desk.cases.desk import Desk, fields_of

FACTS = {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "posted": "yes", "paid_through": "bank"}


def agus() -> User:
    return world.user("agus", Role.CONTENT_OWNER)


def newer(root: Path, old: str = "", new: str = "") -> Version:
    """The same procedure with another text."""
    for path in world.PROCEDURES.rglob("*.yaml"):
        target = root / path.relative_to(world.PROCEDURES)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.parent.name == world.PAYMENT.partition("/")[2] and path.name == "procedure.yaml":
            assert old in text
            text = text.replace(old, new, 1) + "\n# versi baru\n"
        target.write_text(text, encoding="utf-8")
    return publish(root, world.PAYMENT, client=world.client(), by=None, now=world.NOW)


def known(facts: dict[str, str]) -> Case:
    case = world.case()
    for fact, text in facts.items():
        answer(world.opened(case), fact, text, by=world.sari(), now=world.NOW)
    return case


RETYPED = (
    "  paid_through:\n    type: text\n",
    "  paid_through:\n    type: choice\n    values: {teller: Teller, app: Aplikasi}\n",
)


def test_facts_whose_type_changed_are_asked_again_and_nothing_is_lost(tmp_path: Path) -> None:
    case = known(FACTS)
    newer(tmp_path, *RETYPED)
    assert withdraw_version(case.version, "move", "Kanal berubah", by=agus(), now=world.NOW).moved == 1
    file = world.opened(case)
    assert file.case.version.procedure == world.PAYMENT
    assert "paid_through" not in file.ledger.current()
    assert file.situation.value("posted") is True
    assert case.entries.filter(fact="paid_through", value="bank").exists()
    said = Desk(world.sari(), case).reload()
    assert "Kasus ini pindah ke versi baru SOP" in said
    assert "Kanal berubah" in said
    assert "Ditanyakan lagi: Kanal pembayaran" in said


def test_taking_back_still_works_after_a_move(tmp_path: Path) -> None:
    case = known(FACTS)
    newer(tmp_path, *RETYPED)
    withdraw_version(case.version, "move", "x", by=agus(), now=world.NOW)
    answer(world.opened(case), "paid_through", "app", by=world.sari(), now=world.NOW.replace(hour=11))
    assert undo(world.opened(case), by=world.sari(), now=world.NOW.replace(hour=12)) == "paid_through"
    assert "paid_through" not in world.opened(case).ledger.current()


def test_a_case_that_keeps_the_old_version_says_so_and_may_move(tmp_path: Path) -> None:
    case = known(FACTS)
    withdraw_version(case.version, "keep", "Nomor unit salah", by=agus(), now=world.NOW)
    desk = Desk(world.sari(), case)
    said = desk.reload()
    assert "Nomor unit salah" in said
    assert "boleh diteruskan dengan versi lama" in said
    assert "Pindah ke versi baru" not in said
    with pytest.raises(NotAllowedNow):
        move_case(world.opened(case), by=world.sari(), now=world.NOW)
    found = newer(tmp_path)
    assert "Pindah ke versi baru" in desk.reload()
    fields = fields_of(desk.page, "version/")
    for _ in range(2):  # a double click
        desk.post("version/", fresh=False, **fields)
    moved = Case.objects.get()
    assert Event.objects.filter(verb="case.move").count() == 1
    assert (moved.version, moved.moved_from) == (found, case.version)


def test_a_case_that_waits_for_the_leader_cannot_move_before(tmp_path: Path) -> None:
    case = known(FACTS)
    newer(tmp_path)
    withdraw_version(case.version, "leader", "Salah semua", by=agus(), now=world.NOW)
    said = Desk(world.sari(), case).reload()
    assert "Salah semua" in said
    assert "Pindah ke versi baru" not in said
    with pytest.raises(NotAllowedNow):
        move_case(world.opened(case), by=world.sari(), now=world.NOW)
    decide_grey(GreyCase.objects.get(), "Pakai versi baru.", by=world.budi(), now=world.NOW)
    said = Desk(world.sari(), case).reload()
    assert "Pindah ke versi baru" in said
    assert "Pakai versi baru." in said


def test_an_agent_of_a_withdrawn_version_may_ask_the_leader() -> None:
    case = known(FACTS)
    withdraw_version(case.version, "keep", "x", by=agus(), now=world.NOW)
    Desk(world.sari(), case).post("leader/", text="Teruskan dengan yang lama?")
    assert GreyCase.objects.get().reason == "withdrawn"


def test_a_version_in_use_is_not_left(tmp_path: Path) -> None:
    case = known(FACTS)
    newer(tmp_path)
    with pytest.raises(NotAllowedNow):
        move_case(world.opened(case), by=world.sari(), now=world.NOW)
