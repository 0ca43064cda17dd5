"""Slow, down or hostile systems: the agent is asked at once, and the case stays as it was."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from pansol.desk.cases.actions import answer
from pansol.desk.cases.lookups import LookupOutcome, bound_facts
from pansol.desk.connectors.breaker import BreakerState
from pansol.desk.connectors.errors import Trouble
from pansol.desk.connectors.queries import SystemState, system_states
from pansol.desk.connectors.sandbox import Sandbox
from tests.desk.connectors.stories import bought, known, looked_up, paid
from tests.desk.world import NOW, opened, sari

pytestmark = pytest.mark.django_db

BUDGET = 1.5


def state(key: str = "dsc", now: Any = NOW) -> SystemState:
    return next(s for s in system_states(now) if s.key == key)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("slow:4", Trouble.SLOW),
        ("drip", Trouble.SLOW),
        ("down", Trouble.DOWN),
        ("error", Trouble.BROKEN),
        ("error:500", Trouble.BROKEN),
        ("error:429", Trouble.BUSY),
        ("error:400", Trouble.BROKEN),
        ("denied", Trouble.DENIED),
        ("html", Trouble.NOT_JSON),
        ("gzip", Trouble.NOT_JSON),
        ("redirect", Trouble.REDIRECT),
        ("huge", Trouble.TOO_BIG),
    ],
)
def test_the_agent_is_asked_instead(sandbox: Sandbox, fault: str, trouble: Trouble) -> None:
    found = paid()
    before = known(found)
    sandbox.faults["dsc"] = fault
    started = time.monotonic()
    result = looked_up(found, "prior_case")
    assert time.monotonic() - started < BUDGET + 0.4
    assert result.outcome == LookupOutcome.UNREACHABLE
    assert result.message == "DSC sedang tidak bisa dihubungi. Silakan cek sendiri."
    assert known(found) == before
    assert state().last_trouble == trouble
    answer(opened(found), "prior_case", "none", by=sari(), now=NOW)


def test_the_numbers_that_misbehave_do_so_for_every_system(sandbox: Sandbox) -> None:
    assert looked_up(paid("0812-0000-7798"), "prior_case").outcome == LookupOutcome.UNREACHABLE
    assert looked_up(paid("0812-0000-7799"), "prior_case").outcome == LookupOutcome.UNREACHABLE


def test_nonsense_never_reaches_the_case(sandbox: Sandbox) -> None:
    found = paid("0812-0000-7797")
    before = known(found)
    assert looked_up(found, "prior_case").outcome == LookupOutcome.NO_ANSWER
    assert looked_up(found, "posted").outcome == LookupOutcome.NO_ANSWER
    assert looked_up(found, "hlr_block").outcome == LookupOutcome.NO_ANSWER
    assert known(found) == before
    assert state().state == BreakerState.CLOSED


def test_a_stopped_system_refuses_at_once(sandbox: Sandbox) -> None:
    found = paid()
    sandbox.shutdown()
    sandbox.server_close()
    started = time.monotonic()
    assert looked_up(found, "prior_case").outcome == LookupOutcome.UNREACHABLE
    assert time.monotonic() - started < 0.5


def test_a_short_hiccup_is_tried_again(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found = bought()
    faults = iter(["error"])
    monkeypatch.setattr(sandbox, "faults", OneAtATime(faults))
    assert looked_up(found, "subscription").outcome == LookupOutcome.FOUND
    asked = Counter(path for path, _ in sandbox.seen)
    assert sorted(asked.values()) == [1, 2]


class OneAtATime(dict[str, str]):
    """Faults that are used up one request at a time."""

    def __init__(self, faults: Any) -> None:
        super().__init__()
        self._faults = faults

    def get(self, key: str, default: Any = None) -> Any:
        return next(self._faults, default)


def test_the_breaker_opens_and_closes(sandbox: Sandbox) -> None:
    found = paid()
    sandbox.faults["dsc"] = "error"
    for _ in range(3):
        assert looked_up(found, "prior_case").outcome == LookupOutcome.UNREACHABLE
    assert state().state == BreakerState.OPEN
    assert state().retry_at == NOW + timedelta(seconds=30)
    asked = len(sandbox.seen)
    assert looked_up(found, "prior_case").outcome == LookupOutcome.UNREACHABLE
    assert len(sandbox.seen) == asked  # left alone

    later = NOW + timedelta(seconds=31)
    assert state(now=later).state == BreakerState.HALF_OPEN
    looked_up(found, "prior_case", later)  # the one try: still broken
    assert state(now=later).state == BreakerState.OPEN

    sandbox.faults.clear()
    much_later = later + timedelta(seconds=31)
    assert looked_up(found, "prior_case", much_later).outcome == LookupOutcome.FOUND
    assert state(now=much_later).state == BreakerState.CLOSED


def test_one_broken_system_leaves_the_others_alone(sandbox: Sandbox) -> None:
    found = paid()
    looked_up(found, "prior_case")
    sandbox.faults["fa"] = "down"
    assert looked_up(found, "posted").outcome == LookupOutcome.UNREACHABLE
    assert state("fa").failed == 1
    assert state("dsc").failed == 0


def test_selena_takes_over_while_indira_rests(sandbox: Sandbox) -> None:
    found = bought("0812-0000-7704")
    looked_up(found, "subscription")
    sandbox.faults["indira"] = "error"
    for _ in range(3):
        looked_up(found, "charged")
    answer(opened(found), "charged", "yes", by=sari(), now=NOW)
    answer(opened(found), "quota_shown", "no", by=sari(), now=NOW)
    bound = bound_facts(opened(found))
    assert bound["activation_result"].title == "Selena"
    assert looked_up(found, "activation_result").title == "Selena"
    assert known(found)["activation_result"] == "success"


def test_states_tell_how_systems_are(sandbox: Sandbox) -> None:
    assert [s.key for s in system_states(NOW)] == ["dsc", "indira", "selena", "hlr", "fa", "courier", "itsm", "apkt"]
    assert state().p95 is None
    looked_up(paid(), "prior_case")
    after = state()
    assert (after.asked, after.failed, after.last_answer_at, after.last_trouble) == (1, 0, NOW, None)
    assert after.p95 is not None
    assert timedelta(0) < after.p95 < timedelta(seconds=1)
