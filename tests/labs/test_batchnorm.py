"""Lab 05_batchnorm: known numbers, invariants, the rhythm of the text, and its experiments."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from grader import datasets
from tests.pictures import plots_of
from grader.authoring.build import stub
from grader.course.loader import find_course
from grader.course.oracles import TorchBatchNorm

LAB = find_course(Path(__file__)).lab("05_batchnorm")
PLOTS = plots_of(LAB.name)
TASKS = {exercise.name: exercise.task for exercise in LAB.exercises}
NAMES = list(TASKS)
EXPERIMENT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[experiment\]\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
RHYTHM = ("**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**")

X = np.array([[1.0, 2.0], [3.0, 5.0], [8.0, -1.0]])
ONE, ZERO = np.ones(2), np.zeros(2)


def close(got: Any, expected: Any, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance)


def test_forward_gives_the_known_batch() -> None:
    y, mean, var = TASKS["batchnorm_forward"](X, ONE, ZERO)
    expected = [[-1.0190487428, 0], [-0.3396829143, 1.2247438508], [1.3587316571, -1.2247438508]]
    close(y, expected, 1e-10)
    close(mean, [4, 2])
    close(var, [8.6666666667, 6])


def test_running_statistics_after_the_known_batch() -> None:
    mean, var = TASKS["update_running_statistics"](ZERO, ONE, X)
    close(mean, [0.4, 0.2])
    close(var, [2.2, 1.8])


def test_a_single_sample_is_normalized_away() -> None:
    beta = np.array([0.5, -3.0])
    close(TASKS["batchnorm_forward"](np.array([[7.0, 1e3]]), ONE, beta)[0], beta[None])


def test_channels_of_dx_add_up_to_nothing() -> None:
    rng = np.random.default_rng(0)
    x, dout, gamma, eps = rng.normal(size=(5, 3, 2, 2)), rng.normal(size=(5, 3, 2, 2)), rng.uniform(0.5, 2, 3), 0.1
    dx, dgamma, dbeta = TASKS["batchnorm_backward"](dout, x, gamma, eps)
    axes = (0, 2, 3)
    close(dx.sum(axis=axes), 0, 1e-12)
    close(dbeta, dout.sum(axis=axes))
    total = x.var(axis=axes, keepdims=True) + eps
    x_hat = (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(total)
    close((x_hat * dx).sum(axis=axes), gamma * dgamma / np.sqrt(total.ravel()) * eps / total.ravel())


@pytest.mark.parametrize(
    ("decay", "corrections"),
    [(0.9, (10, 5.2632, 1.5353, 1.0000)), (0.99, (100, 50.2513, 10.4583, 1.5774))],
)
def test_the_correction_of_an_average(decay: float, corrections: tuple[float, ...]) -> None:
    average = TASKS["exponential_average"]
    ratio = average(np.ones(100), decay, correct=True) / average(np.ones(100), decay)
    close(ratio[[0, 1, 9, 99]], corrections, 5e-5)


def test_whitened_inputs_are_uncorrelated_and_nearest() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) + 5
    whitened, p = TASKS["zca_whiten"](x)
    close(whitened.mean(axis=0), 0)
    close(whitened.T @ whitened / 50, np.eye(3))
    close(p, p.T)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    centred = x - x.mean(axis=0)
    assert np.sum((whitened - centred) ** 2) < np.sum((whitened @ turn - centred) ** 2)


def test_a_folded_layer_is_the_layer_at_the_test() -> None:
    rng = np.random.default_rng(2)
    batches = rng.normal(size=(6, 4, 3))
    gamma, beta, x = rng.uniform(0.5, 2, 3), rng.normal(size=3), rng.normal(size=(5, 3))
    a, c = TASKS["fold_batchnorm"](batches.mean(axis=1), batches.var(axis=1), 4, gamma, beta)
    mean, var = batches.mean(axis=(0, 1)), batches.var(axis=1, ddof=1).mean(axis=0)
    close(a * x + c, TASKS["batchnorm_inference"](x, gamma, beta, mean, var))


def test_the_oracle_of_the_layer_starts_as_torch_does() -> None:
    layer = TorchBatchNorm(ONE, ZERO)
    layer.training = False
    close(layer.forward(X), X / np.sqrt(1 + 1e-5))
    layer.training = True
    layer.forward(X)
    close(layer.running_mean, [0.4, 0.2])
    close(layer.running_var, [2.2, 1.8])


def test_layernorm_never_looks_at_other_samples() -> None:
    rng = np.random.default_rng(3)
    x, gamma, beta = rng.normal(size=(4, 2, 5)), rng.normal(size=5), rng.normal(size=5)
    forward = TASKS["layernorm_forward"]
    close(forward(x, gamma, beta)[1:2], forward(x[1:2], gamma, beta))
    dx, _, _ = TASKS["layernorm_backward"](rng.normal(size=x.shape), x, gamma)
    close(dx.sum(axis=-1), 0, 1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_each_section_has_the_rhythm(name: str) -> None:
    section = sections()[name]
    places = [section.index(mark) for mark in RHYTHM]
    assert places == sorted(places)
    assert section.count("<details>") == section.count("</details>") == 1
    assert EXPERIMENT.search(section[section.index("**Look.**") :]), "nothing to look at"
    assert 150 < len(re.sub(r"```.*?```", "", section, flags=re.DOTALL).split()) < 600, "about a screen"


def sections() -> dict[str, str]:
    """The text of each section of lab.md, by the exercise that its heading begins with."""
    parts = re.split(r"^## (\w+): .*$", LAB.prose, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def run_experiments(answers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run setup, answers and every experiment in one namespace, on few digits; the titles of the figures."""
    labels = np.arange(200) % 10
    images = np.random.default_rng(0).integers(0, 99, (200, 784)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[28 * label : 28 * label + 28] += 150
    parts = {"train_images": images, "train_labels": labels, "test_images": images, "test_labels": labels}
    monkeypatch.setattr(datasets, "load", lambda name: SimpleNamespace(name=name, **parts))
    monkeypatch.setitem(sys.modules, "given", LAB.given)
    plt.close("all")
    given: dict[str, Any] = {"np": np, "plots": PLOTS}
    for name, section in sections().items():
        exec(answers[name], given)
        for code in EXPERIMENT.findall(section):
            exec(code.replace("lr=0.5,", "lr=0.5,\n    steps=50,").replace("0, -4, 16", "0, -4, 3"), given)
    titles = [plt.figure(number).get_suptitle() for number in plt.get_fignums()]
    plt.close("all")
    return titles


@pytest.mark.slow
def test_with_the_solutions_every_experiment_draws(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = run_experiments({exercise.name: exercise.text for exercise in LAB.exercises}, monkeypatch)
    assert "not ready" not in capsys.readouterr().out
    assert len(titles) == len(EXPERIMENT.findall(LAB.prose)) == 11
    assert re.match(r"dx against slopes measured on your own forward: at most \de-(09|1\d) apart", titles[2])
    assert re.match(r"At test batch normalization is a straight line: at most \de-1\d apart", titles[6])


def test_with_the_stubs_every_experiment_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_experiments({exercise.name: stub(exercise) for exercise in LAB.exercises}, monkeypatch) == []
    said = [line for line in capsys.readouterr().out.splitlines() if "not ready yet" in line]
    assert len(said) == 11
    assert said[1] == (
        "zca_whiten and batchnorm_forward are not ready yet: their code raises NotImplementedError; "
        "this plot comes alive once check is content with them."
    )


def test_a_function_that_returns_another_shape_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    PLOTS.whitened_cloud(lambda x: (x[:, :1], np.eye(2)))
    assert capsys.readouterr().out == (
        "zca_whiten is not ready yet: it returns shapes (400, 1), (2, 2) instead of (400, 2), (2, 2); "
        "this plot comes alive once check(zca_whiten) is content.\n"
    )
