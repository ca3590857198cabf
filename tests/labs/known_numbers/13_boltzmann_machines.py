"""Known numbers of 13_boltzmann_machines: a machine calculated by hand, sums over all states, torch's autograd."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.course.loader import find_course
from tests.labs.labs import Known, KnownNumber, plot_function

#: Three visible and two hidden units.
W = np.array([[0.5, -0.3], [0.2, 0.8], [-0.6, 0.1]])
B, A = np.array([0.1, -0.2, 0.3]), np.array([-0.1, 0.4])
V = np.array([[1.0, 0.0, 1.0]])
H = np.array(list(product([0.0, 1.0], repeat=2)))
STATES = np.array(list(product([0.0, 1.0], repeat=3)))
#: Six visible and four hidden units, five samples.
RNG = np.random.default_rng(13)
LARGER = (RNG.normal(size=(6, 4)), RNG.normal(size=6), RNG.normal(size=4))
DATA = (RNG.random((5, 6)) < 0.5).astype(float)


def divergence(labs: SimpleNamespace) -> tuple[np.ndarray, ...]:
    """CD-1 of the small machine; the middle pixel's uniform is a tie."""
    u_h, u_v = np.array([[[0.3, 0.7]]]), np.full((1, 1, 3), 0.5)
    return tuple(labs.contrastive_divergence(V, W, B, A, u_h, u_v))


def probability(labs: SimpleNamespace) -> float:
    """p(v) of the small machine."""
    return float(np.exp(-labs.free_energy(V, W, B, A)[0] - labs.log_partition(W, B, A)))


def total(labs: SimpleNamespace) -> float:
    """The sum of p(v) over all states of six visible units."""
    states = np.array(list(product([0.0, 1.0], repeat=6)))
    return float(np.exp(-labs.free_energy(states, *LARGER) - labs.log_partition(*LARGER)).sum())


def summed_out(labs: SimpleNamespace) -> np.ndarray:
    """Free energies of the small machine as minus the logarithm of a sum over the hidden states of e^(-E)."""
    found = [np.exp(-labs.energy(np.tile(v, (4, 1)), H, W, B, A)).sum() for v in STATES]
    return -np.log(found)


def conditional(labs: SimpleNamespace) -> np.ndarray:
    """p(h = 1 | v) of the small machine from the energies of the four hidden states."""
    weights = np.exp(-labs.energy(np.tile(V, (4, 1)), H, W, B, A))
    return weights @ H / weights.sum()


def log_loss(labs: SimpleNamespace, *params: np.ndarray) -> float:
    """The mean of -log p(v) over the samples."""
    return float(labs.free_energy(DATA, *params).mean() + labs.log_partition(*params))


def slope_error(labs: SimpleNamespace) -> float:
    """The largest distance of the exact gradient from central differences of the loss."""
    found = labs.exact_gradient(DATA, *LARGER)
    worst = 0.0
    for number, gradient in enumerate(found):
        for index in np.ndindex(gradient.shape):
            moved = []
            for h in (1e-5, -1e-5):
                params = [p.copy() for p in LARGER]
                params[number][index] += h
                moved.append(log_loss(labs, *params))
            worst = max(worst, abs((moved[0] - moved[1]) / 2e-5 - gradient[index]))
    return worst


def long_chain(labs: SimpleNamespace) -> bool:
    """Whether CD-30 of 4,000 chains per sample is minus the exact gradient, within chance.

    A mean of 20,000 numbers from 0 to 1 has a standard deviation of at most 0.0036; 0.025 is seven of them. The draws
    are fixed.
    """
    rng = np.random.default_rng(0)
    params = [0.5 * p for p in LARGER]
    many = np.tile(DATA, (4_000, 1))
    uniforms = (np.array([rng.random((len(many), units)) for _ in range(30)]) for units in (4, 6))
    found = labs.contrastive_divergence(many, *params, *uniforms)
    exact = labs.exact_gradient(DATA, *params)
    return max(float(np.abs(one + other).max()) for one, other in zip(found, exact, strict=True)) < 0.025


