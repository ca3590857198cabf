"""Code that never ends is broken off, and nothing of that reaches what runs after it."""

import threading
import time

import pytest

from grader.patience import TookTooLong, within


def forever():
    while True:
        pass


def test_what_ends_in_time_gives_what_it_gives():
    assert within(60.0, lambda: "done") == "done"
    with pytest.raises(KeyError, match="its own"):
        within(60.0, lambda: {}["its own"])


def test_an_endless_loop_is_broken_off():
    with pytest.raises(TookTooLong):
        within(0.05, forever)


def test_so_is_one_in_a_thread_and_the_others_go_on():
    ended = []

    def run():
        try:
            within(0.05, forever)
        except TookTooLong:
            ended.append(threading.current_thread())

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(ended) == set(threads)


def test_code_that_catches_everything_is_told_all_the_same():
    def stubborn():
        try:
            forever()
        except BaseException:
            return "done"

    with pytest.raises(TookTooLong):
        within(0.05, stubborn)


def test_what_ends_at_the_last_moment_is_in_time_or_late_and_leaves_nothing_behind():
    """The exception must not come when the task is done and something else runs."""
    before, ends = threading.active_count(), []
    for _ in range(300):
        try:
            ends.append(within(0.001, lambda: time.sleep(0.001)))
        except TookTooLong:
            ends.append("late")
        sum(range(1000))  # where one that is on its way would be raised
    assert len(ends) == 300
    assert threading.active_count() == before
