"""Batch normalization, the way back."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def batchnorm_backward(dout, x, gamma, eps=1e-5):
    """Gradients of batch normalization in training: (dx, dgamma, dbeta), shaped like x, (C,) and (C,).

    With x_hat = (x - mean) / std and std = sqrt(var + eps), as `batchnorm_forward` makes them of x, m numbers per
    channel, and all sums over one channel:

        dbeta  = sum of dout
        dgamma = sum of dout * x_hat
        dx     = gamma / std * (dout - dbeta / m - x_hat * dgamma / m)

    dout: dL/dy, shaped like x. x: what the forward got, (N, C) or (N, C, H, W). gamma: (C,). Nothing is changed.
    """
    ### BEGIN SOLUTION
    axes = (0, *range(2, x.ndim))
    shape = (x.shape[1], *[1] * (x.ndim - 2))
    m = x.size / x.shape[1]
    std = np.sqrt(x.var(axis=axes).reshape(shape) + eps)
    x_hat = (x - x.mean(axis=axes).reshape(shape)) / std
    dbeta = dout.sum(axis=axes)
    dgamma = (dout * x_hat).sum(axis=axes)
    through_mean = dbeta.reshape(shape) / m
    through_var = x_hat * dgamma.reshape(shape) / m
    dx = gamma.reshape(shape) / std * (dout - through_mean - through_var)
    return dx, dgamma, dbeta
    ### END SOLUTION


def step_by_step(dout, x, gamma, eps=1e-5):
    """Back through the graph, one operation after the other, on the channels as rows."""
    rows, upstream = (np.moveaxis(a, 1, 0).reshape(x.shape[1], -1) for a in (x, dout))
    m = rows.shape[1]
    off = rows - rows.mean(axis=1, keepdims=True)
    var = np.einsum("cm,cm->c", off, off)[:, None] / m
    inverse = (var + eps) ** -0.5
    dx_hat = upstream * gamma[:, None]
    dvar = -0.5 * np.sum(dx_hat * off, axis=1, keepdims=True) * inverse**3
    doff = dx_hat * inverse + 2 * off * dvar / m
    drows = doff - doff.mean(axis=1, keepdims=True)
    moved = np.moveaxis(x, 1, 0).shape
    return np.moveaxis(drows.reshape(moved), 0, 1), np.sum(upstream * off * inverse, axis=1), np.sum(upstream, axis=1)


def torch_backward(dout, x, gamma, eps=1e-5):
    """Autograd through torch's batch_norm; through the formula for a single number per channel, which it refuses."""
    import torch

    t, g, d = (torch.tensor(np.array(a)) for a in (x, gamma, dout))
    b = torch.zeros_like(g)
    leaves = [leaf.requires_grad_() for leaf in (t, g, b)]
    if t.numel() > t.shape[1]:
        y = torch.nn.functional.batch_norm(t, None, None, g, b, True, eps=eps)
    else:
        y = g * (t - t.mean(0)) / torch.sqrt(torch.var(t, 0, correction=0) + eps) + b
    return tuple(gradient.numpy() for gradient in torch.autograd.grad(y, leaves, d))


def batch(rng, shape, quiet=0.05, dtype="float64", layout="C", **options):
    """A batch whose channels differ in mean and spread, and gradients of size 1 that do not add up to 0."""
    gamma = rng.uniform(0.5, 1.5, shape[1]).astype(dtype)
    dout = (0.5 + rng.normal(size=shape)).astype(dtype)
    args = [dout, inputs.uneven(rng, shape, quiet=quiet, dtype=dtype), gamma]
    return {"args": args, "kwargs": options, "returns": ["dx", "dgamma", "dbeta"], "layout": layout}


