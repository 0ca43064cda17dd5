"""Every page of the desk: accessible, reachable by keyboard, and never wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from django.core.management import call_command
from django.db import OperationalError
from django.test import RequestFactory, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route

from pansol.desk.web.views import broken
from tests.journeys.conftest import PLAIN, sideways
from tests.journeys.stage import Place, cookie, places, show, stage

FAULTS = {"/broken/": RuntimeError("ours"), "/broken-storage/": OperationalError("database is locked")}
AXE = """async within => {
  const {violations} = await axe.run(within, {
    runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, resultTypes: ['violations'],
  });
  return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary.split('\\n')[1] ?? ''} ${n.html.slice(0, 160)}`));
}"""
# An article repeats its rows hundreds of times, and axe compares all with all. It is given the first eight of a table and of
# a list, those beyond being made by the same lines of a template; every other rule of this file sees the whole page.
SHORTEN = (
    "document.querySelectorAll('tbody > tr:nth-child(n+9), ul > li:nth-child(n+9), ol > li:nth-child(n+9)').forEach(row => row.remove())"
)
MENUS = ("document.querySelector('#places').showPopover()", "document.querySelector('.me').open = true")
# What can be used, in the order of the document, and a note of everything that gets the focus. Of a group of radio buttons the
# Tab key reaches one. A field for a date or a time has several stops inside.
WATCH = """() => {
  const groups = new Set();
  const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => {
    if (!e.checkVisibility() || e.disabled || e.type === 'hidden') return false;
    if (e.type !== 'radio') return true;
    const isFirst = !groups.has(e.name);
    groups.add(e.name);
    return isFirst;
  });
  window.walk = {usable, order: [], plain: [], isRound: false};
  document.addEventListener('focusin', ({target}) => {
    const {order, plain} = window.walk, style = getComputedStyle(target), box = target.getBoundingClientRect();
    const at = usable.findIndex(u => u === target || (u.type === 'radio' && u.name === target.name));
    if (order.length > 1 && at === order[0]) window.walk.isRound = true;
    if (at < 0 || order.includes(at)) return;
    order.push(at);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 || !box.width) plain.push(target.outerHTML.slice(0, 120));
  });
  const top = document.createElement('span');  // the walk begins above everything
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  const parts = {date: 4, time: 3, 'datetime-local': 8};
  return usable.reduce((stops, e) => stops + 1 + (parts[e.type] ?? 0), 0);
}"""
WALKED = """() => {
  const {usable, order, plain, isRound} = window.walk, name = n => usable[n].outerHTML.slice(0, 120);
  const positive = [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(e => e.outerHTML.slice(0, 120));
  return [
    ...positive.map(e => `positive tabindex: ${e}`),
    ...plain.map(e => `no visible focus: ${e}`),
    ...order.filter((at, n) => n && at < order[n - 1]).map(n => `out of order: ${name(n)}`),
    ...[...usable.keys()].filter(n => !order.includes(n)).map(n => `Tab does not reach: ${name(n)}`),
    ...(isRound || usable.length < 2 ? [] : [`Tab does not leave: ${document.activeElement.outerHTML.slice(0, 120)}`]),
  ];
}"""


@pytest.fixture(scope="module")
def findings(
    browser: Browser, live_server: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """One visit to every page; what is wrong, by kind."""
    folder = tmp_path_factory.mktemp("pages")
    with django_db_blocker.unblock(), override_settings(**PLAIN, DATA=folder, CONNECTORS=Path(folder) / "none.yaml"):
        try:
            stage(timezone.now())
            return _visited(browser, live_server.url)
        finally:
            call_command("flush", verbosity=0, interactive=False)


def _visited(browser: Browser, url: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"axe": [], "sideways": [], "keyboard": [], "script": []}
    for who, shown in _by_person(places()):
        context = browser.new_context(locale="id-ID", reduced_motion="reduce")
        context.add_cookies(cookie(who, url))  # type: ignore[arg-type]
        context.route("**/broken*/", _break)
        page = context.new_page()
        page.on("pageerror", lambda error: found["script"].append(str(error)))
        page.on("console", lambda m: found["script"].append(m.text) if "Content Security Policy" in m.text else None)
        for place in shown:
            _open(page, url, place)
            _look(page, place, found)
        context.close()
    return found


def _by_person(found: list[Place]) -> Iterator[tuple[str, list[Place]]]:
    found += [Place(path.strip("/"), "sari", path) for path in FAULTS]
    for who in sorted({place.who for place in found}):
        yield who, [place for place in found if place.who == who]


def _break(route: Route) -> None:
    """The page for a fault, as it comes back to somebody who had sent something."""
    path = route.request.url[route.request.url.index("/broken") :]
    try:
        raise FAULTS[path]
    except (RuntimeError, OperationalError):
        response = broken(RequestFactory().post(path, {"note": "Yang diketik Sari", "revision": "3"}))
    route.fulfill(status=response.status_code, content_type="text/html; charset=utf-8", body=response.content)


def _open(page: Page, url: str, place: Place) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(color_scheme="light")
    show(page, url, place)
    page.locator(".htmx-request").first.wait_for(state="detached")


def _look(page: Page, place: Place, found: dict[str, list[str]]) -> None:
    """Wide and light, then narrow and dark: every rule once in each, and 200 % zoom (683) and 400 % (320) between them."""
    page.evaluate("document.querySelectorAll('details:not(.me)').forEach(d => { d.open = true })")
    found["keyboard"] += [f"{place.name}: {trouble}" for trouble in _keyboard(page)]
    for width in (683, 390, 320):
        page.set_viewport_size({"width": width, "height": 768})
        found["sideways"] += [f"{place.name} {width}: {what}" for what in sideways(page)]
    page.evaluate(SHORTEN)
    page.evaluate(AXE_SCRIPT)
    for width, scheme in ((390, "dark"), (1366, "light")):
        page.set_viewport_size({"width": width, "height": 768})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found["axe"] += [f"{place.name} {width} {scheme}: {violation}" for violation in page.evaluate(AXE, "html")]
        for menu in MENUS if place.path == "/" and width == 390 else ():
            page.evaluate(menu)
            found["axe"] += [f"{place.name} {width} {scheme}, {menu}: {violation}" for violation in page.evaluate(AXE, ".bar")]
            page.evaluate("document.querySelector('#places').hidePopover(); document.querySelector('.me').open = false")


def _keyboard(page: Page) -> list[str]:
    """Tab reaches everything that can be used, in the order of the page, with a ring to be seen, and comes round again."""
    for _ in range(page.evaluate(WATCH) + 2):
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate(WALKED)
    page.evaluate("document.activeElement.blur()")
    return found


@pytest.mark.parametrize("kind", ["axe", "sideways", "keyboard", "script"])
def test_no_page_fails(findings: dict[str, list[str]], kind: str) -> None:
    assert not findings[kind], "\n".join(findings[kind])