def bias(labs: SimpleNamespace, size: float) -> list[float]:
    """The bias that plots.py draws for CD-1, CD-2 and CD-10, the mean over ten machines."""
    draw = plot_function(find_course(Path(__file__).parent).lab("13_boltzmann_machines"), "relative_bias")
    functions = labs.p_hidden_given_visible, labs.p_visible_given_hidden, labs.exact_gradient
    return list(np.mean([draw(*functions, size, seed, (1, 2, 10)) for seed in range(10)], axis=0))


def order_of_bias(labs: SimpleNamespace) -> bool:
    """Whether the text's figures hold: below 1 % for weights of 0.1, about a fifth for 1, less for longer chains."""
    small, middle = bias(labs, 0.1), bias(labs, 1.0)
    return small[0] < 0.01 and 0.17 < middle[0] < 0.25 and middle[0] > middle[1] > middle[2]


def patterns(labs: SimpleNamespace) -> tuple[int, int, bool]:
    """How many bars and stripes there are for sides of 3 and 4, and whether none comes twice."""
    three, four = labs.given.bars_and_stripes(3), labs.given.bars_and_stripes(4)
    return len(three), len(four), len(np.unique(three, axis=0)) == len(three)


def number(name: str, compute: Any, expected: Any, **how: Any) -> KnownNumber:
    """A number that was printed to ten digits."""
    return KnownNumber(name, compute, expected, **{"rtol": 1e-9, "atol": 1e-10, **how})


KNOWN = Known(
    numbers=(
        number("energies", lambda labs: labs.energy(np.tile(V, (4, 1)), H, W, B, A), [-0.4, -0.6, -0.2, -0.4]),
        number("free energy", lambda labs: labs.free_energy(V, W, B, A), [-1.7962777388]),
        number("Z", lambda labs: np.exp(labs.log_partition(W, B, A)), 55.5756453361),
        number("p(v)", probability, 0.1084498600),
        number("p(h | v)", lambda labs: labs.p_hidden_given_visible(V, W, A), [[0.4501660027, 0.5498339973]]),
        number(
            "p(v | h)",
            lambda labs: labs.p_visible_given_hidden(np.array([[1.0, 0.0]]), W, B),
            [[0.6456563062, 0.5, 0.4255574832]],
        ),
        number(
            "CD-1",
            divergence,
            (
                [[-0.1485216574, 0.0248548098], [0, 0], [0.4501660027, 0.5498339973]],
                [0, 0, 1],
                [-0.1485216574, 0.0248548098],
            ),
        ),
        number(
            "CD-1 with the tie on",
            lambda labs: divergence(labs)[1],
            [0, -1, 1],
            mistake=("contrastive_divergence", "a tie fires"),
        ),
        number("log Z of a machine without weights", lambda labs: labs.log_partition(0 * W, 0 * B, 0 * A), np.log(32)),
        number("probabilities sum to 1", total, 1.0),
        number(
            "free energies are energies summed out",
            lambda labs: summed_out(labs) - labs.free_energy(STATES, W, B, A),
            [0] * 8,
        ),
        number("p(h | v) from energies", conditional, [0.4501660027, 0.5498339973]),
        number("exact gradient beside differences", slope_error, 0, atol=1e-8),
        KnownNumber("a long chain has no bias", long_chain, True),
        KnownNumber("bias of short chains", order_of_bias, True),
        KnownNumber("bars and stripes", patterns, (14, 30, True)),
    ),
    titles=(
        "Of 53,130 images with five pixels on, the three lowest are the three strokes$",
        "The 14 patterns had 3% of all probability by chance; after training they have 9[78]%$",
        "Each visible unit doubles the sum: 784 pixels would take ",
        "From noise to whole shapes to short strokes: weights of 12 hidden units \\(three hundred\\)$",
    ),
)
