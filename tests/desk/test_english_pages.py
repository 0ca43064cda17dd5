"""Every page of the demo world in English: each word is an English one of the interface, a name, or marked as Indonesian."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from pansol.desk.accounts.models import Calendar, Unit, User
from pansol.desk.accounts.models import Client as Company
from pansol.desk.customers.models import Customer
from pansol.desk.demo import make_demo
from pansol.desk.outages.models import Outage
from tests.desk.catalogue import read
from tests.desk.plain import plain

__all__ = ["plain"]

# what stands on the page as it is in both languages
SAME = "pansol bahasa indonesia english enter esc shift kms telegram"
READ_ALOUD = {"aria-label", "placeholder", "title", "alt", "data-label", "data-on", "data-off", "data-copied", "data-close"}
UNREAD = {"script", "style", "title", "kbd", "code", "time", "textarea"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-]*[\d_])")  # not a part of an id such as PAY-04
MOST = 2  # pages of one kind


class Reader(HTMLParser):
    """What a page says, and in which language, as the nearest `lang` tells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        language = found.get("lang") or (self.stack[-1][1] if self.stack else "")
        if "mono" in found.get("class", "").split() or found.get("translate") == "no" or tag in UNREAD:
            language = "none"
        self.said += [(language, value) for name, value in found.items() if name in READ_ALOUD]
        self.links += [value for name, value in found.items() if name in ("href", "hx-get")]
        if tag not in VOID:
            self.stack.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.said.append((self.stack[-1][1] if self.stack else "", data))


@pytest.fixture(autouse=True)
def _demo(plain: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    make_demo(now=timezone.now())


def known() -> set[str]:
    """English words of the interface, and names of the demo world."""
    texts = [SAME]
    for message in read():
        texts += [message.string] if isinstance(message.string, str) else list(message.string or ())
    for user in User.objects.select_related("team"):
        texts += [user.username, user.display_name, str(user.team or "")]
    texts += [*Customer.objects.values_list("area", flat=True), *Outage.objects.values_list("area", flat=True)]
    texts += [*Company.objects.values_list("name", flat=True), *Calendar.objects.values_list("name", flat=True)]
    texts += Unit.objects.values_list("name", flat=True)
    return {word for text in texts for word in WORD.findall(text.casefold())}


def pages(browser: Client) -> Iterator[tuple[str, Reader]]:
    """Every page that links lead to, from the desk on; of each kind a few."""
    waiting, seen, kinds = ["/", "/customers/", "/nothing/"], set[str](), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+|(?<=/facts/)\w+|[?#].*", "", address)
        if address in seen or kinds[kind] >= MOST or not address.startswith("/") or address.startswith("/static/"):
            continue
        seen.add(address)
        kinds[kind] += 1
        response = browser.get(address)
        if response["Content-Type"].startswith("text/html"):
            page = Reader(response.content.decode())
            yield address, page
            waiting += [link if link[:1] != "?" else address.split("?")[0] + link for link in page.links]


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """What a request chose stays with its thread: the tests after this one shall not read English."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


def test_a_page_in_english_has_no_indonesian_words() -> None:
    words = known()
    strange = set()
    for username in ("sari", "budi", "agus", "admin"):
        browser = Client()
        browser.force_login(User.objects.get(username=username))
        browser.cookies["django_language"] = "en"
        for address, page in pages(browser):
            for language, said in page.said:
                if language in ("", "en") and set(WORD.findall(said.casefold())) - words:
                    strange.add((address, " ".join(said.split())))
    assert sorted(strange) == []
