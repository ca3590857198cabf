"""Least squares in one step."""

import numpy as np

from grader import Case, Exercise, Right, Tolerance, Wrong, families, probes


def normal_equation(X, y):
    """Weights theta that minimize the sum of (y - X theta)^2, in one step.

        (X^T X) theta = X^T y

    X: (N, D) floats, one sample per row. y: (N,) floats. Both are left unchanged. No column of ones is added. If
    several theta are equally good (two equal columns, say), return the shortest one. Columns may be nearly equal.

    Returns theta: (D,) floats.
    """
    ### BEGIN SOLUTION
    return np.linalg.lstsq(X, y, rcond=None)[0]
    ### END SOLUTION


def by_singular_values(X, y):
    """Each singular direction divided by its singular value; directions without one are left out."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-12 * s[0]
    return Vt[kept].T @ ((U[:, kept].T @ y) / s[kept])


def with_pinv(X, y):
    """NumPy's pseudo-inverse."""
    return np.linalg.pinv(X) @ y


def samples(rng, n, d, scales=1.0, noise=0.5, **options):
    """Inputs of `call`: samples whose columns have these scales, and values with noise."""
    X = rng.normal(size=(n, d)) + 0.5
    theta = rng.uniform(1.0, 2.0, d) * np.where(np.arange(d) % 2, -1, 1)
    y = X @ theta + noise * rng.normal(size=n)
    return {"args": [X * scales, y], **options}


def alike(rng, n, apart):
    """Inputs of `call`: three columns of mean 0, the last of which is the first one moved by so little."""
    X = rng.normal(size=(n, 3))
    X -= X.mean(axis=0)
    X[:, 2] = X[:, 0] + apart * X[:, 2]
    return {"args": [X, X @ np.array([1.5, -2.0, 3.0]) + (0.0 if apart else rng.normal(size=n))]}


EXERCISE = Exercise(
    normal_equation,
    points=2,
    ids=("ML-07",),
    source="Legendre 1805; numpy.linalg.lstsq",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_singular_values,
    cases=(
        Case("five samples", lambda rng: samples(rng, 5, 2), public=True, about="X (5, 2)"),
        Case(
            "columns of other scales",
            lambda rng: samples(rng, 9, 3, scales=np.array([1.0, 100.0, 0.01])),
            public=True,
            about="X (9, 3); the columns are about 1, 100 and 0.01",
        ),
        Case(
            "two columns nearly equal",
            lambda rng: alike(rng, 8, 1e-6),
            public=True,
            tolerance=Tolerance(1e-6, 1e-7),
            about="X (8, 3); the last column is the first one, moved by about 1e-6",
        ),
        Case("a column twice", lambda rng: alike(rng, 7, 0.0), public=True, about="X (7, 3), two columns equal"),
        Case("one weight", lambda rng: samples(rng, 6, 1)),
        Case("column-major", lambda rng: samples(rng, 12, 5, layout="F")),
        Case("every other column", lambda rng: samples(rng, 10, 4, layout="strided")),
    ),
    right=(
        Right("singular values", task=by_singular_values),
        Right("pseudo-inverse", task=with_pinv),
        Right("a column on the right", {"(X, y, rcond=None)[0]": "(X, y[:, None], rcond=None)[0][:, 0]"}),
    ),
    hint="Take X with one column 1, 2, 3 and y = 2, 4, 6. theta is 2. `np.linalg` has a function for least squares.",
    wrong=(
        Wrong(
            "inverse of X^T X",
            {"np.linalg.lstsq(X, y, rcond=None)[0]": "np.linalg.inv(X.T @ X) @ X.T @ y"},
            hint=(
                "On paper you are right. Where two columns are nearly equal, the inverse loses half of all digits.",
                "`np.linalg` has a function that solves least squares without any inverse.",
            ),
        ),
        Wrong(
            "no inverse at all",
            {"np.linalg.lstsq(X, y, rcond=None)[0]": "X.T @ y"},
            hint="X^T y is the right side of the equation. It still has to be solved for theta.",
        ),
        Wrong(
            "a penalty added",
            {"np.linalg.lstsq(X, y, rcond=None)[0]": "np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ y)"},
            hint="You add something to the diagonal, which makes theta shorter. That is ridge regression (lab 9).",
        ),
        Wrong(
            "columns centred",
            {"lstsq(X, y,": "lstsq(X - X.mean(axis=0), y,"},
            hint="You move the columns of X to mean 0. Take X as it is.",
        ),
        Wrong(
            "columns scaled",
            {"lstsq(X, y,": "lstsq(X / X.std(axis=0), y,"},
            hint="You scale the columns, and your theta belongs to the scaled ones. Nothing has to be scaled here.",
        ),
        Wrong(
            "predictions in place of weights",
            {"np.linalg.lstsq(X, y, rcond=None)[0]": "X @ np.linalg.lstsq(X, y, rcond=None)[0]"},
            hint="You return X theta. theta itself is asked for, one number per column.",
        ),
        Wrong(
            "an intercept added",
            {"lstsq(X, y, rcond=None)[0]": "lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]"},
            hint="You add a column of ones. Whoever wants an intercept puts the ones into X.",
        ),
    ),
)
