"""One-time codes against the vectors of RFC 6238, and the seal."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from pansol.desk.accounts.totp import code_of, new_key, open_sealed, seal, step_of, used_step
from tests.desk.world import NOW

KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_of(KEY, step_of(datetime.fromtimestamp(seconds, UTC))) == code


def test_one_step_of_drift_is_allowed_two_are_not() -> None:
    here = step_of(NOW)
    assert used_step(KEY, code_of(KEY, here - 1), NOW, 0) == here - 1
    assert used_step(KEY, code_of(KEY, here - 2), NOW, 0) is None


def test_spaces_do_not_matter_and_words_do_not_break() -> None:
    code = code_of(KEY, step_of(NOW))
    assert used_step(KEY, f" {code[:3]} {code[3:]} ", NOW, 0)
    assert used_step(KEY, "", NOW, 0) is None
    assert used_step(KEY, "١٢٣٤٥٦😀", NOW, 0) is None


def test_a_sealed_key_opens_and_a_changed_one_does_not() -> None:
    key = new_key()
    sealed = seal(key)
    assert key not in sealed
    assert seal(key) != sealed
    assert open_sealed(sealed) == key
    changed = ("B" if sealed[30] == "A" else "A").join((sealed[:30], sealed[31:]))
    with pytest.raises(ValueError, match="another key"):
        open_sealed(changed)
