"""Every page of the desk: accessible, reachable by keyboard, and never wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PLAIN, sideways
from tests.journeys.stage import Place, cookie, places, stage

WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
WIDTHS = (1366, 683, 390, 320)  # 683 is 200 % zoom, 320 is 400 % of 1280
AXE = """async rules => {
  const only = rules.length ? {type: 'rule', values: rules}
                            : {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']};
  const {violations} = await axe.run({runOnly: only, resultTypes: ['violations']});
  return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary.split('\\n')[1] ?? ''} ${n.html.slice(0, 160)}`));
}"""
# rows of a table or list beyond the tenth look like those before
SHORTEN = "document.querySelectorAll('tbody > tr:nth-child(n+11), ul > li:nth-child(n+11)').forEach(row => row.remove())"
# What can be used, in the order of the document, and a note of everything that gets the focus. Of a group of radio buttons the
# Tab key reaches one.
WATCH = """() => {
  const groups = new Set();
  const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => {
    if (!e.checkVisibility() || e.disabled || e.type === 'hidden') return false;
    if (e.type !== 'radio') return true;
    const isFirst = !groups.has(e.name);
    groups.add(e.name);
    return isFirst;
  });
  window.walk = {usable, order: [], plain: []};
  document.addEventListener('focusin', ({target}) => {
    const style = getComputedStyle(target), box = target.getBoundingClientRect();
    const at = usable.findIndex(u => u === target || (u.type === 'radio' && u.name === target.name));
    if (at < 0 || window.walk.order.includes(at)) return;
    window.walk.order.push(at);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 || !box.width) window.walk.plain.push(target.outerHTML.slice(0, 120));
  });
  const top = document.createElement('span');  // the walk begins above everything
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  return usable.length;
}"""
WALKED = """() => {
  const {usable, order, plain} = window.walk, name = n => usable[n].outerHTML.slice(0, 120);
  const positive = [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(e => e.outerHTML.slice(0, 120));
  return [
    ...positive.map(e => `positive tabindex: ${e}`),
    ...plain.map(e => `no visible focus: ${e}`),
    ...order.filter((at, n) => n && at < order[n - 1]).map(n => `out of order: ${name(n)}`),
    ...[...usable.keys()].filter(n => !order.includes(n)).map(n => `Tab does not reach: ${name(n)}`),
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
        context = browser.new_context(viewport=WIDE, locale="id-ID")  # type: ignore[arg-type]
        context.add_cookies(cookie(who, url))  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: found["script"].append(str(error)))
        page.on("console", lambda m: found["script"].append(m.text) if "Content Security Policy" in m.text else None)
        page.route("**/broken/", lambda route: route.fulfill(status=500, content_type="text/html", body=render_to_string("500.html")))
        for place in shown:
            page.goto(url + place.path)
            _look(page, place, found)
        context.close()
    return found


def _by_person(found: list[Place]) -> Iterator[tuple[str, list[Place]]]:
    found.append(Place("broken", "sari", "/broken/"))
    for who in sorted({place.who for place in found}):
        yield who, [place for place in found if place.who == who]


def _look(page: Page, place: Place, found: dict[str, list[str]]) -> None:
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    found["keyboard"] += [f"{place.name}: {trouble}" for trouble in _keyboard(page)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        found["sideways"] += [f"{place.name} {width}: {what}" for what in sideways(page)]
    if place.name == "article-longest":  # to axe it is the same page as the other article, and minutes long
        return page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.evaluate("document.querySelectorAll('details:not(.me)').forEach(d => { d.open = true })")
    page.evaluate(SHORTEN)
    page.evaluate(AXE_SCRIPT)
    for size, window in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(window)  # type: ignore[arg-type]
        for scheme, rules in (("light", []), ("dark", ["color-contrast"])):  # only colours differ in the dark
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            found["axe"] += [f"{place.name} {size} {scheme}: {v}" for v in page.evaluate(AXE, rules)]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def _keyboard(page: Page) -> list[str]:
    """Tab reaches everything that can be used, in the order of the page, with a ring to be seen."""
    for _ in range(page.evaluate(WATCH)):
        page.keyboard.press("Tab")
    for _ in range(8):  # fields for dates and times have several stops inside
        if page.evaluate("window.walk.order.length === window.walk.usable.length"):
            break
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate(WALKED)
    page.evaluate("document.activeElement.blur()")
    return found


def test_axe_finds_no_violation(findings: dict[str, list[str]]) -> None:
    assert not findings["axe"], "\n".join(findings["axe"])


def test_nothing_scrolls_sideways(findings: dict[str, list[str]]) -> None:
    assert not findings["sideways"], "\n".join(findings["sideways"])


def test_everything_is_reached_by_keyboard(findings: dict[str, list[str]]) -> None:
    assert not findings["keyboard"], "\n".join(findings["keyboard"])


def test_no_script_fails(findings: dict[str, list[str]]) -> None:
    assert not findings["script"], "\n".join(findings["script"])
