"""Lab 03_activations: known numbers, gradients against differences, the proof, its text and its experiments."""

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
from grader.authoring import verify
from grader.authoring.build import stub
from grader.course.loader import SLOT, find_course
from grader.course.exercise import Exercise
from grader.probes import layer
from grader.course.reference import PUBLIC, Reference
from tests.inprocess import numpy_only

mpl.use("Agg")

LAB = find_course(Path(__file__)).lab("03_activations")
PLOTS = plots_of(LAB.name)
NAMES = [exercise.name for exercise in LAB.exercises]
LAYERS = [exercise.name for exercise in LAB.exercises if exercise.probe is layer]
SECTIONS = dict(re.findall(r"^## (\w+): (.*?)(?=^## |\Z)", LAB.prose, re.MULTILINE | re.DOTALL))
EXPERIMENT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[experiment\]\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
RHYTHM = ("**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**")
#: What saturates has no kink, and what has none is not asked about it.
SMOOTH = {"Sigmoid", "Tanh", "Softsign", "Softplus"}


def made(name: str, *arguments: Any, **options: Any) -> Any:
    return LAB.exercise(name).task(*arguments, **options)


# Computed with torch 2.13, in float64; printed to ten digits.
X = [-3, -1, -0.5, 0, 0.5, 1, 7]
KNOWN = {
    "Sigmoid": [0.0474258732, 0.2689414214, 0.3775406688, 0.5, 0.6224593312, 0.7310585786, 0.9990889488],
    "Tanh": [-0.9950547537, -0.7615941560, -0.4621171573, 0, 0.4621171573, 0.7615941560, 0.9999983369],
    "Softsign": [-0.75, -0.5, -0.3333333333, 0, 0.3333333333, 0.5, 0.875],
    "ReLU": [0, 0, 0, 0, 0.5, 1, 7],
    "LeakyReLU": [-0.03, -0.01, -0.005, 0, 0.5, 1, 7],
    "ELU": [-0.9502129316, -0.6321205588, -0.3934693403, 0, 0.5, 1, 7],
    "SELU": [-1.6705687288, -1.1113307378, -0.6917581878, 0, 0.5253504937, 1.0507009874, 7.3549069115],
    "Softplus": [0.0485873516, 0.3132616875, 0.4740769842, 0.6931471806, 0.9740769842, 1.3132616875, 7.0009114665],
    "ReLU6": [0, 0, 0, 0, 0.5, 1, 6],
}


@pytest.mark.parametrize("name", KNOWN)
def test_forward_gives_the_known_numbers(name):
    np.testing.assert_allclose(made(name).forward(np.array(X, float)), KNOWN[name], rtol=1e-9, atol=1e-10)


# What torch returns exactly at the kinks; maxout's first winner apart, these are the conventions of the text.
AT_ZERO = {"ReLU": 0, "LeakyReLU": 0.01, "ELU": 1, "SELU": 1.7580993408, "ReLU6": 0}


@pytest.mark.parametrize("name", AT_ZERO)
def test_slope_at_zero(name):
    built = made(name)
    built.forward(np.zeros(1))
    np.testing.assert_allclose(built.backward(np.ones(1)), [AT_ZERO[name]], rtol=1e-9)


def test_elu_at_zero_belongs_to_the_negative_side():
    built = made("ELU", alpha=2.0)
    built.forward(np.zeros(1))
    assert built.backward(np.ones(1)) == 2


def test_relu6_is_flat_at_its_ceiling():
    built = made("ReLU6")
    built.forward(np.array([6.0]))
    assert built.backward(np.ones(1)) == 0


def test_sigmoid_at_the_end_of_float64():
    y = made("Sigmoid").forward(np.array([37.0, -37.0, 1e4, -1e4]))
    np.testing.assert_allclose(y, [1, 8.53304763e-17, 1, 0], rtol=1e-8)


