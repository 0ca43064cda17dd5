"""The desk as a browser uses it, without one: forms are read from the page and sent back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

from pansol.desk.accounts.models import User
from pansol.desk.cases.models import Case

__all__ = ["Desk", "fields_of", "text_of"]


def fields_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form whose address ends in `action`."""
    form = re.search(rf'<form[^>]*action="[^"]*/{re.escape(action)}".*?</form>', page, re.S)
    assert form, f"no form for {action}"
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def text_of(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@dataclass
class Desk:
    """One signed-in user at one case."""

    user: User
    case: Case
    browser: Client = field(default_factory=Client)
    status: int = 0

    def __post_init__(self) -> None:
        self.browser.force_login(self.user)
        self.page = self.get("")

    def address(self, part: str) -> str:
        return f"/cases/{self.case.pk}/{part}"

    def get(self, part: str, **headers: Any) -> str:
        response = self.browser.get(self.address(part), **headers)
        self.status = response.status_code
        return response.content.decode()

    def post(self, part: str, *, fresh: bool = True, **data: Any) -> str:
        """Send a form of the page as it stands (`fresh=False`: with the fields given only)."""
        fields = fields_of(self.page, part) if fresh else {}
        response = self.browser.post(self.address(part), {**fields, **data}, headers={"HX-Request": "true"})
        self.status = response.status_code
        return response.content.decode()

    def answer(self, fact: str, value: str | list[str]) -> str:
        """Answer the question that stands; it must be about `fact`."""
        assert fields_of(self.page, "answers/")["fact"] == fact, text_of(self.page)
        self.page = self.post("answers/", value=value)
        return text_of(self.page)

    def reload(self) -> str:
        self.page = self.get("")
        return text_of(self.page)
