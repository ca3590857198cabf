"""Training runs, their progress bar and their curves."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from IPython import display

from grader import viz
from tests.pictures import plots_of
from tests.viz.optimizers import (
    HalfDone,
    Slide,
    Stub,
    figures,
    legend_labels,
    only_figure,
)

PLOTS = plots_of("06_optimizers")


class TwoClasses:
    """A network of one weight: class 1 where weight * x is positive."""

    def __init__(self):
        self.params = [np.array([-1.0])]

    def predict(self, x):
        return (x[:, 0] * self.params[0] > 0).astype(int)


X, Y = np.array([[1.0], [-1.0], [2.0], [3.0]]), np.array([1, 0, 1, 1])


def loop(network, optimizer, rng):
    losses = []
    for _ in range(4):
        optimizer.step([np.array([-1.0])])
        losses.append(float(rng.uniform()))
    return losses


def train(optimizers, train=loop):
    return PLOTS.train_all(train, optimizers, network=TwoClasses, images=X, labels=Y, steps=4)


def test_every_optimizer_starts_from_the_same_network_and_seed(capsys):
    runs = train({"Adam": lambda p: Slide(p, lr=1.0), "Nadam": lambda p: Slide(p, lr=0.1)})
    assert {label: run.accuracy for label, run in runs.items()} == {"Adam": 1.0, "Nadam": 0.0}
    np.testing.assert_array_equal(runs["Adam"].losses, runs["Nadam"].losses)
    shown = capsys.readouterr().out
    assert "100%" in shown
    assert "Nadam, accuracy 0.0%" in shown


def test_training_leaves_out_what_is_not_ready(capsys):
    runs = train({"Adam": HalfDone, "Nadam": Slide})
    assert list(runs) == ["Nadam"]
    assert capsys.readouterr().out.endswith(
        "Adam is not ready yet: its step raises NotImplementedError; it joins this plot once check(Adam) is content.\n"
    )


def test_loop_that_raises_is_reported_as_the_fault_of_the_loop(capsys):
    def unwritten(network, optimizer, rng):
        raise NotImplementedError

    assert train({"Adam": Slide, "Nadam": Slide}, train=unwritten) == {}
    assert capsys.readouterr().out.endswith(
        "train_mnist is not ready yet: it raises NotImplementedError; "
        "this plot comes alive once check(train_mnist) is content.\n"
    )


@pytest.mark.parametrize(("returned", "shape"), [(None, "()"), ([], "(0,)"), ([[1.0]], "(1, 1)")])
def test_a_loop_must_return_a_loss_per_mini_batch(returned, shape, capsys):
    assert train({"Adam": Slide}, train=lambda network, optimizer, rng: returned) == {}
    assert f"it returns losses of shape {shape} instead of one per mini-batch" in capsys.readouterr().out


def test_in_a_notebook_the_bar_is_one_output_that_changes(monkeypatch):
    shown = []
    handle = SimpleNamespace(update=lambda data, raw: shown.append(data["text/plain"]))
    monkeypatch.setattr(display, "display", lambda *args, **options: handle)
    monkeypatch.setattr("IPython.get_ipython", lambda: "a shell")
    train({"Adam": lambda p: Slide(p, lr=1.0)})
    assert shown[-1].startswith("100% |█")
    assert shown[-1].endswith("| 00:00 left, Adam, accuracy 100.0%")
    train({"Adam": Stub})
    assert shown[-1] == ""


def test_training_works_without_a_progress_bar(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert train({"Adam": lambda p: Slide(p, lr=1.0)})["Adam"].accuracy == 1.0
    assert capsys.readouterr().out == ""


def test_loss_curves_average_growing_stretches_and_name_the_accuracy():
    viz.loss_curves({"Adam": viz.Run(np.arange(1.0, 101), 0.9312, 1.0)}, title="t", points=24)
    figure = only_figure()
    assert legend_labels(figure) == ["Adam: 93.1% right"]
    (line,) = figure.axes[0].lines
    np.testing.assert_allclose(line.get_xdata(), line.get_ydata())  # the mean of 3, 4, 5 stands at 4
    assert line.get_xdata()[0] == 1


def test_loss_curves_of_nothing_draw_nothing():
    PLOTS.loss_curves({}, title="t")
    assert figures() == []