def test_prelu_gives_the_known_gradients():
    x = np.array([[-2, 0, 3], [-1, -0.5, 0]])
    shared = made("PReLU", np.full(1, 0.25))
    shared.forward(x)
    np.testing.assert_array_equal(shared.backward(np.ones((2, 3))), [[0.25, 0.25, 1], [0.25, 0.25, 0.25]])
    np.testing.assert_array_equal(shared.dalpha, [-3.5])
    each = made("PReLU", np.full(3, 0.25))
    each.forward(x)
    each.backward(np.array([[1.0, 2, 3], [4, 5, 6]]))
    np.testing.assert_array_equal(each.dalpha, [-6, -2.5, 0])


def test_a_leak_above_1_keeps_its_branch():
    assert made("LeakyReLU", alpha=1.5).forward(np.array([-2.0])) == -3


def test_crelu_and_maxout_hold_what_they_promise():
    x = np.array([[-2.0, 3.0]])
    np.testing.assert_array_equal(made("CReLU").forward(x), [[0, 3, 2, 0]])
    relu = made("Maxout", np.array([[[1.0]], [[0.0]]]), np.zeros((2, 1)))
    np.testing.assert_array_equal(relu.forward(x.T), [[0], [3]])


def test_collapse_linear_does_what_the_stack_does_and_has_no_higher_rank():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in ((6, 2), (2, 5), (5, 7))]
    biases = [rng.normal(size=m) for m in (2, 5, 7)]
    matrix, b = made("collapse_linear", weights, biases)
    h = x = rng.normal(size=(4, 6))
    for weight, bias in zip(weights, biases, strict=True):
        h = h @ weight + bias
    np.testing.assert_allclose(x @ matrix + b, h, rtol=1e-12)
    assert np.linalg.matrix_rank(matrix) == 2


@pytest.mark.parametrize("name", ["Sigmoid", "ReLU"])
def test_gradient_norms_are_those_of_differences(name):
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=shape) for shape in ((3, 4), (4, 2), (2, 3))]
    x, dout = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))

    def loss() -> float:
        h = x
        for weight in weights:
            h = made(name).forward(h @ weight)
        return float((h * dout).sum())

    norms = made("gradient_norms", x, weights, lambda: made(name), dout)
    np.testing.assert_allclose(norms, [np.linalg.norm(differences(loss, w)) for w in weights], rtol=1e-6)


def test_twenty_sigmoids_leave_nothing():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(64, 64)) / 8 for _ in range(20)]
    norms = made("gradient_norms", rng.normal(size=(8, 64)), weights, lambda: made("Sigmoid"), np.ones((8, 64)))
    assert norms[0] < 1e-10 * norms[-1]


def differences(loss: Any, array: np.ndarray, h: float = 1e-6) -> np.ndarray:
    """dloss/darray by central differences; the array is changed and put back."""
    slope = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + h
        above = loss()
        array[index] = kept - h
        below = loss()
        array[index] = kept
        slope[index] = (above - below) / (2 * h)
    return slope


@pytest.mark.parametrize("name", [*LAYERS, "Arctan"])
def test_backward_is_the_derivative_of_forward(name):
    rng = np.random.default_rng(2)
    options: dict[str, Any] = {"PReLU": {"alpha": rng.normal(size=3)}}.get(name, {})
    if name == "Maxout":
        options = {"W": rng.normal(size=(4, 3, 2)), "b": rng.normal(size=(4, 2))}
    built = LAB.given.Arctan() if name == "Arctan" else made(name, **options)
    x = 3 * rng.normal(size=(4, 3))
    dout = rng.normal(size=built.forward(x).shape)

    def loss() -> float:
        return float((built.forward(x) * dout).sum())

    expected = {attribute: differences(loss, array) for attribute, array in options.items()}
    expected_dx = differences(loss, x)
    built.forward(x)
    np.testing.assert_allclose(built.backward(dout), expected_dx, rtol=1e-6, atol=1e-8)
    for attribute, slope in expected.items():
        np.testing.assert_allclose(getattr(built, f"d{attribute}"), slope, rtol=1e-6, atol=1e-8)


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
    assert max(shares) <= 0.1
    assert min(reached) >= 10


