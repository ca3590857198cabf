"""Some runs at a time, or one alone: and each knows afterwards whether it was."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from grader.grading.slots import Turns

WAIT = 30  # seconds; only ever used up where something is wrong


def test_who_was_never_beside_another_was_alone() -> None:
    turns = Turns(2)
    with turns.take() as first:
        pass
    with turns.take() as second:
        with turns.take() as third:
            assert not second.alone
        assert not third.alone
    assert (first.alone, second.alone, third.alone) == (True, False, False)


def test_no_more_than_may_have_a_turn() -> None:
    turns, most, now = Turns(2), 0, 0
    lock = threading.Lock()

    def run(_: int) -> None:
        nonlocal most, now
        with turns.take():
            with lock:
                now += 1
                most = max(most, now)
            threading.Event().wait(0.01)
            with lock:
                now -= 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, range(12)))
    assert most == 2


def test_who_wants_to_be_alone_waits_for_the_others_and_they_for_him() -> None:
    turns, order = Turns(2), []
    begun, end = threading.Event(), threading.Event()

    def first() -> None:
        with turns.take():
            begun.set()
            assert end.wait(WAIT)
            order.append("first")

    def lonely() -> None:
        with turns.take(alone=True) as turn:
            order.append("alone")
            threading.Event().wait(0.05)
            assert turn.alone
            order.append("alone until here")

    def last() -> None:
        with turns.take():
            order.append("last")

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(first)]
        assert begun.wait(WAIT)
        jobs.append(pool.submit(lonely))
        while not turns._lonely:
            threading.Event().wait(0.001)
        jobs.append(pool.submit(last))
        threading.Event().wait(0.05)
        assert order == []
        end.set()
        for job in jobs:
            job.result(WAIT)
    assert order == ["first", "alone", "alone until here", "last"]


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns(1)
    for alone in (True, False, True):
        try:
            with turns.take(alone):
                raise ValueError
        except ValueError:
            pass
    with turns.take() as turn:
        assert turn.alone
