"""Cross-entropy of probabilities, where 0 log 0 is 0."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def cross_entropy(probabilities, targets):
    """Cross-entropy: loss = - sum of t * log(p) over every element, with the natural logarithm and 0 log 0 = 0.

    probabilities: floats in [0, 1] of any shape. targets: floats of the same shape, one-hot or soft labels.
    Where a target is 0, its element adds exactly 0 to the loss, even if the probability is 0 too.
    Where a target is not 0, the probability is positive, however small, and counts as it is: no clipping.
    Both are left unchanged.

    Returns the loss, a number: summed over classes and samples, not averaged. No NaN, no warning.
    """
    ### BEGIN SOLUTION
    used = targets > 0
    return -np.sum(targets[used] * np.log(probabilities[used]))
    ### END SOLUTION


def with_torch(probabilities, targets):
    """torch.special.xlogy."""
    import torch

    p, t = torch.tensor(np.array(probabilities)), torch.tensor(np.array(targets))
    return -torch.special.xlogy(t, p).sum().item()


def with_where(probabilities, targets):
    """A probability of 1 stands in wherever it does not count."""
    return float(-(targets * np.log(np.where(targets > 0, probabilities, 1.0))).sum())


def element_by_element(probabilities, targets):
    """A loop that skips what does not count."""
    loss = 0.0
    for p, t in zip(probabilities.flat, targets.flat):
        if t:
            loss -= t * np.log(p)
    return loss


def labelled(rng, *shape, dtype="float64", certain=False, soft=False, tiny=1.0, **options):
    """Inputs of `call`: probabilities and targets along the last axis.

    soft: targets that share their 1 among all classes but one. certain: one class of each row has probability 0 and
    target 0. tiny: the probability of the true class is so many times what it would be.
    """
    classes = shape[-1]
    weights = rng.uniform(0.2, 1.0, shape)
    label = rng.integers(0, classes, shape[:-1])
    targets = np.eye(classes)[label]
    other = np.eye(classes, dtype=bool)[(label + 1) % classes]
    if certain:
        weights[other] = 0.0
    if soft:
        targets = np.where(other, 0.0, rng.uniform(0.2, 1.0, shape))
        targets /= targets.sum(axis=-1, keepdims=True)
    weights[targets > 0] *= tiny
    probabilities = weights / weights.sum(axis=-1, keepdims=True)
    return {"args": [probabilities.astype(dtype), targets.astype(dtype)], "returns": ["loss"], **options}


EXERCISE = Exercise(
    cross_entropy,
    points=2,
    ids=("LOS-02",),
    source="Goodfellow, Bengio & Courville 2016, section 3.13, with 0 log 0 = 0",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "two samples", lambda rng: labelled(rng, 2, 3), public=True, about="2 samples, 3 classes, one-hot targets"
        ),
        Case(
            "probabilities of 0",
            lambda rng: labelled(rng, 3, 4, certain=True),
            public=True,
            about="3 samples, one-hot targets, some probabilities exactly 0 where the target is 0",
        ),
        Case(
            "soft targets",
            lambda rng: labelled(rng, 3, 4, soft=True),
            public=True,
            about="3 samples, targets that sum to 1 over several classes",
        ),
        Case(
            "very wrong",
            lambda rng: labelled(rng, 2, 3, tiny=1e-8),
            public=True,
            about="2 samples, true classes with probabilities near 1e-8",
        ),
        Case(
            "as good as impossible",
            lambda rng: labelled(rng, 3, 4, tiny=1e-300),
            public=True,
            weight=0.5,
            about="3 samples, true classes with probabilities near 1e-300",
        ),
        Case("a single sample", lambda rng: labelled(rng, 1, 5, certain=True)),
        Case(
            "four axes, soft targets, zeros",
            lambda rng: labelled(rng, 2, 3, 2, 4, soft=True, certain=True),
            public=True,
            about="probabilities (2, 3, 2, 4), soft targets, some probabilities 0 where the target is 0",
        ),
        Case("arrays that are not contiguous", lambda rng: labelled(rng, 4, 3, certain=True, layout="strided")),
        Case("float32", lambda rng: labelled(rng, 4, 5, soft=True, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("with np.where", task=with_where),
        Right("element by element", task=element_by_element),
    ),
    hint=(
        "Take one row, then two, with soft targets, and add up the loss by hand. What does an element with target "
        "0 add?"
    ),
    wrong=(
        Wrong(
            "0 log 0 is NaN",
            {"targets[used] * np.log(probabilities[used])": "targets * np.log(probabilities)"},
            hint=(
                "Your loss is NaN when a probability is 0, although its target is 0 as well.",
                "0 * log(0) is 0 * -inf in floating point. Take the logarithm only where it counts.",
            ),
        ),
        Wrong(
            "a small number inside the logarithm",
            {"np.log(probabilities[used])": "np.log(probabilities[used] + 1e-6)"},
            hint=(
                "NaN is gone, but every probability has changed a little, and small ones a lot.",
                "With a probability of 1e-8 your loss is far too small. Leave out what does not count instead.",
            ),
        ),
        Wrong(
            "clipped probabilities",
            {"np.log(probabilities[used])": "np.log(np.clip(probabilities[used], 1e-7, 1 - 1e-7))"},
            hint="Keras clips like this, so no sample can cost more than 16. Here nothing is clipped.",
        ),
        Wrong(
            "mean over the samples",
            {"return -np.sum(": "return -1 / len(targets) * np.sum("},
            hint="Your loss does not grow with the number of samples. The formula is a sum over everything.",
        ),
        Wrong(
            "mean over all elements",
            {
                "return -np.sum(targets[used] * np.log(probabilities[used]))": (
                    "return -np.sum(targets[used] * np.log(probabilities[used])) / targets.size"
                )
            },
            hint="You divide by the number of samples times classes. The formula divides by nothing.",
        ),
        Wrong(
            "no minus",
            {"return -np": "return np"},
            hint="Logarithms of probabilities are negative. A loss is positive.",
        ),
        Wrong(
            "base 2",
            {"np.log(": "np.log2("},
            hint="Your loss is in bits: a factor of 1/ln 2 too large. Which logarithm is the natural one?",
        ),
        Wrong(
            "base 10",
            {"np.log(": "np.log10("},
            hint="Your loss is too small by a constant factor. Which logarithm is the natural one?",
        ),
        Wrong(
            "probabilities and targets swapped",
            {
                "targets > 0": "probabilities > 0",
                "targets[used] * np.log(probabilities[used])": "probabilities[used] * np.log(targets[used] + 1e-7)",
            },
            hint="The logarithm is of what the model says, the weight is what is true. You have them swapped.",
        ),
        Wrong(
            "the other classes too",
            {
                "np.sum(targets[used] * np.log(probabilities[used]))": (
                    "np.sum(targets[used] * np.log(probabilities[used])) "
                    "- np.sum((1 - targets) * np.log1p(-np.minimum(probabilities, 1 - 1e-12)))"
                )
            },
            hint="That is the binary cross-entropy, one yes or no per class. Here the classes share one distribution.",
        ),
        Wrong(
            "clipped and averaged, as in Keras",
            {
                "return -np.sum(targets[used] * np.log(probabilities[used]))": (
                    "return -np.sum(targets[used] * np.log(np.clip(probabilities[used], 1e-7, 1 - 1e-7)))"
                    " / targets[..., 0].size"
                )
            },
            hint="That is Keras's loss: clipped, and a mean over the rows. Here nothing is clipped or divided.",
        ),
        Wrong(
            "mean over the rows",
            {"return -np.sum(": "return -1 / probabilities[..., 0].size * np.sum("},
            hint="You average the losses of the rows. The formula is a sum over everything.",
        ),
        Wrong(
            "one loss per sample",
            {
                "return -np.sum(targets[used] * np.log(probabilities[used]))": (
                    "return -np.sum(targets * np.log(np.where(used, probabilities, 1)), axis=-1)"
                )
            },
            hint="Your losses are right one by one. The loss is their sum, a single number.",
        ),
        Wrong(
            "one loss per sample, 0 log 0 is NaN",
            {
                "return -np.sum(targets[used] * np.log(probabilities[used]))": (
                    "return -np.sum(targets * np.log(probabilities), axis=-1)"
                )
            },
            hint="Add up the samples as well, and leave out elements whose target is 0: there 0 * log(0) is NaN.",
        ),
        Wrong(
            "only the class with the largest target",
            {
                "return -np.sum(targets[used] * np.log(probabilities[used]))": (
                    "best = targets.argmax(axis=-1)[..., None]\n"
                    "    return -np.sum(np.log(np.take_along_axis(probabilities, best, axis=-1)))"
                )
            },
            hint="One-hot targets are right. A soft target shares its weight among several classes, and each counts.",
        ),
        Wrong(
            "targets not used as weights",
            {"targets[used] * np.log": "np.log"},
            hint="One-hot targets are right. A soft target of 0.3 counts with 0.3, yours with 1.",
        ),
    ),
)
