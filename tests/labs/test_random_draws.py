"""Random tasks: scales that are the known ones, recordings that are no outliers, mistakes named whatever they draw."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grader.authoring.proof import margins
from grader.core.recording import load, path_of
from grader.core.records import FLOAT64
from grader.core.suspect import Suspect
from grader.course.exercise import Exercise
from grader.course.loader import Lab
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.facts import derive
from grader.judge.diagnose import CaseRun, diagnose
from grader.probes.observe import observe
from tests.labs.labs import EXERCISES, every_exercise, known

KNOWN = [(lab, e) for lab, e in EXERCISES if e.name in known(lab.name).draws]
with_known_statistics = pytest.mark.parametrize(
    ("lab", "exercise"), [pytest.param(lab, exercise, id=exercise.name) for lab, exercise in KNOWN]
)


@with_known_statistics
def test_scale_of_draws_is_the_known_one(lab: Lab, exercise: Exercise) -> None:
    drawn = known(lab.name).draws[exercise.name]
    std = drawn.std(784, 256)
    draws = [exercise.task((784, 256), 784, 256, np.random.default_rng(seed)) for seed in range(5)]
    values = np.concatenate(draws)
    assert values.mean() == pytest.approx(0, abs=6 * std / 1000)
    assert values.std() == pytest.approx(std, rel=6 / math.sqrt(2) / 1000)
    if drawn.largest is not None:
        assert (1 - 1e-4) * drawn.largest <= np.abs(values).max() <= drawn.largest * (1 + 1e-9)
    if std:
        assert np.mean((values / std) ** 4) - 3 == pytest.approx(drawn.kurtosis, abs=0.03)


@with_known_statistics
def test_recorded_draws_are_no_outliers(lab: Lab, exercise: Exercise) -> None:
    """A recorded draw is fixed for years: it lies well within the bounds around what it should be."""
    drawn = known(lab.name).draws[exercise.name]
    for case in load(path_of(lab.path, exercise.name)).cases:
        _, fan_in, fan_out = case.inputs["args"]
        exact = {"mean": 0.0, "scale": drawn.std(fan_in, fan_out), "excess kurtosis": drawn.kurtosis}
        for label, value in exact.items():
            off = abs(float(case.expected.values[label]) - value)
            assert off <= 0.4 * case.expected.bounds[label], (case.name, label)


@every_exercise("draws")
def test_bounds_refuse_a_right_answer_once_in_a_million_times(lab: Lab, exercise: Exercise) -> None:
    assert 0 < margins.false_alarm(Reference(exercise, lab.given), PUBLIC) <= 1e-6


@every_exercise("draws")
def test_mistakes_are_named_whatever_numbers_they_draw(lab: Lab, exercise: Exercise) -> None:
    """The recorded mistakes against the same mistakes drawn from other streams."""
    reference, recording = Reference(exercise), load(path_of(lab.path, exercise.name))
    if all(not case.expected.values["scale"].any() for case in recording.cases):
        return  # draws nothing
    suspects = [Suspect(m.name, m.hints, m.syntax, m.given.__getitem__) for m in recording.mistakes]
    for wrong in exercise.wrong:
        task = reference.compile(wrong.edits)
        runs = []
        for number, case in enumerate(recording.cases):
            inputs = {**case.inputs, "seed": case.inputs["seed"] + 1000}
            got = derive(exercise.facts, inputs, observe("draws", task, inputs))
            runs.append(CaseRun(number, case.expected, got, FLOAT64))
        found = diagnose(runs, suspects, (), frozenset)
        assert found is not None, wrong.name
        assert found.name == wrong.name


@every_exercise("draws")
def test_drawn_layers_are_never_square_and_hold_tens_of_thousands_of_weights(lab: Lab, exercise: Exercise) -> None:
    reference = Reference(exercise, lab.given)
    fans = next(other.task for other in lab.exercises if other.name == "fans")
    for seed in (PUBLIC, secret_seed(b"any")):
        dims = set()
        for case in exercise.cases:
            shape, fan_in, fan_out = reference.inputs(case, seed)["args"]
            dims.add(len(shape))
            assert math.prod(shape) >= 40_000
            assert max(fan_in, fan_out) > 1.5 * min(fan_in, fan_out)
            assert (fan_in, fan_out) == tuple(fans(np.empty(shape)))
        assert dims == {2, 3, 4}
