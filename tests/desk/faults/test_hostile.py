"""Markup, NUL, a megabyte, emoji, right to left, bytes that are no text: in every field of every form, and nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from pansol.desk.accounts.request import _CHOSEN, _SECRET
from pansol.desk.audit.models import Event
from tests.desk.faults.addresses import Address, addresses
from tests.desk.faults.floor import POSTS, WORD, Floor, address, counted, signed_in
from tests.desk.faults.markup import Page
from tests.desk.faults.texts import LIMIT, MARKUP, NUMBERS, TEXTS

HOSTILE = [TEXTS[name] for name in ("markup", "script", "attribute")]
DESK = Path(__file__).parents[3] / "src" / "pansol" / "desk"
FORM = "application/x-www-form-urlencoded"
# Texts of Django's that nobody translated would be English.
ENGLISH = re.compile(r"Ensure|Enter a |Select a valid|This field|This value|Null characters|is not one of|must be|cannot be")
SHOWN_TO_ALL = {"language": {"language": "id", "next": "/"}, "theme": {"theme": "auto", "next": "/"}}


@dataclass(frozen=True)
class Form:
    """A form of a page: who sends it where, and what a sensible person fills in."""

    name: str
    who: str
    path: str
    sent: dict[str, Any]
    shows: bool = False  # an attempt that fails is on record too


def every_form(at: Floor) -> Iterator[Form]:
    """Those of floor.py with every further field that a page has for them; and those before the sign-in."""
    on_pages = fields_on_pages(at)
    for name, post in POSTS.items():
        path = address(name, post, at)
        more = {field: value for field, value in on_pages.get(path, {}).items() if field not in ("stop", "unknown", "without_codes")}
        yield Form(
            name, post.who, path, {**more, "csrfmiddlewaretoken": "a" * 64, **post.sent(at)}, post.shows or name == "customer-identity"
        )
    for name, sent in SHOWN_TO_ALL.items():
        yield Form(name, "", f"/{name}/", sent, shows=True)
    yield Form("sign-in", "", "/sign-in/", {"username": at["agent"].username, "password": WORD, "code": "", "next": "/"}, shows=True)


def pages(at: Floor) -> Iterator[tuple[Address, Client, str]]:
    """Every page, read by the first who may."""
    browsers = [signed_in(at, who, raise_request_exception=False) for who in ("leader", "agent", "admin", "editor", "auditor")]
    for found in addresses(at):
        for browser in browsers:
            answer = browser.get(found.path)
            if answer.status_code == 200:
                yield found, browser, answer.content.decode()
                break


def fields_on_pages(at: Floor) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for page, _browser, text in pages(at):
        for form in Page(text, page.path).forms:
            if form.method == "post":
                found.setdefault(urlsplit(form.action).path, {}).update(form.fields)
    return found


def encoded(sent: dict[str, Any]) -> bytes:
    """As a browser sends it, but with any bytes at all."""
    pairs = [(name, item) for name, value in sent.items() for item in (value if isinstance(value, list) else [value])]
    return "&".join(f"{name}={quote_from_bytes(v if isinstance(v, bytes) else str(v).encode())}" for name, v in pairs).encode()


def sent_by(browser: Client, form: Form, field: str, raw: bytes) -> HttpResponse:
    return browser.generic("POST", form.path, encoded({**form.sent, field: raw}), content_type=FORM)  # type: ignore[return-value]


def texts_for(form: Form, field: str) -> list[tuple[str, bytes]]:
    """Numbers and times only where somebody sensible writes digits or nothing; a megabyte, and what a reader would see, where somebody types."""
    usual = str(form.sent[field])
    texts = TEXTS if is_typed(field) else {name: TEXTS[name] for name in ("markup", "control", "no text", "long word")}
    return [*texts.items(), *(NUMBERS.items() if not usual or re.search(r"\d", usual) else ())]


def is_typed(field: str) -> bool:
    return field not in _CHOSEN and field not in _SECRET


def complaints(form: Form, field: str, raw: bytes, answer: HttpResponse) -> Iterator[str]:
    if answer.status_code >= 500:
        yield str(answer.status_code)
    page = answer.content.decode()
    if raw in HOSTILE:
        yield from Page(page).injected
    if answer.status_code < 400:
        return
    written = unescape(page)
    if found := ENGLISH.search(written):
        yield f"English: {written[found.start() : found.start() + 60]}"
    typed = " ".join(raw.decode(errors="replace").replace("\0", "")[:LIMIT].split())
    if is_typed(field) and field in form.sent and typed and typed not in " ".join(written.split()):
        yield f"{answer.status_code} without what was typed"


def test_no_text_in_any_field_breaks_a_page(at: Floor) -> None:
    """No 5xx; nothing typed becomes part of the page, nor of the one it leads to; a refusal keeps the words and saves nothing."""
    wrong = []
    for form in every_form(at):
        browser = signed_in(at, form.who, raise_request_exception=False)
        cookies = browser.cookies.copy()
        before = counted()
        for field in form.sent.keys() - (
            {"csrfmiddlewaretoken"} if form.name != "outage-new" else set()
        ):  # one middleware reads it for all
            for name, raw in texts_for(form, field):
                browser.cookies = cookies.copy()  # type: ignore[assignment]
                with transaction.atomic():
                    answer = sent_by(browser, form, field, raw)
                    found = [*complaints(form, field, raw, answer)]
                    if answer.status_code >= 400 and not form.shows and counted() != before:
                        found.append("half saved")
                    assert form.who == "" or not answer.headers.get("Location", "").startswith("/sign-in/"), form.name
                    transaction.set_rollback(True)
                wrong += [(form.name, field, name, what) for what in found]
    assert not wrong


def test_what_was_kept_is_shown_as_it_was_written(at: Floor) -> None:
    """Every form filled in with markup; then everybody reads every page."""
    kept = 0
    for form in every_form(at):
        if form.name.startswith(("account", "person-sessions", "sign-in", "erasure")):
            continue
        browser = signed_in(at, form.who, raise_request_exception=False)
        for field in form.sent:
            kept += is_typed(field) and sent_by(browser, form, field, TEXTS["markup"]).status_code == 302
    assert kept > 20
    shown = {page.path: Page(text, page.path) for page, _browser, text in pages(at)}
    assert not {path: page.injected for path, page in shown.items() if page.injected}
    assert sum(MARKUP in page.text for page in shown.values()) > 8
    assert Event.objects.exists()


def asked_for() -> set[str]:
    """The names that any page reads from its address."""
    sources = DESK.rglob("*.py")
    return {name for source in sources for name in re.findall(r'\.GET\.get\("(\w+)"', source.read_text(encoding="utf-8"))}


def test_no_text_in_an_address_breaks_a_page(at: Floor) -> None:
    names = asked_for() | {"chain", "verb", "actor", "before"}
    assert {"q", "who", "next", "rule", "case", "group", "goal", "state", "whose"} <= names
    wrong = []
    for page, browser, _text in list(pages(at)):
        for name in ("markup", "control", "huge"):
            raw = (TEXTS | NUMBERS)[name][:2000]
            query = "&".join(f"{n}={quote_from_bytes(raw)}" for n in sorted(names))
            answer = browser.get(f"{page.path}?{query}")
            found = Page(answer.content.decode()).injected if raw in HOSTILE else []
            if answer.status_code >= 500 or found:
                wrong.append((page.path, name, answer.status_code, found))
    assert not wrong
