"""Plots of a lab whose functions give something else than they should: one sentence, or a title that says it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from tests.labs.labs import COURSE, plot_function, solutions

LOSSES = COURSE.lab("02_losses_and_descent")
BATCHNORM = COURSE.lab("05_batchnorm")


@pytest.fixture(autouse=True)
def no_figures() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def test_walks_that_differ_are_named_in_the_title() -> None:
    task, same_walk = solutions(LOSSES).linear_regression_step, plot_function(LOSSES, "same_walk")
    points = sys.modules[same_walk.__module__].POINTS

    def step(rate: float) -> Any:
        return lambda w, b: task(w, b, points.x, points.y, rate)

    same_walk({"by hand": step(0.25), "by layers": step(0.2), "by torch.optim.SGD": None}, count=5)
    assert plt.gcf().get_suptitle().startswith("The walks differ by up to 0.")


@pytest.mark.parametrize(
    ("mse", "sentence"),
    [
        (lambda y, t: None, "mse is not ready yet: it returns NoneType instead of 2 values; "),
        (lambda y, t: (y, y), "mse is not ready yet: it returns an array of shape (1,) instead of (); "),
        (lambda y, t: ("a", y), "mse is not ready yet: it returns something that is no array of numbers; "),
        (lambda y: 0, "mse is not ready yet: it raises TypeError: "),
    ],
)
def test_unusable_result_is_described_in_one_sentence(
    mse: Any, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plot_function(LOSSES, "parabola")(mse=mse, title="")
    assert capsys.readouterr().out.startswith(sentence)
    assert plt.get_fignums() == []


def test_result_of_another_shape_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    plot_function(BATCHNORM, "whitened_cloud")(lambda x: (x[:, :1], np.eye(2)))
    assert capsys.readouterr().out == (
        "zca_whiten is not ready yet: it returns shapes (400, 1), (2, 2) instead of (400, 2), (2, 2); "
        "this plot comes alive once check(zca_whiten) is content.\n"
    )
