"""Pictures of initial weights: what they draw, and what they say where an initializer is not ready."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot as plt

from tests.pictures import plots_of

PLOTS = plots_of("04_initialization")


def halves(shape, fan_in, fan_out, rng):
    return rng.normal(0.0, 0.5, shape)


def stub(shape, fan_in, fan_out, rng):
    raise NotImplementedError


def strength(x, weights, activation):
    return np.arange(1.0, len(weights) + 1)


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (60, 9)).astype(np.uint8), np.arange(60) % 3
    return SimpleNamespace(train_images=images, train_labels=labels, test_images=images, test_labels=labels)


DRAWN = {
    "units": lambda made: PLOTS.same_units(lambda first, second: 3, {"he_normal": made}, title="t", steps=100),
    "weights": lambda made: PLOTS.weights_drawn({"he_normal": made}, title="t", shape=(30, 20)),
    "scale": lambda made: PLOTS.scale_over_outputs({"he_normal": made}, title="t", inputs=10, outputs=(3, 9)),
    "histograms": lambda made: PLOTS.layer_histograms({"he_normal": made}, activation="relu", title="t", width=8),
    "strengths": lambda made: PLOTS.strengths(strength, {"he_normal": made}, title="t", depth=4, width=8),
}


@pytest.mark.parametrize("name", DRAWN)
def test_one_figure_when_ready_and_one_line_when_not(name, capsys):
    DRAWN[name](halves)
    assert len(plt.get_fignums()) == 1
    assert capsys.readouterr().out == ""
    plt.close("all")
    DRAWN[name](stub)
    assert plt.get_fignums() == []
    message = "he_normal is not ready yet: it raises NotImplementedError; this plot comes alive once check(he_normal)"
    assert capsys.readouterr().out.startswith(message)


def test_wrong_shape_is_reported(capsys):
    PLOTS.weights_drawn({"xavier": lambda *layer: np.zeros(3)}, title="t", shape=(3, 2))
    assert "for the shape (3, 2) it gives an array of shape (3,)" in capsys.readouterr().out


def test_fans_are_measured(capsys):
    PLOTS.measured_fans(lambda weights: weights.shape[:2], title="t", shapes=((30, 20),))
    left, right = plt.gcf().axes
    for ax in (left, right):
        ((x,), (y,)) = ax.lines[-1].get_data()
        assert y == pytest.approx(x, rel=0.2)
    plt.close("all")
    PLOTS.measured_fans(lambda weights: (1, 2, 3), title="t", shapes=((3, 2),))
    assert "fans is not ready yet: it raises ValueError" in capsys.readouterr().out


@pytest.mark.parametrize("value", [-0.3, 0.1])
def test_equal_units_stay_equal_to_the_last_digit(value):
    counted = []

    def count(first, second):
        counted.append(len(np.unique(np.concatenate([first, second.T]), axis=1).T))
        return counted[-1]

    PLOTS.same_units(count, {"constant": PLOTS.constant(value)}, title="t", steps=300)
    assert set(counted) == {1}


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_training_starts_from_the_given_weights(activation, data, capsys):
    zeros = lambda shape, fan_in, fan_out, rng: np.zeros(shape)  # noqa: E731
    starts = {"zeros_init": zeros, "std 0.5": PLOTS.fixed_scale(0.5), "std 1e6": PLOTS.fixed_scale(1e6)}
    runs = PLOTS.train_from(starts | {"xavier": stub}, data, activation=activation, sizes=(9, 8, 3), steps=60)
    assert list(runs) == list(starts)
    assert "xavier is not ready yet" in capsys.readouterr().out
    assert runs["zeros_init"].losses[0] == pytest.approx(np.log(3))
    assert runs["std 0.5"].losses[-10:].mean() < runs["std 0.5"].losses[:10].mean()
    assert np.isnan(runs["std 1e6"].losses[0])
