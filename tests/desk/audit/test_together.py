"""Several people do something with the same subject at the same moment: every event finds its place in the chain."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from pansol.desk.audit.actions import first_broken, record
from pansol.desk.audit.models import Event
from pansol.desk.cases.actions import answer
from pansol.desk.cases.actions.reveal import reveal
from pansol.desk.cases.errors import Stale
from tests.desk import world

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, TIMES = 6, 5


def together(work: Callable[[int], None]) -> None:
    """Everybody begins at once, each in a thread with a connection of its own."""
    gate = Barrier(PEOPLE)

    def begin(number: int) -> None:
        try:
            gate.wait(20)
            for _ in range(TIMES):
                work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(begin, range(PEOPLE)))


def test_showing_personal_data_at_the_same_moment_is_recorded_each_time() -> None:
    case, sari = world.case(), world.sari()
    sari.client_ids()
    together(lambda _number: reveal(case, by=sari, now=world.NOW))
    chain = f"case:{case.pk}"
    assert Event.objects.filter(chain=chain, verb="customer.reveal").count() == PEOPLE * TIMES
    assert first_broken(chain) is None


def test_answers_and_disclosures_of_one_case_do_not_collide() -> None:
    case, sari = world.case(), world.sari()
    sari.client_ids()
    taken: list[int] = []

    def work(number: int) -> None:
        if number % 2:
            reveal(case, by=sari, now=world.NOW)
            return
        try:
            answer(world.opened(case), "msisdn", f"0812000077{number}0", by=sari, now=world.NOW)
            taken.append(number)
        except Stale:
            pass  # somebody was faster, as the page then shows

    together(work)
    chain = f"case:{case.pk}"
    assert Event.objects.filter(chain=chain, verb="case.answer").count() == len(taken) >= 1
    assert first_broken(chain) is None


def test_a_transaction_that_fails_lets_the_next_one_in() -> None:
    def fail(number: int) -> None:
        with transaction.atomic():
            record("x:1", "lost", by=None, now=world.NOW)
            raise ZeroDivisionError(number)

    def work(number: int) -> None:
        with pytest.raises(ZeroDivisionError):
            fail(number)
        with transaction.atomic():
            record("x:1", "kept", by=None, now=world.NOW)

    together(work)
    assert Event.objects.filter(chain="x:1").count() == PEOPLE * TIMES
    assert first_broken("x:1") is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no single writer")
def test_who_cannot_begin_to_write_gives_the_turn_back() -> None:
    other = connection.copy("default")
    other.settings_dict = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], "timeout": 0.1}}
    try:
        with transaction.atomic():
            record("x:2", "first", by=None, now=world.NOW)
            with pytest.raises(OperationalError, match="locked"):
                other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        other.rollback()
    finally:
        other.close()
