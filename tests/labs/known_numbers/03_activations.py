"""Known numbers of 03_activations, computed with torch 2.13 in float64 and printed to ten digits."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber, differences

X = [-3, -1, -0.5, 0, 0.5, 1, 7]
FORWARD = {
    "Sigmoid": [0.0474258732, 0.2689414214, 0.3775406688, 0.5, 0.6224593312, 0.7310585786, 0.9990889488],
    "Tanh": [-0.9950547537, -0.7615941560, -0.4621171573, 0, 0.4621171573, 0.7615941560, 0.9999983369],
    "Softsign": [-0.75, -0.5, -0.3333333333, 0, 0.3333333333, 0.5, 0.875],
    "ReLU": [0, 0, 0, 0, 0.5, 1, 7],
    "LeakyReLU": [-0.03, -0.01, -0.005, 0, 0.5, 1, 7],
    "ELU": [-0.9502129316, -0.6321205588, -0.3934693403, 0, 0.5, 1, 7],
    "SELU": [-1.6705687288, -1.1113307378, -0.6917581878, 0, 0.5253504937, 1.0507009874, 7.3549069115],
    "Softplus": [0.0485873516, 0.3132616875, 0.4740769842, 0.6931471806, 0.9740769842, 1.3132616875, 7.0009114665],
    "ReLU6": [0, 0, 0, 0, 0.5, 1, 6],
}
#: What torch returns exactly at the kinks; maxout's first winner apart, these are the conventions of the text.
AT_ZERO = {"ReLU": 0, "LeakyReLU": 0.01, "ELU": 1, "SELU": 1.7580993408, "ReLU6": 0}


def forward(labs: SimpleNamespace, name: str, x: Any = X, **options: Any) -> np.ndarray:
    return getattr(labs, name)(**options).forward(np.array(x, float))


def slope(labs: SimpleNamespace, name: str, x: float, **options: Any) -> np.ndarray:
    built = getattr(labs, name)(**options)
    built.forward(np.array([x]))
    return built.backward(np.ones(1))


def prelu(labs: SimpleNamespace, alphas: int, dout: Any) -> tuple[np.ndarray, np.ndarray]:
    """(dx, dalpha) of slopes of 0.25."""
    built = labs.PReLU(np.full(alphas, 0.25))
    built.forward(np.array([[-2, 0, 3], [-1, -0.5, 0]]))
    return built.backward(np.array(dout, float)), built.dalpha


def collapsed(labs: SimpleNamespace) -> tuple[float, int]:
    """(the largest relative distance between a stack of layers and its one layer, the rank of that layer's matrix)."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in ((6, 2), (2, 5), (5, 7))]
    biases = [rng.normal(size=m) for m in (2, 5, 7)]
    matrix, b = labs.collapse_linear(weights, biases)
    h = x = rng.normal(size=(4, 6))
    for weight, bias in zip(weights, biases, strict=True):
        h = h @ weight + bias
    return np.abs((x @ matrix + b) / h - 1).max(), np.linalg.matrix_rank(matrix)


def norms_over_differences(labs: SimpleNamespace, name: str) -> np.ndarray:
    """The norms that gradient_norms gives, relative to those of central differences."""
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=shape) for shape in ((3, 4), (4, 2), (2, 3))]
    x, dout = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    activation = getattr(labs, name)

    def loss() -> float:
        h = x
        for weight in weights:
            h = activation().forward(h @ weight)
        return float((h * dout).sum())

    norms = labs.gradient_norms(x, weights, activation, dout)
    return np.array(norms) / [np.linalg.norm(differences(loss, w)) for w in weights]


def first_over_last_of_twenty_sigmoids(labs: SimpleNamespace) -> float:
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(64, 64)) / 8 for _ in range(20)]
    norms = labs.gradient_norms(rng.normal(size=(8, 64)), weights, labs.Sigmoid, np.ones((8, 64)))
    return norms[0] / norms[-1]


def arctan_against_differences(labs: SimpleNamespace) -> float:
    """The largest distance between the backward pass of the given layer and central differences."""
    rng = np.random.default_rng(2)
    x, dout = 3 * rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    built = labs.given.Arctan()
    expected = differences(lambda: float((built.forward(x) * dout).sum()), x)
    built.forward(x)
    return np.abs(built.backward(dout) - expected).max()


def relu_as_maxout(labs: SimpleNamespace) -> np.ndarray:
    return labs.Maxout(np.array([[[1.0]], [[0.0]]]), np.zeros((2, 1))).forward(np.array([[-2.0], [3.0]]))


KNOWN = Known(
    numbers=(
        *(
            KnownNumber(f"{name} forward", partial(forward, name=name), expected, 1e-9, 1e-10)
            for name, expected in FORWARD.items()
        ),
        *(
            KnownNumber(f"slope of {name} at zero", partial(slope, name=name, x=0.0), [expected], 1e-9)
            for name, expected in AT_ZERO.items()
        ),
        KnownNumber("ELU at zero takes the negative side", partial(slope, name="ELU", x=0.0, alpha=2.0), [2]),
        KnownNumber("ReLU6 is flat at its ceiling", partial(slope, name="ReLU6", x=6.0), [0]),
        KnownNumber(
            "Sigmoid at the end of float64",
            partial(forward, name="Sigmoid", x=[37.0, -37.0, 1e4, -1e4]),
            [1, 8.53304763e-17, 1, 0],
            1e-8,
        ),
        KnownNumber(
            "PReLU with one slope",
            partial(prelu, alphas=1, dout=np.ones((2, 3))),
            ([[0.25, 0.25, 1], [0.25, 0.25, 0.25]], [-3.5]),
        ),
        KnownNumber(
            "PReLU with a slope for each column",
            partial(prelu, alphas=3, dout=[[1, 2, 3], [4, 5, 6]]),
            ([[0.25, 0.5, 3], [1, 1.25, 1.5]], [-6, -2.5, 0]),
        ),
        KnownNumber("a leak above 1", partial(forward, name="LeakyReLU", x=[-2.0], alpha=1.5), [-3]),
        KnownNumber("CReLU forward", partial(forward, name="CReLU", x=[[-2.0, 3.0]]), [[0, 3, 2, 0]]),
        KnownNumber("ReLU as a maxout", relu_as_maxout, [[0], [3]]),
        KnownNumber("collapse_linear", collapsed, (0, 2), atol=1e-12),
        *(
            KnownNumber(f"gradient_norms of {name}", partial(norms_over_differences, name=name), np.ones(3), rtol=1e-6)
            for name in ("Sigmoid", "ReLU")
        ),
        KnownNumber("twenty sigmoids", first_over_last_of_twenty_sigmoids, 0, atol=1e-10),
        KnownNumber("the given Arctan", arctan_against_differences, 0, atol=1e-8),
    ),
    helpers=frozenset({"unit"}),
)
