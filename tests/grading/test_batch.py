"""Test mapping in parallel: the order of results, how far items are read ahead, and exceptions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.grading.batch import map_in_order


def test_results_come_in_the_order_of_the_items() -> None:
    second_done = threading.Event()

    def double(number: int) -> int:
        if number == 1:
            assert second_done.wait(10)
        elif number == 2:
            second_done.set()
        return 2 * number

    with ThreadPoolExecutor(2) as pool:
        assert list(map_in_order(pool, double, [1, 2, 3], ahead=4)) == [2, 4, 6]


def test_items_are_read_no_further_than_ahead() -> None:
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    with ThreadPoolExecutor(2) as pool:
        results = map_in_order(pool, str, numbers(), ahead=3)
        assert next(results) == "0"
        assert read == [0, 1, 2, 3]
        assert next(results) == "1"
        assert read == [0, 1, 2, 3, 4]


def test_exception_of_a_call_is_raised_at_its_place() -> None:
    with ThreadPoolExecutor(2) as pool:
        results = map_in_order(pool, lambda number: 1 // number, [1, 0, 1], ahead=2)
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)
