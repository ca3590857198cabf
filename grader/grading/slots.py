"""A semaphore for CPU-heavy training runs, with an exclusive mode for re-runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Slot:
    """One run's slot.

    alone: whether no other run had a slot at any moment of it; final when the slot is released
    """

    alone: bool = True


class TrainingSlots:
    """A semaphore of `count` slots. An exclusive run waits until all are free, and no other begins before it is over.

    Thread-safe.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self._taken: list[Slot] = []
        self._exclusive = 0  # runs that are alone, or wait for it: no other begins
        self._change = threading.Condition()

    @contextmanager
    def acquire(self, alone: bool = False) -> Iterator[Slot]:
        """Wait for a slot and hold it. alone: the exclusive mode."""
        slot = Slot()
        with self._change:
            if alone:
                self._exclusive += 1
                self._change.wait_for(lambda: not self._taken)
            else:
                self._change.wait_for(lambda: not self._exclusive and len(self._taken) < self._count)
            self._taken.append(slot)
            if len(self._taken) > 1:
                for each in self._taken:
                    each.alone = False
        try:
            yield slot
        finally:
            with self._change:
                self._taken = [each for each in self._taken if each is not slot]
                self._exclusive -= alone
                self._change.notify_all()
