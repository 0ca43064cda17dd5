"""Pictures of every page, light and dark, wide, zoomed to 200 % and narrow: `python -m tests.journeys.screenshots FOLDER`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = {"wide": (1366, 768), "zoomed": (683, 768), "narrow": (390, 844)}
DESK = "from pansol.cli import main; main()"


def main(folder: Path, only: str = "") -> None:
    with tempfile.TemporaryDirectory(prefix="pansol-shots-") as data, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        os.environ |= {"PANSOL_DATA": data, "DJANGO_SETTINGS_MODULE": "pansol.desk.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        os.environ["PANSOL_CONNECTORS"] = str(Path(data) / "none.yaml")
        _fill()
        words = ["desk", "serve", "--no-demo", "--no-sandbox", "--port", str(port), "--workers", "1"]
        server = subprocess.Popen([sys.executable, "-c", DESK, *words])
        try:
            _take(folder, f"http://127.0.0.1:{port}", only)
        finally:
            server.terminate()
            server.wait(20)


def _fill() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from tests.journeys.stage import stage

    call_command("migrate", verbosity=0)
    stage(timezone.now())


def _take(folder: Path, url: str, only: str) -> None:
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import CHROMIUM, FLAGS
    from tests.journeys.stage import cookie, places, show

    _wait_for(url)  # the server makes the static files, which the pages need
    chosen = [place for place in places() if only in place.name]
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for who in sorted({place.who for place in chosen}):
            context = browser.new_context(locale="id-ID")
            context.add_cookies(cookie(who, url))  # type: ignore[arg-type]
            page = context.new_page()
            for place in (p for p in chosen if p.who == who):
                show(page, url, place)
                page.wait_for_load_state("networkidle")
                for size, (width, height) in SIZES.items():
                    page.set_viewport_size({"width": width, "height": height})
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        page.screenshot(path=folder / f"{place.name}-{size}-{scheme}.png", full_page=True)
            context.close()
        browser.close()


def _wait_for(url: str) -> None:
    """Until the server answers."""
    import httpx

    for _ in range(100):
        try:
            httpx.get(f"{url}/sign-in/")
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit(f"no answer from {url}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
