"""Lab 02_losses_and_descent: golden numbers, its text, its experiments, and that its cases ask for something."""

from __future__ import annotations

import inspect
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
from grader.grading import training_data
from grader.authoring.build import stub
from grader.student.counterexample import as_code
from grader.course.loader import SLOT, find_course
from grader.course.exercise import Case, Exercise
from grader.judge.compare import compare
from grader.core.records import Observation
from grader.course.reference import PUBLIC, Reference, secret_seed

mpl.use("Agg")

LAB = find_course(Path(__file__)).lab("02_losses_and_descent")
PLOTS = plots_of(LAB.name)
NAMES = [exercise.name for exercise in LAB.exercises]
TASKS = SimpleNamespace(**{exercise.name: exercise.task for exercise in LAB.exercises})
REFERENCES = {exercise.name: Reference(exercise, LAB.given) for exercise in LAB.exercises}
SECTIONS = dict(re.findall(r"^## (\w+): (.*?)(?=^## |\Z)", LAB.prose, re.MULTILINE | re.DOTALL))
EXPERIMENT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[experiment\]\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
RHYTHM = ("**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**")
EVERY_CASE = [pytest.param(e, case, id=f"{e.name}-{case.name}") for e in LAB.exercises for case in e.cases]


@pytest.fixture(autouse=True)
def _no_figures() -> Any:
    plt.close("all")
    yield
    plt.close("all")


def test_a_line_in_two_steps() -> None:
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])
    first = TASKS.linear_regression_step(0.0, 0.0, x, y, 0.5)
    np.testing.assert_allclose(first, (13 / 3, 3.0), rtol=1e-14)
    np.testing.assert_allclose(TASKS.linear_regression_step(*first, x, y, 0.5), (-14 / 9, -4 / 3), rtol=1e-13)


def test_half_the_sum_of_squares() -> None:
    loss, grad = TASKS.mse(np.array([1.0, 3.0, 2.0]), np.array([0.0, 1.0, 2.0]))
    assert loss == 2.5
    np.testing.assert_array_equal(grad, [1.0, 2.0, 0.0])


def test_softmax_of_a_hundred_thousand() -> None:
    np.testing.assert_array_equal(TASKS.softmax(np.array([[1e5, 1e5], [-1e5, 1e5]])), [[0.5, 0.5], [0.0, 1.0]])


def test_0_log_0_is_0_and_ignorance_costs_ln_10() -> None:
    assert TASKS.cross_entropy(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0.0
    ignorant = TASKS.cross_entropy(np.full((100, 10), 0.1), np.eye(10)[np.arange(100) % 10])
    assert ignorant == pytest.approx(230.25850929940458, rel=1e-14)


def test_fused_loss_at_logits_of_1000() -> None:
    logits, targets = np.array([[1000.0, 0.0, -1000.0], [0.0, 0.0, 0.0]]), np.eye(3)[[0, 2]]
    loss, grad = TASKS.softmax_cross_entropy(logits, targets)
    assert loss == pytest.approx(1.0986122886681098, rel=1e-14)
    np.testing.assert_allclose(grad, [[0, 0, 0], [1 / 3, 1 / 3, -2 / 3]], atol=1e-15)
    wrong, _ = TASKS.softmax_cross_entropy(logits[:1], np.eye(3)[[2]])
    assert wrong == 2000.0


def test_softmax_regression_in_two_steps() -> None:
    images, labels = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0, 2])
    both = [np.array([0, 1])] * 2
    loss = TASKS.softmax_cross_entropy
    W, b, losses = TASKS.softmax_regression(images, labels, both[:1], loss, classes=3, lr=0.1)  # noqa: N806
    third = 1 / 30
    np.testing.assert_allclose(W, [[2 * third, -third, -third], [5 * third, -third, -4 * third]], rtol=1e-12)
    np.testing.assert_allclose(b, [third, -2 * third, third], rtol=1e-12)
    np.testing.assert_allclose(losses, [2.1972245773362196], rtol=1e-14)
    *_, losses = TASKS.softmax_regression(images, labels, both, loss, classes=3, lr=0.1)
    assert losses[1] == pytest.approx(1.6554229341, rel=1e-10)


