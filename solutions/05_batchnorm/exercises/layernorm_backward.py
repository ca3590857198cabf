"""Layer normalization, the way back."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def layernorm_backward(dout, x, gamma, eps=1e-5):
    """Gradients of layer normalization: (dx, dgamma, dbeta), shaped like x, (D,) and (D,).

    With std = sqrt(var + eps) and x_hat = (x - mean) / std, as `layernorm_forward` makes them of x:

        dbeta  = sum of dout, over samples and positions
        dgamma = sum of dout * x_hat, over samples and positions
        g      = gamma * dout
        dx     = (g - mean of g - x_hat * mean of (g * x_hat)) / std,     both means over the last axis

    dout: dL/dy, shaped like x. x: what the forward got, (N, D) or (N, T, D). gamma: (D,). Nothing is changed.
    """
    ### BEGIN SOLUTION
    std = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=-1, keepdims=True)) / std
    rest = tuple(range(x.ndim - 1))
    dbeta = dout.sum(axis=rest)
    dgamma = (dout * x_hat).sum(axis=rest)
    g = gamma * dout
    through_mean = g.mean(axis=-1, keepdims=True)
    through_var = x_hat * (g * x_hat).mean(axis=-1, keepdims=True)
    dx = (g - through_mean - through_var) / std
    return dx, dgamma, dbeta
    ### END SOLUTION


def row_by_row(dout, x, gamma, eps=1e-5):
    """Each sample's Jacobian as a matrix."""
    dx, dgamma, dbeta = np.empty_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    d = x.shape[-1]
    for place in np.ndindex(x.shape[:-1]):
        off = x[place] - x[place].mean()
        inverse = (off @ off / d + eps) ** -0.5
        x_hat = off * inverse
        jacobian = (np.eye(d) - 1 / d - np.outer(x_hat, x_hat) / d) * inverse
        dx[place] = jacobian @ (gamma * dout[place])
        dgamma += dout[place] * x_hat
        dbeta += dout[place]
    return dx, dgamma, dbeta


def torch_backward(dout, x, gamma, eps=1e-5):
    """Autograd through torch's layer_norm."""
    import torch

    t, g, d = (torch.tensor(np.array(a)) for a in (x, gamma, dout))
    leaves = [leaf.requires_grad_() for leaf in (t, g, torch.zeros_like(g))]
    y = torch.nn.functional.layer_norm(leaves[0], g.shape, leaves[1], leaves[2], eps)
    return tuple(gradient.numpy() for gradient in torch.autograd.grad(y, leaves, d))


def batch(rng, shape, quiet=0.05, dtype="float64", layout="C", **options):
    """Samples that differ in mean and spread, and gradients of size 1 that do not add up to 0."""
    gamma = rng.uniform(0.5, 1.5, shape[-1]).astype(dtype)
    dout = (0.5 + rng.normal(size=shape)).astype(dtype)
    args = [dout, inputs.uneven(rng, shape, axis=0, quiet=quiet, dtype=dtype), gamma]
    return {"args": args, "kwargs": options, "returns": ["dx", "dgamma", "dbeta"], "layout": layout}


