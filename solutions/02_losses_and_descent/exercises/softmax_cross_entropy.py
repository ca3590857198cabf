"""Softmax and cross-entropy in one, stable, with the gradient."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def softmax_cross_entropy(logits, targets):
    """Cross-entropy of softmax(logits), summed over the batch, and its gradient with respect to the logits.

    logits: (N, K) finite floats of any size, also +-1000. targets: (N, K) floats, one-hot or soft labels; each row
    sums to 1. Both are left unchanged.

    Returns the loss, a number (a sum over samples, not a mean; finite even where the model is sure and wrong), and
    its gradient, (N, K). No overflow, no NaN, no warning.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.sum(targets * log_p), np.exp(log_p) - targets
    ### END SOLUTION


def with_autograd(logits, targets):
    """torch's cross_entropy with reduction="sum"."""
    import torch

    z, t = torch.tensor(np.array(logits), requires_grad=True), torch.tensor(np.array(targets))
    loss = torch.nn.functional.cross_entropy(z, t, reduction="sum")
    loss.backward()
    return loss.item(), z.grad.numpy()


def with_logaddexp(logits, targets):
    """The logarithm of the sum by logaddexp, sample by sample."""
    loss, rows = 0.0, []
    for z, t in zip(logits, targets):
        total = np.logaddexp.reduce(z)
        loss += total - z @ t
        rows.append(np.exp(z - total) - t)
    return float(loss), np.stack(rows)


def with_gaps(logits, targets):
    """From the gaps between logits: the loss is log sum_j exp(z_j - z_k), weighted by the targets."""
    gaps = logits[:, None, :] - logits[:, :, None]
    top = gaps.max(axis=2)
    sums = np.exp(gaps - top[:, :, None]).sum(axis=2)
    log_inverse = top + np.log(sums)
    return np.einsum("nk,nk->", targets, log_inverse), np.exp(-log_inverse) - targets


def labelled(rng, samples, classes, *, scale=1.0, soft=False, dtype="float64", **options):
    """Inputs of `call`: normal logits, and one-hot or soft targets."""
    logits = scale * rng.normal(size=(samples, classes))
    targets = np.eye(classes)[rng.integers(0, classes, samples)]
    if soft:
        targets = rng.dirichlet(np.ones(classes), samples)
    return {"args": [logits.astype(dtype), targets.astype(dtype)], "returns": ["loss", "gradient"], **options}


def hundreds(rng, samples, classes):
    """Inputs of `call`: logits hundreds apart, in one order in all rows; the first is of the class of the lowest."""
    logits = rng.permutation(np.linspace(-900.0, 900.0, classes)) + rng.normal(size=(samples, classes))
    labels = rng.integers(0, classes, samples)
    labels[0] = logits[0].argmin()
    return {"args": [logits, np.eye(classes)[labels]], "returns": ["loss", "gradient"]}


def sure_and_wrong(rng):
    """Inputs of `call`: a right answer and a wrong one at logits of 1000, and a row of equal logits."""
    logits = np.array([[1000.0, 0.0, -1000.0], [1000.0, 995.0, 999.0], [0.0, 0.0, 0.0]])
    logits[:2] += rng.normal(size=(2, 3))
    targets = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return {"args": [logits, targets], "returns": ["loss", "gradient"]}


