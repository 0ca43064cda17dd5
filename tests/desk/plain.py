"""Plain static files and no connected systems: what tests of pages need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

__all__ = ["plain"]


@pytest.fixture(autouse=True)
def plain(db: None, settings: Any, tmp_path: Path) -> None:
    settings.CONNECTORS = tmp_path / "none.yaml"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
