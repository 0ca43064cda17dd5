"""What a browser that has never been here fetches for the first page, in bytes as they are sent."""

from __future__ import annotations

import re

from desk_browser import Browser
from desk_people import PASSWORD, username

__all__ = ["first_page"]

_PARTS = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_INSIDE = re.compile(r"url\([\"']?([^\"')]+)")


def first_page(port: int) -> float:
    """kB of the sign-in page, the desk after it, and everything that both refer to, each fetched once."""
    browser = Browser(port)
    pages = [browser.get("/sign-in/")]
    browser.post("/sign-in/", {"username": username(0), "password": PASSWORD, "code": "", "next": "/"})
    pages.append(browser.get("/"))
    parts = dict.fromkeys(part for page in pages for part in _PARTS.findall(page.page))
    fetched = [browser.get(part) for part in parts]
    if any(f.status != 200 for f in [*pages, *fetched]):
        raise RuntimeError("a part of the first page is missing")
    inside = [u for f in fetched for u in _INSIDE.findall(f.page) if not u.startswith(("data:", "#"))]
    if inside:
        raise RuntimeError(f"style sheets refer to more: {inside}")
    return round(sum(f.size for f in [*pages, *fetched]) / 1000, 1)
