"""What is cut, what is left out and what is refused before any form is read: NUL, too much text, text that runs the other way."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from pansol.desk.cases.models import Case
from pansol.desk.knowledge.models import Feedback
from pansol.desk.outages.models import Outage
from tests.desk.faults.floor import OUTAGE, POSTS, Floor, address, signed_in

CSS = Path(__file__).parents[3] / "src" / "pansol" / "desk" / "web" / "static" / "desk" / "desk.css"
MUCH = "a" * 500_000
# form, field, how many letters it takes
LIMITS = [
    ("outage-new", "title", 200), ("outage-new", "answer", 2000), ("customer-new", "name", 200), ("customer-edit", "area", 100),
    ("contacts", "ani", 200), ("person-new", "username", 150), ("part-new teams", "name", 100), ("grey-decision", "decision", 2000),
    ("withdrawal", "reason", 500), ("erasure", "reason", 300), ("feedback", "text", 2000), ("case-override", "text", 500),
    ("case-leader", "text", 2000), ("case-feedback", "text", 2000), ("case-records", "words", 20_000), ("person-tokens", "name", 100),
]  # fmt: skip


def test_half_a_megabyte_is_refused_with_the_limit_named(at: Floor) -> None:
    """Nothing is cut without a word: the page says how much the field takes, and holds what was typed."""
    wrong = []
    for name, field, most in LIMITS:
        post = POSTS[name]
        answer = signed_in(at, post.who).post(address(name, post, at), {**post.sent(at), field: MUCH})
        page = unescape(answer.content.decode())
        says = re.search(rf"\b{most}\b|{most:,}".replace(",", r"\."), page.replace(MUCH, ""))
        if answer.status_code not in (409, 422) or not says or "a" * 2000 not in page:
            wrong.append((name, field, answer.status_code, bool(says)))
    assert not wrong


def test_nul_is_left_out_of_what_is_pasted(at: Floor) -> None:
    assert signed_in(at, "leader").post("/outages/new/", {**POSTS["outage-new"].sent(at), "title": "Da\0ta\0"}).status_code == 302
    assert Outage.objects.filter(title="Data").exists()
    sent = {"text": "Langkah\0 lama", "rule": ""}
    assert signed_in(at, "agent").post(f"/articles/{at.version.pk}/feedback/", sent).status_code == 302
    assert Feedback.objects.filter(text="Langkah lama").exists()


def test_an_answer_of_nothing_but_nul_is_no_answer(at: Floor) -> None:
    answer = signed_in(at, "agent").post(f"/cases/{at.fresh.pk}/answers/", {**POSTS["case-answers"].sent(at), "value": "\0\0"})
    assert answer.status_code == 422
    assert Case.objects.get(pk=at.fresh.pk).revision == at.fresh.revision


@pytest.mark.parametrize("path", ["/articles/?q=a%00b", "/audit/?chain=%00", "/register/?procedure=%00"])
def test_nul_is_left_out_of_an_address(path: str, at: Floor) -> None:
    browser = signed_in(at, "auditor" if path.startswith("/audit") else "leader")
    sent = f'sessionid="{browser.cookies["sessionid"].value}\\000"'  # written by hand: newer Pythons make no such cookie
    assert browser.get(path, headers={"cookie": sent}).status_code == 200
    assert browser.get("/articles\0/").status_code == 404


def test_more_than_a_form_may_hold_is_413(at: Floor) -> None:
    browser = signed_in(at, "leader")
    before = Outage.objects.count()
    answer = browser.post("/outages/new/", {**OUTAGE, "answer": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Teksnya terlalu panjang" in page
    assert "Tidak ada yang tersimpan" in page
    assert Outage.objects.count() == before
    assert len(page) < 20_000  # it is not sent back
    assert 'class="button primary" href="/"' in page
    where = {"Referer": "http://testserver/outages/new/?q=1"}
    answer = browser.post("/outages/new/", {"answer": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}, headers=where)
    assert 'class="button primary" href="/outages/new/?q=1"' in answer.content.decode()


def test_a_megabyte_in_any_script_is_read(at: Floor) -> None:
    """Three bytes of each letter as three escapes of each byte would be nine: what a browser makes of it fits, and the field refuses."""
    answer = signed_in(at, "leader").post("/outages/new/", {**POSTS["outage-new"].sent(at), "answer": "你" * 333_333})
    assert answer.status_code == 422
    assert "2000" in answer.content.decode()


def test_more_fields_than_any_form_has_are_refused(at: Floor) -> None:
    answer = signed_in(at, "leader").post("/outages/new/", {f"f{n}": "" for n in range(1500)})
    assert answer.status_code == 400
    assert "tidak terbaca" in answer.content.decode()


def test_text_that_turns_the_direction_turns_only_itself() -> None:
    """Every element that shows a text by itself keeps its marks to itself."""
    isolating = re.search(r":where\(([^)]*)\)\s*\{\s*unicode-bidi: isolate;", CSS.read_text(encoding="utf-8"))
    assert isolating
    assert {"a", "b", "span", "small", "button", "code"} <= set(isolating[1].replace(" ", "").split(","))
