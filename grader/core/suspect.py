"""The record of a known mistake that an answer is compared with, wherever its outputs come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.core.fingerprint import Fingerprint
from grader.core.records import Observation


@dataclass(frozen=True)
class Suspect:
    """A known mistake, or two at once.

    name: of the mistake, "a + b" for two
    hints: nudge, pointer, formula
    syntax: traits (grader.judge.source_traits) without which the student's source cannot contain it
    observe: what it gives on a case, in full or as a fingerprint; takes the `key` of that case's run
    single: whether it is one mistake, which may stand for one output alone
    quick: what is known of it on a case without running it, takes the same key; None where nothing is
    """

    name: str
    hints: tuple[str, ...]
    syntax: tuple[str, ...]
    observe: Callable[[Any], Observation | Fingerprint]
    single: bool = True
    quick: Callable[[Any], Fingerprint | None] = lambda key: None