@pytest.mark.slow
def test_the_whole_lab_is_proved():
    proofs = list(verify.verify_lab(find_course(Path(__file__)), LAB))
    assert [problem for proof in proofs for problem in proof.problems] == []
    assert [proof.exercise for proof in proofs] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_what_a_good_one_needs(name):
    exercise = LAB.exercise(name)
    assert len(exercise.wrong) >= 4
    assert any(right.task is not None for right in exercise.right)
    assert len(exercise.public) < len(exercise.cases)
    assert all(hint.strip() for wrong in exercise.wrong for hint in wrong.hints)
    assert (exercise.task.__doc__ or "").count("\n") > 3
    assert numpy_only(Reference(exercise)) == []


@pytest.mark.parametrize("name", LAYERS)
def test_inputs_ask_for_more_than_plain_numbers(name):
    reference = Reference(LAB.exercise(name))
    inputs = [reference.inputs(case, PUBLIC) for case in reference.exercise.cases]
    assert any(x.dtype == np.float32 for i in inputs for x in i["xs"])
    assert any(i["layout"] != "C" for i in inputs)
    batches = {len(x) for i in inputs if len(i["xs"]) > 1 for x in i["xs"]}
    assert {0, 1} < batches
    if name != "Maxout":
        assert any(x.ndim == 4 for i in inputs for x in i["xs"])
    if name not in SMOOTH:
        at_kink = [case for case in reference.exercise.cases if "kink" in case.name or "equal" in case.name]
        assert [(case.public, case.weight) for case in at_kink] == [(True, 0.5)]
    for case, i in zip(reference.exercise.cases, inputs, strict=True):
        zeros = any((x == 0).any() for x in i["xs"])
        assert not zeros or name in SMOOTH or case.weight == 0.5, "a kink outside its own case"


def test_there_is_a_section_for_each_exercise_in_the_order_of_the_story():
    assert [
        *("collapse_linear", "Sigmoid", "Tanh", "Softsign", "gradient_norms", "ReLU", "LeakyReLU", "PReLU", "ELU"),
        *("SELU", "Softplus", "ReLU6", "CReLU", "Maxout"),
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


@pytest.mark.parametrize("exercise", LAB.exercises, ids=lambda exercise: exercise.name)
def test_the_conventions_give_the_defaults_of_the_exercise(exercise: Exercise):
    parameters = inspect.signature(exercise.task).parameters.values()
    box = re.search(r"^> \*\*Conventions\.\*\*(.*)$", SECTIONS[exercise.name], re.MULTILINE)
    assert box is not None
    for parameter in parameters:
        if parameter.default is not inspect.Parameter.empty:
            assert f"`{parameter.name}={parameter.default}`" in box[1].partition("Default")[2]


def test_the_given_layer_is_shown_as_it_is():
    shown = re.search(r"^```python\n(class Arctan.*?)^```", LAB.prose, re.MULTILINE | re.DOTALL)
    assert shown is not None
    code = re.sub(r'^ +""".*?"""\n+', "", inspect.getsource(LAB.given.Arctan), flags=re.MULTILINE | re.DOTALL)
    assert shown[1].strip() == code.strip()


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
    """In place of MNIST: images whose brightest row tells the digit, and the lab's given.py."""
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


@pytest.mark.usefixtures("few_digits")
def test_with_the_stubs_every_experiment_says_what_is_missing(capsys):
    run_experiments({exercise.name: stub(exercise) for exercise in LAB.exercises})
    said = capsys.readouterr().out
    assert said.count("not ready yet: ") == len(EXPERIMENT.findall(LAB.prose))
    for name in set(NAMES) - {"gradient_norms"}:  # asked for only once its activations are there
        assert re.search(rf"\b{name}\b.* not ready yet: ", said), name
    assert plt.get_fignums() == []
