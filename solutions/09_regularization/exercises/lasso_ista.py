"""The lasso by iterative soft-thresholding (ISTA): a gradient step, then a threshold."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def lasso_ista(X, y, lam, lr, steps):
    """Weights beta (D,) after `steps` steps of ISTA from beta = 0, on the loss

        sum over i of (y_i - x_i^T beta)^2  +  lam * sum over j of |beta_j|

    The squared errors are summed, without a mean and without a 1/2; there is no intercept. One step:

        z    = beta - lr * (gradient of the squared errors at beta)
        beta = soft(z, lr * lam),     soft as in soft_threshold

    X: (N, D) floats. y: (N,) floats. Both left unchanged. lam, lr: numbers. steps: how many, 0 or more.
    """
    ### BEGIN SOLUTION
    beta = np.zeros(X.shape[1], X.dtype)
    for _ in range(steps):
        z = beta + 2 * lr * (X.T @ (y - X @ beta))
        beta = np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)
    return beta
    ### END SOLUTION


def with_products(X, y, lam, lr, steps):
    """X^T X and X^T y made once; the threshold as what clipping leaves over."""
    gram, moment = X.T @ X, X.T @ y
    beta = np.zeros_like(moment)
    k = lr * lam
    for _ in range(steps):
        z = beta - lr * (2 * gram @ beta - 2 * moment)
        beta = z - np.clip(z, -k, k)
    return beta


def with_torch(X, y, lam, lr, steps):
    """torch: autograd for the gradient, softshrink for the threshold."""
    import torch

    X, y = torch.tensor(np.array(X)), torch.tensor(np.array(y))
    beta = torch.zeros(X.shape[1], dtype=X.dtype)
    for _ in range(steps):
        beta.requires_grad_(True)
        (slope,) = torch.autograd.grad((y - X @ beta).square().sum(), beta)
        beta = torch.nn.functional.softshrink((beta - lr * slope).detach(), lambd=lr * lam)
    return beta.detach().numpy()


def samples(rng, n, d, steps, share=0.3, pace=0.45, dtype="float64", **options):
    """Inputs of `call`: a target made of every second column; lam is a share of the one that leaves no weight."""
    X = rng.normal(size=(n, d))
    y = X[:, ::2] @ rng.uniform(1.0, 2.0, -(-d // 2)) + 0.1 * rng.normal(size=n)
    lam = round(share * float(np.max(np.abs(2 * X.T @ y))), 3)
    lr = round(pace / float(np.linalg.norm(X, 2)) ** 2, 5)
    return {"args": [X.astype(dtype), y.astype(dtype), lam, lr, steps], **options}


EXERCISE = Exercise(
    lasso_ista,
    points=3,
    ids=("REG-03",),
    source="Tibshirani 1996; Daubechies, Defrise & De Mol 2004; Beck & Teboulle 2009, section 1",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("one step", lambda rng: samples(rng, 6, 3, 1, share=0.05), public=True, about="X (6, 3), 1 step"),
        Case("two steps", lambda rng: samples(rng, 7, 4, 2), public=True, about="X (7, 4), 2 steps"),
        Case("six steps", lambda rng: samples(rng, 9, 5, 6), public=True, about="X (9, 5), 6 steps"),
        Case(
            "a penalty that leaves little",
            lambda rng: samples(rng, 12, 3, 25, share=0.9, pace=0.2),
            public=True,
            about="lam near the largest |2 X^T y|: one or two weights survive, the others stay exactly 0",
        ),
        Case("more features than samples", lambda rng: samples(rng, 4, 7, 5, share=0.4)),
        Case("column-major", lambda rng: samples(rng, 8, 4, 3, layout="F")),
        Case("every other column", lambda rng: samples(rng, 8, 3, 3, layout="strided")),
        Case("float32", lambda rng: samples(rng, 10, 4, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("products made once", task=with_products),
        Right(
            "two masks",
            {
                "np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)": (
                    "np.where(z > lr * lam, z - lr * lam, np.where(z < -lr * lam, z + lr * lam, 0))"
                )
            },
        ),
    ),
    hint="Take two samples and one weight, and compute the gradient, z and beta of the first two steps by hand.",
    wrong=(
        Wrong(
            "no factor 2",
            {"2 * lr * (X.T": "lr * (X.T"},
            hint="Your steps are half as long. The squared errors have no 1/2: what is the derivative of a square?",
        ),
        Wrong(
            "threshold without lr",
            {"np.abs(z) - lr * lam": "np.abs(z) - lam"},
            hint="A single step may shrink a weight by as much as the penalty's slope times the rate.",
        ),
        Wrong(
            "threshold doubled",
            {"lr * lam, 0": "2 * lr * lam, 0"},
            hint="The 2 belongs to the squares alone. |beta| has slope 1.",
        ),
        Wrong(
            "subgradient in place of the threshold",
            {"np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)": "z - lr * lam * np.sign(beta)"},
            hint=(
                "Your weights come near 0, but they never stay at it.",
                "A plain step on lam |beta| jumps over 0. The threshold stops there.",
            ),
        ),
        Wrong(
            "hard threshold",
            {"np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)": "np.where(np.abs(z) > lr * lam, z, 0)"},
            hint="Weights that survive move towards 0 as well.",
        ),
        Wrong(
            "threshold at the end alone",
            {
                "beta = np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)\n    return beta": (
                    "beta = z\n    return np.sign(beta) * np.maximum(np.abs(beta) - lr * lam, 0)"
                )
            },
            hint="One step is right, more are not: each step ends with a threshold.",
        ),
        Wrong(
            "threshold before the gradient",
            {
                "z = beta + 2": "beta = np.sign(beta) * np.maximum(np.abs(beta) - lr * lam, 0)\n        z = beta + 2",
                "beta = np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)\n": "beta = z\n",
            },
            hint="First the gradient step, then the threshold. With the other order nothing ends at exactly 0.",
        ),
        Wrong(
            "mean over the samples",
            {"2 * lr * (X.T": "2 * lr / len(X) * (X.T"},
            hint="The squared errors are summed. scikit-learn's mean over 2n goes with another lam.",
        ),
        Wrong(
            "climbs",
            {"beta + 2 * lr": "beta - 2 * lr"},
            hint="Your weights have the wrong sign. Is your residual y - X beta, or X beta - y?",
        ),
        Wrong(
            "one step too many",
            {"range(steps)": "range(steps + 1)"},
            hint="How many steps do you take? With steps = 0, beta is 0.",
        ),
        Wrong(
            "shrinks as ridge does",
            {"np.sign(z) * np.maximum(np.abs(z) - lr * lam, 0)": "z / (1 + 2 * lr * lam)"},
            hint="That is the step for the L2 penalty. It makes weights small, and none of them 0.",
        ),
        Wrong(
            "residual of the first step for ever",
            {"X.T @ (y - X @ beta)": "X.T @ y"},
            hint="One step is right. From the second on, the prediction X beta is not 0 any more.",
        ),
    ),
    survivors={
        "beta = np.zeros(X.shape[1], X.dtype) -> beta = np.zeros(X.shape[1], y.dtype)": ("X and y have the same dtype"),
    },
)
