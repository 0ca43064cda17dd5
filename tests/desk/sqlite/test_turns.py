"""Whoever asked first goes first, and who waits too long is told."""

from __future__ import annotations

import time
from threading import Thread

from pansol.desk.sqlite.turns import Turns


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[int]()
    assert turns.take(1)

    def wait(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.give()

    threads = [Thread(target=wait, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)  # so that they ask one after the other
    turns.give()
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))


def test_who_waits_too_long_goes_without_and_is_not_waited_for() -> None:
    turns = Turns()
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def test_a_turn_is_one_persons_only() -> None:
    turns, inside, most = Turns(), list[int](), list[int]()

    def work(number: int) -> None:
        for _ in range(50):
            assert turns.take(10)
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)
            turns.give()

    threads = [Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert set(most) == {1}
    assert len(most) == 300
