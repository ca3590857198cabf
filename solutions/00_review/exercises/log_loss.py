"""The logarithmic loss: how surprised a classifier is by the truth."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def log_loss(T, P, eps=1e-15):
    """Logarithmic loss of predicted probabilities, the mean over the samples.

        loss = mean over n of  - sum over k of T_nk log(max(P_nk, eps))

    The logarithm is the natural one. T: (N, K) floats, one-hot: 1 for the true class of the row, else 0. P: (N, K)
    floats, probabilities. Both are left unchanged. eps: probabilities below it count as eps; others stay as they are.

    Returns a number.
    """
    ### BEGIN SOLUTION
    logs = np.log(np.maximum(P, eps))
    return -np.mean(np.sum(T * logs, axis=1))
    ### END SOLUTION


def row_by_row(T, P, eps=1e-15):
    """Looks up the true class of each row."""
    total = 0.0
    for n, k in enumerate(np.argmax(T, axis=1)):
        total += np.log(1 / max(float(P[n, k]), eps))
    return total / len(T)


def with_torch(T, P, eps=1e-15):
    """torch's nll_loss of clamped logarithms."""
    import torch

    logs = torch.log(torch.clamp(torch.tensor(np.array(P)), min=eps))
    return torch.nn.functional.nll_loss(logs, torch.tensor(np.argmax(T, axis=1))).item()


def batch(rng, n, k, sure=None, **options):
    """Inputs of `call`: classes and probabilities; sure: of the first row, wrong, and the second, right."""
    labels = rng.integers(k, size=n)
    T = np.eye(k)[labels]
    P = rng.uniform(0.2, 1.0, (n, k))
    P /= P.sum(axis=1, keepdims=True)
    if sure is not None:
        for row, named in enumerate([(labels[0] + 1) % k, labels[1]]):
            P[row] = (1 - sure) / (k - 1)
            P[row, named] = sure
    return {"args": [T, P], "kwargs": options}


EXERCISE = Exercise(
    log_loss,
    points=2,
    ids=("ML-01",),
    source="Good 1952; sklearn.metrics.log_loss",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("two samples", lambda rng: batch(rng, 2, 3), public=True, about="2 samples of 3 classes"),
        Case("five samples", lambda rng: batch(rng, 5, 4), public=True, about="5 samples of 4 classes"),
        Case(
            "sure and wrong",
            lambda rng: batch(rng, 3, 4, sure=1.0),
            public=True,
            about="a true class of probability 0",
        ),
        Case(
            "another eps",
            lambda rng: batch(rng, 4, 3, sure=0.99, eps=0.02),
            public=True,
            about="a true class of probability 0.005; eps 0.02",
        ),
        Case("many samples", lambda rng: batch(rng, 40, 6)),
    ),
    right=(
        Right("row by row", task=row_by_row),
        Right("a sum over all", {"-np.mean(np.sum(T * logs, axis=1))": "-np.sum(T * logs) / len(T)"}),
        Right("picked by a mask", {"-np.mean(np.sum(T * logs, axis=1))": "-logs[T == 1].mean()"}),
    ),
    hint="One sample, true class with probability 1/2: the loss is log 2 = 0.693. With probability 1 it is 0.",
    wrong=(
        Wrong(
            "not clipped",
            {"np.maximum(P, eps)": "P"},
            hint="The logarithm of 0 is minus infinity. What is eps for?",
        ),
        Wrong(
            "eps added",
            {"np.maximum(P, eps)": "P + eps"},
            hint="You add eps to every probability. Only those below eps change.",
        ),
        Wrong(
            "minus forgotten",
            {"-np.mean": "np.mean"},
            hint="Your loss is negative, so a good classifier has a large one. What stands before the sum?",
        ),
        Wrong(
            "mean over the classes too",
            {"np.sum(T * logs, axis=1)": "T * logs"},
            hint="Your number is too small by the number of classes: sum over the classes, mean over the samples.",
        ),
        Wrong(
            "sum over the samples",
            {"np.mean(": "np.sum("},
            hint="Your number grows with the number of samples.",
        ),
        Wrong("logarithm to base 2", {"np.log(": "np.log2("}, hint="You count in bits. Here the logarithm is natural."),
        Wrong("logarithm to base 10", {"np.log(": "np.log10("}, hint="Your logarithm has base 10. Here it is natural."),
        Wrong(
            "other classes counted too",
            {"T * logs": "T * logs + (1 - T) * np.log(np.maximum(1 - P, eps))"},
            hint="You add a term for each class that is not the true one. Only the true class counts.",
        ),
        Wrong(
            "probability in place of its logarithm",
            {"np.log(np.maximum(P, eps))": "np.maximum(P, eps)"},
            hint="You add up probabilities. The loss is made of logarithms.",
        ),
        Wrong(
            "clipped from above",
            {"np.maximum(P, eps)": "np.minimum(P, 1 - eps)"},
            hint="eps keeps the logarithm away from 0. On which side of the probabilities is that?",
        ),
    ),
)
