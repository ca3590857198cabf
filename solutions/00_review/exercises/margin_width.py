"""Width of the margin of a support vector machine."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def margin_width(w, a=1.0):
    """Distance between the two planes w . x + b = a and w . x + b = -a.

        width = 2 a / ||w||

    w: (D,) floats, not all 0, left unchanged. a: a number above 0.

    Returns a number.
    """
    ### BEGIN SOLUTION
    return 2 * a / np.linalg.norm(w)
    ### END SOLUTION


def between_two_points(w, a=1.0):
    """The distance between a point of one plane and the nearest one of the other."""
    squares = sum(float(v) ** 2 for v in w)
    upper, lower = [a * v / squares for v in w], [-a * v / squares for v in w]
    return sum((u - v) ** 2 for u, v in zip(upper, lower)) ** 0.5


def with_torch(w, a=1.0):
    """torch's norm."""
    import torch

    return float(2 * a / torch.linalg.vector_norm(torch.tensor(np.array(w))))


def normal(rng, d, size, **options):
    """Inputs of `call`: a w of this length."""
    w = rng.uniform(0.5, 1.5, d) * np.where(np.arange(d) % 2, -1, 1)
    return {"args": [size * w / np.linalg.norm(w)], "kwargs": options}


EXERCISE = Exercise(
    margin_width,
    points=1,
    ids=("ML-06",),
    source="Cortes & Vapnik 1995, section 2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("w = [3, 4]", lambda rng: {"args": [np.array([3.0, 4.0])]}, public=True, about="w = [3, 4], a left out"),
        Case(
            "a short w", lambda rng: normal(rng, 3, rng.uniform(0.1, 0.2)), public=True, about="w (3,), shorter than 1"
        ),
        Case("another a", lambda rng: normal(rng, 5, 3.0, a=2.5), public=True, about="w (5,), a 2.5"),
        Case("many coordinates", lambda rng: normal(rng, 40, 20.0, a=0.3)),
    ),
    right=(
        Right("between two points", task=between_two_points),
        Right("a dot product", {"np.linalg.norm(w)": "np.sqrt(np.dot(w, w))"}),
        Right("both distances", {"2 * a / np.linalg.norm(w)": "a / np.linalg.norm(w) - -a / np.linalg.norm(w)"}),
    ),
    hint="w = [3, 4] has length 5. Each plane lies 1/5 from the middle.",
    wrong=(
        Wrong("half of it", {"2 * a": "a"}, hint="That is the distance from the middle to one plane. There are two."),
        Wrong(
            "squared length",
            {"np.linalg.norm(w)": "(w @ w)"},
            hint="You divide by the *square* of the length of w.",
        ),
        Wrong(
            "length above",
            {"2 * a / np": "2 * a * np"},
            hint="Your margin grows with w. A longer w means a *narrower* margin.",
        ),
        Wrong(
            "sum of the sizes for the length",
            {"np.linalg.norm(w)": "np.sum(np.abs(w))"},
            hint="You divide by the sum of the sizes of w. The length has squares and a root.",
        ),
        Wrong(
            "what is minimized",
            {"2 * a / np.linalg.norm(w)": "0.5 * (w @ w)"},
            hint="You return 1/2 ||w||^2, which a support vector machine minimizes. The width is asked for.",
        ),
        Wrong(
            "largest size for the length",
            {"np.linalg.norm(w)": "np.max(np.abs(w))"},
            hint="You divide by the largest entry. The length counts all of them.",
        ),
    ),
)
