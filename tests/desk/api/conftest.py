"""Everybody here speaks to the API at its own address, as Sari (agent) or Budi (team leader)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.operations import Things, things


@pytest.fixture(autouse=True)
def _addresses(db: None, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.desk.api.addresses"


@pytest.fixture
def sari() -> Integration:
    return Integration(world.sari())


@pytest.fixture
def budi() -> Integration:
    return Integration(world.budi())


@pytest.fixture
def own() -> Things:
    return things("telkomsel", world.PAYMENT, "sari")


@pytest.fixture
def other() -> Things:
    return things("pln123", "pln123/marketplace-merchant", "dewi")
