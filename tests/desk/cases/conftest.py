"""No connected systems and plain static files, unless a test wants otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _alone(db: None, settings: Any, tmp_path: Path) -> None:
    settings.CONNECTORS = tmp_path / "none.yaml"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
