"""What the plots draw, and that they read well."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from grader import viz
from tests.pictures import plots_of
from tests.viz.optimizers import (
    Slide,
    SlideByFunction,
    Steady,
    Stub,
    figures,
    only_figure,
)

PLOTS = plots_of("06_optimizers")


def draw_paths():
    PLOTS.paths(PLOTS.BEALE, {"Adam": lambda p: Slide(p, 0.01), "Nadam": Slide}, steps=9, title="The message")


def draw_divergence():
    PLOTS.paths(PLOTS.VALLEY, {"Adam": lambda p: Slide(p, lr=99.0)}, steps=400, title="The message")


def draw_step_lengths():
    PLOTS.step_lengths(PLOTS.VALLEY, {"Adadelta": Slide, "RMSprop": Steady}, steps=9, title="The message")


def draw_rates():
    PLOTS.rates({"Adagrad": Slide}, np.ones((9, 2)), weights=["one", "other"], title="The message")


def draw_small_gradients():
    PLOTS.small_gradients({"Adam": Steady, "Adam, eps 1": Slide}, steps=2, title="The message")


def draw_shrinkage():
    options = {"l2": {"Adam": 0.1}, "noise": [0.1, 1], "steps": 9, "expected": 0.9}
    PLOTS.shrinkage({"AdamW": Slide, "Adam": Slide}, title="The message", **options)


def draw_averages():
    PLOTS.averages(np.ones(20), [0.9, 0.99], title="The message")


def draw_loss_curves():
    runs = {name: viz.Run(np.linspace(2, 0.1, 300), 0.9, 1.0) for name in viz.recorded_exercises(PLOTS.__file__)}
    PLOTS.loss_curves(runs, title="The message")


@pytest.mark.parametrize(
    "draw",
    [
        draw_paths,
        draw_divergence,
        draw_step_lengths,
        draw_rates,
        draw_small_gradients,
        draw_shrinkage,
        draw_averages,
        draw_loss_curves,
    ],
)
def test_a_plot_has_its_message_labels_and_a_legend_beside_the_data(draw):
    draw()
    figure = only_figure()
    assert figure.get_suptitle() == "The message"
    assert all(ax.get_xlabel() for ax in figure.axes)
    assert figure.axes[0].get_ylabel()
    renderer = figure.canvas.get_renderer()
    (legend,) = figure.legends
    box = legend.get_window_extent(renderer)
    assert not any(box.overlaps(ax.get_window_extent(renderer)) for ax in figure.axes)
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.x1


def test_drawing_leaves_matplotlib_as_it_was():
    keys = [key for key in mpl.rcParams if not key.startswith("backend")]
    before = {key: mpl.rcParams[key] for key in keys}
    draw_paths()
    assert {key: mpl.rcParams[key] for key in keys} == before


def test_drawing_does_not_undo_what_a_notebook_sets_at_its_first_figure(monkeypatch):
    subplots = plt.subplots

    def first_figure(*args, **options):
        plt.ion()  # what IPython's inline backend does when it is loaded; without it no figure would show
        return subplots(*args, **options)

    monkeypatch.setattr(plt, "subplots", first_figure)
    try:
        draw_paths()
        assert plt.isinteractive()
    finally:
        plt.ioff()


def test_losses_are_on_a_log_axis_in_the_optimizers_style():
    draw_paths()
    plane, curve = only_figure().axes
    assert curve.get_yscale() == "log"
    expected = PLOTS.styles(["Adam", "Nadam"])
    assert [(line.get_color(), line.get_linestyle()) for line in curve.lines] == list(expected.values())
    np.testing.assert_array_equal(plane.lines[0].get_xydata()[0], PLOTS.BEALE.start)


def test_a_path_is_cut_where_it_leaves_the_picture_for_good():
    draw_divergence()
    assert len(only_figure().axes[0].lines[0].get_xydata()) == 2


def test_rates_are_drawn_only_where_the_gradient_is_not_zero():
    gradients = np.ones((6, 2))
    gradients[[0, 1, 3, 4], 1] = 0
    PLOTS.rates({"Adagrad": lambda p: Slide(p, lr=0.25)}, gradients, weights=["always", "rarely"], title="t")
    always, rarely = only_figure().axes[0].lines
    np.testing.assert_allclose(always.get_xydata(), [[step, 0.25] for step in range(1, 7)])
    np.testing.assert_allclose(rarely.get_xydata(), [[3, 0.25], [6, 0.25]])


def test_small_gradients_shows_the_mean_step():
    PLOTS.small_gradients({"Adam": lambda p: Steady(p, lr=0.3), "RMSprop": Slide}, steps=4, title="t")
    steady, slide = (line.get_xydata() for line in only_figure().axes[0].lines)
    np.testing.assert_allclose(steady[:, 1], 0.3)
    np.testing.assert_allclose(slide[:, 1], 0.02 * slide[:, 0])


def test_shrinkage_adds_the_penalty_only_to_the_optimizer_that_has_one():
    draw_shrinkage()
    for ax in only_figure().axes:
        alone, decoupled, penalised = (line.get_ydata() for line in ax.lines)
        np.testing.assert_allclose(alone, 0.9 ** np.arange(10))
        np.testing.assert_allclose(penalised[1] - decoupled[1], -0.02 * 0.1 * 1.0)


def test_corrected_average_of_a_constant_is_the_constant():
    PLOTS.averages(np.full(50, 3.0), [0.9], "t")
    (ax,) = only_figure().axes
    plain, corrected = (line.get_ydata() for line in ax.lines[1:])
    np.testing.assert_allclose(corrected, 3.0)
    np.testing.assert_allclose(plain, 3.0 * (1 - 0.9 ** np.arange(1, 51)))


def test_two_views_measures_whether_the_two_forms_agree():
    PLOTS.two_views(PLOTS.VALLEY, Slide, SlideByFunction, momentum=0.0, steps=9)
    assert only_figure().get_suptitle() == "One method, seen from two points: φ and θ + μv differ by at most 0e+00"


def test_two_views_says_when_they_do_not():
    PLOTS.two_views(PLOTS.VALLEY, Slide, lambda p: SlideByFunction(p, lr=0.01), momentum=0.0, steps=9)
    assert only_figure().get_suptitle().endswith(": one of the two classes is not right yet")


def test_two_views_draws_nothing_until_both_are_ready(capsys):
    PLOTS.two_views(PLOTS.VALLEY, Slide, Stub, momentum=0.9, steps=9)
    assert capsys.readouterr().out.startswith("NesterovLookahead is not ready yet: ")
    assert figures() == []
