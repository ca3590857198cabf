"""Known numbers of 07_sparse_optimizers: what solutions, and mistakes that are others' forms, give on one sequence.

Computed once with TensorFlow's optimizers of version 1 in float64 NumPy, and with torch; printed to ten digits.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.five_steps import five_steps, numbers
from tests.labs.labs import Known, KnownNumber

SOLUTIONS = (
    numbers("MomentumVelocity", {"lr": 0.1}, [0.97, -1.88, 0.495, 0], [0.796957, -1.650208, 0.4693345, -0.1797]),
    numbers(
        "AdagradTF",
        {"lr": 0.1},
        [0.9311752798, -1.903301244, 0.4843826238, 0],
        [0.8679349611, -1.926691961, 0.4448623662, -0.0782222932],
    ),
    numbers(  # as the slides call it
        "RMSpropTF",
        {"lr": 0.1, "decay": 0.99, "momentum": 0.9, "eps": 1e-10},
        [0.9698625613, -1.880263132, 0.4949748744, 0],
        [0.7948949613, -1.65074892, 0.4689543957, -0.1818689434],
    ),
    numbers(
        "RMSpropTF",
        {"lr": 0.1, "decay": 0.9, "momentum": 0.5, "eps": 0.01, "centered": True},
        [0.9686904907, -1.882307684, 0.4947592237, 0],
        [0.8055977113, -1.83270815, 0.4714125122, -0.1259193401],
    ),
    numbers(
        "ProximalGradientDescent",
        {"lr": 0.1, "l1": 0.5, "l2": 0.3},
        [0.8932038835, -1.776699029, 0.432038835, 0],
        [0.474775034, -1.419982784, 0.178297738, 0],
    ),
    numbers(
        "ProximalAdagrad",
        {"lr": 0.1, "l1": 0.05, "l2": 0.3},
        [0.8604820564, -1.854441581, 0.4286032943, 0],
        [0.6420169855, -1.725214646, 0.239455881, -0.05078411169],
    ),
    numbers(  # its third weight lies on the threshold in the first step
        "AdagradDA",
        {"lr": 0.1, "l1": 0.05, "l2": 0.3},
        [-0.05366074753, 0.09048226037, 0, 0],
        [-0.07857589553, 0.03686422333, 0, -0.03785434359],
    ),
    numbers(
        "FTRL",
        {"lr": 0.1},
        [0.2056990297, -1.393654053, -0.009482174514, 0],
        [0.1424587109, -1.41704477, -0.04900243215, -0.0782222932],
    ),
    numbers(
        "FTRL",
        {"lr": 0.1, "l1": 0.02, "l2": 0.3, "l2_shrinkage": 0.1},
        [0.1364458706, -1.297095717, -0.02902958502, 0],
        [0.05776715027, -1.254616274, -0.05993281075, -0.06622900958],
    ),
    numbers("Rprop", {}, [0.99, -1.99, 0.49, 0], [0.98, -1.99, 0.472, 0]),
)
# Forms that others use, which are mistakes here: the edit must be that form.
MISTAKES = (
    numbers(  # Keras since 2.11
        "RMSpropTF",
        {"lr": 0.1, "decay": 0.9, "eps": 0.01},
        [0.782357125, -1.694211685, 0.4506135202, 0],
        [0.5750972159, -1.767032168, 0.3217273415, -0.2437694997],
        "average starts at zero",
    ),
    numbers(  # the shrinkage of the first weights, by hand: 1 - 0.1 * (0.3 + 0.5), and so on
        "ProximalGradientDescent",
        {"lr": 0.1, "l1": 0.5},
        [0.92, -1.83, 0.445, 0],
        [0.585, -1.662, 0.225, 0.04],
        "subgradient instead of the threshold",
    ),
)


def rate_lowered(labs: SimpleNamespace) -> float:
    """Two steps with gradient 1, at the rates 0.1 and 0.01."""
    p = np.zeros(1)
    optimizer = labs.MomentumVelocity([p], lr=0.1, momentum=0.9)
    optimizer.step([np.ones(1)])
    optimizer.lr = 0.01
    optimizer.step([np.ones(1)])
    return float(p[0])


def ten_steps_with_two_rates(labs: SimpleNamespace) -> float:
    """Five steps at 0.1 and five at 0.01 with gradient 1."""
    p = np.zeros(1)
    optimizer = labs.MomentumVelocity([p], lr=0.1, momentum=0.9)
    for step in range(10):
        optimizer.lr = 0.1 if step < 5 else 0.01
        optimizer.step([np.ones(1)])
    return float(p[0])


def from_zero(labs: SimpleNamespace, name: str) -> np.ndarray:
    """An optimizer's five steps from 0, beside AdagradTF's."""
    found = five_steps(labs, name, {"lr": 0.1}, (0.0,) * 4)
    other = five_steps(labs, "AdagradTF", {"lr": 0.1}, (0.0,) * 4)
    return np.concatenate(found) - np.concatenate(other)


def after_a_zero_gradient(labs: SimpleNamespace, name: str, options: dict[str, Any]) -> np.ndarray:
    p = np.array([5.0, -1.0])
    getattr(labs, name)([p], **options).step([np.zeros(2)])
    return p


def handed_over(labs: SimpleNamespace) -> np.ndarray:
    """What the optimizer gets for the gradient (3, 4) at (10, -10), clipped to 1, with a decay of 0.1."""
    got: list[np.ndarray] = []
    optimizer = SimpleNamespace(params=[np.array([10.0, -10.0])], lr=0.1, step=lambda grads: got.append(grads[0]))
    labs.optimizer_step(optimizer, [np.array([3.0, 4.0])], 0, lambda step: 0.1, max_norm=1.0, l2=0.1)
    return got[0]


def clipped(labs: SimpleNamespace) -> tuple[np.ndarray, np.ndarray]:
    """[[6, 8], [24]] clipped to a norm of 7 together."""
    got: list[list[np.ndarray]] = []
    params = [np.zeros(2), np.zeros(1)]
    optimizer = SimpleNamespace(params=params, lr=0.1, step=got.append)
    labs.optimizer_step(optimizer, [np.array([6.0, 8.0]), np.array([24.0])], 0, lambda step: 0.1, max_norm=7.0)
    return got[0][0], got[0][1]


def first_step_of_adamax(labs: SimpleNamespace) -> np.ndarray:
    """In units of the rate; the gradient's size cancels but for eps."""
    p = np.zeros(3)
    labs.Adamax([p], lr=0.5, eps=1e-2).step([np.array([3.0, -0.01, 0.0])])
    return p / 0.5


