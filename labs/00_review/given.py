"""Handed out with the lab: small data, and a tree that grows by whatever measure of a split it is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

#: Fourteen days: outlook, temperature, humidity, wind, and whether tennis was played. After Quinlan (1986).
DAYS = (
    ("sunny", "hot", "high", "weak", 0),
    ("sunny", "hot", "high", "strong", 0),
    ("overcast", "hot", "high", "weak", 1),
    ("rain", "mild", "high", "weak", 1),
    ("rain", "cool", "normal", "weak", 1),
    ("rain", "cool", "normal", "strong", 0),
    ("overcast", "cool", "normal", "strong", 1),
    ("sunny", "mild", "high", "weak", 0),
    ("sunny", "cool", "normal", "weak", 1),
    ("rain", "mild", "normal", "weak", 1),
    ("sunny", "mild", "normal", "strong", 1),
    ("overcast", "mild", "high", "strong", 1),
    ("overcast", "hot", "normal", "weak", 1),
    ("rain", "mild", "high", "strong", 0),
)
QUESTIONS = ("outlook", "temperature", "humidity", "wind")

#: The four inputs of a logical function, and two of their outputs.
INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = np.array([0, 0, 0, 1])
XOR = np.array([0, 1, 1, 0])


def answer_counts(question: str) -> tuple[np.ndarray, np.ndarray]:
    """Class counts (no, yes) of all days (2,), and for each answer to a question (answers, 2)."""
    column = QUESTIONS.index(question)
    answers = list(dict.fromkeys(day[column] for day in DAYS))
    table = np.zeros((len(answers), 2), dtype=int)
    for day in DAYS:
        table[answers.index(day[column]), day[-1]] += 1
    return table.sum(axis=0), table


def two_moons(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles that hold each other, with noise: points (n, 2) and classes (n,)."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    x = np.where(labels == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(labels == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x, y]) + 0.18 * rng.normal(size=(n, 2)), labels


def noisy_sine(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw n points of a sine, one in each nth of -1 to 1, with noise of deviation 0.3: x (n,) sorted, y (n,)."""
    x = -1 + 2 * (np.arange(n) + rng.random(n)) / n
    return x, sine(x) + 0.3 * rng.normal(size=n)


def sine(x: Any) -> Any:
    """The curve below the noise: sin(pi x)."""
    return np.sin(np.pi * x)


#: Where the fitted polynomials are asked.
POINTS = np.linspace(-0.95, 0.95, 96)


@cache
def polynomials(degree: int, samples: int = 200, seed: int = 0) -> np.ndarray:
    """What polynomials of a degree say at 96 points, each fitted to 20 points of its own: (samples, 96)."""
    rng = np.random.default_rng(seed)
    found = np.empty((samples, len(POINTS)))
    for row in range(samples):
        x, y = noisy_sine(20, rng)
        found[row] = np.polynomial.Polynomial.fit(x, y, degree, domain=[-1, 1])(POINTS)
    return found


def patients(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Scores of a test for 60 sick and 140 healthy people: classes (200,) (1: sick), scores (200,)."""
    rng = np.random.default_rng(seed)
    sick, healthy = 1.5 + rng.normal(size=60), rng.normal(size=140)
    return np.repeat([1, 0], [60, 140]), np.concatenate([sick, healthy])


class Split(NamedTuple):
    """A node of a tree that asks whether a feature is at most a threshold; yes goes left.

    left, right: further nodes, or what a leaf answers.
    """

    feature: int
    threshold: float
    left: Any
    right: Any


def grow(
    X: np.ndarray,
    y: np.ndarray,
    score: Callable[[np.ndarray, np.ndarray], float],
    answer: Callable[..., Any],
    depth: int,
) -> Any:
    """Grow a tree: at each node the split with the highest score, down to a depth.

    score: (values in the node, mask of those that go left) -> how good the split is
    answer: (values in a leaf) -> what it answers
    """
    best, chosen = 1e-9, None
    for feature in range(X.shape[1]) if depth else ():
        places = np.unique(X[:, feature])
        for threshold in (places[1:] + places[:-1]) / 2:
            found = score(y, X[:, feature] <= threshold)
            if found > best + 1e-12:
                best, chosen = found, (feature, float(threshold))
    if chosen is None:
        return answer(y)
    left = X[:, chosen[0]] <= chosen[1]
    parts = [grow(X[side], y[side], score, answer, depth - 1) for side in (left, ~left)]
    return Split(*chosen, *parts)


def ask(tree: Any, X: np.ndarray) -> np.ndarray:
    """What a tree answers for each row of X."""
    if not isinstance(tree, Split):
        return np.full(len(X), tree)
    left = X[:, tree.feature] <= tree.threshold
    return np.where(left, ask(tree.left, X), ask(tree.right, X))
