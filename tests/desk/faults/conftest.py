from __future__ import annotations

import pytest

from tests.desk.faults.floor import WORD, Floor, floor
from tests.desk.plain import plain

__all__ = ["plain"]


@pytest.fixture
def at() -> Floor:
    found = floor()
    found["agent"].set_password(WORD)
    found["agent"].save()
    return found