UNMOVED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("MomentumVelocity", {}),
    ("AdagradTF", {}),
    ("RMSpropTF", {}),
    ("ProximalGradientDescent", {}),
    ("ProximalAdagrad", {}),
    ("Adamax", {}),
    ("Rprop", {}),
)

KNOWN = Known(
    numbers=(
        *SOLUTIONS,
        *MISTAKES,
        *(
            KnownNumber(
                f"{name} after a zero gradient", partial(after_a_zero_gradient, name=name, options=o), [5.0, -1.0]
            )
            for name, o in UNMOVED
        ),
        *(
            KnownNumber(f"{name} forgets its start", partial(after_a_zero_gradient, name=name, options={}), [0.0, 0.0])
            for name in ("AdagradDA", "FTRL")
        ),
        KnownNumber(
            "the threshold acts without a gradient",
            partial(after_a_zero_gradient, name="ProximalGradientDescent", options={"lr": 0.5, "l1": 4.0, "l2": 2.0}),
            [1.5, 0.0],
            rtol=1e-12,
        ),
        KnownNumber("FTRL from 0 is Adagrad", partial(from_zero, name="FTRL"), np.zeros(8), atol=1e-14),
        KnownNumber(
            "proximal Adagrad without a penalty is Adagrad",
            partial(from_zero, name="ProximalAdagrad"),
            np.zeros(8),
            atol=1e-15,
        ),
        KnownNumber("two rates, two steps", rate_lowered, -0.2, rtol=1e-12),
        KnownNumber("two rates, ten steps", ten_steps_with_two_rates, -2.955, rtol=1e-3),
        KnownNumber("clipping before decay", handed_over, [1.6, -0.2], rtol=1e-12),
        KnownNumber("one norm for all", clipped, ([42 / 26, 56 / 26], [168 / 26]), rtol=1e-12),
        KnownNumber("Adamax's first step", first_step_of_adamax, [-3 / 3.01, 0.5, 0.0], rtol=1e-12),
    ),
    titles=(
        "The same loss, the same penalty, and four different sets of zeros$",
        "Plain descent never reaches 0; the methods that average find most of the zeros$",
    ),
)
