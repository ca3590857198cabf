"""Test recordings: what `check` compares with."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from grader.authoring.build import build, derive, stub
from grader.authoring.leaks import texts_of
from grader.authoring.record import agree, record, training_sentence
from grader.core import recording
from grader.core.errors import CourseError
from grader.course.loader import Course
from grader.course.training import Training
from tests.small_course import LAB, edit


def test_recording_holds_the_public_cases_and_every_mistake(course: Course) -> None:
    found = recording.load(course.root / f"labs/{LAB}/checks/Momentum.npz")
    exercise = course.lab(LAB).exercise("Momentum")
    assert (found.lab, found.exercise, found.probe) == (LAB, "Momentum", "trajectory")
    assert (found.points, found.feedback, found.training) == (3, "hints", "")
    assert found.source == exercise.source
    assert found.stub == stub(exercise)
    assert [case.name for case in found.cases] == ["two steps", "four steps"]
    assert [mistake.name for mistake in found.mistakes] == ["no memory", "uphill"]
    assert found.mistakes[0].hints == ("What is kept?", "b = ?")
    assert found.hint == "Take two steps by hand."
    case, wrong = found.cases[0], found.mistakes[1].given[0]
    first = case.inputs["params"][0] - 0.1 * case.inputs["grads"][0][0]
    np.testing.assert_allclose(case.expected.values["params[0] after step 1"], first, rtol=1e-12, atol=0)
    uphill = case.inputs["params"][0] + 0.1 * case.inputs["grads"][0][0]
    np.testing.assert_allclose(wrong.values["params[0] after step 1"], uphill, rtol=1e-12, atol=0)


def test_recording_holds_no_text_of_an_edit_or_a_solution(course: Course) -> None:
    for exercise in course.lab(LAB).exercises:
        path = course.root / f"labs/{LAB}/checks/{exercise.name}.npz"
        (text,) = [text for place, text in texts_of(course, course.lab(LAB)) if place.endswith(path.name)]
        for wrong in exercise.wrong:
            for old, new in wrong.edits.items():
                assert old not in text
                assert new not in text


def test_recording_that_agrees_within_tolerance_is_not_rewritten(course: Course) -> None:
    path = course.root / f"solutions/{LAB}/checks/Momentum.npz"
    found = recording.load(path)
    before = path.read_bytes()
    label = "params[0] after step 1"
    for factor, stays in ((1 + 1e-12, True), (1 + 1e-5, False)):
        case = found.cases[0]
        values = {**case.expected.values, label: case.expected.values[label] * factor}
        nudged = dataclasses.replace(case, expected=dataclasses.replace(case.expected, values=values))
        recording.save(path, dataclasses.replace(found, cases=(nudged, *found.cases[1:])))
        written = path.read_bytes()
        assert written != before
        build(course)
        assert path.read_bytes() == (written if stays else before)
        assert (course.root / f"labs/{LAB}/checks/Momentum.npz").read_bytes() == path.read_bytes()


def test_recordings_agree_only_with_the_same_text_cases_and_arrays(course: Course) -> None:
    old = recording.load(course.root / f"solutions/{LAB}/checks/Momentum.npz")
    mistake = old.mistakes[0]
    values = {label: value + 1e-3 for label, value in mistake.given[1].values.items()}
    moved = (mistake.given[0], dataclasses.replace(mistake.given[1], values=values))
    infinite = {label: np.full_like(value, np.nan) for label, value in mistake.given[1].values.items()}
    others = [
        dataclasses.replace(old, points=4),
        dataclasses.replace(old, hint="Another."),
        dataclasses.replace(old, stub=old.stub + " "),
        dataclasses.replace(old, cases=old.cases[:1]),
        dataclasses.replace(old, cases=(old.cases[0], dataclasses.replace(old.cases[1], about="x"))),
        dataclasses.replace(old, mistakes=old.mistakes[:1]),
        dataclasses.replace(old, mistakes=(dataclasses.replace(mistake, hints=()), old.mistakes[1])),
        dataclasses.replace(old, mistakes=(dataclasses.replace(mistake, given=moved), old.mistakes[1])),
    ]
    assert agree(old, old)
    assert [agree(old, other) for other in others] == [False] * len(others)
    nan = dataclasses.replace(mistake, given=(mistake.given[0], dataclasses.replace(mistake.given[1], values=infinite)))
    with_nan = dataclasses.replace(old, mistakes=(nan, old.mistakes[1]))
    assert agree(with_nan, with_nan)


def test_mistakes_and_hints_below_their_feedback_level_are_not_recorded(course: Course) -> None:
    lab = course.lab(LAB)
    exercise = lab.exercise("Momentum")
    assert record(lab, exercise, "verdict", "").mistakes == ()
    assert [mistake.hints for mistake in record(lab, exercise, "name", "").mistakes] == [(), ()]
    assert [record(lab, exercise, level, "").hint for level in ("verdict", "name")] == ["", ""]


def test_training_sentence_names_network_thresholds_and_epochs() -> None:
    training = Training(
        own="Adam",
        own_options={},
        fallback="SignDescent",
        fallback_options={},
        sizes=(784, 64, 10),
        batch_size=64,
        epochs={"mnist": 1, "mnist-5k": 5},
        thresholds={"mnist": (0.9, 0.955), "mnist-5k": (0.85, 0.9)},
        weight=0.5,
        calibration="",
    )
    assert training_sentence(training) == (
        "Grading also trains a 784-64-10 network in mini-batches of 64 with your Adam (SignDescent where yours is not "
        "right yet) and asks for an accuracy on held-out images of 90.0% for part of the points and 95.5% for all on "
        "mnist (one epoch), or 85.0% for part of the points and 90.0% for all on mnist-5k (5 epochs)."
    )


def test_solution_that_fails_raises_a_course_error(course: Course) -> None:
    edit(course.lab(LAB).path / "exercises" / "momentum.py", "+ g\n", "+ g @ 'x'\n")
    edit(course.lab(LAB).path / "exercises" / "momentum.py", '"self.momentum * b + g"', '"self.momentum * b"')
    with pytest.raises(CourseError, match="06_optimizers: the solution of Momentum fails on 'two steps': "):
        derive(course, course.lab(LAB))


def test_statistics_of_random_tasks_agree_within_their_bounds():
    from grader.authoring.record import _alike
    from grader.core.records import FLOAT64

    def observed(scale: float, seeds: bool = True) -> dict:
        values = {"scale": np.array(scale), "the same seed draws the same": np.array(seeds)}
        return {"status": "ok", "values": values, "types": {}, "bounds": {"scale": 0.01 * scale}}

    assert _alike(observed(1.0), observed(1.005), FLOAT64)
    assert not _alike(observed(1.0), observed(1.02), FLOAT64)
    assert not _alike(observed(1.0), observed(1.005, seeds=False), FLOAT64)
    assert not _alike(observed(1.0), {**observed(1.0), "status": "raised"}, FLOAT64)
    assert not _alike(observed(1.0), {**observed(1.0), "bounds": {}}, FLOAT64)
