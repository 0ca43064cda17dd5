"""A real browser at a running desk, driven by keys only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pansol.desk.knowledge.models import Version
from tests.desk import world

CHROMIUM = os.environ.get("PANSOL_CHROMIUM", "/usr/bin/chromium")
PATIENCE = 45_000  # milliseconds; only a journey that fails waits so long, or one on a busy machine
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs in the thread that also reads the database


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        _without(f"no browser at {CHROMIUM}", "apt install chromium")
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # its driver ended before it said anything
        _without(f"Playwright's driver does not start: {error}", "apt install libatomic1")
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield started
    started.close()
    playwright.stop()


def _without(reason: str, cure: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}: journeys must run in CI")
    pytest.skip(f"NO BROWSER: the journeys were NOT run. {reason} ({cure})")


PLAIN = {
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],  # the strength of passwords is tested elsewhere
}


@pytest.fixture
def served(settings: Any, tmp_path: Path, transactional_db: None) -> None:
    """An empty desk without connected systems."""
    settings.CONNECTORS = tmp_path / "none.yaml"
    for name, value in PLAIN.items():
        setattr(settings, name, value)


class Person:
    """Somebody at the desk. Complains of anything that goes wrong in the browser."""

    def __init__(self, context: BrowserContext, url: str, username: str) -> None:
        self.url, self.page = url, context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda m: self.troubles.append(m.text) if "Content Security Policy" in m.text else None)
        self.page.goto(f"{url}/sign-in/")
        self.page.locator("[name=username]").focus()
        self.type(username)
        self.press("Tab")
        self.type(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(f"{url}/")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=PATIENCE)

    @property
    def question(self) -> str:
        asked: str = self.page.evaluate(
            "document.querySelector('#question') && document.querySelector('#ask input[name=fact]')?.value || ''"
        )
        return asked

    def reads(self, selector: str) -> str:
        """What stands there, once it is there."""
        self.page.wait_for_selector(selector, timeout=PATIENCE)
        return self.page.locator(selector).first.inner_text()

    def starts(self, number: str = "", complaint: str = "") -> None:
        """A call from `number` about `complaint`; the first procedure that is found."""
        self.page.wait_for_selector("#id_ani")
        self.page.locator("#id_ani").focus()
        self.type(number)
        self.press("Enter")
        self.page.wait_for_url(re.compile("/contacts/"))
        self.type(complaint)
        self.page.wait_for_timeout(600)  # the search waits for a pause in typing
        self.press("ArrowDown", "Enter")
        self.page.wait_for_url(re.compile("/cases/"))
        self.page.wait_for_selector("#work")

    def answers(self, fact: str, *keys: str, text: str = "") -> None:
        """Wait until `fact` is asked; then keys, or a text and Enter; wait for what comes next."""
        self.page.wait_for_selector(f'#ask form input[name=fact][value="{fact}"]', state="attached", timeout=PATIENCE)
        self.page.locator("form#lookup").wait_for(state="detached", timeout=PATIENCE)
        self.page.wait_for_selector("body:not([data-turning])")  # nobody reads a question faster
        before = self.page.locator("#work input[name=key]").first.input_value()
        if text:
            self.type(text)
            self.press("Enter")
        else:
            self.press(*keys)
        self.page.wait_for_function("key => document.querySelector('#work input[name=key]')?.value !== key", arg=before, timeout=PATIENCE)


PASSWORD = "meja-pansol-uji-1"


@pytest.fixture
def people(served: None, browser: Browser, live_server: Any) -> Iterator[Any]:
    """`people(user)`: that user, signed in, in a browser of her own."""
    contexts = []

    def sign_in(user: Any) -> Person:
        user.set_password(PASSWORD)
        user.save()
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="id-ID", permissions=["clipboard-read", "clipboard-write"]
        )
        contexts.append(context)
        person = Person(context, live_server.url, user.username)
        seen.append(person)
        return person

    seen: list[Person] = []
    yield sign_in
    troubles = [t for person in seen for t in person.troubles]
    for context in contexts:
        context.close()
    assert not troubles


_published: dict[str, Version] = {}


def published(*procedures: str) -> None:
    """Publish; what an earlier test published comes back as the same version, so that it is compiled once for all journeys."""
    for procedure in procedures:
        if procedure in _published:
            version = _published[procedure]
            version.client = world.client(procedure.partition("/")[0])
            Version.objects.bulk_create([version])
        else:
            _published[procedure] = world.version(procedure)


@pytest.fixture
def sari(people: Any) -> Person:
    published("telkomsel/pembayaran-nomor-belum-aktif", "telkomsel/aktivasi-paket", "telkomsel/grapari-online")
    found: Person = people(world.sari())
    return found


def sideways(page: Page) -> list[str]:
    """What sticks out of the window at the side."""
    found: list[str] = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        " ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 80)) : []"
    )
    return found