EXERCISE = Exercise(
    batchnorm_backward,
    points=4,
    ids=("NRM-03",),
    source="Ioffe & Szegedy 2015, Batch Normalization, section 3, its six derivatives put together",
    family=families.NORMALIZATION,
    probe=probes.call,
    shares={"dx": 4},
    oracle=torch_backward,
    cases=(
        Case(
            "three samples, large eps",
            lambda rng: batch(rng, (3, 2), eps=0.1),
            public=True,
            about="x (3, 2), eps 0.1",
        ),
        Case(
            "five samples, default eps",
            lambda rng: batch(rng, (5, 3), quiet=0.005),
            public=True,
            about="x (5, 3), one spread near 0.005, default eps",
        ),
        Case(
            "images",
            lambda rng: batch(rng, (2, 3, 2, 3), eps=0.01),
            public=True,
            weight=2,
            about="x (2, 3, 2, 3), eps 0.01",
        ),
        Case("a batch of one", lambda rng: batch(rng, (1, 4), eps=0.01), weight=0.5),
        Case("one image, column-major", lambda rng: batch(rng, (1, 2, 3, 4), layout="F", eps=0.05)),
        Case("every other column of a wider batch", lambda rng: batch(rng, (6, 4), layout="strided", eps=0.02)),
        Case(
            "float32",
            lambda rng: batch(rng, (5, 3), quiet=0.5, dtype="float32", eps=0.1),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("operation by operation", task=step_by_step),
        Right(
            "means instead of sums",
            {
                "dbeta.reshape(shape) / m": "dout.mean(axis=axes, keepdims=True)",
                "x_hat * dgamma.reshape(shape) / m": "x_hat * (dout * x_hat).mean(axis=axes, keepdims=True)",
            },
        ),
    ),
    hint="dbeta is the simplest of the three, and dgamma comes next. Compare dx with gradient_check, with a large eps.",
    wrong=(
        Wrong(
            "mean and variance taken for constants",
            {" - through_mean - through_var": ""},
            hint=(
                "dgamma and dbeta are right, dx is not: do its columns add up to 0?",
                "A change of one x moves the mean and the variance too, and with them every y of the channel.",
            ),
        ),
        Wrong(
            "path through the mean left out",
            {" - through_mean": ""},
            hint=(
                "The columns of dx should add up to 0, because adding a constant to x changes nothing.",
                "Which of the three terms sees to that?",
            ),
        ),
        Wrong(
            "path through the variance left out",
            {" - through_var": ""},
            hint=(
                "The columns of your dx add up to 0, and yet it is not right.",
                "Making x twice as large hardly changes y. Which of the three terms sees to that?",
            ),
        ),
        Wrong(
            "eps missing",
            {"reshape(shape) + eps": "reshape(shape)"},
            hint="This is the gradient of a forward without eps. Yours has one.",
        ),
        Wrong(
            "eps outside the root",
            {"np.sqrt(x.var(axis=axes).reshape(shape) + eps)": "(np.sqrt(x.var(axis=axes).reshape(shape)) + eps)"},
            hint="eps stands under the root here, as in the forward.",
        ),
        Wrong(
            "unbiased variance",
            {"x.var(axis=axes)": "x.var(axis=axes, ddof=1)"},
            hint="The forward divides by m, and so does its gradient. Where does your m - 1 come from?",
        ),
        Wrong(
            "gamma left out of dx",
            {"gamma.reshape(shape) / std": "1 / std"},
            hint="y = gamma * x_hat + beta: what is dL/dx_hat, in terms of dout?",
        ),
        Wrong(
            "std left out of dx",
            {"gamma.reshape(shape) / std": "gamma.reshape(shape)"},
            hint="dx is off by a factor per channel. What did the forward divide by?",
        ),
        Wrong(
            "m counts the samples of an image batch",
            {"x.size / x.shape[1]": "len(x)"},
            hint=(
                "For (N, C) you are right, for images not.",
                "How many numbers share one mean? Pixels count as well as samples.",
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
            "dgamma and dbeta averaged",
            {"return dx, dgamma, dbeta": "return dx, dgamma / m, dbeta / m"},
            hint="gamma acts on every number of its channel: its gradient adds up. dout already holds any averaging.",
        ),
        Wrong(
            "dgamma of shape (1, C)",
            {"return dx, dgamma, dbeta": "return dx, dgamma[None], dbeta[None]"},
            hint="Your numbers are right. A gradient has the shape of its parameter: gamma is (C,).",
        ),
        Wrong(
            "works for two axes only",
            {
                "(0, *range(2, x.ndim))": "0",
                "(x.shape[1], *[1] * (x.ndim - 2))": "x.shape[1:]",
                "x.size / x.shape[1]": "len(x)",
                "gamma.reshape(shape) / std": "gamma / std",
            },
            hint="For (N, C) you are right; images are still to come. There a channel has pixels as well as samples.",
        ),
        Wrong(
            "two axes only, images raise",
            {"m = x.size / x.shape[1]": "m, c = x.shape"},
            hint="For (N, C) you are right; images end in an error. x may have four axes.",
        ),
        Wrong(
            "sums instead of means in dx",
            {"dbeta.reshape(shape) / m": "dbeta.reshape(shape)", "dgamma.reshape(shape) / m": "dgamma.reshape(shape)"},
            hint="dgamma and dbeta are right. In dx both are divided by something.",
        ),
        Wrong(
            "m - 1 in dx",
            {"m = x.size / x.shape[1]": "m = x.size / x.shape[1] - 1"},
            hint="The columns of your dx don't add up to 0. By what did the forward divide, m or m - 1?",
        ),
        Wrong(
            "divided by the variance",
            {"gamma.reshape(shape) / std": "gamma.reshape(shape) / std**2"},
            hint="dx is off by a factor per channel. The forward divided by the root of var + eps, and did it once.",
        ),
        Wrong(
            "gamma in dgamma",
            {"return dx, dgamma, dbeta": "return dx, gamma * dgamma, dbeta"},
            hint="dx is right. y = gamma * x_hat + beta: does its derivative by gamma still hold gamma?",
        ),
        Wrong(
            "dx is still 0",
            {"gamma.reshape(shape) / std * (dout - through_mean - through_var)": "np.zeros_like(x)"},
            hint="dgamma and dbeta are right. dx is 0, as if it were still to be written.",
        ),
        Wrong(
            "dgamma and dbeta are still 0",
            {"return dx, dgamma, dbeta": "return dx, np.zeros_like(gamma), np.zeros_like(gamma)"},
            hint="dx is right. dgamma and dbeta are 0, as if they were still to be written.",
        ),
        Wrong(
            "dx alone returned",
            {"return dx, dgamma, dbeta": "return dx"},
            hint="dx is right. Three gradients are to be returned: those of gamma and beta are missing.",
        ),
    ),
)