def test_a_gradient_check_tells_right_from_wrong() -> None:
    x = np.array([1.0, -2.0, 0.5])
    numeric, error = TASKS.gradient_check(lambda p: np.sum(p**3), x, 3 * x**2)
    np.testing.assert_allclose(numeric, [3.0, 12.0, 0.75], rtol=1e-8)
    assert error < 1e-8
    assert TASKS.gradient_check(lambda p: np.sum(p**3), x, 2 * x**2)[1] == pytest.approx(0.2, rel=1e-6)


@pytest.mark.parametrize(("exercise", "case"), EVERY_CASE)
def test_no_case_passes_for_zeros_or_for_what_was_handed_in(exercise: Exercise, case: Case) -> None:
    reference = REFERENCES[exercise.name]
    for seed in (PUBLIC, secret_seed(b"zeros")):
        expected = reference.expected(case, seed)
        assert expected.status == "ok"
        zeros = {label: np.zeros_like(value) for label, value in expected.values.items()}
        assert compare(expected, Observation("ok", zeros, expected.types), case.tolerance)
        arrays = [a for a in reference.inputs(case, seed).get("args", []) if isinstance(a, np.ndarray)]
        for array in arrays:
            echo = dict.fromkeys(expected.values, array)
            assert compare(expected, Observation("ok", echo, expected.types), case.tolerance)


@pytest.mark.parametrize(("exercise", "case"), EVERY_CASE)
def test_what_is_graded_lies_far_above_the_tolerance(exercise: Exercise, case: Case) -> None:
    expected = REFERENCES[exercise.name].expected(case, secret_seed(b"size"))
    for label, value in expected.values.items():
        if value.dtype.kind == "f":
            assert np.abs(value).max() > 1000 * case.tolerance.atol, label


@pytest.mark.parametrize("exercise", LAB.exercises, ids=lambda exercise: exercise.name)
def test_a_counterexample_can_be_run_as_it_is_printed(
    exercise: Exercise, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "given", LAB.given)
    for case in exercise.public:
        inputs = REFERENCES[exercise.name].inputs(case, PUBLIC)
        label = next(iter(REFERENCES[exercise.name].expected(case, PUBLIC).values))
        checked = {"check": lambda task, inputs=inputs: SimpleNamespace(counterexample=inputs)}
        exec(as_code(exercise.name, exercise.probe, inputs, label), {**vars(TASKS), **checked})
        assert capsys.readouterr().out.strip()


