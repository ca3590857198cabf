"""Name the known mistake in an answer: the one whose outputs equal the answer's on every case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.records import ENDED, Observation, Tolerance
from grader.core.suspect import Suspect
from grader.judge.compare import compare


@dataclass(frozen=True)
class CaseRun:
    """What the solution and the student's task gave on one case.

    key: the case as `Suspect.observe` takes it
    expected: what the solution gave
    observation: what the student's task gave
    tolerance: how far apart the two may be
    name: of the case
    seed: "public", or the name of the secret seed
    weight: the case's share of the points
    public: whether the inputs may be shown
    """

    key: Any
    expected: Observation
    observation: Observation
    tolerance: Tolerance
    name: str = ""
    seed: str = "public"
    weight: float = 1.0
    public: bool = True


@dataclass(frozen=True)
class Diagnosis:
    """A named misconception and its ladder of hints."""

    name: str
    hints: tuple[str, ...]


def diagnose(
    runs: Sequence[CaseRun], singles: Iterable[Suspect], pairs: Iterable[Suspect], traits: frozenset[str]
) -> Diagnosis | None:
    """The misconception that explains every run, or None.

    A suspect fits if the student's answer equals its own on every run, ended the same way, and differs from the
    solution's on at least one. Single mistakes go first; pairs are drawn only where no single one fits. Where several
    fit, those whose syntax shows in the student's source win; what still cannot be told apart is named together,
    joined by " or ". A suspect whose syntax the source contradicts is not named.
    """
    if not runs or all(_equal(run.expected, run.observation, run.tolerance) for run in runs):
        return None
    # A failing run rules most suspects out at once: begin there.
    ordered = sorted(runs, key=lambda run: _equal(run.expected, run.observation, run.tolerance))
    for suspects in (singles, pairs):
        chosen = _preferred([suspect for suspect in suspects if _fits(suspect, ordered)], traits)
        if chosen:
            hints = dict.fromkeys(hint for suspect in chosen for hint in suspect.hints)
            return Diagnosis(" or ".join(suspect.name for suspect in chosen), tuple(hints))
    return None


def _preferred(fitting: Sequence[Suspect], traits: frozenset[str]) -> list[Suspect]:
    """Of suspects with equal outputs, those whose syntax the source shows, else those that need none."""
    shown = [suspect for suspect in fitting if suspect.syntax and set(suspect.syntax) <= traits]
    plain = [suspect for suspect in fitting if not suspect.syntax]
    unknown = [] if traits else list(fitting)
    return shown or plain or unknown


def _fits(suspect: Suspect, runs: Sequence[CaseRun]) -> bool:
    return all(_equal(suspect.observe(run.key), run.observation, run.tolerance) for run in runs)


def _equal(one: Observation, other: Observation, tolerance: Tolerance) -> bool:
    """Whether two runs ended alike: the same status, the same error type, the same labels with equal values.

    A run that was ended from outside equals none: how far it came is chance.
    """
    if one.status in ENDED or one.status != other.status or one.error_type != other.error_type:
        return False
    if one.values.keys() != other.values.keys():
        return False
    return compare(one, other, tolerance, nan_equal=True) is None
