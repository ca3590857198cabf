"""Surfaces, walks over them, and the line that says what is not ready."""

from __future__ import annotations

import numpy as np
import pytest

from grader import viz
from tests.pictures import plots_of
from tests.viz.optimizers import (
    Faulty,
    HalfDone,
    Rebinding,
    Slide,
    SlideByFunction,
    Stub,
    figures,
    legend_labels,
    only_figure,
)

PLOTS = plots_of("06_optimizers")


@pytest.mark.parametrize("surface", [PLOTS.VALLEY, PLOTS.BEALE], ids=lambda surface: surface.name)
def test_gradient_is_that_of_the_loss(surface):
    for point in np.random.default_rng(0).uniform(-1, 2, (5, 2)):
        shifts = 1e-6 * np.eye(2)
        numerical = [(surface.loss(point + s) - surface.loss(point - s)) / 2e-6 for s in shifts]
        np.testing.assert_allclose(surface.gradient(point), numerical, rtol=1e-6, atol=1e-6)
    minimum = np.array(surface.minimum)
    assert surface.loss(minimum) == 0
    assert (surface.gradient(minimum) == 0).all()


def test_beale_at_the_origin_has_its_known_value():
    assert PLOTS.BEALE.loss(np.array([0.0, 0.0])) == 1.5**2 + 2.25**2 + 2.625**2


def test_walk_visits_every_point():
    points = PLOTS.walk("GradientDescent", lambda p: Slide(p, lr=0.5), (4.0, 8.0), lambda point: point, 2)
    np.testing.assert_array_equal(points, [[4, 8], [2, 4], [1, 2]])


def test_walk_passes_a_gradient_function_to_a_step_that_takes_one():
    ways = [PLOTS.walk("x", maker, (4.0, 8.0), lambda point: point, 3) for maker in (Slide, SlideByFunction)]
    np.testing.assert_array_equal(*ways)


@pytest.mark.parametrize(
    ("factory", "fault"),
    [
        (Stub, "its __init__ raises NotImplementedError"),
        (HalfDone, "its step raises NotImplementedError"),
        (Faulty, "its step raises TypeError: can't multiply list by float"),
        (Rebinding, "its step leaves the parameters as they were"),
        (lambda p: NotThere(p), "its cell has not been run (name 'NotThere' is not defined)"),  # noqa: F821
    ],
)
def test_optimizer_that_is_not_ready_is_reported_in_one_line(factory, fault, capsys):
    PLOTS.paths(PLOTS.VALLEY, {"Adam, lr 0.1": factory}, steps=3, title="t")
    line = f"Adam is not ready yet: {fault}; this plot comes alive once check(Adam) is content.\n"
    assert capsys.readouterr().out == line
    assert figures() == []


def test_ready_optimizers_are_drawn_without_the_others(capsys):
    PLOTS.paths(PLOTS.VALLEY, {"Momentum": Stub, "Nesterov": Slide}, steps=3, title="t")
    assert capsys.readouterr().out == (
        "Momentum is not ready yet: its __init__ raises NotImplementedError; "
        "it joins this plot once check(Momentum) is content.\n"
    )
    assert legend_labels(only_figure()) == ["Nesterov"]


def test_exercises_with_one_fault_share_a_line(capsys):
    PLOTS.paths(PLOTS.VALLEY, {"Adam": Stub, "Adam, again": Stub, "AdamW": Stub, "Nadam": Stub}, steps=3, title="t")
    assert capsys.readouterr().out == (
        "Adam, AdamW and Nadam are not ready yet: their __init__ raises NotImplementedError; "
        "this plot comes alive once check is content with them.\n"
    )


def test_an_interrupt_is_not_swallowed():
    class Interrupted(Slide):
        def step(self, grads):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PLOTS.paths(PLOTS.VALLEY, {"Adam": Interrupted}, steps=3, title="t")


def test_not_ready_is_an_exception_of_its_own():
    with pytest.raises(viz.NotReadyError) as raised:
        PLOTS.walk("Adam", Stub, (0.0, 0.0), PLOTS.VALLEY.gradient, 1)
    assert (raised.value.name, raised.value.fault) == ("Adam", "its __init__ raises NotImplementedError")
