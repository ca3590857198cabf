"""Known numbers of 00_review: results worked out by hand, Quinlan's days of tennis, and claims of the text."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber

Y, P = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 1.0])
TIED = np.array([0, 0, 1, 1, 1, 0]), np.array([0.5, 0.5, 0.5, 0.5, 0.9, 0.1])
SPLIT = np.array([1.0, 2.0, 10.0, 11.0, 12.0]), np.array([True, True, False, False, False])
USELESS = np.array([0.0, 10.0, 0.0, 10.0]), np.array([True, True, False, False])
PLANE = np.array([[3.0, 4.0]]), np.array([3.0, 4.0]), -5.0
SURE = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
SEEDS = range(5)


def mistaken(name: str, compute: Any, expected: Any, exercise: str, mistake: str) -> KnownNumber:
    """What a known mistake gives."""
    return KnownNumber(name, compute, expected, 1e-9, 1e-10, mistake=(exercise, mistake))


def number(name: str, compute: Any, expected: Any) -> KnownNumber:
    """A number that was worked out by hand, or printed to ten digits."""
    return KnownNumber(name, compute, expected, 1e-9, 1e-10)


def scaled(labs: SimpleNamespace) -> tuple[np.ndarray, np.ndarray]:
    """How much weights and predictions change when columns are scaled by 1, 1000 and 0.01."""
    rng, scales = np.random.default_rng(0), np.array([1.0, 1000.0, 0.01])
    X, y = rng.normal(size=(9, 3)), rng.normal(size=9)
    theta, other = labs.normal_equation(X, y), labs.normal_equation(X * scales, y)
    return other * scales / theta, (X * scales) @ other - X @ theta


def errors_per_pass(labs: SimpleNamespace, targets: np.ndarray) -> list[int]:
    """How many of the four points the perceptron gets wrong in each of seven passes."""
    w, b, found = np.zeros(2), 0.0, []
    for _ in range(7):
        wrong = 0
        for x, y in zip(labs.given.INPUTS, targets, strict=True):
            new_w, new_b = labs.perceptron_step(w, b, x, int(y))
            wrong += int(new_b != b)
            w, b = new_w, new_b
        found.append(wrong)
    return found


def of_degree(labs: SimpleNamespace, degree: int, seed: int) -> tuple[float, float]:
    """Squared bias and variance of the polynomials that the lab draws."""
    predictions, truth = labs.given.polynomials(degree, seed=seed), labs.given.sine(labs.given.POINTS)
    return labs.bias_variance(predictions, truth)


def least_in_between(labs: SimpleNamespace) -> bool:
    """Whether bias falls from degree 1 to 3, variance rises from 0 to 12, and the sum is least at 3, for five seeds."""
    for seed in SEEDS:
        bias, variance = np.array([of_degree(labs, degree, seed) for degree in range(13)]).T
        if not (bias[1] > 20 * bias[3] and np.all(np.diff(variance) > 0) and np.argmin(bias + variance) == 3):
            return False
        if not (bias[12] < 0.01 < 0.1 < variance[12] and variance[0] < 0.01 < 0.5 < bias[0]):
            return False
    return True


def deeper_is_no_better(labs: SimpleNamespace) -> bool:
    """Whether trees of depth 8 learn 120 points of the moons by heart, and do no better on new ones, on average."""
    new_X, new_y = labs.given.two_moons(2_000, 100)

    def fall(labels: np.ndarray, left: np.ndarray) -> float:
        parts = [np.bincount(part, minlength=2) for part in (labels, labels[left], labels[~left])]
        whole, *sides = [part.sum() * labs.gini(part) for part in parts]
        return float(whole - sum(sides))

    right: dict[int, list[tuple[float, float]]] = {1: [], 3: [], 8: []}
    for seed in SEEDS:
        X, y = labs.given.two_moons(120, seed)
        for depth, shares in right.items():
            tree = labs.given.grow(X, y, fall, lambda part: int(2 * part.sum() > len(part)), depth)
            shares.append(tuple(np.mean(labs.given.ask(tree, q) == t) for q, t in ((X, y), (new_X, new_y))))
    here, new = (
        {d: np.mean([s[0] for s in v]) for d, v in right.items()},
        {d: [s[1] for s in v] for d, v in right.items()},
    )
    return here[8] > 0.99 and np.mean(new[1]) < np.mean(new[3]) - 0.03 and np.mean(new[8]) < np.mean(new[3]) + 0.02


def errors_add_up(labs: SimpleNamespace) -> float:
    """Squared bias and variance, less the mean squared error of all models."""
    rng = np.random.default_rng(0)
    predictions, truth = rng.normal(size=(5, 7)), rng.normal(size=7)
    return sum(labs.bias_variance(predictions, truth)) - np.mean((predictions - truth) ** 2)


def turned_cloud(labs: SimpleNamespace) -> np.ndarray:
    """Variances of four points on the axes, 3 and 1 away from (100, 50), turned by 45 degrees."""
    turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    return labs.pca(np.array([[3.0, 0], [-3, 0], [0, 1], [0, -1]]) @ turn + [100.0, 50.0], 2)[1]


KNOWN = Known(
    numbers=(
        number("MAE", lambda labs: labs.mae(Y, P), 1.0),
        number("RMSE", lambda labs: labs.rmse(Y, P), np.sqrt(5 / 3)),
        number("RAE", lambda labs: labs.rae(Y, P), 1.5),
        number("RSE", lambda labs: labs.rse(Y, P), 2.5),
        number("R squared", lambda labs: labs.r2(Y, P), -1.5),
        number("the mean explains nothing", lambda labs: labs.r2(Y, np.full(3, 2.0)), 0.0),
        number("scaled columns", scaled, ([1.0, 1.0, 1.0], [0.0] * 9)),
        number(
            "counts", lambda labs: labs.confusion(np.array([1, 1, 0, 0, 0]), np.array([1, 0, 1, 0, 0])), (1, 1, 1, 2)
        ),
        number("precision and recall", lambda labs: labs.precision_recall(6, 3, 6), (2 / 3, 1 / 2)),
        number("F 0.5", lambda labs: labs.fbeta(6, 3, 6, beta=0.5), 0.625),
        number("F 1", lambda labs: labs.fbeta(6, 3, 6), 0.5714285714),
        number("F 2", lambda labs: labs.fbeta(6, 3, 6, beta=2.0), 0.5263157895),
        mistaken("F 2, beta", lambda labs: labs.fbeta(6, 3, 6, beta=2.0), 6 / 11, "fbeta", "beta not squared"),
        mistaken(
            "F 2, swapped", lambda labs: labs.fbeta(6, 3, 6, beta=2.0), 0.625, "fbeta", "precision and recall swapped"
        ),
        number("AUC", lambda labs: labs.auc(np.array([0, 0, 1, 1, 1]), np.array([0.1, 0.4, 0.4, 0.8, 0.3])), 0.75),
        number("AUC with ties", lambda labs: labs.auc(*TIED), 7 / 9),
        mistaken("AUC in order", lambda labs: labs.auc(*TIED), 5 / 9, "auc", "ties as the rows come"),
        mistaken("AUC, ties fully", lambda labs: labs.auc(*TIED), 1.0, "auc", "ties count fully"),
        number("AUC of one score", lambda labs: labs.auc(TIED[0], np.ones(6)), 0.5),
        number("sure and wrong", lambda labs: labs.log_loss(*SURE), -np.log(1e-15)),
        number("sure and wrong at 1e-7", lambda labs: labs.log_loss(*SURE, eps=1e-7), -np.log(1e-7)),
        number("entropy", lambda labs: labs.entropy(np.array([9, 5])), 0.9402859587),
        number(
            "gain of the outlook",
            lambda labs: labs.information_gain(*labs.given.answer_counts("outlook")),
            0.2467498198,
        ),
        mistaken(
            "gain, plain mean",
            lambda labs: labs.information_gain(*labs.given.answer_counts("outlook")),
            0.9402859587 - 2 * 0.9709505945 / 3,
            "information_gain",
            "children not weighted",
        ),
        number("Gini", lambda labs: labs.gini(np.array([9, 5])), 0.4591836735),
        number("variance reduction", lambda labs: labs.variance_reduction(*SPLIT), 22.16 - 0.5),
        number("no reduction", lambda labs: labs.variance_reduction(*USELESS), 0.0),
        mistaken(
            "as the slide prints it",
            lambda labs: labs.variance_reduction(*SPLIT),
            110.3,
            "variance_reduction",
            "one side alone, as on the slide",
        ),
        mistaken(
            "not weighted, below 0",
            lambda labs: labs.variance_reduction(*USELESS),
            -25.0,
            "variance_reduction",
            "sides not weighted",
        ),
        mistaken(
            "squared shares, a useless split",
            lambda labs: labs.variance_reduction(*USELESS),
            12.5,
            "variance_reduction",
            "squared shares as weights",
        ),
        number("distance", lambda labs: labs.signed_distance(*PLANE), [4.0]),
        number("projection", lambda labs: labs.project(*PLANE), [[0.6, 0.8]]),
        number("margin", lambda labs: labs.margin_width(PLANE[1]), 0.4),
        KnownNumber("AND", lambda labs: errors_per_pass(labs, labs.given.AND), [1, 3, 3, 2, 1, 0, 0]),
        KnownNumber("XOR", lambda labs: errors_per_pass(labs, labs.given.XOR), [2, 3, 4, 4, 4, 4, 4]),
        KnownNumber("bias and variance by degree", least_in_between, True),
        number("bias and variance add up", errors_add_up, 0.0),
        KnownNumber("depth of trees", deeper_is_no_better, True),
        number("variances of a turned cloud", turned_cloud, [4.5, 0.5]),
    ),
    titles=(
        r"The dashed band is as wide as the average error: the line is off by 9\.4 on average$",
        "The segments on the left are together 36% as long",
        r"The squares on the left have together 17\.0% of the area",
        "One number per person keeps 9[0-9]% of the variance$",
    ),
    drawn_by_stubs=("Each lab uses what the labs to its left have built",),
)
