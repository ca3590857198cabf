"""Lab 04_initialization: known numbers, statistics that name mistakes, the proof, its text and its experiments."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from grader import datasets
from tests.pictures import plots_of
from grader.authoring.proof import reference_checks, margins
from grader.authoring import verify
from grader.authoring.build import stub
from grader.course.loader import SLOT, find_course
from grader.judge.diagnose import Run, Suspect, diagnose
from grader.probes import draws
from grader.probes.observe import observe
from grader.core.recording import load, path_of
from grader.core.records import FLOAT64
from grader.course.reference import PUBLIC, Reference
from tests.inprocess import numpy_only

mpl.use("Agg")

LAB = find_course(Path(__file__)).lab("04_initialization")
PLOTS = plots_of(LAB.name)
NAMES = [exercise.name for exercise in LAB.exercises]
RANDOM = [exercise.name for exercise in LAB.exercises if exercise.probe is draws]
SECTIONS = dict(re.findall(r"^## (\w+): (.*?)(?=^## |\Z)", LAB.prose, re.MULTILINE | re.DOTALL))
EXPERIMENT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[experiment\]\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
RHYTHM = ("**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**")

# For 784 inputs and 256 outputs: standard deviation, largest size (None: has no end), excess kurtosis.
KNOWN: dict[str, tuple[float, float | None, float]] = {
    "zeros_init": (0.0, 0.0, 0.0),
    "xavier": (0.0357142857, None, 0.0),
    "glorot_normal": (0.0438529010, None, 0.0),
    "glorot_uniform": (0.0438529010, 0.0759554525, -1.2),
    "he_normal": (0.0505076276, None, 0.0),
    "he_uniform": (0.0505076276, 0.0874817765, -1.2),
    "lecun_normal": (0.0357142857, 0.0812032389, -0.6344),
}


def made(name: str, *arguments: Any) -> Any:
    return LAB.exercise(name).task(*arguments)


@pytest.mark.parametrize("name", KNOWN)
def test_scales_are_the_known_ones(name):
    std, largest, kurtosis = KNOWN[name]
    drawn = np.concatenate([made(name, (784, 256), 784, 256, np.random.default_rng(seed)) for seed in range(5)])
    assert drawn.mean() == pytest.approx(0, abs=6 * std / 1000)
    assert drawn.std() == pytest.approx(std, rel=6 / math.sqrt(2) / 1000)
    if largest is not None:
        assert (1 - 1e-4) * largest <= np.abs(drawn).max() <= largest * (1 + 1e-9)
    if std:
        assert np.mean((drawn / std) ** 4) - 3 == pytest.approx(kurtosis, abs=0.03)


@pytest.mark.parametrize("name", RANDOM)
def test_what_is_recorded_is_no_outlier(name):
    """A recorded draw is fixed for years: it lies well within the bounds around what it should be."""
    std_of = {
        "zeros_init": lambda i, o: 0.0,
        "xavier": lambda i, o: i**-0.5,
        "lecun_normal": lambda i, o: i**-0.5,
        "glorot_normal": lambda i, o: (2 / (i + o)) ** 0.5,
        "glorot_uniform": lambda i, o: (2 / (i + o)) ** 0.5,
        "he_normal": lambda i, o: (2 / i) ** 0.5,
        "he_uniform": lambda i, o: (2 / i) ** 0.5,
    }[name]
    for case in load(path_of(LAB.path, name)).cases:
        _, fan_in, fan_out = case.inputs["args"]
        exact = {"mean": 0.0, "scale": std_of(fan_in, fan_out), "excess kurtosis": KNOWN[name][2]}
        for label, value in exact.items():
            off = abs(float(case.expected.values[label]) - value)
            assert off <= 0.4 * case.expected.bounds[label], (case.name, label)


@pytest.mark.parametrize(
    ("shape", "fans"),
    [((784, 256), (784, 256)), ((128, 64, 3, 3), (576, 1152)), ((32, 3, 5, 5), (75, 800)), ((6, 4, 7), (28, 42))],
)
def test_fans_of_known_layers(shape, fans):
    assert tuple(made("fans", np.zeros(shape))) == fans


def test_equal_weights_stay_one_unit_and_random_ones_do_not_merge():
    rng = np.random.default_rng(0)
    assert made("distinct_units", np.full((3, 10), 0.1), np.full((10, 2), 0.1)) == 1
    assert made("distinct_units", rng.normal(size=(3, 10)), rng.normal(size=(10, 2))) == 10


@pytest.mark.parametrize(("gain", "low", "high"), [(1.0, 0.3, 0.7), (2.0, 0.7, 1.4), (4.0, 1.5, 2.8)])
def test_relu_halves_the_signal_so_he_doubles_the_variance(gain, low, high):
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=(400, 400)) * np.sqrt(gain / 400) for _ in range(6)]
    strengths = np.array(made("signal_variance", rng.normal(size=(400, 400)), weights, LAB.given.relu))
    assert strengths[0] == pytest.approx(gain / 2, rel=3 * math.sqrt(2 / 400))
    ratios = strengths[1:] / strengths[:-1]
    assert low < ratios.min() <= ratios.max() < high


@pytest.mark.parametrize("name", NAMES)
def test_oracles_right_answers_and_mistakes_hold(name):
    reference = Reference(LAB.exercise(name), LAB.given)
    shares, right = verify.right_shares(reference)
    reached, caught = verify.wrong_margins(reference)
    problems = [
        *verify.oracle_problems(reference),
        *right,
        *caught,
        *verify.naming_problems(reference),
        *verify.apart_problems(reference),
    ]
    assert problems == []
    assert max(shares) <= (0.8 if name in RANDOM else 0.1)
    assert min(reached) >= (2 if name in RANDOM else 10)
    assert margins.false_alarm(reference, PUBLIC) <= (1e-6 if name in RANDOM else 0)


@pytest.mark.parametrize("name", [name for name in RANDOM if name != "zeros_init"])
def test_mistakes_are_named_whatever_numbers_they_draw(name):
    """The recorded mistakes against the same mistakes drawn from other streams."""
    exercise = LAB.exercise(name)
    reference, recording = Reference(exercise), load(path_of(LAB.path, name))
    suspects = [Suspect(m.name, m.hints, m.syntax, m.given.__getitem__) for m in recording.mistakes]
    for wrong in exercise.wrong:
        task = reference.compile(wrong.edits)
        runs = []
        for number, case in enumerate(recording.cases):
            got = observe("draws", task, {**case.inputs, "seed": case.inputs["seed"] + 1000})
            runs.append(Run(number, case.expected, got, FLOAT64))
        found = diagnose(runs, suspects, (), frozenset())
        assert found is not None, wrong.name
        assert found.name == wrong.name


@pytest.mark.slow
def test_the_whole_lab_is_proved():
    proofs = list(verify.verify_lab(find_course(Path(__file__)), LAB))
    assert [problem for proof in proofs for problem in proof.problems] == []
    assert [proof.exercise for proof in proofs] == NAMES
    assert all((proof.false_alarm > 0) == (proof.exercise in RANDOM) for proof in proofs)


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_what_a_good_one_needs(name):
    exercise = LAB.exercise(name)
    assert len(exercise.wrong) >= 4
    assert any(right.task is not None for right in exercise.right)
    assert len(exercise.public) < len(exercise.cases)
    assert all(hint.strip() for wrong in exercise.wrong for hint in wrong.hints)
    assert (exercise.task.__doc__ or "").count("\n") > 3
    assert numpy_only(Reference(exercise, LAB.given)) == []


@pytest.mark.parametrize("name", RANDOM)
def test_layers_are_never_square_and_hold_tens_of_thousands_of_weights(name):
    reference = Reference(LAB.exercise(name))
    for seed in (PUBLIC, *reference_checks.FEW):
        dims = set()
        for case in reference.exercise.cases:
            shape, fan_in, fan_out = reference.inputs(case, seed)["args"]
            dims.add(len(shape))
            assert math.prod(shape) >= 40_000
            assert max(fan_in, fan_out) > 1.5 * min(fan_in, fan_out)
            assert (fan_in, fan_out) == tuple(made("fans", np.empty(shape)))
        assert dims == {2, 3, 4}


def test_there_is_a_section_for_each_exercise_in_the_order_of_the_story():
    assert [
        *("zeros_init", "distinct_units", "fans", "xavier", "signal_variance"),
        *("he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal"),
    ] == NAMES
    assert list(SECTIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_section_has_the_rhythm(name):
    section = SECTIONS[name].partition("\n## ")[0]
    places = [section.index(mark) for mark in RHYTHM]
    assert places == sorted(places)
    assert SLOT.findall(section) == [name]
    assert section.count("<details>") == section.count("</details>") == 1
    assert EXPERIMENT.search(section[section.index("**Look.**") :]), "nothing to look at"
    assert 120 < len(re.sub(r"```.*?```", "", section, flags=re.DOTALL).split()) < 600, "about a screen"


def run_experiments(answers: dict[str, str]) -> None:
    """Run setup, answers and every experiment in one namespace, as a notebook does."""
    names: dict[str, Any] = {"np": np, "plots": PLOTS}
    for name in NAMES:
        exec(answers[name], names)
        for code in EXPERIMENT.findall(SECTIONS[name]):
            exec(code, names)
    for code in EXPERIMENT.findall(LAB.prose.partition("\n## Which one?\n")[2]):
        exec(code, names)


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of MNIST: images whose brightest row tells the digit."""
    labels = np.arange(300) % 10
    images = np.random.default_rng(0).integers(0, 99, (300, 784)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[28 * label : 28 * label + 28] += 150
    parts = {"train_images": images, "train_labels": labels, "test_images": images, "test_labels": labels}
    monkeypatch.setattr(datasets, "load", lambda: SimpleNamespace(name="three hundred", **parts))
    monkeypatch.setitem(sys.modules, "given", LAB.given)
    yield
    plt.close("all")


@pytest.mark.slow
@pytest.mark.usefixtures("few_digits")
def test_with_the_solutions_every_experiment_draws_and_nothing_is_missing(capsys):
    run_experiments({exercise.name: exercise.text for exercise in LAB.exercises})
    assert "not ready" not in capsys.readouterr().out
    assert len(plt.get_fignums()) == len(EXPERIMENT.findall(LAB.prose))


@pytest.mark.slow
@pytest.mark.usefixtures("few_digits")
def test_with_the_stubs_every_experiment_says_what_is_missing(capsys):
    run_experiments({exercise.name: stub(exercise) for exercise in LAB.exercises})
    said = capsys.readouterr().out
    for name in NAMES:
        assert re.search(rf"\b{name}\b.* not ready yet: ", said), name
