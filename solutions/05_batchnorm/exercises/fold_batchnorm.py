"""Batch normalization at test time, folded into one line per channel."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def fold_batchnorm(means, variances, m, gamma, beta, eps=1e-5):
    """Algorithm 2: from the statistics of B training batches to y = a * x + c at test time: (a, c), both (C,).

        E   = mean of the batches' means
        Var = m / (m - 1) * mean of the batches' variances
        a   = gamma / sqrt(Var + eps)
        c   = beta - a * E

    means, variances: (B, C), one row per batch, the variances biased, as `batchnorm_forward` returns them.
    m: how many numbers each of them was taken of, m >= 2, the same for all. gamma, beta: (C,). Nothing is changed.
    """
    ### BEGIN SOLUTION
    mean = means.mean(axis=0)
    var = variances.mean(axis=0) * m / (m - 1)
    a = gamma / np.sqrt(var + eps)
    return a, beta - a * mean
    ### END SOLUTION


def sum_by_sum(means, variances, m, gamma, beta, eps=1e-5):
    """Adds batch to batch, and applies Bessel's factor to each."""
    expected, spread = np.zeros_like(gamma), np.zeros_like(gamma)
    for mu, v in zip(means, variances):
        expected += mu / len(means)
        spread += (v + v / (m - 1)) / len(variances)
    factor = (spread + eps) ** -0.5
    return gamma * factor, beta - gamma * expected * factor


def torch_fold(means, variances, m, gamma, beta, eps=1e-5):
    """A line through what torch's batch_norm gives for x = 0 and x = 1."""
    import torch

    mus, squares, g, b = (torch.tensor(np.array(a)) for a in (means, variances, gamma, beta))
    mean, var = mus.mean(0), squares.sum(0) * m / (len(squares) * (m - 1))
    ends = torch.tensor([[0.0], [1.0]], dtype=g.dtype).expand(2, len(g))
    at_zero, at_one = torch.nn.functional.batch_norm(ends, mean, var, g, b, False, eps=eps).numpy()
    return at_one - at_zero, at_zero


def inputs(rng, batches, channels, m, dtype="float64", layout="C", **options):
    """Statistics of batches of m numbers; the last channel hardly varies."""
    spread = np.geomspace(1.5, 0.1, channels)
    drawn = rng.normal(size=channels) + spread * rng.normal(size=(batches, m, channels))
    args = [drawn.mean(axis=1), drawn.var(axis=1), rng.uniform(0.5, 1.5, channels), rng.normal(size=channels)]
    means, variances, gamma, beta = (a.astype(dtype) for a in args)
    return {
        "args": [means, variances, m, gamma, beta],
        "kwargs": options,
        "returns": ["a", "c"],
        "layout": layout,
    }


