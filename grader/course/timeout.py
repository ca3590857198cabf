"""Run a function with a timeout, in any thread.

Two mistakes together may make an endless loop of a loop that ended with either. Signals reach the main thread alone,
and a thread cannot be ended from outside; what Python offers is an exception raised in it between two steps.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TaskTimeout(BaseException):
    """Raised in the function that took too long; a BaseException, so that `except Exception` does not catch it."""


def run_with_timeout(seconds: float, task: Callable[[], T]) -> T:
    """Return what `task` returns. Raises TaskTimeout where it takes more than these seconds of wall time.

    The exception comes between two steps of Python code: one long call of a library is waited for. Code that catches
    BaseException may swallow it.
    """
    thread, expired, lock = threading.get_ident(), threading.Event(), threading.Lock()
    done = False

    def interrupt() -> None:
        with lock:
            if not done:
                expired.set()
                _raise_in(thread, TaskTimeout)

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        result = task()
    finally:
        with lock:
            done = True
            if expired.is_set():
                _raise_in(thread, None)  # it may be scheduled and not raised yet
        timer.cancel()
        timer.join()
    if expired.is_set():  # the task caught the exception, or it was cancelled after the timeout
        raise TaskTimeout
    return result


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise an exception in a thread at its next step; None cancels one that was not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
