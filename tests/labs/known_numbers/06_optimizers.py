"""Known numbers of 06_optimizers: what solutions, and mistakes that are others' forms, give on one short sequence.

Computed once with the libraries that the comments name, in float64; printed to ten digits.
"""

from __future__ import annotations

import itertools
from functools import partial
from types import SimpleNamespace

import numpy as np

from grader.course.oracles import TorchOptimizer
from tests.labs.five_steps import GRADS, START, five_steps, numbers
from tests.labs.labs import Known, KnownNumber

SOLUTIONS = (
    numbers("GradientDescent", {"lr": 0.1}, [0.97, -1.88, 0.495, 0], [0.835, -1.912, 0.475, -0.06]),
    numbers("Momentum", {"lr": 0.1}, [0.97, -1.88, 0.495, 0], [0.796957, -1.650208, 0.4693345, -0.1797]),
    numbers("Nesterov", {"lr": 0.1}, [0.943, -1.772, 0.4905, 0], [0.6522613, -1.5971872, 0.44740105, -0.22173]),
    numbers("MomentumEMA", {"lr": 0.1}, [0.997, -1.988, 0.4995, 0], [0.9796957, -1.9650208, 0.49693345, -0.01797]),
    numbers(  # torch
        "Adagrad",
        {"lr": 0.1, "eps": 0.01},
        [0.9032258065, -1.900826446, 0.4166666667, 0],
        [0.8445992348, -1.92467321, 0.3407830834, -0.08464662469],
    ),
    numbers(  # TensorFlow 1: no eps, sums that start at 0.1
        "Adagrad",
        {"lr": 0.1, "eps": 0.0, "initial_accumulator_value": 0.1},
        [0.9311752798, -1.903301244, 0.4843826238, 0],
        [0.8679349611, -1.926691961, 0.4448623662, -0.0782222932],
    ),
    numbers(
        "Adadelta",
        {"lr": 1.0, "rho": 0.9, "eps": 1e-3},
        [0.9051316702, -1.900345424, 0.4552786405, 0],
        [0.7635908113, -1.927393376, 0.3594007449, -0.07774813312],
    ),
    numbers(
        "RMSprop",
        {"lr": 0.1, "alpha": 0.9, "eps": 0.01},
        [0.7139269782, -1.691891603, 0.3062870566, 0],
        [0.5193820291, -1.764964498, 0.08889757115, -0.2553267967],
    ),
    numbers(
        "RMSprop",
        {"lr": 0.1, "alpha": 0.9, "eps": 0.01, "momentum": 0.5, "centered": True},
        [0.7, -1.675675676, 0.3, 0],
        [0.3145399988, -1.51607381, -0.1498154906, -0.5083303669],
    ),
    numbers(
        "Adam",
        {"lr": 0.1, "betas": (0.9, 0.99), "eps": 0.1},
        [0.925, -1.907692308, 0.4666666667, 0],
        [0.8714959911, -1.824772752, 0.4215067448, -0.1190563444],
    ),
    numbers(
        "AdamW",
        {"lr": 0.1, "weight_decay": 0.1},
        [0.8900000033, -1.880000001, 0.39500002, 0],
        [0.7916746622, -1.714400472, 0.2852623668, -0.1504760708],
    ),
    numbers(
        "Nadam",
        {"lr": 0.1},
        [0.8943548257, -1.894354823, 0.3943548433, 0],
        [0.7959904703, -1.902401782, 0.2884512432, -0.1101161735],
    ),
)
# Forms that others use, which are mistakes here: the edit must be that form.
MISTAKES = (
    numbers(
        "Momentum",
        {"lr": 0.1},
        [0.997, -1.988, 0.4995, 0],
        [0.9796957, -1.9650208, 0.49693345, -0.01797],
        "moving average instead of a sum",
    ),
    numbers(
        "Adagrad",
        {"lr": 0.1, "eps": 0.01},
        [0.9051316702, -1.900345424, 0.4552786405, 0],
        [0.846033626, -1.924303888, 0.3917898458, -0.08499214853],
        "eps inside the root",
    ),
    numbers(
        "RMSprop",
        {"lr": 0.1, "alpha": 0.9, "eps": 0.01},
        [0.782357125, -1.694211685, 0.4506135202, 0],
        [0.5750972159, -1.767032168, 0.3217273415, -0.2437694997],
        "eps inside the root",
    ),
    numbers(  # TensorFlow and Keras
        "Adam",
        {"lr": 0.1, "betas": (0.9, 0.99), "eps": 0.1},
        [0.9769230769, -1.945454545, 0.4952380952, 0],
        [0.9400204577, -1.88958858, 0.4825165462, -0.06247003796],
        "eps hat",
    ),
    numbers(  # torch.optim.Adam(weight_decay=0.1)
        "AdamW",
        {"lr": 0.1, "weight_decay": 0.1},
        [0.9000000025, -1.900000001, 0.40000001, 0],
        [0.7482471612, -1.730275769, 0.224504066, -0.1503143789],
        "L2 inside the gradient",
    ),
    numbers(  # Keras since 2.11
        "Nadam",
        {"lr": 0.1},
        [0.8937212232, -1.893721221, 0.3937212409, 0],
        [0.809532363, -1.899528598, 0.2963095928, -0.1097465368],
        "momentum_decay ignored",
    ),
    numbers(
        "Nadam",
        {"lr": 0.1},
        [0.8526315839, -1.85263158, 0.3526316084, 0],
        [0.7813742155, -1.806155828, 0.2355937634, -0.1693800452],
        "beta1 instead of mu",
    ),
)


