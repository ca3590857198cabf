"""Ridge regression: least squares with an L2 penalty, and a free intercept."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def ridge_fit(X, y, lam):
    """The ridge solution (beta, intercept): weights (D,) and a number, which together minimize

        sum over i of (y_i - x_i^T beta - intercept)^2  +  lam * sum over j of beta_j^2

    A sum over the samples, no mean and no 1/2. The intercept is not penalized. So it can be taken out first: with the
    columns of X and y moved to mean 0, beta solves (X^T X + lam I) beta = X^T y without an intercept.

    X: (N, D) floats. y: (N,) floats. Both left unchanged. lam: a number, 0 or more.
    """
    ### BEGIN SOLUTION
    X_mean = X.mean(axis=0)
    Xc = X - X_mean
    gram = Xc.T @ Xc + lam * np.eye(X.shape[1], dtype=X.dtype)
    beta = np.linalg.solve(gram, Xc.T @ (y - y.mean()))
    intercept = y.mean() - X_mean @ beta
    return beta, intercept
    ### END SOLUTION


def with_more_rows(X, y, lam):
    """Ordinary least squares on sqrt(lam) I as further samples; a column of ones that these do not have."""
    n, d = X.shape
    wide = np.zeros((n + d, d + 1))
    wide[:n, :d], wide[:n, d] = X, 1
    wide[n:, :d] = np.sqrt(lam) * np.eye(d)
    solution = np.linalg.lstsq(wide, np.concatenate([y, np.zeros(d)]), rcond=None)[0]
    return solution[:d].astype(X.dtype), solution[d]


def by_singular_values(X, y, lam):
    """Each singular direction shrunk by s / (s^2 + lam)."""
    means = X.mean(axis=0)
    U, s, Vt = np.linalg.svd(X - means, full_matrices=False)
    beta = Vt.T @ (s / (s**2 + lam) * (U.T @ (y - y.mean())))
    return beta, np.mean(y - X @ beta)


def torch_solution(X, y, lam):
    """torch: the normal equations of weights and intercept together, the penalty on the weights alone."""
    import torch

    design = torch.tensor(np.column_stack([X, np.ones(len(X))]), dtype=torch.float64)
    penalty = torch.full((design.shape[1],), float(lam), dtype=torch.float64)
    penalty[-1] = 0
    target = torch.tensor(np.array(y), dtype=torch.float64)
    found = torch.linalg.solve(design.T @ design + torch.diag(penalty), design.T @ target).numpy()
    return found[:-1].astype(X.dtype), found[-1]


def samples(rng, n, d, lam, dtype="float64", **options):
    """Inputs of `call`: columns with means of their own, and a target that is far from 0."""
    X = rng.normal(size=(n, d)) + rng.uniform(1.0, 2.0, d)
    y = X @ rng.normal(size=d) + rng.normal(size=n) + 3.0
    return {"args": [X.astype(dtype), y.astype(dtype), lam], "returns": ["beta", "intercept"], **options}


EXERCISE = Exercise(
    ridge_fit,
    points=3,
    ids=("REG-02",),
    source="Hoerl & Kennard 1970; sklearn.linear_model.Ridge",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=torch_solution,
    cases=(
        Case("one feature", lambda rng: samples(rng, 6, 1, 2.0), public=True, about="X (6, 1), lam 2"),
        Case("three features", lambda rng: samples(rng, 8, 3, 2.0), public=True, about="X (8, 3), lam 2"),
        Case("no penalty", lambda rng: samples(rng, 9, 2, 0.0), public=True, about="X (9, 2), lam 0"),
        Case(
            "more features than samples",
            lambda rng: samples(rng, 4, 6, 0.5),
            public=True,
            about="X (4, 6), lam 0.5",
        ),
        Case("a strong penalty", lambda rng: samples(rng, 10, 2, 50.0)),
        Case("column-major", lambda rng: samples(rng, 7, 4, 3.0, layout="F")),
        Case("every other column", lambda rng: samples(rng, 8, 3, 1.0, layout="strided")),
        Case("float32", lambda rng: samples(rng, 12, 3, 4.0, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("more rows", task=with_more_rows),
        Right("singular values", task=by_singular_values),
        Right(
            "by the inverse",
            {"np.linalg.solve(gram, Xc.T @ (y - y.mean()))": "np.linalg.inv(gram) @ (Xc.T @ (y - y.mean()))"},
        ),
        Right("target not centred", {"(y - y.mean())": "y"}),
    ),
    hint=(
        "Take y = 3 everywhere: what are the weights and the intercept for a large lam? Then take two points and "
        "compute both by hand."
    ),
    wrong=(
        Wrong(
            "intercept penalized",
            {
                "Xc = X - X_mean": "Xc = np.hstack([X, np.ones((len(X), 1), X.dtype)])",
                "(y - y.mean())": "y",
                "np.eye(X.shape[1], dtype=X.dtype)": "np.eye(X.shape[1] + 1, dtype=X.dtype)",
                "intercept = y.mean() - X_mean @ beta\n    return beta, intercept": "return beta[:-1], beta[-1]",
            },
            hint=(
                "Without a penalty you are right. With one, your intercept is pulled to 0 as well.",
                "A column of ones gets its share of lam I. The intercept must not.",
            ),
        ),
        Wrong(
            "not centred before the fit",
            {"Xc = X - X_mean": "Xc = X", "(y - y.mean())": "y"},
            hint=(
                "Your weights are those of a line through the origin.",
                "The intercept is taken out *before* the weights are found. What moves to mean 0?",
            ),
        ),
        Wrong(
            "no intercept",
            {"return beta, intercept": "return beta, 0 * intercept"},
            hint="The weights are right. What does the centred fit say about the uncentred data?",
        ),
        Wrong(
            "intercept is the mean of y",
            {"y.mean() - X_mean @ beta": "y.mean()"},
            hint="The line passes through the mean of X *and* the mean of y.",
        ),
        Wrong(
            "lam times N",
            {"lam * np.eye": "len(X) * lam * np.eye"},
            hint="You punish N times too much. That would be right for the mean of the squared errors.",
        ),
        Wrong(
            "half of lam",
            {"lam * np.eye": "lam / 2 * np.eye"},
            hint="Both terms have no 1/2: set the gradient to 0 and divide by 2.",
        ),
        Wrong(
            "two lam",
            {"lam * np.eye": "2 * lam * np.eye"},
            hint="The gradient of both terms has a factor 2. Does it stay?",
        ),
        Wrong(
            "penalty subtracted",
            {"Xc.T @ Xc + lam": "Xc.T @ Xc - lam"},
            hint="A larger lam should give smaller weights.",
        ),
        Wrong(
            "lam added to every entry",
            {"lam * np.eye(X.shape[1], dtype=X.dtype)": "np.asarray(lam, X.dtype)"},
            hint="lam belongs on the diagonal alone: the penalty has no products of two weights.",
        ),
        Wrong(
            "penalty left out",
            {"lam * np.eye": "0 * np.eye"},
            hint="Another lam changes nothing in your function.",
        ),
        Wrong(
            "columns standardized",
            {"Xc = X - X_mean": "Xc = (X - X_mean) / X.std(axis=0)"},
            hint="Move the columns to mean 0, but leave their scale as it is.",
        ),
    ),
    survivors={
        (
            "gram = Xc.T @ Xc + lam * np.eye(X.shape[1], dtype=X.dtype) -> "
            "gram = Xc.T @ Xc + lam * np.eye(X.shape[1], dtype=y.dtype)"
        ): "X and y have the same dtype",
        "beta = np.linalg.solve(gram, Xc.T @ (y - y.mean())) -> beta = np.linalg.solve(gram, Xc.T @ (y - y.sum()))": (
            "the columns of X have mean 0, so their products with a constant are 0"
        ),
        "beta = np.linalg.solve(gram, Xc.T @ (y - y.mean())) -> beta = np.linalg.solve(gram, Xc.T @ (y + y.mean()))": (
            "the columns of X have mean 0, so their products with a constant are 0"
        ),
        "beta = np.linalg.solve(gram, Xc.T @ (y - y.mean())) -> beta = np.linalg.solve(gram, Xc.T @ y)": (
            "the columns of X have mean 0, so their products with a constant are 0"
        ),
    },
)
