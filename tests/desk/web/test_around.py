"""What surrounds every page: the way about, the keys, language, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client as Browser

from pansol.desk.accounts.models import Role
from pansol.desk.web.keys import KEYS
from tests.desk import world
from tests.desk.plain import plain

__all__ = ["plain"]

TEMPLATES = Path(__file__).parents[3] / "src" / "pansol" / "desk" / "web" / "templates"
PLACES = """
                 T1 T2 TL DC CO RV RS QA AU AD
/                 x  x  x  x  x  x  x  x  x  x
/customers/       x  x  x  x  .  .  x  x  x  .
/inbox/           .  .  x  x  x  .  .  .  .  .
/promises/        x  x  x  x  .  .  .  x  x  .
/outages/         x  x  x  x  x  x  x  x  x  x
/articles/        x  x  x  x  x  x  x  x  x  x
/register/        .  .  x  x  x  x  .  x  .  .
/people/          .  .  .  .  .  .  .  .  .  x
/audit/           .  .  .  .  .  .  .  .  x  x
"""
ROLES = dict(zip(["T1", "T2", "TL", "DC", "CO", "RV", "RS", "QA", "AU", "AD"], Role, strict=True))


def signed_in(role: Role) -> Browser:
    browser = Browser()
    browser.force_login(world.user(f"x-{role}", role))
    return browser


def navigation(page: str) -> str:
    return re.search(r'<nav aria-label="Utama">(.*?)</nav>', page, re.DOTALL)[1]  # type: ignore[index]


@pytest.mark.parametrize("column", ROLES)
def test_everybody_is_shown_the_places_that_are_open_to_them(column: str) -> None:
    head, *lines = PLACES.strip().splitlines()
    wanted = {line.split()[0] for line in lines if line.split()[1 + head.split().index(column)] == "x"}
    browser = signed_in(ROLES[column])
    found = re.findall(r'href="([^"]+)"', navigation(browser.get("/").content.decode()))
    assert set(found) == wanted
    for place in wanted:
        here = re.findall(r'href="([^"]+)" aria-current="page"', navigation(browser.get(place).content.decode()))
        assert here == [place]


@pytest.mark.parametrize("page", ["/installation/clients/", "/installation/teams/new/", "/people/new/", "/erasures/"])
def test_administration_is_one_place(page: str) -> None:
    shown = navigation(signed_in(Role.ADMIN).get(page).content.decode())
    assert re.findall(r'href="([^"]+)" aria-current="page"', shown) == ["/people/"]


@pytest.mark.parametrize("path", ["/", "/help/", "/account/"])
def test_account_and_keys_are_reached_from_every_page(path: str) -> None:
    page = signed_in(Role.AGENT_T1).get(path).content.decode()
    assert 'href="/account/"' in page
    assert re.search(r'href="/help/"[^>]*data-key="\?"', page)


def shown_as(key: str) -> set[str]:
    """How the help page writes what a template listens to: a number that is counted stands for all digits."""
    if "{%" in key:
        return {word.capitalize() for word in re.findall(r"%\}(\w+)\{%", key)}
    if "{{" in key or (key.isdigit() and key != "0"):
        return {"1 … 9"}
    return {"Esc" if key == "Escape" else key if len(key) > 1 else key.upper()}


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_every_key_stands_on_the_help_page(template: Path) -> None:
    keys = re.findall(r'data-key="((?:\{%.*?%\}|[^"])+)"', template.read_text(encoding="utf-8"))
    wanted = set().union(*map(shown_as, keys)) if keys else set()
    where = template.relative_to(TEMPLATES).parts[0]
    told = {key for group in KEYS if where in group.pages or group is KEYS[0] for key, _label in group.keys}
    assert wanted <= told, "web/keys.py does not tell them"


def test_the_help_page_tells_all_groups() -> None:
    agent = signed_in(Role.AGENT_T1)
    page = agent.get("/help/").content.decode()
    assert all(str(group.title) in page for group in KEYS)
    part = agent.get("/help/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("<dt>") == sum(len(group.keys) for group in KEYS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_or_dark_is_kept_in_this_browser(theme: str) -> None:
    browser = Browser()
    assert "data-theme" not in browser.get("/sign-in/").content.decode()
    answer = browser.post("/theme/", {"theme": theme, "next": "/sign-in/?next=%2Faccount%2F"})
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert f'data-theme="{theme}"' in browser.get("/sign-in/").content.decode()
    browser.post("/theme/", {"theme": "auto"})
    assert "data-theme" not in browser.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    "fields", [{"theme": '"><script>', "next": "//contoh.invalid/"}, {}, {"theme": "dark\r\nX: y", "next": "https://x.invalid"}]
)
def test_a_theme_that_is_none_changes_nothing_and_leads_nowhere(fields: dict[str, str]) -> None:
    browser = Browser()
    answer = browser.post("/theme/", fields)
    assert answer["Location"] == "/"
    assert "theme" not in answer.cookies


@pytest.mark.parametrize("path", ["/sign-in/", "/account/"])
def test_the_language_is_switched_and_kept(path: str) -> None:
    browser = signed_in(Role.AGENT_T1) if path == "/account/" else Browser()
    page = browser.get(path).content.decode()
    assert '<html lang="id"' in page
    assert 'name="language" value="en"' in page
    assert browser.post("/language/", {"language": "en", "next": path})["Location"] == path
    assert '<html lang="en"' in browser.get(path).content.decode()
    assert browser.cookies["django_language"]["max-age"]


def test_a_page_is_indonesian_whatever_the_browser_asks_for() -> None:
    page = Browser().get("/sign-in/", headers={"accept-language": "en-GB,en;q=0.9"})
    assert page.headers["Content-Language"] == "id"
    assert '<html lang="id"' in page.content.decode()
