"""One step of gradient descent for a straight line, its gradients derived by hand."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def linear_regression_step(w, b, x, y, lr):
    """One step of gradient descent on the mean squared error of the line w x + b.

        loss = mean over the samples of (w x + b - y)^2

    w, b: slope and intercept, numbers. x, y: (N,) floats, left unchanged. lr: learning rate.
    The loss has no factor 1/2. Both gradients are taken at the w and b handed in.

    Returns the new w and the new b, two numbers.
    """
    ### BEGIN SOLUTION
    error = w * x + b - y
    dw = 2 * np.mean(error * x)
    db = 2 * np.mean(error)
    return w - lr * dw, b - lr * db
    ### END SOLUTION


def with_autograd(w, b, x, y, lr):
    """torch's mse_loss, autograd and SGD."""
    import torch

    x, y = torch.tensor(np.array(x)), torch.tensor(np.array(y))
    line = [torch.tensor(float(value), dtype=x.dtype, requires_grad=True) for value in (w, b)]
    torch.nn.functional.mse_loss(line[0] * x + line[1], y).backward()
    torch.optim.SGD(line, lr=lr).step()
    return tuple(value.item() for value in line)


def with_sums(w, b, x, y, lr):
    """The normal equations' sums, without the errors of single samples."""
    n = len(x)
    sx, sy, sxx, sxy = x.sum(), y.sum(), x @ x, x @ y
    return w + 2 * lr * (sxy - w * sxx - b * sx) / n, b + 2 * lr * (sy - w * sx - b * n) / n


def sample_by_sample(w, b, x, y, lr):
    """A loop that adds up each sample's share."""
    slope = shift = 0.0
    for one, wanted in zip(x, y):
        off = w * one + b - wanted
        slope += 2 * off * one / len(x)
        shift += 2 * off / len(x)
    return w - lr * slope, b - lr * shift


def line(rng, samples, lr, dtype="float64", offset=0.0, **options):
    """Inputs of `call`: points near a line, and a guess that is off in slope and intercept."""
    x = rng.uniform(0.5, 2.0, samples) * rng.choice([-1, 1], samples) + offset
    y = rng.uniform(1.0, 3.0) * x + rng.normal(size=samples) - 2.0
    w, b = float(rng.normal()) - 1.0, float(rng.uniform(0.5, 1.5))
    return {"args": [w, b, x.astype(dtype), y.astype(dtype), lr], "returns": ["w", "b"], **options}


EXERCISE = Exercise(
    linear_regression_step,
    points=2,
    ids=("GRD-03",),
    source="Legendre 1805; torch.nn.functional.mse_loss with torch.optim.SGD",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case(
            "three points on a line",
            lambda rng: {
                "args": [0.0, 0.0, np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]), 0.5],
                "returns": ["w", "b"],
            },
            public=True,
            weight=0.5,
            about="y = 2x + 1 at x = 0, 1, 2, from w = b = 0, lr 0.5",
        ),
        Case(
            "four points, any line",
            lambda rng: line(rng, 4, 0.1),
            public=True,
            about="4 points, w and b not 0, lr 0.1",
        ),
        Case("a single point", lambda rng: line(rng, 1, 0.3)),
        Case("points far from 0", lambda rng: line(rng, 7, 0.01, offset=10.0)),
        Case("arrays that are not contiguous", lambda rng: line(rng, 6, 0.2, layout="strided")),
        Case("float32", lambda rng: line(rng, 5, 0.1, dtype="float32", offset=2.5), tolerance=FLOAT32),
    ),
    right=(
        Right("sums of products", task=with_sums),
        Right("sample by sample", task=sample_by_sample),
        Right("dot product", {"np.mean(error * x)": "error @ x / len(x)"}),
    ),
    hint="Take one point, and compute the error, both gradients and the step by hand. Then take two points.",
    wrong=(
        Wrong(
            "climbs",
            {"w - lr * dw": "w + lr * dw", "b - lr * db": "b + lr * db"},
            hint=(
                "Your line gets worse with every step.",
                "The gradient points uphill. Which way is down? And is your error prediction minus target?",
            ),
        ),
        Wrong(
            "no factor 2",
            {"2 * np.mean(error * x)": "np.mean(error * x)", "2 * np.mean(error)": "np.mean(error)"},
            hint="Your step is half as long as it should be. What is the derivative of a square?",
        ),
        Wrong(
            "sum instead of mean",
            {"np.mean(error * x)": "np.sum(error * x)", "np.mean(error)": "np.sum(error)"},
            hint="Your step grows with the number of points. The loss is a mean, so its gradient is one too.",
        ),
        Wrong(
            "x forgotten in the slope's gradient",
            {"np.mean(error * x)": "np.mean(error)"},
            hint="b is right and w is not. What does the chain rule put beside the error when you differentiate by w?",
        ),
        Wrong(
            "x in the intercept's gradient",
            {"np.mean(error)": "np.mean(error * x)"},
            hint="w is right and b is not. What is the derivative of w x + b with respect to b?",
        ),
        Wrong(
            "b sees the new w",
            {"dw = 2 * np.mean(error * x)": "dw = 2 * np.mean(error * x)\n    error = (w - lr * dw) * x + b - y"},
            hint=(
                "w is right, and b is moved by an error that belongs to another line.",
                "Take both gradients first; only then move.",
            ),
        ),
        Wrong(
            "learning rate for the slope only",
            {"b - lr * db": "b - db"},
            hint="w is right, and b moves too far. What scales its gradient?",
        ),
        Wrong(
            "returns the gradients",
            {"w - lr * dw, b - lr * db": "dw, db"},
            hint="These are the gradients. Asked for are w and b after the step.",
        ),
        Wrong(
            "only the slope moves",
            {"b - lr * db": "b"},
            hint="b comes back as it went in. A line that cannot shift fits few points.",
        ),
        Wrong(
            "gradient of half the sum",
            {"2 * np.mean(error * x)": "np.sum(error * x)", "2 * np.mean(error)": "np.sum(error)"},
            hint="That is the gradient of half the sum of squares. Here the loss is the mean of the squares.",
        ),
        Wrong(
            "divided by N twice",
            {"np.mean(error * x)": "np.mean(error * x) / len(x)", "np.mean(error)": "np.mean(error) / len(x)"},
            hint="A single point gives the right step, more points too short a one. A mean has divided by N already.",
        ),
        Wrong(
            "gradient of the absolute error",
            {"2 * np.mean(error * x)": "np.mean(np.sign(error) * x)", "2 * np.mean(error)": "np.mean(np.sign(error))"},
            hint="Only the signs of your errors count. The derivative of a square grows with the error.",
        ),
        Wrong(
            "error squared in the gradient",
            {"np.mean(error * x)": "np.mean(error**2 * x)", "np.mean(error)": "np.mean(error**2)"},
            hint="Your errors are still squared. What becomes of a square when you differentiate it?",
        ),
        Wrong(
            "prediction without the intercept",
            {"w * x + b - y": "w * x - y"},
            hint="It is right as long as b is 0. What does the line predict at x = 0?",
        ),
        Wrong(
            "w sees the new b",
            {
                "dw = 2 * np.mean(error * x)\n    db = 2 * np.mean(error)": (
                    "db = 2 * np.mean(error)\n    dw = 2 * np.mean((error - lr * db) * x)"
                )
            },
            hint="b is right, and w is moved by an error that belongs to another line. Take both gradients first.",
        ),
        Wrong(
            "no learning rate",
            {"w - lr * dw": "w - dw", "b - lr * db": "b - db"},
            hint="You take off the whole gradient. What says how long the step is?",
        ),
    ),
)
