"""Which known mistake an answer is: the one whose every output it equals, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.records import Observation, Tolerance
from grader.judge.compare import compare


@dataclass(frozen=True)
class Run:
    """What the solution and the student gave on one set of inputs. key: hands a suspect's output back."""

    key: Any
    expected: Observation
    got: Observation
    tolerance: Tolerance


@dataclass(frozen=True)
class Suspect:
    """A known mistake, or two together. given: what it gives on the run of that key.

    syntax: the traits (grader.judge.source_traits) without which the student's source cannot contain it.
    """

    name: str
    hints: tuple[str, ...]
    syntax: tuple[str, ...]
    given: Callable[[Any], Observation]


@dataclass(frozen=True)
class Diagnosis:
    """A named misconception and its ladder of hints."""

    name: str
    hints: tuple[str, ...]


def diagnose(
    runs: Sequence[Run], singles: Iterable[Suspect], pairs: Iterable[Suspect], traits: frozenset[str]
) -> Diagnosis | None:
    """The misconception that explains every run, or None.

    A suspect fits if the student's answer equals its own on every run, ended the same way, and differs from the
    solution's on at least one. Single mistakes go first; pairs are drawn only where no single one fits. Where several
    fit, those whose syntax shows in the student's source win; what still cannot be told apart is named together,
    joined by " or ". A suspect whose syntax the source contradicts is not named.
    """
    if not runs or all(_equal(run.expected, run.got, run.tolerance) for run in runs):
        return None
    # The run that tells most suspects apart at once is a failing one: begin there.
    ordered = sorted(runs, key=lambda run: _equal(run.expected, run.got, run.tolerance))
    for suspects in (singles, pairs):
        chosen = _told_apart([suspect for suspect in suspects if _fits(suspect, ordered)], traits)
        if chosen:
            hints = dict.fromkeys(hint for suspect in chosen for hint in suspect.hints)
            return Diagnosis(" or ".join(suspect.name for suspect in chosen), tuple(hints))
    return None


def _told_apart(fitting: Sequence[Suspect], traits: frozenset[str]) -> list[Suspect]:
    """Of the suspects with one trace, those that the source's traits speak for, else those they do not deny."""
    shown = [suspect for suspect in fitting if suspect.syntax and set(suspect.syntax) <= traits]
    plain = [suspect for suspect in fitting if not suspect.syntax]
    unknown = [] if traits else list(fitting)
    return shown or plain or unknown


def _fits(suspect: Suspect, runs: Sequence[Run]) -> bool:
    return all(_equal(suspect.given(run.key), run.got, run.tolerance) for run in runs)


def _equal(one: Observation, other: Observation, tolerance: Tolerance) -> bool:
    """Whether two runs ended alike: the same status, the same error type, the same labels with equal values."""
    if one.status != other.status or one.error.partition(":")[0] != other.error.partition(":")[0]:
        return False
    if one.values.keys() != other.values.keys():
        return False
    return compare(one, other, tolerance, nan_equal=True) is None