EXERCISE = Exercise(
    fold_batchnorm,
    points=2,
    ids=("NRM-04",),
    source="Ioffe & Szegedy 2015, Batch Normalization, Algorithm 2, lines 10-11",
    family=families.NORMALIZATION,
    probe=probes.call,
    oracle=torch_fold,
    cases=(
        Case(
            "three batches of two numbers",
            lambda rng: inputs(rng, 3, 2, 2, eps=0.01),
            public=True,
            about="means and variances (3, 2), m 2, eps 0.01",
        ),
        Case(
            "five batches, default eps",
            lambda rng: inputs(rng, 5, 3, 4),
            public=True,
            about="means and variances (5, 3), m 4",
        ),
        Case("one batch, large eps", lambda rng: inputs(rng, 1, 4, 3, eps=0.1), public=True, about="m 3, eps 0.1"),
        Case("forty batches, strided", lambda rng: inputs(rng, 40, 3, 6, layout="strided", eps=0.05)),
        Case("float32", lambda rng: inputs(rng, 6, 3, 5, dtype="float32", eps=0.1), tolerance=FLOAT32),
    ),
    right=(
        Right("batch by batch", task=sum_by_sum),
        Right("Bessel's factor turned round", {"* m / (m - 1)": "/ (1 - 1 / m)"}),
    ),
    hint="Take one channel and two batches, and compute E, Var, a and c by hand, in this order.",
    wrong=(
        Wrong(
            "biased variance",
            {" * m / (m - 1)": ""},
            hint=(
                "With small batches your a is too large.",
                "The variance within a batch of m is too small on average. By which factor, if it divides by m?",
            ),
        ),
        Wrong(
            "Bessel's factor upside down",
            {"* m / (m - 1)": "* (m - 1) / m"},
            hint="The factor should make the variance larger.",
        ),
        Wrong(
            "B for m in Bessel's factor",
            {"* m / (m - 1)": "* len(means) / max(len(means) - 1, 1)"},
            hint="m counts the numbers within one batch, not the batches.",
        ),
        Wrong(
            "last batch alone",
            {"means.mean(axis=0)": "means[-1]", "variances.mean(axis=0)": "variances[-1]"},
            hint="Your line knows one batch of many.",
        ),
        Wrong(
            "variance of the means",
            {"variances.mean(axis=0)": "means.var(axis=0)"},
            hint="How much the means vary is another question. Which argument holds the variances?",
        ),
        Wrong(
            "standard deviations averaged",
            {"variances.mean(axis=0)": "np.sqrt(variances).mean(axis=0) ** 2"},
            hint="Average the variances, and take the root once, at the end.",
        ),
        Wrong(
            "eps outside the root",
            {"np.sqrt(var + eps)": "(np.sqrt(var) + eps)"},
            hint="eps stands under the root, as everywhere in this lab.",
        ),
        Wrong(
            "eps missing",
            {"var + eps": "var"},
            hint="A folded layer is the same function as before. What did it divide by?",
        ),
        Wrong(
            "c without the mean",
            {"beta - a * mean": "beta"},
            hint="Your slope is right. Where x is E, y should be beta: what is it with you?",
        ),
        Wrong(
            "mean not scaled",
            {"beta - a * mean": "beta - mean"},
            hint="Expand a * (x - E) + beta. What stands before E?",
        ),
        Wrong(
            "sign of the mean",
            {"beta - a * mean": "beta + a * mean"},
            hint="Expand a * (x - E) + beta. Which sign has E?",
        ),
        Wrong(
            "gamma left out of c",
            {"beta - a * mean": "beta - mean / np.sqrt(var + eps)"},
            hint="The mean is subtracted before gamma scales, so gamma scales it as well.",
        ),
        Wrong(
            "eps inside Bessel's factor",
            {" * m / (m - 1)": "", "np.sqrt(var + eps)": "np.sqrt((var + eps) * m / (m - 1))"},
            hint="Your eps is multiplied by m / (m - 1) as well. The factor belongs to the variance alone.",
        ),
        Wrong(
            "Bessel's factor outside the root",
            {" * m / (m - 1)": "", "np.sqrt(var + eps)": "np.sqrt(var + eps) * m / (m - 1)"},
            hint="The factor m / (m - 1) belongs to the variance. You apply it to the root.",
        ),
        Wrong(
            "average over the channels",
            {"means.mean(axis=0)": "means.mean(axis=1)", "variances.mean(axis=0)": "variances.mean(axis=1)"},
            hint="The rows are batches, the columns channels. Which of the two is to be averaged away?",
        ),
        Wrong(
            "one mean for all channels",
            {"means.mean(axis=0)": "means.mean()", "variances.mean(axis=0)": "variances.mean()"},
            hint="Every channel has a mean and a variance of its own. Over which axes do you average?",
        ),
        Wrong(
            "sum over the batches",
            {"means.mean(axis=0)": "means.sum(axis=0)", "variances.mean(axis=0)": "variances.sum(axis=0)"},
            hint="One batch is right, more are too large. E and Var are averages.",
        ),
        Wrong(
            "spread of the means added",
            {"variances.mean(axis=0)": "(variances.mean(axis=0) + means.var(axis=0))"},
            hint="One batch is right. Algorithm 2 averages the variances and leaves out how much the means vary.",
        ),
        Wrong(
            "beta left out of c",
            {"beta - a * mean": "-a * mean"},
            hint="Your slope is right. Where x is E, y should be beta: what is it with you?",
        ),
        Wrong(
            "c not returned",
            {"return a, beta - a * mean": "return a"},
            hint="Your slope is right. Two things are to be returned: c is missing.",
        ),
    ),
)
