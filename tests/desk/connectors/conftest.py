"""A sandbox in a thread, and the connectors file of the demo pointed at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pansol.desk.connectors.sandbox import Sandbox, started

SHIPPED = Path(__file__).parents[3] / "src" / "pansol" / "desk" / "connectors" / "sandbox.yaml"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Sandbox]:
    """The systems around, reached through a copy of the shipped file, so that every test begins with breakers closed."""
    with started() as running:
        monkeypatch.setenv("PANSOL_SANDBOX_URL", running.url)
        settings.CONNECTORS = tmp_path / "connectors.yaml"
        settings.CONNECTORS.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
        yield running


@pytest.fixture
def configured(settings: Any) -> Callable[[str, str], None]:
    """Change the connectors file before the first look-up."""

    def change(old: str, new: str) -> None:
        text = settings.CONNECTORS.read_text(encoding="utf-8")
        assert old in text
        settings.CONNECTORS.write_text(text.replace(old, new), encoding="utf-8")

    return change
