"""The audit trail: what is seen, by whom, and that a change is noticed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from pansol import desk
from pansol.desk.accounts.models import Role, User
from pansol.desk.audit.actions import first_broken, record
from pansol.desk.audit.models import Event
from pansol.desk.audit.wording import KEYS, VERBS
from pansol.desk.cases.actions import answer
from pansol.desk.outages.actions import EDITED
from tests.desk import world
from tests.desk.cases.desk import text_of


def hadi() -> User:
    return world.user("hadi", Role.AUDITOR)


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(hadi())
    return client


def _cell(words: str) -> str:
    """As the table shows a verb; the search box offers all of them."""
    return f">{words}</td>"


def test_what_happened_is_listed_and_found(browser: Client) -> None:
    case = world.case()
    assert _cell("Kasus dibuka") in browser.get("/audit/").content.decode()
    found = browser.get("/audit/", {"chain": f"case:{case.pk}", "actor": "SARI"}).content.decode()
    assert _cell("Kasus dibuka") in found
    assert _cell("Kontak dimulai") not in found
    found = browser.get("/audit/", {"verb": "contact.start"}).content.decode()
    assert _cell("Kontak dimulai") in found
    assert _cell("Kasus dibuka") not in found


def test_a_changed_event_is_noticed(browser: Client) -> None:
    case = world.case()
    answer(world.opened(case), "outage_here", "no", by=world.sari(), now=world.NOW)
    chain = f"case:{case.pk}"
    assert "utuh" in browser.get(f"/audit/{chain}/").content.decode()
    Event.objects.filter(chain=chain, number=1).update(data={"procedure": "lain"})
    assert first_broken(chain) == 1
    assert "rusak" in browser.get(f"/audit/{chain}/").content.decode()


def test_another_clients_events_are_not_there(client: Client) -> None:
    case = world.case()
    client.force_login(world.user("x", Role.AUDITOR, world.client("pln123")))
    assert _cell("Kasus dibuka") not in client.get("/audit/").content.decode()
    assert client.get(f"/audit/case:{case.pk}/").status_code == 404


def test_pages_go_back_in_time(browser: Client) -> None:
    for _ in range(60):
        world.contact()
    page = browser.get("/audit/").content.decode()
    assert page.count(_cell("Kontak dimulai")) == 50
    last = Event.objects.order_by("-pk")[49].pk
    assert f"before={last}" in page
    assert browser.get("/audit/", {"before": last}).content.decode().count(_cell("Kontak dimulai")) == 10


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 40}, {"chain": "x" * 500}, {"verb": "\x00"}])
def test_a_bad_search_is_explained(browser: Client, query: dict[str, str]) -> None:
    assert browser.get("/audit/", query).status_code == 200


def test_every_recorded_verb_has_words() -> None:
    """Read from the code: what is passed on to be recorded, or made for one of the parts of an installation."""
    named = {f"{part}.{done}" for part in ("client", "team", "unit", "calendar") for done in ("add", "change")}
    for file in Path(desk.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "note", "change", "_append", "_retry"):
                named |= {verb for argument in call.args for node in ast.walk(argument) for verb in _verb(node)}
    assert named == set(VERBS)


def test_every_recorded_key_has_words() -> None:
    """Read from the code: the keys of what is passed on to be recorded; those of an outage's old words are its own."""
    named: set[object] = set(EDITED)
    for file in Path(desk.__file__).parent.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "note", "change", "_append", "_retry"):
                given = [k.value for k in call.keywords if k.arg == "data"] + [a for a in call.args[1:] if isinstance(a, ast.Dict)]
                named |= {key for value in given for key in _keys(value, tree)}
    assert named == set(KEYS)


def _keys(value: ast.AST, tree: ast.AST) -> Iterator[object]:
    """The keys of a dictionary, also of one that has a name."""
    if isinstance(value, ast.Dict):
        for key, inner in zip(value.keys, value.values, strict=True):
            yield from [key.value] if isinstance(key, ast.Constant) else _keys(inner, tree)
    if isinstance(value, ast.Name):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            if any(isinstance(part, ast.Name) and part.id == value.id for part in parts):
                yield from (part.slice.value for part in parts if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant))
                yield from (key for part in ast.walk(node.value) if isinstance(part, ast.Dict) for key in _keys(part, tree))


def test_what_was_recorded_is_said_in_words(browser: Client) -> None:
    """Keys, yes and no, nothing, lists, old words, codes; what is no longer recorded stands as it was."""
    record("case:7", "case.close", by=hadi(), now=world.NOW, client_id=world.client().pk, data={
        "outcome": "done", "dropped": False, "supersedes": None, "matched": ["msisdn", "area"], "before": {"area": "Solo"},
        "source": "connector:dsc", "old_key": "<b>",
    })  # fmt: skip
    page = text_of(browser.get("/audit/case:7/").content.decode())
    for words in (
        "Hasil kasus: Tuntas", "Sambungan terputus: Tidak", "Menggantikan catatan nomor: –", "Yang cocok: MSISDN, Wilayah",
        "Sebelumnya: Wilayah: Solo", "Sumber: DSC", "old_key: <b>",
    ):  # fmt: skip
        assert words in page


def test_facts_and_procedures_have_their_names(browser: Client) -> None:
    case = world.case()
    answer(world.opened(case), "outage_here", "no", by=world.sari(), now=world.NOW)
    answer(world.opened(case), "number_status", "aging", by=world.sari(), now=world.NOW)
    Event.objects.filter(data__fact="number_status").update(data={"fact": "long_gone", "source": "agent"})
    page = text_of(browser.get(f"/audit/case:{case.pk}/").content.decode())
    assert "SOP: Pembayaran berhasil tetapi nomor belum aktif" in page
    assert "Fakta: Ada gangguan yang memengaruhi keluhan ini · Sumber: dijawab agen" in page
    assert "Fakta: long_gone · Sumber: dijawab agen" in page


def _verb(node: ast.AST) -> list[str]:
    text = node.value if isinstance(node, ast.Constant) else None
    return [text] if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text) else []
