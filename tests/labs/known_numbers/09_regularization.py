"""Known numbers of 09_regularization: results of scikit-learn, torch and Keras's rule, axioms, and sums by hand.

The rows for ridge and lasso were computed once with scikit-learn 1.9 (Ridge with a free intercept; Lasso without one,
whose alpha is lam / (2 n)), in float64.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber

RIDGE_X = np.array([[1.0, 2.0], [2.0, 0.5], [3.0, -1.0], [4.0, 3.0], [0.5, 1.5]])
RIDGE_Y = np.array([3.0, 1.0, 4.0, 8.0, 2.0])
LASSO_X = np.array(
    [[1.0, 0.2, -0.5], [0.3, 1.1, 0.4], [-0.8, 0.6, 1.2], [0.5, -1.0, 0.7], [1.5, 0.9, -0.1], [-0.4, -0.7, 0.2]]
)
LASSO_Y = np.array([2.6, 0.0, -2.75, 0.4, 3.0, -0.8])
LOSSES = [1, 0.9, 0.95, 0.85, 0.86, 0.87, 0.88]
SCIKIT_LASSO = [1.7640747692615264, 0.0, -0.4718948876572964]


def axioms(labs: SimpleNamespace) -> tuple[bool, ...]:
    """For p = 1, 1.5, 2, 3 and infinity: definiteness, homogeneity and the triangle inequality."""
    rng = np.random.default_rng(0)
    found = []
    for p in (1, 1.5, 2, 3, np.inf):
        u, v, k = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), float(rng.normal())
        norm = partial(labs.p_norm, p=p)
        found.append(
            norm(0 * u) == 0 < norm(u)
            and abs(norm(k * u) - abs(k) * norm(u)) < 1e-12
            and norm(u + v) <= norm(u) + norm(v) + 1e-12
        )
    return tuple(map(bool, found))


def triangle_below_one(labs: SimpleNamespace) -> tuple[float, float]:
    """The norm of (1, 0) + (0, 1), and the sum of both norms, for p = 1/2."""
    one, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return labs.p_norm(one + other, 0.5), labs.p_norm(one, 0.5) + labs.p_norm(other, 0.5)


def optimality(labs: SimpleNamespace, lam: float = 3.0) -> tuple[Any, ...]:
    """|2 X^T residual| of the weights that are 0 is at most lam, and of the others is lam."""
    beta = labs.lasso_ista(LASSO_X, LASSO_Y, lam, 0.05, 3000)
    slope = np.abs(2 * LASSO_X.T @ (LASSO_Y - LASSO_X @ beta))
    return bool((slope[beta == 0] < lam).all()), slope[beta != 0]


def golden_dropout(labs: SimpleNamespace) -> np.ndarray:
    """x = [1, 2, 3, 4] at drop_prob 0.3, with u = [.05, .3, .5, .95] in place of the generator's own."""
    layer = labs.Dropout(drop_prob=0.3)
    layer.rng = SimpleNamespace(random=lambda shape: np.array([0.05, 0.3, 0.5, 0.95]))
    return layer.forward(np.array([1.0, 2.0, 3.0, 4.0]))


def dropouts_statistics(labs: SimpleNamespace) -> tuple[float, float, float]:
    """Share that is dropped, mean and variance of the outputs for 1,000,000 ones, beside torch's own."""
    import torch

    y = labs.Dropout(drop_prob=0.3, seed=1).forward(np.ones((1000, 1000)))
    torch.manual_seed(0)
    theirs = torch.nn.functional.dropout(torch.ones(1000, 1000, dtype=torch.float64), 0.3).numpy()
    return tuple(float(f(y) - f(theirs)) for f in (lambda a: np.mean(a == 0), np.mean, np.var))  # type: ignore[return-value]


def patience(labs: SimpleNamespace) -> list[tuple[int, int]]:
    return [labs.early_stopping(np.array(LOSSES), p) for p in (0, 1, 2, 3)]


def beside_torchs_clip(labs: SimpleNamespace) -> float:
    """The largest difference from clip_grad_norm_ with its eps, on gradients above, near and below the bound."""
    import torch

    rng, worst = np.random.default_rng(0), 0.0
    for scale in (0.01, 0.2, 1.0, 30.0):
        grads = [scale * rng.normal(size=shape) for shape in ((3, 4), (4,), (2, 2, 2))]
        tensors = [torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64)) for g in grads]
        for tensor, g in zip(tensors, grads, strict=True):
            tensor.grad = torch.tensor(g)
        total = torch.nn.utils.clip_grad_norm_(tensors, 1.0).item()
        clipped, norm = labs.clip_by_global_norm(grads, 1.0, eps=1e-6)
        off = [np.abs(c - t.grad.numpy()).max() for c, t in zip(clipped, tensors, strict=True) if t.grad is not None]
        worst = max(worst, abs(norm - total), *map(float, off))
    return worst


