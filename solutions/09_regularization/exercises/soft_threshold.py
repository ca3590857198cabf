"""Soft-thresholding: small numbers become exactly 0."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def soft_threshold(x, k):
    """Every number moved towards 0 by k, and never across it; shaped like x.

        soft(x, k) = sign(x) * max(|x| - k, 0)

    x: floats of any shape, left unchanged. k: a number, 0 or more. Where |x| <= k the result is exactly 0.
    """
    ### BEGIN SOLUTION
    return np.sign(x) * np.maximum(np.abs(x) - k, 0)
    ### END SOLUTION


def two_sides(x, k):
    """The positive and the negative side apart."""
    y = np.zeros_like(x)
    y[x > k] = x[x > k] - k
    y[x < -k] = x[x < -k] + k
    return y


def torch_softshrink(x, k):
    """torch.nn.functional.softshrink."""
    import torch

    return torch.nn.functional.softshrink(torch.tensor(np.array(x)), lambd=k).numpy()


def numbers(rng, shape, k, dtype="float64", exact=False, **options):
    """Inputs of `call`: below and above k in size, of both signs; exact: of size exactly k, and 0, among them."""
    sizes = np.where(np.arange(np.prod(shape)) % 2 == 0, rng.uniform(1.2, 2.5), rng.uniform(0.3, 0.8))
    x = k * sizes * rng.uniform(0.9, 1.1, sizes.size)
    x = x * np.where(np.arange(sizes.size) % 4 < 2, 1, -1)
    if exact:
        x[:3] = [k, -k, 0.0]
    return {"args": [rng.permutation(x).reshape(shape).astype(dtype), k], **options}


EXERCISE = Exercise(
    soft_threshold,
    points=2,
    ids=("REG-03",),
    source="Donoho 1995; torch.nn.functional.softshrink",
    family=families.LOSS,
    probe=probes.call,
    oracle=torch_softshrink,
    cases=(
        Case("eight numbers", lambda rng: numbers(rng, (8,), 0.5), public=True, about="x (8,), k 0.5"),
        Case(
            "on the threshold",
            lambda rng: numbers(rng, (8,), 0.75, exact=True),
            public=True,
            about="k, -k and 0 among the numbers, k 0.75",
        ),
        Case("a matrix", lambda rng: numbers(rng, (4, 3), 2.0), public=True, about="x (4, 3), k 2"),
        Case("four axes", lambda rng: numbers(rng, (2, 3, 2, 2), 0.1)),
    ),
    right=(
        Right("two sides", task=two_sides),
        Right("what is clipped away", {"np.sign(x) * np.maximum(np.abs(x) - k, 0)": "x - np.clip(x, -k, k)"}),
        Right(
            "two ramps",
            {"np.sign(x) * np.maximum(np.abs(x) - k, 0)": "np.maximum(x - k, 0) - np.maximum(-x - k, 0)"},
        ),
    ),
    hint="Write down the results for -3, -1, 0, 1 and 3 with k = 2.",
    wrong=(
        Wrong(
            "hard threshold",
            {"np.sign(x) * np.maximum(np.abs(x) - k, 0)": "np.where(np.abs(x) > k, x, 0)"},
            hint="Small numbers are right. Those that survive have to move as well, by k.",
        ),
        Wrong(
            "sign lost",
            {"np.sign(x) * np.maximum": "np.maximum"},
            hint="Your results are never negative. Towards 0 means up for a negative number.",
        ),
        Wrong(
            "crosses zero",
            {"np.maximum(np.abs(x) - k, 0)": "(np.abs(x) - k)"},
            hint="Numbers smaller than k come out on the other side of 0. Where should they stop?",
        ),
        Wrong(
            "clipped",
            {"np.sign(x) * np.maximum(np.abs(x) - k, 0)": "np.clip(x, -k, k)"},
            hint="You keep what should go, and remove what should stay.",
        ),
        Wrong(
            "positive side alone",
            {"np.sign(x) * np.maximum(np.abs(x) - k, 0)": "np.maximum(x - k, 0)"},
            hint="Large negative numbers should survive too.",
        ),
        Wrong(
            "moved away from zero",
            {"np.abs(x) - k": "np.abs(x) + k"},
            hint="Your numbers grow. Which way is 0?",
        ),
        Wrong(
            "multiplied instead of moved",
            {"np.maximum(np.abs(x) - k, 0)": "np.maximum(np.abs(x) * (1 - k), 0)"},
            hint="That shrinks by a share, as L2 does. Nothing ever becomes 0 that way.",
        ),
    ),
)
