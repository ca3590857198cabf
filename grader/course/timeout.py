"""Run a function with a timeout, in any thread.

Two mistakes together may make an endless loop of a loop that ended with either. Signals reach the main thread alone,
and a thread cannot be ended from outside; what Python offers is an exception raised in it between two steps.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


#: How many times the seconds may pass on the wall: what waits takes no CPU time.
_WALL = 10.0
#: The shortest time between two looks at the clock, in seconds.
_LOOK = 0.01


class TaskTimeout(BaseException):
    """Raised in the function that took too long; a BaseException, so that `except Exception` does not catch it."""


def run_with_timeout(seconds: float, task: Callable[[], T]) -> T:
    """Return what `task` returns. Raises TaskTimeout where its thread takes more than these seconds of CPU time.

    CPU time, because what is broken off must not depend on what else the machine does. Ten times the seconds of wall
    time end it too; where the platform has no clock for another thread, these seconds of wall time do.
    The exception comes between two steps of Python code: one long call of a library is waited for. Code that catches
    BaseException may swallow it.
    """
    thread, expired, stopped, lock = threading.get_ident(), threading.Event(), threading.Event(), threading.Lock()
    clock, wall = _clock_of(thread)
    end, last = clock() + seconds, time.monotonic() + wall * seconds

    def watch() -> None:
        left = seconds
        while not stopped.wait(max(left, _LOOK)):
            left = min(end - clock(), last - time.monotonic())
            if left <= 0:
                break
        with lock:
            if not stopped.is_set():
                expired.set()
                _raise_in(thread, TaskTimeout)

    watchdog = threading.Thread(target=watch, daemon=True)
    watchdog.start()
    try:
        result = task()
    finally:
        with lock:
            stopped.set()
            if expired.is_set():
                _raise_in(thread, None)  # it may be scheduled and not raised yet
        watchdog.join()
    if expired.is_set():  # the task caught the exception, or it was cancelled after the timeout
        raise TaskTimeout
    return result


def _clock_of(thread: int) -> tuple[Callable[[], float], float]:
    """Return a clock of a thread's CPU time and how many times as much wall time it may take; else a wall clock."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic, 1.0
    number = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(number), _WALL


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise an exception in a thread at its next step; None cancels one that was not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
