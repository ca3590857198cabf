"""Who may keep a core busy for long: some at a time, or one alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Turn:
    """One run's turn. alone: no other run had a turn at any moment of it; settled when the turn is over."""

    alone: bool = True


class Turns:
    """At most `most` turns at a time; who asks to be alone waits for the others, and they for him. Thread-safe."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._now: list[Turn] = []
        self._lonely = 0  # who wait to be alone, or are: nobody else begins
        self._change = threading.Condition()

    @contextmanager
    def take(self, alone: bool = False) -> Iterator[Turn]:
        """Wait for a turn, and have it."""
        turn = Turn()
        with self._change:
            if alone:
                self._lonely += 1
                self._change.wait_for(lambda: not self._now)
            else:
                self._change.wait_for(lambda: not self._lonely and len(self._now) < self._most)
            self._now.append(turn)
            if len(self._now) > 1:
                for each in self._now:
                    each.alone = False
        try:
            yield turn
        finally:
            with self._change:
                self._now = [each for each in self._now if each is not turn]
                self._lonely -= alone
                self._change.notify_all()
