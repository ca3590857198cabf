"""The L1 penalty: sizes, not squares."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def l1_penalty(w, lam):
    """The L1 penalty of the weights and its subgradient: (penalty, gradient), a number and an array shaped like w.

        penalty = lam * sum of |w|          gradient = lam * sign(w), and 0 where w is 0

    w: floats of any shape, left unchanged. lam: a number.
    """
    ### BEGIN SOLUTION
    penalty = lam * np.sum(np.abs(w))
    gradient = lam * np.sign(w)
    return penalty, gradient
    ### END SOLUTION


def with_masks(w, lam):
    """The two sides by masks; the penalty as the product of the weights with the gradient."""
    gradient = np.zeros_like(w)
    gradient[w > 0] = lam
    gradient[w < 0] = -lam
    return float(np.vdot(gradient, w)), gradient


def with_autograd(w, lam):
    """torch's autograd, which takes 0 for the slope of |w| at 0."""
    import torch

    start = torch.tensor(np.array(w), requires_grad=True)
    penalty = lam * start.abs().sum()
    penalty.backward()
    return penalty.item(), start.grad.numpy()


def weights(rng, shape, lam, zeros=0, dtype="float64", **options):
    """Inputs of `call`: weights of both signs, some of them 0, and more negative ones than positive."""
    w = rng.uniform(0.2, 0.8, shape) * np.where(np.arange(np.prod(shape)).reshape(shape) % 3 == 0, 3, -1)
    w.flat[rng.permutation(w.size)[:zeros]] = 0.0
    return {"args": [w.astype(dtype), lam], "returns": ["penalty", "gradient"], **options}


EXERCISE = Exercise(
    l1_penalty,
    points=1,
    ids=("REG-03",),
    source="Tibshirani 1996",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case("four weights", lambda rng: weights(rng, (4,), 0.3), public=True, about="w (4,), lam 0.3"),
        Case(
            "zeros among them",
            lambda rng: weights(rng, (7,), 0.5, zeros=3),
            public=True,
            about="w (7,), three of them exactly 0, lam 0.5",
        ),
        Case("a matrix", lambda rng: weights(rng, (3, 4), 2.0), public=True, about="w (3, 4), lam 2"),
        Case("a kernel of four axes", lambda rng: weights(rng, (2, 3, 4, 2), 0.01, zeros=5)),
    ),
    right=(
        Right("masks", task=with_masks),
        Right("by the norm", {"np.sum(np.abs(w))": "np.linalg.norm(w.ravel(), 1)"}),
    ),
    hint=(
        "Take the weights 2, -3 and 0 and compute both by hand. Then change one weight by 0.001: how much does "
        "the penalty change?"
    ),
    wrong=(
        Wrong(
            "slope 1 at zero",
            {"np.sign(w)": "np.where(w >= 0, 1, -1).astype(w.dtype)"},
            hint="Only weights of exactly 0 go wrong: they should stay where they are.",
        ),
        Wrong(
            "squares in the penalty",
            {"np.abs(w)": "w**2"},
            hint="Your gradient is right. The penalty adds sizes, not squares.",
        ),
        Wrong(
            "signs cancel in the penalty",
            {"np.abs(w)": "w"},
            hint="Weights of both signs cancel in your sum. Which function removes the sign?",
        ),
        Wrong(
            "gradient of the squares",
            {"np.sign(w)": "2 * w"},
            hint="That is the gradient of L2: it fades near 0. The slope of |w| has one size everywhere.",
        ),
        Wrong(
            "gradient without its sign",
            {"np.sign(w)": "np.abs(np.sign(w))"},
            hint="Your gradient is positive everywhere. For a negative weight, |w| falls as w grows.",
        ),
        Wrong(
            "gradient without lam",
            {"lam * np.sign(w)": "np.sign(w)"},
            hint="The penalty is right. lam scales its gradient as well.",
        ),
        Wrong(
            "mean in place of the sum",
            {"np.sum(np.abs(w))": "np.mean(np.abs(w))"},
            hint="The penalty is a sum over all weights.",
        ),
        Wrong(
            "matrix norm",
            {"np.sum(np.abs(w))": "(np.linalg.norm(w, 1) if w.ndim == 2 else np.sum(np.abs(w)))"},
            hint="For a matrix, `np.linalg.norm(w, 1)` is the largest column sum. All entries count here.",
        ),
    ),
)