def clip_on(
    labs: SimpleNamespace, grads: list[list[float]], bound: float, eps: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    clipped, norm = labs.clip_by_global_norm([np.array(g, dtype=float) for g in grads], bound, eps=eps)
    return np.concatenate(clipped), np.asarray(norm)


def involutions(labs: SimpleNamespace) -> tuple[bool, ...]:
    """What comes back: two flips, four turns, a shift there and back inside a wide margin, the window in the middle."""
    x = np.zeros((3, 9, 8, 2))
    x[:, 3:6, 3:5] = np.random.default_rng(0).uniform(0.1, 1, (3, 3, 2, 2))
    turned = x
    for _ in range(4):
        turned = labs.rotate90(turned)
    middle = np.full(3, 2)
    return (
        np.array_equal(labs.hflip(labs.hflip(x)), x),
        np.array_equal(turned, x),
        np.array_equal(labs.shift(labs.shift(x, 2, -3), -2, 3), x),
        np.array_equal(labs.pad_crop(x, 2, middle, middle), x),
        np.array_equal(labs.pad_crop(x, 2, middle - 1, middle + 2), labs.shift(x, 1, -2)),
        np.array_equal(labs.rotate90(labs.hflip(x)), labs.hflip(labs.rotate90(x, -1))),
    )


def frozen_bits(labs: SimpleNamespace) -> list[bool]:
    """For each optimizer: the frozen array and its state are the same bits after ten steps, the other one moved."""
    found = []
    for kind in ("Momentum", "Adam", "AdamW"):
        rng = np.random.default_rng(0)
        params = [rng.normal(size=(3, 2)), rng.normal(size=4)]
        optimizer = getattr(labs.given, kind)(params, lr=0.1, weight_decay=0.1)
        optimizer.step([rng.normal(size=p.shape) for p in params])
        state = {key: np.array(value) for key, value in optimizer.state[0].items()}
        frozen, other = (p.copy() for p in params)
        for _ in range(10):
            labs.freeze(optimizer, [rng.normal(size=p.shape) for p in params], [False, True])
        kept = all(np.array(optimizer.state[0][key]).tobytes() == value.tobytes() for key, value in state.items())
        found.append(bool(frozen.tobytes() == params[0].tobytes() and kept and (other != params[1]).all()))
    return found


KNOWN = Known(
    numbers=(
        KnownNumber("axioms of a norm", axioms, (True,) * 5),
        KnownNumber("no norm below p = 1", triangle_below_one, (4.0, 2.0), atol=1e-12),
        KnownNumber(
            "ridge, by scikit-learn",
            lambda labs: labs.ridge_fit(RIDGE_X, RIDGE_Y, 2.0),
            ([1.18602885, 0.6833713], 0.28929384965831373),
            rtol=1e-8,
        ),
        KnownNumber(
            "lasso, by scikit-learn",
            lambda labs: labs.lasso_ista(LASSO_X, LASSO_Y, 3.0, 0.05, 3000),
            SCIKIT_LASSO,
            rtol=1e-9,
            atol=1e-12,
        ),
        KnownNumber(
            "no weight is left at the largest |2 X^T y|",
            lambda labs: labs.lasso_ista(
                LASSO_X, LASSO_Y, float(np.abs(2 * LASSO_X.T @ LASSO_Y).max()) * (1 + 1e-12), 0.05, 50
            ),
            [0.0, 0.0, 0.0],
        ),
        KnownNumber("optimality of the lasso", optimality, (True, [3.0, 3.0]), rtol=1e-9),
        KnownNumber(
            "penalties of [3, -4] at 0.5",
            lambda labs: np.array(
                [
                    labs.l2_penalty(0.0, np.zeros(2), np.array([3.0, -4.0]), 0.5, c)[0]
                    for c in ("keras", "tensorflow", "torch", "adamw")
                ]
                + [labs.l1_penalty(np.array([3.0, -4.0]), 0.5)[0]]
            ),
            [12.5, 6.25, 0.0, 0.0, 3.5],
        ),
        KnownNumber(
            "soft threshold",
            lambda labs: labs.soft_threshold(np.array([2.0, -2.0, 0.3, 0.5]), 0.5),
            [1.5, -1.5, 0.0, 0.0],
        ),
        KnownNumber("dropout with a tie", golden_dropout, [0, 2.8571428571, 4.2857142857, 5.7142857143], rtol=1e-10),
        # six standard deviations of the difference of two samples of a million: 0.004, 0.006 and 0.004
        KnownNumber("dropout beside torch's", dropouts_statistics, (0, 0, 0), atol=0.008),
        KnownNumber("Keras's rule of patience", patience, [(2, 1), (2, 1), (5, 3), (6, 3)]),
        KnownNumber("clipped", partial(clip_on, grads=[[3, 4], [12]], bound=6.5), ([1.5, 2, 6], 13), rtol=1e-12),
        KnownNumber(
            "clipped together",
            partial(clip_on, grads=[[6, 8], [24]], bound=7),
            ([42 / 26, 56 / 26, 168 / 26], 26),
            rtol=1e-12,
        ),
        KnownNumber(
            "clipped as torch does",
            partial(clip_on, grads=[[3, 4]], bound=5, eps=1e-6),
            ([2.9999994, 3.9999992], 5),
            rtol=1e-10,
        ),
        KnownNumber("torch's clipping", beside_torchs_clip, 0, atol=1e-12),
        KnownNumber("zeros stay zeros", partial(clip_on, grads=[[0, 0], [0]], bound=1), ([0, 0, 0], 0)),
        KnownNumber("images that come back", involutions, (True,) * 6),
        KnownNumber(
            "a byte that does not wrap",
            lambda labs: labs.add_noise(np.full((1, 1, 2, 1), 250, np.uint8), np.array([[[[0.96], [-2.0]]]]), 10.0),
            [[[[255], [230]]]],
        ),
        KnownNumber("frozen bits", frozen_bits, [True] * 3),
    ),
    titles=(
        "Below p = 1 the ball caves in",
        "One lam: Keras pulls twice as hard",
        r"The threshold stops at 0: exactly 0 in 26 of 60 steps",
        r"Frozen weights still move|With gradients of 0 frozen weights still move; freeze holds them, bit for bit",
    ),
)
