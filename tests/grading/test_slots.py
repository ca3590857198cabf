"""Test training slots: several concurrent runs or one exclusive one, and whether a run was alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from grader.grading.slots import TrainingSlots

WAIT = 30  # seconds; only ever used up where something is wrong


def test_slot_without_concurrent_slots_is_alone() -> None:
    slots = TrainingSlots(2)
    with slots.acquire() as first:
        pass
    with slots.acquire() as second:
        with slots.acquire() as third:
            assert not second.alone
        assert not third.alone
    assert (first.alone, second.alone, third.alone) == (True, False, False)


def test_concurrent_slots_never_exceed_the_limit() -> None:
    slots, most, now = TrainingSlots(2), 0, 0
    lock = threading.Lock()

    def run(_: int) -> None:
        nonlocal most, now
        with slots.acquire():
            with lock:
                now += 1
                most = max(most, now)
            threading.Event().wait(0.01)
            with lock:
                now -= 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, range(12)))
    assert most == 2


def test_exclusive_run_excludes_all_others() -> None:
    slots, order = TrainingSlots(2), []
    begun, end = threading.Event(), threading.Event()

    def first() -> None:
        with slots.acquire():
            begun.set()
            assert end.wait(WAIT)
            order.append("first")

    def exclusive() -> None:
        with slots.acquire(alone=True) as slot:
            order.append("alone")
            threading.Event().wait(0.05)
            assert slot.alone
            order.append("alone until here")

    def last() -> None:
        with slots.acquire():
            order.append("last")

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(first)]
        assert begun.wait(WAIT)
        jobs.append(pool.submit(exclusive))
        while not slots._exclusive:
            threading.Event().wait(0.001)
        jobs.append(pool.submit(last))
        threading.Event().wait(0.05)
        assert order == []
        end.set()
        for job in jobs:
            job.result(WAIT)
    assert order == ["first", "alone", "alone until here", "last"]


def test_slot_is_released_after_an_error() -> None:
    slots = TrainingSlots(1)
    for alone in (True, False, True):
        try:
            with slots.acquire(alone):
                raise ValueError
        except ValueError:
            pass
    with slots.acquire() as slot:
        assert slot.alone
