"""Record an exercise when the course is built: the inputs and answers that `check` compares with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.authoring.fingerprints import pair_fingerprints, single_fingerprints, tables_agree
from grader.core.errors import CourseError
from grader.core.recording import RecordedCase, RecordedMistake, Recording
from grader.core.records import Observation, Tolerance
from grader.core.tree import copied, pack, unpack
from grader.course.exercise import Exercise
from grader.course.loader import Lab
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC
from grader.course.training import Contest, Training


def record(lab: Lab, exercise: Exercise, feedback: str, stub: str) -> Recording:
    """Record the public cases of an exercise; of a mistake, only its name, its hints and the arrays it leads to.

    lab: of the exercise
    exercise: to record
    feedback: level of course.toml ("verdict", "name", "hints"); what it withholds is not recorded either
    stub: the task as nbgrader hands it out
    Raises CourseError where the solution fails, or inputs cannot be recorded.
    """
    reference = Reference(exercise, lab.given)
    cases = []
    for case in exercise.public:
        expected = reference.expected(case, PUBLIC)
        if expected.status != "ok":
            raise CourseError(f"{lab.name}: the solution of {exercise.name} fails on {case.name!r}: {expected.error}")
        inputs = copied(reference.inputs(case, PUBLIC))
        cases.append(RecordedCase(case.name, case.about, case.weight, case.tolerance, inputs, _reproducible(expected)))
    mistakes = tuple(
        RecordedMistake(
            wrong.name,
            wrong.hints if feedback == "hints" else (),
            (wrong.syntax,) if wrong.syntax else (),
            tuple(_reproducible(reference.edited(wrong.edits, c, PUBLIC), messages=False) for c in exercise.public),
        )
        for wrong in (exercise.wrong if feedback != "verdict" else ())
    )
    return Recording(
        lab=lab.name,
        exercise=exercise.name,
        probe=exercise.probe_name,
        points=exercise.points,
        feedback=feedback,
        source=exercise.source,
        stub=stub,
        training=_training_text(exercise),
        cases=tuple(cases),
        mistakes=mistakes,
        singles=single_fingerprints(reference) if feedback != "verdict" else None,
        pairs=pair_fingerprints(reference) if feedback != "verdict" else None,
        hint=exercise.hint if feedback == "hints" else "",
        shares=dict(exercise.shares),
    )


def _training_text(exercise: Exercise) -> str:
    if exercise.contest:
        return contest_sentence(exercise.contest)
    return training_sentence(exercise.training) if exercise.training else ""


def contest_sentence(contest: Contest) -> str:
    """Describe a contest to students: what grading will run, within which budget, and what earns how much."""
    goals = [
        f"on {dataset} within {contest.budget[dataset]:g} s of CPU time: "
        + ", ".join(f"{tier.name} from {tier.accuracy:.1%} ({tier.share:.0%})" for tier in tiers)
        for dataset, tiers in contest.tiers.items()
    ]
    return f"Grading also makes a whole run and counts the held-out images that are right; {'; '.join(goals)}."


def training_sentence(training: Training) -> str:
    """Describe a training run to students: what grading will train and ask for."""
    units = "-".join(str(size) for size in training.sizes)
    goals = [
        f"{partial:.1%} for part of the points and {full:.1%} for all on {dataset} ({_times(training.epochs[dataset])})"
        for dataset, (partial, full) in training.thresholds.items()
    ]
    return (
        f"Grading also trains a {units} network in mini-batches of {training.batch_size} with your {training.own} "
        f"({training.fallback} where yours is not right yet) and asks for an accuracy on held-out images of "
        f"{', or '.join(goals)}."
    )


def agree(old: Recording, new: Recording) -> bool:
    """Return whether two recordings agree: equal texts and numbers, arrays equal within each case's tolerance."""
    left, right = _tree(old), _tree(new)
    cases, mistakes, tables = "cases", "mistakes", ("singles", "pairs")
    if not all(tables_agree(getattr(old, table), getattr(new, table)) for table in tables):
        return False
    apart = (cases, mistakes, *tables)
    plain = [{key: value for key, value in tree.items() if key not in apart} for tree in (left, right)]
    tolerances = [case.tolerance for case in new.cases]
    strict = Tolerance(0.0, 0.0)
    if not _alike(plain[0], plain[1], strict) or any(len(left[key]) != len(right[key]) for key in (cases, mistakes)):
        return False
    if not all(map(_alike, left[cases], right[cases], tolerances)):
        return False
    for a, b in zip(left[mistakes], right[mistakes], strict=True):
        given = a.pop("given"), b.pop("given")
        if not _alike(a, b, strict) or len(given[0]) != len(given[1]) or not all(map(_alike, *given, tolerances)):
            return False
    return True


def _reproducible(observation: Observation, messages: bool = True) -> Observation:
    """Remove what differs from run to run (trace, seconds) from an observation and, on request, its messages."""
    notes = observation.notes if messages else ()
    error = observation.error if messages else observation.error_type
    return dataclasses.replace(observation, notes=notes, error=error, trace=(), seconds=0.0)


def _times(epochs: int) -> str:
    return "one epoch" if epochs == 1 else f"{epochs} epochs"


def _tree(recording: Recording) -> dict[str, Any]:
    """Return a recording as it is read back: tuples are lists, arrays little-endian."""
    tree: dict[str, Any] = unpack(*pack(dataclasses.asdict(recording)))
    return tree


def _alike_within(left: Mapping[str, Any], right: Mapping[str, Any], tolerance: Tolerance) -> bool:
    """Return whether observations of random tasks agree: statistics within the bounds of the first, others as usual."""
    bounds, values = left["bounds"], [side["values"] for side in (left, right)]
    if list(bounds) != list(right["bounds"]) or list(values[0]) != list(values[1]):
        return False
    for label, value in values[0].items():
        within = Tolerance(0.0, bounds[label]) if label in bounds else tolerance
        if not _alike(value, values[1][label], within):
            return False
    rest = [{key: part for key, part in side.items() if key not in ("bounds", "values")} for side in (left, right)]
    return _alike(rest[0], rest[1], tolerance)


def _alike(left: Any, right: Any, tolerance: Tolerance) -> bool:
    if isinstance(left, Mapping) and isinstance(right, Mapping) and left.get("bounds"):
        return _alike_within(left, right, tolerance)
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        if left.shape != right.shape or left.dtype != right.dtype:
            return False
        if left.dtype.kind not in "fc":
            return np.array_equal(left, right)
        with np.errstate(all="ignore"):
            return np.allclose(left, right, tolerance.rtol, tolerance.atol, equal_nan=True)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return list(left) == list(right) and all(_alike(left[key], right[key], tolerance) for key in left)
    if isinstance(left, Sequence) and isinstance(right, Sequence) and not isinstance(left, str):
        return len(left) == len(right) and all(_alike(a, b, tolerance) for a, b in zip(left, right, strict=True))
    return type(left) is type(right) and bool(left == right)
