"""One step of the perceptron."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def perceptron_step(w, b, x, y, lr=1.0):
    """One step of the perceptron on one sample: new weights and a new bias.

        p = 1 if w . x + b > 0, else 0          (on the line itself: 0)
        w_new = w + lr (y - p) x
        b_new = b + lr (y - p)

    w: (D,) floats, weights. b: a number, the bias. x: (D,) floats, the sample. y: its class, 0 or 1. All are left
    unchanged. lr: learning rate.

    Returns w_new, b_new: an array (D,) and a number.
    """
    ### BEGIN SOLUTION
    p = 1 if w @ x + b > 0 else 0
    error = y - p
    return w + lr * error * x, b + lr * error
    ### END SOLUTION


def by_cases(w, b, x, y, lr=1.0):
    """Added where a 1 was missed, subtracted where a 0 was called 1, else a copy."""
    fires = float(np.sum(w * x)) > -b
    if y == 1 and not fires:
        return w + lr * x, b + lr
    if y == 0 and fires:
        return w - lr * x, b - lr
    return w.copy(), b


def with_a_one(w, b, x, y, lr=1.0):
    """The bias as the weight of a further feature that is always 1."""
    weights, sample = np.append(w, b), np.append(x, 1.0)
    moved = weights + lr * (y - np.heaviside(weights @ sample, 0.0)) * sample
    return moved[:-1], moved[-1]


def with_torch(w, b, x, y, lr=1.0):
    """torch: the gradient of (p - y)(w . x + b), with p a constant."""
    import torch

    weights = torch.tensor(np.array(w), requires_grad=True)
    bias = torch.tensor(float(b), dtype=torch.float64, requires_grad=True)
    z = weights @ torch.tensor(np.array(x)) + bias
    ((z.detach() > 0).double() - y).mul(z).backward()
    return (weights - lr * weights.grad).detach().numpy(), (bias - lr * bias.grad).item()


def sample(rng, d, y, z, along=-3.0, **options):
    """Inputs of `call`: a sample of class y on which w . x + b is z, and w . x is `along` times that."""
    w = rng.uniform(0.5, 2.0, d) * np.where(np.arange(d) % 2, -1, 1)
    x = rng.uniform(0.5, 2.0, d)
    x += (along * z - w @ x) / (w @ w) * w
    return {"args": [w, float(z - w @ x), x, y], "kwargs": options, "returns": ["w", "b"]}


def at_the_start(y, **options):
    """Inputs of `call`: weights and bias of 0, so that the sample lies on the line."""
    return {"args": [np.zeros(2), 0.0, np.array([1.0, 3.0]), y], "kwargs": options, "returns": ["w", "b"]}


EXERCISE = Exercise(
    perceptron_step,
    points=3,
    ids=("ML-08",),
    source="Rosenblatt 1958",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("first step", lambda rng: at_the_start(1), public=True, about="w = 0, b = 0, class 1"),
        Case(
            "one point on the line",
            lambda rng: at_the_start(0),
            public=True,
            weight=0.5,
            about="w = 0, b = 0, class 0; one step",
        ),
        Case("a 1 was missed", lambda rng: sample(rng, 3, 1, -0.7), public=True, about="3 features, class 1, called 0"),
        Case(
            "a 0 was called 1",
            lambda rng: sample(rng, 4, 0, 0.6, along=3.0),
            public=True,
            about="4 features, class 0, called 1",
        ),
        Case("a 1 was found", lambda rng: sample(rng, 3, 1, 0.5), public=True, about="3 features, class 1, called 1"),
        Case("a 0 was found", lambda rng: sample(rng, 2, 0, -0.4), public=True, about="2 features, class 0, called 0"),
        Case(
            "another learning rate",
            lambda rng: sample(rng, 5, 0, 0.3, lr=0.25),
            public=True,
            about="5 features, class 0, called 1; lr 0.25",
        ),
        Case("many features", lambda rng: sample(rng, 30, 1, -2.5, lr=0.1)),
    ),
    right=(
        Right("by cases", task=by_cases),
        Right("a feature that is always 1", task=with_a_one),
        Right("the truth value itself", {"1 if w @ x + b > 0 else 0": "int(np.dot(x, w) + b > 0)"}),
    ),
    hint="Start with w = [0, 0], b = 0, x = [1, 3], y = 1. p is 0, so the step gives w = [1, 3] and b = 1.",
    wrong=(
        Wrong(
            "on the line called 1",
            {"b > 0 else 0\n": "b >= 0 else 0\n"},
            hint="Only samples on the line itself go wrong. With w . x + b = 0 the answer is 0.",
        ),
        Wrong(
            "step in the wrong direction",
            {"error = y - p": "error = p - y"},
            hint="A 1 was missed, and your step makes w . x + b even smaller. Which way should it go?",
        ),
        Wrong(
            "bias stays",
            {"b + lr * error": "b"},
            hint="Your weights are right. The bias learns too.",
        ),
        Wrong(
            "learns from ones alone",
            {"error = y - p": "error = y * (y - p)"},
            hint="Where a 0 was called 1, nothing moves in your code. This is an error as well.",
        ),
        Wrong(
            "no threshold",
            {"p = 1 if w @ x + b > 0 else 0": "p = w @ x + b"},
            hint="Your p is the sum itself. The perceptron answers 0 or 1.",
        ),
        Wrong(
            "sigmoid for the step",
            {"1 if w @ x + b > 0 else 0": "1 / (1 + np.exp(-(w @ x + b)))"},
            hint="You use a sigmoid. The perceptron answers 0 or 1, so a right answer changes nothing.",
        ),
        Wrong(
            "moves although it was right",
            {"error = y - p": "error = 2 * y - 1"},
            hint="Where the answer was right, nothing should move.",
        ),
        Wrong(
            "bias left out of the answer",
            {"w @ x + b > 0": "w @ x > 0"},
            hint="p depends on the bias, too.",
        ),
        Wrong(
            "learning rate on the weights alone",
            {"b + lr * error": "b + error"},
            hint="With lr = 1 you are right. The bias moves by lr times the error.",
        ),
        Wrong(
            "classes of -1 and 1",
            {"b > 0 else 0\n": "b > 0 else -1\n"},
            hint="Your p is -1 or 1. Here the classes are 0 and 1.",
        ),
    ),
)
