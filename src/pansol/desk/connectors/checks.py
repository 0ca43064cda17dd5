"""Django's system check for the connectors file: `check` and a deployment's start say what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from pansol.desk.connectors.errors import ConfigError
from pansol.desk.connectors.load import load_config

__all__ = ["check_connectors"]


def check_connectors(**_options: Any) -> list[CheckMessage]:
    """One error per mistake in the file that PANSOL_CONNECTORS names."""
    try:
        load_config(Path(settings.CONNECTORS))
    except ConfigError as error:
        return [Error(fault.show(), hint="PANSOL_CONNECTORS", id="connectors.E001") for fault in error.faults]
    return []
