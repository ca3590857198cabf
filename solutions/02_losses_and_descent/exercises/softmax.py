"""Softmax: from any numbers to probabilities, without overflow."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def softmax(logits):
    """Probabilities from logits: p_k = exp(z_k) / sum over j of exp(z_j), along the last axis.

    logits: (..., K) finite floats of any size, also +-1000; any number of leading axes; left unchanged.
    Every row (of the last axis) is on its own: rows may be far apart from each other.

    Returns an array of the same shape and dtype; along the last axis it sums to 1. No overflow, no NaN, no warning.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=-1, keepdims=True)
    exps = np.exp(shifted)
    return exps / exps.sum(axis=-1, keepdims=True)
    ### END SOLUTION


def with_torch(logits):
    """torch.softmax."""
    import torch

    return torch.softmax(torch.tensor(np.array(logits)), dim=-1).numpy()


def by_differences(logits):
    """1 / sum of exp(z_j - z_k): every probability from the differences alone; overflow there means a plain 0."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(logits[..., None, :] - logits[..., :, None]).sum(axis=-1)


def row_by_row(logits):
    """A loop over the rows, by the logarithm of the sum."""
    out = np.empty_like(logits)
    for i in np.ndindex(logits.shape[:-1]):
        out[i] = np.exp(logits[i] - np.logaddexp.reduce(logits[i]))
    return out


def scores(rng, *shape, scale=1.0, dtype="float64", **options):
    """Inputs of `call`: normal logits."""
    return {"args": [(scale * rng.normal(size=shape)).astype(dtype)], "returns": ["probabilities"], **options}


def confident(rng, *shape):
    """Inputs of `call`: rows whose largest logit is about 1000, and the others hundreds below it, in any order."""
    steps = np.linspace(-1000.0, 1000.0, shape[-1]) + rng.normal(size=shape)
    return {"args": [rng.permuted(steps, axis=-1)], "returns": ["probabilities"]}


def far_apart(rng, offsets):
    """Inputs of `call`: rows of moderate differences, each with an offset of its own."""
    logits = rng.normal(size=(len(offsets), 3)) + np.array(offsets, dtype=float)[:, None]
    return {"args": [logits], "returns": ["probabilities"]}


EXERCISE = Exercise(
    softmax,
    points=2,
    ids=("ACT-13",),
    source="Bridle 1990; Goodfellow, Bengio & Courville 2016, section 4.1; torch.softmax",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("two rows", lambda rng: scores(rng, 2, 3), public=True, about="2 rows of 3 moderate logits"),
        Case(
            "large logits",
            lambda rng: far_apart(rng, [1000, 1003]),
            public=True,
            about="2 rows of 3 logits around 1000",
        ),
        Case(
            "rows far apart",
            lambda rng: far_apart(rng, [1000, -1000, 0]),
            public=True,
            about="3 rows of 3 logits, around 1000, -1000 and 0",
        ),
        Case("a confident row", lambda rng: confident(rng, 4, 5), public=True, about="4 rows, logits up to +-1000"),
        Case("a single row without a batch", lambda rng: scores(rng, 4)),
        Case("four axes", lambda rng: scores(rng, 2, 3, 4, 5, scale=3.0), public=True, about="logits (2, 3, 4, 5)"),
        Case("arrays that are not contiguous", lambda rng: scores(rng, 3, 4, layout="strided")),
        Case("float32", lambda rng: scores(rng, 3, 6, scale=2.0, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("from differences", task=by_differences),
        Right("row by row", task=row_by_row),
    ),
    hint=(
        "Try one row of two equal logits, then two rows of very different size. Each row should add up to 1 by itself."
    ),
    wrong=(
        Wrong(
            "no shift",
            {"logits - logits.max(axis=-1, keepdims=True)": "logits"},
            hint=(
                "Moderate logits are right, large ones give NaN. What is exp(1000) in floating point?",
                "Softmax does not change when a whole row moves by the same amount. Move it to where exp is safe.",
            ),
        ),
        Wrong(
            "over the wrong axis",
            {
                "logits.max(axis=-1, keepdims=True)": "logits.max(axis=0)",
                "exps.sum(axis=-1, keepdims=True)": "exps.sum(axis=0)",
            },
            hint="Your columns sum to 1. Which axis holds the classes of one sample?",
        ),
        Wrong(
            "one sum for everything",
            {"exps.sum(axis=-1, keepdims=True)": "exps.sum()"},
            hint="All your numbers together sum to 1. Each row should, on its own.",
        ),
        Wrong(
            "one shift for everything",
            {"logits.max(axis=-1, keepdims=True)": "logits.max()"},
            hint=(
                "A row far below the largest logit is lost: all of its exponentials become 0.",
                "Every row needs a shift of its own.",
            ),
        ),
        Wrong(
            "shift along the batch",
            {"logits.max(axis=-1, keepdims=True)": "logits.max(axis=0, keepdims=True)"},
            hint="A shift cancels only if it is the same for all logits of a row. Yours differs from class to class.",
        ),
        Wrong(
            "logarithm of softmax",
            {
                "return exps / exps.sum(axis=-1, keepdims=True)": (
                    "return shifted - np.log(exps.sum(axis=-1, keepdims=True))"
                )
            },
            hint="Probabilities are positive. Yours are their logarithms.",
        ),
        Wrong(
            "not normalized",
            {"return exps / exps.sum(axis=-1, keepdims=True)": "return exps / 1"},
            hint="The largest number of each row is 1. What should be 1 is the sum.",
        ),
        Wrong(
            "minus the logits",
            {"np.exp(shifted)": "np.exp(-shifted)"},
            hint="The largest logit should get the largest probability.",
        ),
        Wrong(
            "axis 1 instead of the last",
            {
                "logits.max(axis=-1, keepdims=True)": "logits.max(axis=1, keepdims=True)",
                "exps.sum(axis=-1, keepdims=True)": "exps.sum(axis=1, keepdims=True)",
            },
            hint="With two axes you are right. Axis 1 is the last one only there.",
        ),
        Wrong(
            "axis 1 and no shift",
            {
                "logits - logits.max(axis=-1, keepdims=True)": "logits",
                "exps.sum(axis=-1, keepdims=True)": "exps.sum(axis=1, keepdims=True)",
            },
            hint="Large logits overflow, and axis 1 is the last one only where there are two. Begin with the overflow.",
        ),
        Wrong(
            "one shift and one sum for everything",
            {"logits.max(axis=-1, keepdims=True)": "logits.max()", "exps.sum(axis=-1, keepdims=True)": "exps.sum()"},
            hint=(
                "Your softmax is for a single vector: all numbers of the array together sum to 1.",
                "Every row has a largest logit and a sum of its own.",
            ),
        ),
        Wrong(
            "no shift and one sum for everything",
            {"logits - logits.max(axis=-1, keepdims=True)": "logits", "exps.sum(axis=-1, keepdims=True)": "exps.sum()"},
            hint="Your softmax is for a single vector of small numbers. Each row should sum to 1; exp(1000) overflows.",
        ),
        Wrong(
            "keepdims forgotten",
            {
                "logits.max(axis=-1, keepdims=True)": "logits.max(axis=-1)",
                "exps.sum(axis=-1, keepdims=True)": "exps.sum(axis=-1)",
            },
            hint="A number per row, of shape (N,), is broadcast along the last axis, as if it belonged to the columns.",
        ),
        Wrong(
            "clipped logits",
            {"logits - logits.max(axis=-1, keepdims=True)": "np.clip(logits, -500, 500)"},
            hint="Nothing overflows any more, but all logits above your limit count the same.",
        ),
        Wrong(
            "mean taken off instead of the maximum",
            {"logits.max(axis=-1, keepdims=True)": "logits.mean(axis=-1, keepdims=True)"},
            hint="A row that is far spread still overflows. After the shift no logit should be positive.",
        ),
        Wrong(
            "shifted by the largest size",
            {"logits.max(axis=-1, keepdims=True)": "np.abs(logits).max(axis=-1, keepdims=True)"},
            hint="In a row of negative logits all exponentials become 0. The largest logit is not the largest in size.",
        ),
        Wrong(
            "logits divided instead of shifted",
            {
                "logits - logits.max(axis=-1, keepdims=True)": "logits / np.abs(logits).max(axis=-1, keepdims=True)",
            },
            hint="Softmax does not change when a row is shifted. When it is divided by something it does.",
        ),
        Wrong(
            "a small number added to the sum",
            {"exps.sum(axis=-1, keepdims=True)": "(exps.sum(axis=-1, keepdims=True) + 1e-2)"},
            hint="Your rows sum to a little less than 1. After the shift the sum cannot be 0 and needs no help.",
        ),
        Wrong(
            "sigmoid of each logit",
            {"exps / exps.sum(axis=-1, keepdims=True)": "np.exp(-np.logaddexp(0, -logits))"},
            hint="That is the sigmoid, one yes or no for each logit. Here the classes of a row share one sum.",
        ),
    ),
)
