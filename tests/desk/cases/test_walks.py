"""Random conversations through every procedure: whatever is answered, a page comes back and says what to do next."""

from __future__ import annotations

import re
from html import unescape
from random import Random

import pytest

from pansol.desk.accounts.models import Role
from tests.desk import world
from tests.desk.cases.desk import Desk, text_of

PROCEDURES = [
    "telkomsel/pembayaran-nomor-belum-aktif",
    "telkomsel/aktivasi-paket",
    "telkomsel/grapari-online",
    "telkom147/new-callback",
    "pln123/marketplace-merchant",
]
TYPED = ["kemarin", "0812 3333 4444", "wati@contoh.id", "2 jam", "14.30", "25.000", "3", "kemarin 09.00", "Contoh"]
NEXT = ("Lanjut", "Tidak tahu", "Setelah disampaikan", "team leader", "Perbaiki")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("procedure", PROCEDURES)
def test_a_random_conversation(procedure: str, seed: int) -> None:
    chance = Random(f"{procedure} {seed}")
    agent = world.user("agen", Role.AGENT_T1, world.client(procedure.split("/", maxsplit=1)[0]))
    desk = Desk(agent, world.case(agent, procedure))
    for _ in range(40):
        assert any(words in text_of(desk.page) for words in NEXT), text_of(desk.page)
        if not re.search(r'action="[^"]*/answers/"', desk.page):
            break
        desk.page = step(desk, chance)
        assert desk.status == 200
    assert desk.get("ahead/", headers={"HX-Request": "true"})
    assert desk.status == 200
    desk.reload()
    assert desk.status == 200


def step(desk: Desk, chance: Random) -> str:
    """One answer; what cannot be read is tried in another way of writing, at last as unknown."""
    form = re.search(r'<form[^>]*action="[^"]*/answers/".*?</form>', desk.page, re.S)
    assert form
    choices = re.findall(r'name="value" value="([^"]+)"', form[0])
    group = re.search(r'href="\?group=1"', form[0])
    if group or chance.random() < 0.05:
        return desk.post("answers/", unknown="1")
    for value in [unescape(chance.choice(choices))] if choices else TYPED:
        page = desk.post("answers/", value=value)
        if desk.status == 200:
            return page
    return desk.post("answers/", unknown="1")
