"""Pictures of layers: what they draw, and what they say where a layer is not ready."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from grader import viz
from tests.pictures import plots_of

PLOTS = plots_of("03_activations")

mpl.use("Agg")


class Half:
    """y = x / 2."""

    def __init__(self, alpha=np.full(1, 0.5)):  # noqa: B008
        self.alpha = np.array(alpha)

    def forward(self, x):
        self.x = x
        return self.alpha * x

    def backward(self, dout):
        self.dalpha = np.sum(dout * self.x, keepdims=True).reshape(-1)[:1]
        return self.alpha * dout


class Off(Half):
    """Gives 0 and takes no gradient: every unit is dead."""

    def forward(self, x):
        return 0 * x

    def backward(self, dout):
        return 0 * dout


class Stub:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError


class Flat(Half):
    def backward(self, dout):
        return dout.ravel()


def norms(x, weights, activation, dout):
    return np.arange(1.0, len(weights) + 1)


@pytest.fixture(autouse=True)
def _no_figures():
    yield
    plt.close("all")


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (60, 9)).astype(np.uint8), np.arange(60) % 3
    return SimpleNamespace(train_images=images, train_labels=labels, test_images=images, test_labels=labels)


DRAWN = {
    "curves": lambda layer, data: PLOTS.curves({"Tanh": layer}, title="t", bound=0.5),
    "profile": lambda layer, data: PLOTS.gradient_profile(norms, {"Tanh": layer}, title="t", depth=6, width=4),
    "signals": lambda layer, data: PLOTS.signals({"Tanh": layer}, title="t", gains={"Tanh": 1.0}, depth=3, width=8),
    "dead": lambda layer, data: PLOTS.dead_units({"Tanh": (layer, 0.1)}, data, title="t", sizes=(9, 4, 3), steps=20),
    "slopes": lambda layer, data: PLOTS.learned_slopes(
        layer, data, title="t", sizes=(9, 4, 3), lr=0.01, steps=5, label="Tanh"
    ),
    "runs": lambda layer, data: PLOTS.loss_curves(
        PLOTS.train_digits({"Tanh": layer}, data, sizes=(9, 4, 3), lr=0.1, steps=50), title="t"
    ),
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_every_picture_has_a_title_and_labelled_axes(draw, data):
    draw(Half, data)
    (number,) = plt.get_fignums()
    figure = plt.figure(number)
    assert figure.get_suptitle() == "t"
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)
    assert figure.legends


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_layer_that_is_not_ready_is_reported_in_one_line(draw, data, capsys):
    draw(Stub, data)
    assert plt.get_fignums() == []
    lines = [line for line in capsys.readouterr().out.splitlines() if line.strip() and "left" not in line]
    message = "its forward raises NotImplementedError; this plot comes alive once check(Tanh) is content."
    assert lines == [f"Tanh is not ready yet: {message}"]


def test_backward_of_another_shape_is_reported(capsys):
    PLOTS.curves({"Tanh": Flat}, title="t")
    assert "Tanh is not ready yet: its backward makes (601,) of (601, 1)" in capsys.readouterr().out


def test_curves_draw_output_and_slope():
    PLOTS.curves({"Tanh": Half}, title="t", span=(-1, 1))
    left, right = plt.gcf().axes
    np.testing.assert_allclose(left.lines[0].get_ydata()[[0, -1]], [-0.5, 0.5], atol=1e-6)
    np.testing.assert_allclose(right.lines[0].get_ydata(), 0.5)


def test_profile_shows_the_students_norms_and_names_the_share_of_the_first():
    PLOTS.gradient_profile(norms, {"Tanh": Half}, title="t", depth=5, width=4)
    np.testing.assert_array_equal(plt.gcf().axes[0].lines[0].get_ydata(), [1, 2, 3, 4, 5])
    assert plt.gcf().legends[0].get_texts()[0].get_text() == "Tanh: first / last = 0.2"


def test_profile_reports_a_fault_of_gradient_norms_as_its_own(capsys):
    PLOTS.gradient_profile(lambda *network: [1.0], {"Tanh": Half}, title="t", depth=5, width=4)
    message = "gradient_norms is not ready yet: for 5 layers it gives an array of shape (1,)"
    assert message in capsys.readouterr().out


def test_collapsed_draws_the_students_line_on_the_stack():
    def collapse(weights, biases):
        matrix, bias = np.eye(1), np.zeros(1)
        for w, b in zip(weights, biases, strict=True):
            matrix, bias = matrix @ w, bias @ w + b
        return matrix, bias

    PLOTS.collapsed(collapse, Half, title="t")
    stack, one = plt.gcf().axes[0].lines
    np.testing.assert_allclose(np.ravel(stack.get_ydata()), one.get_ydata())


def test_collapsed_says_what_is_missing(capsys):
    PLOTS.collapsed(lambda weights, biases: 1, Half, title="t")
    assert "collapse_linear is not ready yet: it raises TypeError" in capsys.readouterr().out


def test_dead_units_are_those_that_no_image_moves(data):
    layers = {"Tanh": (Half, 0.1), "ReLU": (Off, 0.1)}
    PLOTS.dead_units(layers, data, title="t", sizes=(9, 4, 3), steps=20)
    alive, dead = (line.get_ydata() for line in plt.gcf().axes[0].lines)
    assert (alive == 0).all()
    assert (dead == 100).all()


def test_a_network_learns_and_so_do_its_slopes(data):
    runs = PLOTS.train_digits({"Tanh": Half}, data, sizes=(9, 8, 3), lr=0.1, steps=300, gain=2.0)
    losses = runs["Tanh"].losses
    assert losses[-20:].mean() < losses[:20].mean() - 0.05
    PLOTS.learned_slopes(Half, data, title="t", sizes=(9, 8, 3), lr=0.01, steps=30)
    slope = plt.gcf().axes[0].lines[0].get_ydata()
    assert slope[0] == 0.5
    assert slope[-1] != 0.5


def test_network_gradient_equals_finite_differences():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, 4)).astype(np.float32), np.array([0, 1, 2, 0, 1])

    def loss(change=0.0):
        network = viz.Network("Tanh", (4, 6, 3), Half, gain=1.0)
        network.weights[0][1, 2] += np.float32(change)
        return network.descend(x, y, lr=0.0)

    network = viz.Network("Tanh", (4, 6, 3), Half, gain=1.0)
    before = network.weights[0].copy()
    network.descend(x, y, lr=1.0)
    slope = (before - network.weights[0])[1, 2]
    np.testing.assert_allclose(slope, (loss(0.01) - loss(-0.01)) / 0.02, rtol=1e-2)
