"""Signed distance of points from a hyperplane."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def signed_distance(X, w, b):
    """Signed distance of each point from the plane w . x + b = 0.

        r = (w . x + b) / ||w||

    ||w|| is the Euclidean length. The sign says on which side the point lies: positive where w points to.

    X: (N, D) floats, one point per row. w: (D,) floats, not all 0. b: a number. All are left unchanged.

    Returns r: (N,) floats.
    """
    ### BEGIN SOLUTION
    return (X @ w + b) / np.linalg.norm(w)
    ### END SOLUTION


def point_by_point(X, w, b):
    """A loop over the points and their coordinates."""
    length = sum(float(v) ** 2 for v in w) ** 0.5
    return np.array([(sum(x * v for x, v in zip(point, w)) + b) / length for point in X])


def from_a_point_of_the_plane(X, w, b):
    """The component, along the unit normal, of the way from a point of the plane."""
    unit = w / np.sqrt(w @ w)
    foot = -b * w / (w @ w)
    return (X - foot) @ unit


def plane(rng, n, d, size, **options):
    """Inputs of `call`: points on both sides of a plane whose w has this length; b is not 0."""
    w = rng.uniform(0.5, 1.5, d) * np.where(np.arange(d) % 2, -1, 1)
    w *= size / np.linalg.norm(w)
    r = rng.uniform(0.5, 3.0, n) * np.where(np.arange(n) % 2, -1, 1)
    b = size * rng.uniform(0.5, 1.0)
    X = rng.normal(size=(n, d))
    X += np.outer(r - (X @ w + b) / size, w / size)
    return {"args": [X, w, float(b)], **options}


EXERCISE = Exercise(
    signed_distance,
    points=1,
    ids=("ML-06",),
    source="Cortes & Vapnik 1995, section 2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=from_a_point_of_the_plane,
    cases=(
        Case(
            "a point four away",
            lambda rng: {"args": [np.array([[3.0, 4.0]]), np.array([3.0, 4.0]), -5.0]},
            public=True,
            about="X = [[3, 4]], w = [3, 4], b = -5",
        ),
        Case("both sides", lambda rng: plane(rng, 5, 3, 2.0), public=True, about="5 points of 3 coordinates"),
        Case("a short w", lambda rng: plane(rng, 4, 2, 0.1), public=True, about="4 points; w has length 0.1"),
        Case("many coordinates", lambda rng: plane(rng, 7, 12, 30.0)),
        Case("column-major", lambda rng: plane(rng, 5, 4, 3.0, layout="F")),
        Case("every other column", lambda rng: plane(rng, 6, 3, 0.5, layout="strided")),
    ),
    right=(
        Right("point by point", task=point_by_point),
        Right("a unit normal", {"(X @ w + b) / np.linalg.norm(w)": "X @ (w / np.sqrt(w @ w)) + b / np.sqrt(w @ w)"}),
        Right("products added up", {"X @ w": "np.sum(X * w, axis=1)"}),
    ),
    hint="Take the point (3, 4), w = [3, 4] and b = -5: w . x + b is 20, the length of w is 5, so r is 4.",
    wrong=(
        Wrong(
            "not divided by the length",
            {" / np.linalg.norm(w)": ""},
            hint="Twice w and twice b are the same plane, and give twice your numbers. Distances should stay.",
        ),
        Wrong(
            "divided by the squared length",
            {"np.linalg.norm(w)": "(w @ w)"},
            hint="You divide by the *square* of the length of w.",
        ),
        Wrong(
            "sign lost",
            {"(X @ w + b) /": "np.abs(X @ w + b) /"},
            hint="All your distances are positive. The sign says on which side a point lies.",
        ),
        Wrong(
            "b subtracted", {"(X @ w + b)": "(X @ w - b)"}, hint="The plane is w . x + b = 0. Look at the sign of b."
        ),
        Wrong("b left out", {"(X @ w + b)": "X @ w"}, hint="Your plane goes through the origin. What does b do?"),
        Wrong(
            "b not divided",
            {"(X @ w + b) / np.linalg.norm(w)": "X @ w / np.linalg.norm(w) + b"},
            hint="Only the first part is divided by the length. b belongs under the same division.",
        ),
        Wrong(
            "sum of the sizes for the length",
            {"np.linalg.norm(w)": "np.sum(np.abs(w))"},
            hint="You divide by the sum of the sizes of w. The length has squares and a root.",
        ),
        Wrong(
            "divided by the length of each point",
            {"np.linalg.norm(w)": "np.linalg.norm(X, axis=1)"},
            hint="That is nearly a cosine. The length of w stands below, whatever the point is.",
        ),
    ),
)
