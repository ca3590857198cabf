"""Plots of a lab whose functions give something else than they should: one sentence, or a title that says it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from tests.labs.labs import COURSE, handed_out, plot_function, solutions

LOSSES = COURSE.lab("02_losses_and_descent")
BATCHNORM = COURSE.lab("05_batchnorm")
REVIEW = COURSE.lab("00_review")


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


@pytest.mark.parametrize(
    ("draw", "task", "fault"),
    [
        ("errors", lambda y, p: None, "mae is not ready yet: it returns nothing; "),
        ("errors", lambda y, p: y - p, "mae is not ready yet: it returns ndarray of shape (10,) instead of (); "),
        ("errors", lambda y, p: "far", "mae is not ready yet: it returns something that is no array of numbers; "),
        ("four_counts", lambda y, p: None, "confusion is not ready yet: it returns nothing; "),
        ("four_counts", lambda y, p: 1, "confusion is not ready yet: its code raises TypeError: "),
    ],
)
def test_unusable_measure_is_described_in_one_sentence(
    draw: str, task: Any, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    function = plot_function(REVIEW, draw)
    with handed_out(REVIEW.path):
        function(task)
    assert capsys.readouterr().out.startswith(fault)
    assert plt.get_fignums() == []
