"""Code of our own that may never end, broken off in its own thread after a while.

Two mistakes together may make an endless loop of a loop that ended with either. Signals reach the main thread alone,
and a thread cannot be ended from outside; what Python offers is an exception raised in it between two steps.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TookTooLong(BaseException):
    """Raised in code that is broken off: no `except Exception` holds it up."""


def within(seconds: float, task: Callable[[], T]) -> T:
    """What `task` gives. Raises TookTooLong where it takes more than these seconds on the wall.

    The exception comes between two steps of Python code: one long call of a library is waited for. Code that catches
    BaseException may swallow it.
    """
    thread, over, lock = threading.get_ident(), threading.Event(), threading.Lock()
    done = False

    def break_off() -> None:
        with lock:
            if not done:
                over.set()
                _raise_in(thread, TookTooLong)

    timer = threading.Timer(seconds, break_off)
    timer.daemon = True
    timer.start()
    try:
        found = task()
    finally:
        with lock:
            done = True
            if over.is_set():
                _raise_in(thread, None)  # in case it is still on its way
        timer.cancel()
        timer.join()
    if over.is_set():  # swallowed by the task, or taken back: too late all the same
        raise TookTooLong
    return found


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Have an exception raised in a thread at its next step; None takes back one that was not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
