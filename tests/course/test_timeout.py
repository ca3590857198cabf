"""Test that a timeout interrupts a function and does not affect what runs after it."""

import threading
import time

import pytest

from grader.course import timeout
from grader.course.timeout import TaskTimeout, run_with_timeout


def forever():
    while True:
        pass


def test_function_in_time_returns_or_raises_as_usual():
    assert run_with_timeout(60.0, lambda: "done") == "done"
    with pytest.raises(KeyError, match="its own"):
        run_with_timeout(60.0, lambda: {}["its own"])


def test_endless_loop_is_interrupted():
    with pytest.raises(TaskTimeout):
        run_with_timeout(0.05, forever)


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="no clock of another thread's CPU time")
def test_function_that_waits_for_the_machine_is_not_interrupted(monkeypatch):
    """On a clock of wall time it would be, after a third of the wait."""
    monkeypatch.setattr(timeout, "_WALL", 10_000.0)
    assert run_with_timeout(0.1, lambda: time.sleep(0.3) or "done") == "done"


def test_function_that_waits_for_ever_is_interrupted(monkeypatch):
    monkeypatch.setattr(timeout, "_WALL", 2.0)

    def wait():
        while True:
            time.sleep(0.01)

    with pytest.raises(TaskTimeout):
        run_with_timeout(0.05, wait)


def test_timeout_in_one_thread_does_not_affect_others():
    ended = []

    def run():
        try:
            run_with_timeout(0.05, forever)
        except TaskTimeout:
            ended.append(threading.current_thread())

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(ended) == set(threads)


def test_timeout_caught_by_the_function_is_raised_afterwards():
    def stubborn():
        try:
            forever()
        except BaseException:
            return "done"

    with pytest.raises(TaskTimeout):
        run_with_timeout(0.05, stubborn)


def test_exception_that_comes_too_late_is_cancelled(monkeypatch):
    """An exception scheduled and not yet raised when the task ends would be raised in the code that runs next."""
    raised, sent = [], threading.Event()

    def keep(thread, error):
        raised.append((thread, error))
        sent.set()

    monkeypatch.setattr(timeout, "_raise_in", keep)
    with pytest.raises(TaskTimeout):
        run_with_timeout(0.01, lambda: sent.wait(60))
    assert raised == [(threading.get_ident(), TaskTimeout), (threading.get_ident(), None)]


def test_function_in_time_leaves_no_thread_and_no_exception(monkeypatch):
    raised, before = [], threading.active_count()
    monkeypatch.setattr(timeout, "_raise_in", lambda thread, error: raised.append((thread, error)))
    assert run_with_timeout(60.0, lambda: "done") == "done"
    assert threading.active_count() == before
    assert raised == []