EXERCISE = Exercise(
    softmax_cross_entropy,
    points=3,
    ids=("LOS-03",),
    source="Bridle 1990; torch.nn.functional.cross_entropy(reduction='sum')",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case(
            "two samples", lambda rng: labelled(rng, 2, 3), public=True, about="2 samples, 3 classes, one-hot targets"
        ),
        Case(
            "sure and wrong",
            sure_and_wrong,
            public=True,
            about="3 samples with logits of 1000, -1000 and 0; the first is sure of a wrong class",
        ),
        Case(
            "soft targets",
            lambda rng: labelled(rng, 4, 3, scale=2.0, soft=True),
            public=True,
            about="4 samples, targets that sum to 1 over all classes",
        ),
        Case("a single sample", lambda rng: labelled(rng, 1, 5, scale=2.0)),
        Case("logits of hundreds", lambda rng: hundreds(rng, 5, 4)),
        Case("arrays that are not contiguous", lambda rng: labelled(rng, 3, 4, soft=True, layout="strided")),
        Case("float32", lambda rng: labelled(rng, 4, 6, scale=0.5, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("with logaddexp", task=with_logaddexp),
        Right("from the gaps between logits", task=with_gaps),
        Right("a log-sum-exp", {"-np.sum(targets * log_p)": "(-targets * log_p).sum(axis=1).sum()"}),
    ),
    hint="Compare the loss with softmax and cross_entropy on small logits, and the gradient with gradient_check.",
    wrong=(
        Wrong(
            "no shift",
            {"shifted = logits - logits.max(axis=1, keepdims=True)": "shifted = logits"},
            hint=(
                "Moderate logits are right; at 1000 the exponential overflows.",
                "The largest logit of each row may be taken off first: it cancels in the softmax.",
            ),
        ),
        Wrong(
            "logarithm of a probability that is 0",
            {
                "log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))": (
                    "log_p = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))"
                )
            },
            hint=(
                "Where the model is sure and wrong, your softmax rounds to 0 and its logarithm is -inf.",
                "Do not compute the probability first. log(a / b) = log a - log b, and one of the two is known.",
            ),
        ),
        Wrong(
            "a small number inside the logarithm",
            {"targets * log_p": "targets * np.log(np.exp(log_p) + 1e-6)"},
            hint=(
                "Where the model is sure and wrong, your loss stops at 14 instead of going on to 2000.",
                "With the logarithm of the sum there is no need for a small number anywhere.",
            ),
        ),
        Wrong(
            "mean over the batch",
            {
                "-np.sum(": "-1 / len(logits) * np.sum(",
                "np.exp(log_p) - targets": "(np.exp(log_p) - targets) / len(logits)",
            },
            hint="Loss and gradient are divided by the number of samples. Here the loss is a sum.",
        ),
        Wrong(
            "gradient averaged, loss summed",
            {"np.exp(log_p) - targets": "(np.exp(log_p) - targets) / len(logits)"},
            hint="Your loss is right. Its gradient has to belong to that loss, sum or mean.",
        ),
        Wrong(
            "loss averaged, gradient summed",
            {"-np.sum(": "-1 / len(logits) * np.sum("},
            hint="Your gradient is right. Is it the gradient of the loss that you return?",
        ),
        Wrong(
            "gradient of the wrong sign",
            {"np.exp(log_p) - targets": "targets - np.exp(log_p)"},
            hint="Raise the logit of the true class: the loss falls. Which sign has its gradient then?",
        ),
        Wrong(
            "gradient without the targets",
            {"np.exp(log_p) - targets": "np.exp(log_p)"},
            hint="Your gradient is the softmax itself. It should be 0 where the model is already right.",
        ),
        Wrong(
            "over the wrong axis",
            {"logits.max(axis=1, keepdims=True)": "logits.max(axis=0)", ".sum(axis=1, keepdims=True)": ".sum(axis=0)"},
            hint="Your probabilities sum to 1 over the samples. Which axis holds the classes?",
        ),
        Wrong(
            "shift along the batch",
            {"logits.max(axis=1, keepdims=True)": "logits.max(axis=0)"},
            hint="A shift cancels only if it is the same for all logits of a row. Yours differs from class to class.",
        ),
        Wrong(
            "loss without the minus",
            {"-np.sum": "np.sum"},
            hint="Logarithms of probabilities are negative, a loss is not.",
        ),
        Wrong(
            "clipped probabilities",
            {"targets * log_p": "targets * np.log(np.clip(np.exp(log_p), 1e-7, 1 - 1e-7))"},
            hint="Your gradient is right, your loss is clipped: no sample can cost more than a limit. Don't clip here.",
        ),
        Wrong(
            "softmax without a shift, then its logarithm",
            {
                "shifted = logits - logits.max(axis=1, keepdims=True)": "shifted = logits",
                "log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))": (
                    "log_p = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))"
                ),
            },
            hint=(
                "Moderate logits are right. Large ones overflow, small probabilities become 0 before the logarithm.",
                "Shift each row first, and work with the logarithm of the sum.",
            ),
        ),
        Wrong(
            "softmax of a softmax",
            {
                "log_p = shifted": (
                    "shifted = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)\n    log_p = shifted"
                )
            },
            hint="You take the softmax of numbers that are probabilities already. Take it once, of the logits.",
        ),
        Wrong(
            "one shift for everything",
            {"logits.max(axis=1, keepdims=True)": "logits.max()"},
            hint="In a row far below the largest logit all exponentials become 0. Every row needs a shift of its own.",
        ),
        Wrong(
            "one shift and one sum for everything",
            {"logits.max(axis=1, keepdims=True)": "logits.max()", ".sum(axis=1, keepdims=True)": ".sum()"},
            hint="All your probabilities together sum to 1. Each sample's should.",
        ),
        Wrong(
            "only the class with the largest target",
            {
                "return -np.sum(targets * log_p)": (
                    "targets = np.eye(targets.shape[1])[targets.argmax(axis=1)]\n    return -np.sum(targets * log_p)"
                )
            },
            hint="One-hot targets are right. A soft target shares its weight among several classes, and each counts.",
        ),
        Wrong(
            "gradient by the probabilities",
            {"np.exp(log_p) - targets": "-targets / np.exp(log_p)"},
            hint="Your loss is right. That is its gradient for the probabilities; go on through the softmax.",
        ),
        Wrong(
            "gradient with logits for probabilities",
            {"np.exp(log_p) - targets": "logits - targets"},
            hint="Your loss is right. The gradient compares probabilities with targets, not logits.",
        ),
        Wrong(
            "one loss per sample",
            {"np.sum(targets * log_p)": "np.sum(targets * log_p, axis=1)"},
            hint="Your losses are right one by one. The loss is their sum, a single number.",
        ),
        Wrong(
            "gradient not returned",
            {"-np.sum(targets * log_p), np.exp(log_p) - targets": "-np.sum(targets * log_p)"},
            hint="The loss is right. Two things are to be returned: its gradient is missing.",
        ),
        Wrong(
            "gradient is still 0",
            {"np.exp(log_p) - targets": "np.zeros_like(logits)"},
            hint="The loss is right. Its gradient is 0 everywhere, as if it were still to be written.",
        ),
    ),
)
