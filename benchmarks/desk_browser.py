"""A browser without a screen: cookies, forms read from the page, and what the server says about its time."""

from __future__ import annotations

import gzip
import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

__all__ = ["Browser", "Reply", "hidden_fields"]

_TIMING = re.compile(r"(\w+);dur=([\d.]+)")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server: `ms` on its clock, `cpu_ms` on its processor, `size` in bytes as sent."""

    status: int
    address: str
    page: str
    size: int
    timing: dict[str, float]

    @property
    def ms(self) -> float:
        return self.timing["app"]

    @property
    def cpu_ms(self) -> float:
        return self.timing["cpu"]


@dataclass
class Browser:
    """One person's browser; it waits for each answer and follows redirects only when told to."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    spent: list[Reply] = field(default_factory=list)
    token: str = ""

    def get(self, address: str, *, htmx: bool = False) -> Reply:
        return self._send("GET", address, None, htmx=htmx)

    def post(self, address: str, data: dict[str, str | list[str]], *, htmx: bool = False, count: bool = False) -> Reply:
        """A form; its CSRF token is that of the page shown last, and with it says which page it was."""
        token = {"csrfmiddlewaretoken": self.token} if self.token else {}
        return self._send("POST", address, urlencode({**token, **data}, doseq=True), htmx=htmx, count=count)

    def follow(self, reply: Reply) -> Reply:
        """The page a redirect leads to."""
        while reply.status in (301, 302, 303):
            reply = self.get(reply.address)
        return reply

    def _send(self, method: str, address: str, body: str | None, *, htmx: bool, count: bool = False) -> Reply:
        headers = {"Accept-Encoding": "gzip, br", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers |= {"HX-Request": "true"} if htmx else {}
        headers |= {"X-Count": "1"} if count else {}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, address, body, headers)
            response = line.getresponse()
            sent = response.read()
        finally:
            line.close()
        for header in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update({k: m.value for k, m in SimpleCookie(header).items()})
        text = gzip.decompress(sent) if response.headers.get("Content-Encoding") == "gzip" else sent
        timing = {k: float(v) for k, v in _TIMING.findall(response.headers.get("Server-Timing", ""))}
        target = response.headers.get("Location") or response.headers.get("HX-Redirect") or address
        reply = Reply(response.status, target, text.decode(errors="replace"), len(sent), timing)
        if token := _TOKEN.search(reply.page):
            self.token = token[1]
        self.spent.append(reply)
        return reply


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form whose address ends in `action`; empty when there is no such form."""
    form = re.search(rf'<form[^>]*action="[^"]*{re.escape(action)}".*?</form>', page, re.S)
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]) if form else []
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}
