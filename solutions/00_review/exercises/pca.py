"""Principal components: the directions in which data spread most."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def pca(X, k):
    """Data drawn together onto their first k principal components, and the variances along these.

        C = (X - mean)^T (X - mean) / N                     covariance, (D, D)
        C v_j = variance_j v_j                               unit vectors v_j, largest variance first
        shadow of x = mean + sum over the first k of ((x - mean) . v_j) v_j

    mean: of each column of X. X: (N, D) floats, one sample per row, left unchanged. k: from 1 to D.

    Returns shadows, variances: (N, D) floats, one shadow per row, and (k,) floats, the largest first. The sign of v_j
    does not matter for either.
    """
    ### BEGIN SOLUTION
    mean = X.mean(axis=0)
    centred = X - mean
    variances, vectors = np.linalg.eigh(centred.T @ centred / len(X))
    order = np.argsort(variances)[::-1][:k]
    V = vectors[:, order]
    return mean + centred @ V @ V.T, variances[order]
    ### END SOLUTION


def by_singular_values(X, k):
    """The singular value decomposition of the centred data."""
    mean = np.mean(X, axis=0)
    U, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
    return (U[:, :k] * s[:k]) @ Vt[:k] + mean, s[:k] ** 2 / len(X)


def one_after_the_other(X, k):
    """Power iteration: find a direction, take it out of the data, go on."""
    mean = X.mean(axis=0)
    rest, variances = X - mean, []
    for _ in range(k):
        v = np.ones(X.shape[1]) + np.arange(X.shape[1]) / 7
        C = rest.T @ rest / len(X)
        for _ in range(60):
            C = C @ C
            C = C / np.trace(C)
            if np.abs(C @ C - C).max() < 1e-15:
                break
        v = C @ v
        v = v / np.linalg.norm(v)
        variances.append(np.mean((rest @ v) ** 2))
        rest = rest - np.outer(rest @ v, v)
    return X - rest, np.array(variances)


def with_sklearn(X, k):
    """scikit-learn's PCA, whose variances divide by N - 1."""
    from sklearn.decomposition import PCA

    X = np.array(X)
    model = PCA(k, svd_solver="full").fit(X)
    return model.inverse_transform(model.transform(X)), model.explained_variance_ * (len(X) - 1) / len(X)


def cloud(rng, n, k, spreads, centre=0.0, **options):
    """Inputs of `call`: a cloud of these standard deviations along directions that are no axes, moved by centre."""
    d = len(spreads)
    Z = np.linalg.qr(rng.normal(size=(n, d)) - 0.0)[0]
    Z = np.linalg.qr(Z - Z.mean(axis=0))[0] * np.sqrt(n)
    turned = np.eye(d)
    for i in range(d):
        for j in range(i + 1, d):
            angle, plane = rng.uniform(0.5, 1.0), np.eye(d)
            plane[[i, i, j, j], [i, j, i, j]] = np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)
            turned = turned @ plane
    X = (Z * spreads) @ turned.T + centre * np.linspace(1.0, 2.0, d)
    return {"args": [X, k], "returns": ["shadows", "variances"], **options}


EXERCISE = Exercise(
    pca,
    points=3,
    ids=("ML-08",),
    source="Pearson 1901; Hotelling 1933; sklearn.decomposition.PCA",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case("onto a line", lambda rng: cloud(rng, 6, 1, [1.0, 3.0], 1.0), public=True, about="X (6, 2), k 1"),
        Case(
            "far from the origin",
            lambda rng: cloud(rng, 9, 1, [1.0, 4.0, 2.0], 100.0),
            public=True,
            about="X (9, 3) with means of 100 to 200, k 1",
        ),
        Case("onto a plane", lambda rng: cloud(rng, 8, 2, [2.0, 0.5, 4.0], 3.0), public=True, about="X (8, 3), k 2"),
        Case("nothing lost", lambda rng: cloud(rng, 7, 3, [1.0, 3.0, 2.0], 5.0)),
        Case("column-major", lambda rng: cloud(rng, 12, 2, [1.0, 5.0, 0.5, 2.5], 2.0, layout="F")),
        Case("every other column", lambda rng: cloud(rng, 10, 3, [0.5, 1.0, 2.0, 4.0, 8.0], 2.0, layout="strided")),
    ),
    right=(
        Right("singular values", task=by_singular_values),
        Right("one after the other", task=one_after_the_other),
        Right(
            "NumPy's covariance and eig",
            {"np.linalg.eigh(centred.T @ centred / len(X))": "np.linalg.eig(np.cov(X.T, bias=True))"},
        ),
    ),
    hint="Take the points (0, 0), (2, 2) and (4, 4) and k = 1: the shadows are the points themselves.",
    wrong=(
        Wrong(
            "not centred",
            {"centred = X - mean": "centred = X", "return mean + centred": "return centred"},
            hint=(
                "Your first direction points from the origin to the cloud.",
                "What has to be subtracted before you look for directions of spread?",
            ),
        ),
        Wrong(
            "mean not added again",
            {"mean + centred @": "centred @"},
            hint="Your shadows lie around the origin, the data do not. What did you subtract?",
        ),
        Wrong(
            "smallest variances",
            {"[::-1][:k]": "[:k]"},
            hint="`eigh` gives the smallest eigenvalue first. Which directions do you want?",
        ),
        Wrong(
            "rows of the matrix for its columns",
            {"vectors[:, order]": "vectors[order].T"},
            hint="NumPy returns eigenvectors as *columns*. You take rows.",
        ),
        Wrong(
            "divided by N - 1",
            {"/ len(X)": "/ (len(X) - 1)"},
            hint="Your shadows are right. The variances divide by N here.",
        ),
        Wrong(
            "not divided",
            {" / len(X)": ""},
            hint="Your shadows are right. Your variances grow with the number of samples.",
        ),
        Wrong(
            "standard deviations",
            {"V.T, variances[order]": "V.T, np.sqrt(variances[order])"},
            hint="Your shadows are right. Along each direction, the variance is asked for, not its root.",
        ),
        Wrong(
            "shares of the variance",
            {"V.T, variances[order]": "V.T, variances[order] / variances.sum()"},
            hint="Your shadows are right. You divide the variances by their sum; they are asked for as they are.",
        ),
        Wrong(
            "columns scaled first",
            {"centred = X - mean": "centred = (X - mean) / X.std(axis=0)"},
            hint="You scale every column to variance 1. Here the columns stay as they are.",
        ),
        Wrong(
            "what is lost",
            {"mean + centred @ V @ V.T": "centred - centred @ V @ V.T"},
            hint="You return the way from the shadow to the point. Where does the shadow lie?",
        ),
    ),
)