EXERCISE = Exercise(
    layernorm_backward,
    points=3,
    ids=(),
    source="Ba, Kiros & Hinton 2016, Layer Normalization; torch.nn.LayerNorm",
    family=families.NORMALIZATION,
    probe=probes.call,
    shares={"dx": 4},
    oracle=torch_backward,
    cases=(
        Case("one sample", lambda rng: batch(rng, (1, 3), quiet=2, eps=0.1), public=True, about="x (1, 3), eps 0.1"),
        Case(
            "four samples, one that hardly varies",
            lambda rng: batch(rng, (4, 3), quiet=0.005),
            public=True,
            about="x (4, 3), one spread near 0.005, default eps",
        ),
        Case(
            "a batch of sequences",
            lambda rng: batch(rng, (2, 4, 3), eps=0.01),
            public=True,
            weight=2,
            about="x (2, 4, 3), eps 0.01",
        ),
        Case("sequences, column-major", lambda rng: batch(rng, (3, 2, 5), layout="F", eps=0.05)),
        Case("every other feature of wider samples", lambda rng: batch(rng, (4, 5), layout="strided", eps=0.02)),
        Case(
            "float32",
            lambda rng: batch(rng, (3, 6), quiet=0.5, dtype="float32", eps=0.1),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("the Jacobian, row by row", task=row_by_row),
        Right(
            "sums divided by D",
            {
                "g.mean(axis=-1, keepdims=True)": "g.sum(axis=-1)[..., None] / x.shape[-1]",
                "(dout * x_hat).sum(axis=rest)": "(dout * x_hat).reshape(-1, x.shape[-1]).sum(axis=0)",
            },
        ),
    ),
    hint=(
        "dbeta is the simplest of the three, and dgamma comes next. Compare dx with gradient_check, with a gamma "
        "that is not 1."
    ),
    wrong=(
        Wrong(
            "gamma outside the means",
            {
                "g = gamma * dout": "g = dout",
                "(g - through_mean - through_var)": "gamma * (g - through_mean - through_var)",
            },
            hint=(
                "dgamma and dbeta are right, dx is not.",
                "In batch normalization a whole mean shares one gamma, so it may stand outside. Does it here?",
            ),
        ),
        Wrong(
            "mean and variance taken for constants",
            {" - through_mean - through_var": ""},
            hint=(
                "Do the rows of your dx add up to 0?",
                "A change of one feature moves the mean and the variance of its sample, and with them every y.",
            ),
        ),
        Wrong(
            "path through the mean left out",
            {" - through_mean": ""},
            hint="Adding a constant to a sample changes nothing: the rows of dx add up to 0. Do yours?",
        ),
        Wrong(
            "path through the variance left out",
            {" - through_var": ""},
            hint="Making a sample twice as large hardly changes y. Which of the three terms sees to that?",
        ),
        Wrong(
            "means over the batch",
            {"g.mean(axis=-1": "g.mean(axis=0", "(g * x_hat).mean(axis=-1": "(g * x_hat).mean(axis=0"},
            hint="These two means belong to batch normalization. Along which axis did the forward average?",
        ),
        Wrong(
            "gamma left out of dx",
            {"g = gamma * dout": "g = dout"},
            hint="y = gamma * x_hat + beta: what is dL/dx_hat, in terms of dout?",
        ),
        Wrong(
            "std left out of dx",
            {"through_var) / std": "through_var)"},
            hint="dx is off by a factor per sample. What did the forward divide by?",
        ),
        Wrong(
            "eps missing",
            {"keepdims=True) + eps": "keepdims=True)"},
            hint="This is the gradient of a forward without eps. Yours has one.",
        ),
        Wrong(
            "eps outside the root",
            {"np.sqrt(x.var(axis=-1, keepdims=True) + eps)": "(np.sqrt(x.var(axis=-1, keepdims=True)) + eps)"},
            hint="eps stands under the root here, as in the forward.",
        ),
        Wrong(
            "sequences: positions not summed",
            {"tuple(range(x.ndim - 1))": "0"},
            hint=(
                "For (N, D) you are right, for sequences not.",
                "gamma (D,) acts at every position of every sample. Over how many axes do you sum?",
            ),
        ),
        Wrong(
            "dgamma of the raw x",
            {"(dout * x_hat).sum": "(dout * x).sum"},
            hint="gamma multiplies x_hat, not x.",
        ),
        Wrong(
            "dgamma and dbeta swapped",
            {"return dx, dgamma, dbeta": "return dx, dbeta, dgamma"},
            hint="All three are right; compare the order in which you return them with the text.",
        ),
        Wrong(
            "dgamma of shape (1, D)",
            {"return dx, dgamma, dbeta": "return dx, dgamma[None], dbeta[None]"},
            hint="Your numbers are right. A gradient has the shape of its parameter: gamma is (D,).",
        ),
        Wrong(
            "two axes only, sequences raise",
            {"rest = tuple(range(x.ndim - 1))": "n, d = x.shape\n    rest = 0"},
            hint="For (N, D) you are right; sequences end in an error. x may have three axes.",
        ),
        Wrong(
            "batch normalization's gradient",
            {
                "x.var(axis=-1": "x.var(axis=0",
                "x.mean(axis=-1": "x.mean(axis=0",
                "g.mean(axis=-1": "g.mean(axis=0",
                "(g * x_hat).mean(axis=-1": "(g * x_hat).mean(axis=0",
            },
            hint="Your statistics run over the batch. Here every sample is normalized by itself, over its features.",
        ),
        Wrong(
            "sums instead of means in dx",
            {"g.mean(axis=-1": "g.sum(axis=-1", "(g * x_hat).mean(axis=-1": "(g * x_hat).sum(axis=-1"},
            hint="dgamma and dbeta are right. In dx both terms that are taken off are means.",
        ),
        Wrong(
            "dgamma and dbeta of each sample",
            {"tuple(range(x.ndim - 1))": "-1"},
            hint="gamma (D,) has a number per feature. You sum over the features, not over samples and positions.",
        ),
        Wrong(
            "gamma in dgamma",
            {"return dx, dgamma, dbeta": "return dx, gamma * dgamma, dbeta"},
            hint="dx is right. y = gamma * x_hat + beta: does its derivative by gamma still hold gamma?",
        ),
        Wrong(
            "dx is still 0",
            {"(g - through_mean - through_var) / std": "np.zeros_like(x)"},
            hint="dgamma and dbeta are right. dx is 0, as if it were still to be written.",
        ),
        Wrong(
            "dx alone returned",
            {"return dx, dgamma, dbeta": "return dx"},
            hint="dx is right. Three gradients are to be returned: those of gamma and beta are missing.",
        ),
    ),
)
