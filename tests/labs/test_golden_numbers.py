"""Known numbers: what the solutions, and mistakes that are others' forms, give on one short sequence."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from grader.course.loader import find_course
from grader.course.oracles import TorchOptimizer
from grader.course.reference import Reference

LAB = find_course(Path(__file__).parent).lab("06_optimizers")

START = [1.0, -2.0, 0.5, 0.0]
GRADS = [
    [0.3, -1.2, 0.05, 0.0],
    [-0.4, 0.8, 0.1, 0.0],
    [0.25, -0.5, -0.2, 0.7],
    [0.0, 0.0, 0.0, 0.0],
    [1.5, 0.02, 0.3, -0.1],
]


def five_steps(task, **options) -> tuple[np.ndarray, np.ndarray]:
    """The parameters after the first and the fifth step of the test sequence."""
    p = np.array(START)
    optimizer = task([p], **options)
    seen = []
    for g in GRADS:
        optimizer.step([np.array(g)])
        seen.append(p.copy())
    return seen[0], seen[-1]


# Computed once with the libraries that the comments name, in float64; printed to ten digits.
SOLUTIONS = [
    ("GradientDescent", {"lr": 0.1}, [0.97, -1.88, 0.495, 0], [0.835, -1.912, 0.475, -0.06]),
    ("Momentum", {"lr": 0.1}, [0.97, -1.88, 0.495, 0], [0.796957, -1.650208, 0.4693345, -0.1797]),
    ("Nesterov", {"lr": 0.1}, [0.943, -1.772, 0.4905, 0], [0.6522613, -1.5971872, 0.44740105, -0.22173]),
    ("MomentumEMA", {"lr": 0.1}, [0.997, -1.988, 0.4995, 0], [0.9796957, -1.9650208, 0.49693345, -0.01797]),
    (
        "Adagrad",  # torch
        {"lr": 0.1, "eps": 0.01},
        [0.9032258065, -1.900826446, 0.4166666667, 0],
        [0.8445992348, -1.92467321, 0.3407830834, -0.08464662469],
    ),
    (
        "Adagrad",  # TensorFlow 1: no eps, sums that start at 0.1
        {"lr": 0.1, "eps": 0.0, "initial_accumulator_value": 0.1},
        [0.9311752798, -1.903301244, 0.4843826238, 0],
        [0.8679349611, -1.926691961, 0.4448623662, -0.0782222932],
    ),
    (
        "Adadelta",
        {"lr": 1.0, "rho": 0.9, "eps": 1e-3},
        [0.9051316702, -1.900345424, 0.4552786405, 0],
        [0.7635908113, -1.927393376, 0.3594007449, -0.07774813312],
    ),
    (
        "RMSprop",
        {"lr": 0.1, "alpha": 0.9, "eps": 0.01},
        [0.7139269782, -1.691891603, 0.3062870566, 0],
        [0.5193820291, -1.764964498, 0.08889757115, -0.2553267967],
    ),
    (
        "RMSprop",
        {"lr": 0.1, "alpha": 0.9, "eps": 0.01, "momentum": 0.5, "centered": True},
        [0.7, -1.675675676, 0.3, 0],
        [0.3145399988, -1.51607381, -0.1498154906, -0.5083303669],
    ),
    (
        "Adam",
        {"lr": 0.1, "betas": (0.9, 0.99), "eps": 0.1},
        [0.925, -1.907692308, 0.4666666667, 0],
        [0.8714959911, -1.824772752, 0.4215067448, -0.1190563444],
    ),
    (
        "AdamW",
        {"lr": 0.1, "weight_decay": 0.1},
        [0.8900000033, -1.880000001, 0.39500002, 0],
        [0.7916746622, -1.714400472, 0.2852623668, -0.1504760708],
    ),
    (
        "Nadam",
        {"lr": 0.1},
        [0.8943548257, -1.894354823, 0.3943548433, 0],
        [0.7959904703, -1.902401782, 0.2884512432, -0.1101161735],
    ),
]
# Forms that others use, which are mistakes here: the edit must be that form.
MISTAKES = [
    (
        "Momentum",
        "moving average instead of a sum",
        {"lr": 0.1},
        [0.997, -1.988, 0.4995, 0],
        [0.9796957, -1.9650208, 0.49693345, -0.01797],
    ),
    (
        "Adagrad",
        "eps inside the root",
        {"lr": 0.1, "eps": 0.01},
        [0.9051316702, -1.900345424, 0.4552786405, 0],
        [0.846033626, -1.924303888, 0.3917898458, -0.08499214853],
    ),
    (
        "RMSprop",
        "eps inside the root",
        {"lr": 0.1, "alpha": 0.9, "eps": 0.01},
        [0.782357125, -1.694211685, 0.4506135202, 0],
        [0.5750972159, -1.767032168, 0.3217273415, -0.2437694997],
    ),
    (
        "Adam",  # TensorFlow and Keras
        "eps hat",
        {"lr": 0.1, "betas": (0.9, 0.99), "eps": 0.1},
        [0.9769230769, -1.945454545, 0.4952380952, 0],
        [0.9400204577, -1.88958858, 0.4825165462, -0.06247003796],
    ),
    (
        "AdamW",  # torch.optim.Adam(weight_decay=0.1)
        "L2 inside the gradient",
        {"lr": 0.1, "weight_decay": 0.1},
        [0.9000000025, -1.900000001, 0.40000001, 0],
        [0.7482471612, -1.730275769, 0.224504066, -0.1503143789],
    ),
    (
        "Nadam",  # Keras since 2.11
        "momentum_decay ignored",
        {"lr": 0.1},
        [0.8937212232, -1.893721221, 0.3937212409, 0],
        [0.809532363, -1.899528598, 0.2963095928, -0.1097465368],
    ),
    (
        "Nadam",
        "beta1 instead of mu",
        {"lr": 0.1},
        [0.8526315839, -1.85263158, 0.3526316084, 0],
        [0.7813742155, -1.806155828, 0.2355937634, -0.1693800452],
    ),
]


@pytest.mark.parametrize(("name", "options", "first", "fifth"), SOLUTIONS)
def test_solutions_give_the_known_numbers(name, options, first, fifth):
    after_one, after_five = five_steps(LAB.exercise(name).task, **options)
    np.testing.assert_allclose(after_one, first, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(after_five, fifth, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(("name", "mistake", "options", "first", "fifth"), MISTAKES)
def test_mistakes_that_are_others_forms_give_their_numbers(name, mistake, options, first, fifth):
    (edits,) = [wrong.edits for wrong in LAB.exercise(name).wrong if wrong.name == mistake]
    after_one, after_five = five_steps(Reference(LAB.exercise(name)).compile(edits), **options)
    np.testing.assert_allclose(after_one, first, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(after_five, fifth, rtol=1e-9, atol=1e-10)


def test_both_forms_of_nesterov_walk_the_same_path_seen_from_two_points():
    matrix = np.array([[2.0, 0.3], [0.3, 0.7]])
    theta, phi = np.array([1.0, -2.0]), np.array([1.0, -2.0])
    ahead = LAB.exercise("NesterovLookahead").task([theta], lr=0.1, momentum=0.9)
    torch_form = LAB.exercise("Nesterov").task([phi], lr=0.1, momentum=0.9)
    for _ in range(30):
        before = theta.copy()
        torch_form.step([matrix @ phi])
        ahead.step(lambda points: [matrix @ p for p in points])
        np.testing.assert_allclose(phi, theta + 0.9 * (theta - before), rtol=0, atol=1e-14)


def test_momentum_as_an_average_is_momentum_with_a_scaled_rate():
    average = five_steps(LAB.exercise("MomentumEMA").task, lr=0.5, beta=0.8)
    total = five_steps(LAB.exercise("Momentum").task, lr=0.5 * (1 - 0.8), momentum=0.8)
    np.testing.assert_allclose(average, total, rtol=1e-12)


def test_torchs_nadam_multiplies_in_double_precision():
    p, q = np.array(START), np.array(START)
    theirs, ours = TorchOptimizer("NAdam", [p], lr=0.1), LAB.exercise("Nadam").task([q], lr=0.1)
    for g in itertools.islice(itertools.cycle(GRADS), 40):
        theirs.step([np.array(g)])
        ours.step([np.array(g)])
    np.testing.assert_allclose(q, p, rtol=1e-12)
