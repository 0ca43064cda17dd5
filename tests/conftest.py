"""In CI Hypothesis draws the same examples every time; elsewhere it goes on searching; how fast an example runs is no test.

SQLite is a file, as at the desk.
"""

from __future__ import annotations

import os

import pytest
from django.db import connection
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database in memory would lock whole tables between threads; a file queues its writers."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "pansol.sqlite3")