def after_a_zero_gradient(labs: SimpleNamespace, name: str) -> np.ndarray:
    p = np.array([5.0, -1.0])
    getattr(labs, name)([p]).step([np.zeros(2)])
    return p


def longest_distance_of_the_two_forms_of_nesterov(labs: SimpleNamespace) -> float:
    """Between phi of torch's form and theta + mu v of the paper's, which are the same point, over thirty steps."""
    matrix = np.array([[2.0, 0.3], [0.3, 0.7]])
    theta, phi = np.array([1.0, -2.0]), np.array([1.0, -2.0])
    ahead = labs.NesterovLookahead([theta], lr=0.1, momentum=0.9)
    torch_form = labs.Nesterov([phi], lr=0.1, momentum=0.9)
    distances = []
    for _ in range(30):
        before = theta.copy()
        torch_form.step([matrix @ phi])
        ahead.step(lambda points: [matrix @ p for p in points])
        distances.append(np.abs(phi - (theta + 0.9 * (theta - before))).max())
    return max(distances)


def average_over_sum(labs: SimpleNamespace) -> np.ndarray:
    """Momentum as an average, relative to momentum as a sum with a rate scaled by 1 - beta."""
    average = five_steps(labs, "MomentumEMA", {"lr": 0.5, "beta": 0.8})
    total = five_steps(labs, "Momentum", {"lr": 0.5 * (1 - 0.8), "momentum": 0.8})
    return np.concatenate([a[:3] / t[:3] for a, t in zip(average, total, strict=True)])


def nadam_over_torchs(labs: SimpleNamespace) -> np.ndarray:
    """Forty steps of Nadam, relative to torch's, whose product of momenta is in double precision."""
    p, q = np.array(START), np.array(START)
    theirs, ours = TorchOptimizer("NAdam", [p], lr=0.1), labs.Nadam([q], lr=0.1)
    for g in itertools.islice(itertools.cycle(GRADS), 40):
        theirs.step([np.array(g)])
        ours.step([np.array(g)])
    return q / p


def centered_rmsprop_stays_finite(labs: SimpleNamespace) -> bool:
    """Six hundred equal gradients; torch's own is NaN from the 331st step on."""
    p = np.zeros(1)
    optimizer = labs.RMSprop([p], alpha=0.9, centered=True)
    for _ in range(600):
        optimizer.step([np.array([0.1])])
    return bool(np.isfinite(p).all())


ZERO_GRADIENT_MOVES_NOTHING = (
    *("GradientDescent", "Momentum", "MomentumEMA", "Nesterov", "Adagrad"),
    *("RMSprop", "Adadelta", "Adam", "Nadam"),
)

KNOWN = Known(
    numbers=(
        *SOLUTIONS,
        *MISTAKES,
        *(
            KnownNumber(f"{name} after a zero gradient", partial(after_a_zero_gradient, name=name), [5.0, -1.0])
            for name in ZERO_GRADIENT_MOVES_NOTHING
        ),
        KnownNumber("both forms of Nesterov", longest_distance_of_the_two_forms_of_nesterov, 0, atol=1e-14),
        KnownNumber("momentum as an average", average_over_sum, np.ones(6), rtol=1e-12),
        KnownNumber("Nadam over torch's", nadam_over_torchs, np.ones(4), rtol=1e-12),
        KnownNumber("centered RMSprop stays finite", centered_rmsprop_stays_finite, True),
    ),
    titles=(
        "One method, seen from two points: φ and θ \\+ μv differ by at most",
        "Plain descent is left behind by all the others \\(three hundred, 300 images\\)$",
    ),
    drawn_by_stubs=("An average that starts at 0 is too small, for about 1 / (1 − β) steps",),  # noqa: RUF001
)
