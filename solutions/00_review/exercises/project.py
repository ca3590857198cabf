"""Projection of points onto a hyperplane."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def project(X, w, b):
    """Nearest point of the plane w . x + b = 0 to each point.

        x_p = x - r w / ||w||          r = (w . x + b) / ||w||

    X: (N, D) floats, one point per row. w: (D,) floats, not all 0. b: a number. All are left unchanged.

    Returns the projections: (N, D) floats, one per row.
    """
    ### BEGIN SOLUTION
    length = np.linalg.norm(w)
    r = (X @ w + b) / length
    return X - np.outer(r, w / length)
    ### END SOLUTION


def point_by_point(X, w, b):
    """Each point moved along w, coordinate by coordinate."""
    squares = sum(float(v) ** 2 for v in w)
    found = np.empty((len(X), len(w)))
    for n, point in enumerate(X):
        share = (sum(x * v for x, v in zip(point, w)) + b) / squares
        for i, v in enumerate(w):
            found[n, i] = point[i] - share * v
    return found


def by_a_basis(X, w, b):
    """What lies along directions of the plane stays; the rest is a point of the plane."""
    directions = np.linalg.svd(w[None, :])[2][1:]
    foot = -b * w / (w @ w)
    return foot + (X - foot) @ directions.T @ directions


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
    project,
    points=2,
    ids=("ML-06",),
    source="Cortes & Vapnik 1995, section 2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_a_basis,
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
        Right("a basis of the plane", task=by_a_basis),
        Right("one square for two lengths", {"X - np.outer(r, w / length)": "X - (X @ w + b)[:, None] * w / (w @ w)"}),
    ),
    hint="Take the point (3, 4), w = [3, 4] and b = -5. Its distance is 4. Go back by 4 along w, to (0.6, 0.8).",
    wrong=(
        Wrong(
            "moved by w, not by its direction",
            {"w / length": "w"},
            hint="You go r times w, which is too far where w is long. The way has length r.",
        ),
        Wrong(
            "not divided at all",
            {"(X @ w + b) / length": "(X @ w + b)", "w / length": "w"},
            hint="Multiply w and b by 2: the plane stays, and your points move. Where does the length of w belong?",
        ),
        Wrong(
            "moved away from the plane",
            {"X - np": "X + np"},
            hint="Your points end twice as far away. Which way is the plane?",
        ),
        Wrong(
            "b left out",
            {"(X @ w + b)": "(X @ w)"},
            hint="Your points lie on a plane through the origin. What does b do?",
        ),
        Wrong(
            "b subtracted", {"(X @ w + b)": "(X @ w - b)"}, hint="The plane is w . x + b = 0. Look at the sign of b."
        ),
        Wrong(
            "mirrored",
            {"np.outer(r, w / length)": "2 * np.outer(r, w / length)"},
            hint="Your points end on the other side, as far away as before. Go half of that way.",
        ),
        Wrong(
            "way in place of its end",
            {"return X - np.outer": "return np.outer"},
            hint="You return the way between plane and point. Where on the plane does it end?",
        ),
        Wrong(
            "distance without its sign",
            {"(X @ w + b) / length": "np.abs(X @ w + b) / length"},
            hint="Points on one side are right. On the other side, the way goes in the other direction.",
        ),
    ),
)
