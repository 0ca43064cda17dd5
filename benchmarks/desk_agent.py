"""An agent at the desk: takes contacts, answers what she is asked until the guidance stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from random import Random
from urllib.parse import urlencode

from desk_browser import Browser, Reply, hidden_fields
from desk_people import caller_of

__all__ = ["Agent", "Unexpected"]

_ASKED = re.compile(r'<form[^>]*action="(/cases/\d+/answers/)".*?</form>', re.S)
_PRESSED = re.compile(r'name="value" value="([^"]+)"')
_GROUPS = re.compile(r'hx-get="([^"]*\?group=\d+)"')
_EXAMPLE = re.compile(r'id="answer-help">[^:]*: ([^<]*)<')


class Unexpected(Exception):
    """The desk did not do what an agent relies on."""


@dataclass
class Agent:
    """`number` names client and dice; `customers` is how many there are; `page` is what is on her screen."""

    port: int
    number: int
    customers: int
    session: str
    contact: str = ""
    case: str = ""
    dice: Random = field(init=False)
    browser: Browser = field(init=False)
    page: str = ""

    def __post_init__(self) -> None:
        self.dice, self.browser = Random(self.number), Browser(self.port, {"sessionid": self.session})
        self.browser.get("/")  # brings the CSRF cookie

    def take_contact(self, words: str = "") -> None:
        """A customer of her client calls; what it is about is sought, and the case of the first procedure found is opened."""
        self.end_contact()
        started = self.browser.post("/contacts/", {"channel": "call", "ani": caller_of(self.number, self.dice.randrange(self.customers))})
        page, self.contact = self.browser.follow(started), started.address
        if words:
            page = self.browser.get(f"{self.contact}procedures/?{urlencode({'q': words})}", htmx=True)
        versions = re.findall(r'name="version" value="(\d+)"', page.page)
        if not versions:
            raise Unexpected(f"no procedure to choose: {started.status}, then {page.status} at {self.contact}")
        opened = self.browser.post(f"{self.contact}cases/", {"version": versions[0] if words else self.dice.choice(versions), "q": words})
        self.page, self.case = self.browser.follow(opened).page, opened.address

    def end_contact(self) -> None:
        """The conversation before, if there was one, is over."""
        if self.contact:
            self.browser.follow(self.browser.post(f"{self.contact}ending/", {"disposition": "solved"}))
        self.contact = ""

    def asked(self) -> str | None:
        """The fact that the page asks for."""
        form = _ASKED.search(self.page)
        return hidden_fields(self.page, form[1])["fact"] if form else None

    def look_ahead(self) -> None:
        """What the page fetches after every answer: what lies ahead."""
        self.browser.get(f"{self.case}ahead/", htmx=True)

    def conclude(self) -> None:
        """The guidance was given to the customer."""
        sent = self.browser.post(f"{self.case}conclusion/", {**hidden_fields(self.page, f"{self.case}conclusion/")})
        self.page = self.browser.follow(sent).page

    def answer(self, value: str | None = None, *, count: bool = False) -> Reply | None:
        """Answer what is asked, or None when nothing is. A form that is not read is answered with “tidak tahu”."""
        form = _ASKED.search(self.page)
        if form is None:
            return None
        data: dict[str, str | list[str]] = {**hidden_fields(self.page, form[1])}
        said = self._said(form[0]) if value is None else value
        reply = self.browser.post(form[1], data | ({"value": said} if said else {"unknown": "1"}), htmx=True, count=count)
        if reply.status == 422:
            again: dict[str, str | list[str]] = {**hidden_fields(reply.page, form[1]), "unknown": "1"}
            reply = self.browser.post(form[1], again, htmx=True, count=count)
        if reply.status != 200:
            raise Unexpected(f"{form[1]}: {reply.status}")
        self.page = reply.page
        return reply

    def next_answer(self, *, count: bool = False) -> Reply:
        """An answer in this case, or in the next one when this has its guidance."""
        while (reply := self.answer(count=count)) is None:
            self.take_contact()
        return reply

    def _said(self, form: str) -> str:
        """One of the buttons, of a group if they stand in groups; else what the page gives as an example."""
        if groups := _GROUPS.findall(form):
            form = self.browser.get(unescape(self.dice.choice(groups)), htmx=True).page
        if "<textarea" in form:
            return "Pelanggan mengeluh sejak kemarin sore, sudah mencoba menyalakan ulang ponselnya."
        if example := _EXAMPLE.search(form):
            return unescape(example[1]).split(", ")[0]
        values = [v for v in _PRESSED.findall(form) if v != "-"]
        return unescape(self.dice.choice(values)) if values else ""