def test_there_is_a_section_for_each_exercise_in_the_order_of_the_story() -> None:
    assert [
        *("linear_regression_step", "minibatches", "mse", "softmax", "cross_entropy", "softmax_cross_entropy"),
        *("affine_forward", "affine_backward", "gradient_check", "softmax_regression"),
    ] == NAMES
    assert list(SECTIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_section_has_the_rhythm(name: str) -> None:
    section = SECTIONS[name]
    places = [section.index(mark) for mark in RHYTHM]
    assert places == sorted(places)
    assert SLOT.findall(section) == [name]
    assert section.count("<details>") == section.count("</details>") == 1
    codes = EXPERIMENT.findall(section[section.index("**Look.**") :])
    assert codes, "nothing to look at"
    assert not any(re.search(r"^\s*(class|def|for|while)\b", code, re.MULTILINE) for code in codes)
    words = re.sub(r"```.*?```", "", section, flags=re.DOTALL).split()
    assert 150 < len(words) < 600, "about a screen"


@pytest.mark.parametrize("exercise", LAB.exercises, ids=lambda exercise: exercise.name)
def test_the_conventions_give_the_defaults_of_the_exercise(exercise: Exercise) -> None:
    parameters = inspect.signature(exercise.task).parameters
    defaults = {name: p.default for name, p in parameters.items() if p.default is not inspect.Parameter.empty}
    box = re.search(r"^> \*\*Conventions\.\*\*(.*)$", SECTIONS[exercise.name], re.MULTILINE)
    assert box is not None
    said: dict[str, Any] = {}
    for code in re.findall(r"Defaults?: `([^`]+)`", box[1]):
        said.update(eval(f"dict({code})", {}))
    assert said == defaults


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of MNIST: images whose brightest row tells the digit."""
    labels = np.arange(300) % 10
    images = np.random.default_rng(0).integers(0, 99, (300, 784)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[28 * label : 28 * label + 28] += 150
    parts = {"train_images": images, "train_labels": labels, "test_images": images, "test_labels": labels}
    monkeypatch.setattr(datasets, "load", lambda: SimpleNamespace(name="three hundred", **parts))


def run_experiments(answers: dict[str, str]) -> list[str]:
    """Run answers and every experiment in one namespace, as a notebook does; the titles of what was drawn."""
    given: dict[str, Any] = {"np": np, "plots": PLOTS}
    for name in NAMES:
        exec(answers[name], given) if name in answers else None
        for code in EXPERIMENT.findall(SECTIONS[name]):
            exec(code, given)
    return [plt.figure(number).get_suptitle() for number in plt.get_fignums()]


@pytest.mark.slow
@pytest.mark.usefixtures("few_digits")
def test_with_the_solutions_every_experiment_draws_and_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    titles = run_experiments({exercise.name: exercise.text for exercise in LAB.exercises})
    assert "not ready" not in capsys.readouterr().out
    assert len(titles) == sum(len(EXPERIMENT.findall(section)) for section in SECTIONS.values())
    assert any(title.startswith("One walk, however it is written: nowhere more than ") for title in titles)
    assert titles[-1] == "Ten templates read nine digits out of ten (three hundred, 300 images)"


@pytest.mark.usefixtures("few_digits")
def test_with_the_stubs_every_experiment_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_experiments({exercise.name: stub(exercise) for exercise in LAB.exercises}) == []
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(len(EXPERIMENT.findall(section)) for section in SECTIONS.values())
    assert all(
        re.fullmatch(r"(\w+) is not ready yet: it raises .* once check\(\1\) is content\.", line) for line in lines
    )


@pytest.mark.usefixtures("few_digits")
def test_without_any_cell_run_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_experiments({}) == []
    assert "its cell has not been run (name 'mse' is not defined)" in capsys.readouterr().out


def test_a_walk_that_differs_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def step(rate: float) -> Any:
        return lambda w, b: TASKS.linear_regression_step(w, b, PLOTS.POINTS.x, PLOTS.POINTS.y, rate)

    PLOTS.same_walk({"by hand": step(0.25), "by layers": step(0.2), "by torch.optim.SGD": None}, count=5)
    assert plt.gcf().get_suptitle().startswith("The walks differ by up to 0.")


@pytest.mark.parametrize(
    ("mse", "said"),
    [
        (lambda y, t: None, "mse is not ready yet: it returns NoneType instead of 2 values; "),
        (lambda y, t: (y, y), "mse is not ready yet: it returns an array of shape (1,) instead of (); "),
        (lambda y, t: ("a", y), "mse is not ready yet: it returns something that is no array of numbers; "),
        (lambda y: 0, "mse is not ready yet: it raises TypeError: "),
    ],
)
def test_a_picture_says_what_a_function_gives_instead(mse: Any, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    PLOTS.parabola(mse=mse, title="")
    assert capsys.readouterr().out.startswith(said)
    assert plt.get_fignums() == []


def test_grading_trains_with_the_students_own_loss_or_the_given_one() -> None:
    plan = LAB.exercise("softmax_regression").training
    assert plan is not None
    data = datasets.load("mnist-5k")
    for own, name in ((True, "softmax_cross_entropy"), (False, "hinge")):
        inputs = training_data.job(plan, data, secret_seed(b"job"), own)
        assert (inputs["loss"], inputs["own"]) == (name, own)
        assert "optimizer" not in inputs
        assert len(inputs["images"]) * inputs["epochs"] >= inputs["options"]["steps"] * inputs["batch_size"]
