"""Proximal gradient descent: a step down the loss, then the penalty solved exactly."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class ProximalGradientDescent:
    """Proximal gradient descent (FOBOS) in the form of tf.train.ProximalGradientDescentOptimizer.

        w       = theta_{t-1} - lr * g_t
        theta_t = sign(w) * max(|w| - lr * l1, 0) / (1 + lr * l2)

    The gradient is that of the loss alone. theta_t solves the penalty l1 * |theta| + l2 / 2 * theta^2 exactly, one
    step of length lr away from w; all of it elementwise.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. l1, l2: strengths of the two penalties.

    lr, l1 and l2 may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads):
            w = p - self.lr * g
            p[...] = np.sign(w) * np.maximum(np.abs(w) - self.lr * self.l1, 0) / (1 + self.lr * self.l2)
        ### END SOLUTION


class ByClipping:
    """What clipping keeps is what the threshold takes away."""

    def __init__(self, params, lr=1e-2, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2

    def step(self, grads):
        k = self.lr * self.l1
        for p, g in zip(self.params, grads):
            p -= self.lr * g
            p -= np.clip(p, -k, k)
            p /= 1 + self.lr * self.l2


class ByCases:
    """Three cases with np.where, written through the list."""

    def __init__(self, params, lr=1e-2, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2

    def step(self, grads):
        k = self.lr * self.l1
        for i in range(len(grads)):
            moved = self.params[i] - self.lr * grads[i]
            shrunk = np.where(moved > k, moved - k, np.where(moved < -k, moved + k, 0.0))
            np.divide(shrunk, 1 + self.lr * self.l2, out=self.params[i])


class ThroughTorch:
    """torch's soft threshold after a plain step."""

    def __init__(self, params, lr=1e-2, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2

    def step(self, grads):
        import torch

        for p, g in zip(self.params, grads):
            moved = torch.from_numpy(np.array(p)) - self.lr * torch.from_numpy(np.array(g))
            p[...] = torch.nn.functional.softshrink(moved, self.lr * self.l1).numpy() / (1 + self.lr * self.l2)


def descent(rng, *shapes, **how):
    """Inputs in which a first weight lies inside the threshold, and the first step carries a second one across zero."""
    made = inputs.descent(rng, *shapes, **how)
    lr, l1 = how.get("lr", 1e-2), how.get("l1", 0.0)
    made["params"][0][:2] = lr * l1 * rng.uniform(0.2, 0.5), lr * rng.uniform(0.1, 0.2)
    made["grads"][0][0][:2] = 0.1 * l1 * rng.normal(), rng.uniform(1.5, 2.5)
    return made


EXERCISE = Exercise(
    ProximalGradientDescent,
    points=3,
    ids=("OPT-17",),
    source="Duchi & Singer 2009 (FOBOS); tf.train.ProximalGradientDescentOptimizer",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=ThroughTorch,
    cases=(
        Case(
            "first step",
            lambda rng: descent(rng, (6,), steps=1, lr=0.5, l1=0.8),
            public=True,
            about="1 step, lr 0.5, l1 0.8",
        ),
        Case(
            "both penalties",
            lambda rng: descent(rng, (5,), (2, 4), steps=4, lr=0.5, l1=0.6, l2=0.9),
            public=True,
            weight=2,
            about="4 steps, lr 0.5, l1 0.6, l2 0.9",
        ),
        Case(
            "l2 alone",
            lambda rng: descent(rng, (4,), (2, 3), steps=3, lr=0.3, l2=0.7),
            public=True,
            about="3 steps, lr 0.3, l2 0.7",
        ),
        Case(
            "six steps, default options",
            lambda rng: descent(rng, (4,), (2, 3)),
            public=True,
            about="6 steps without a penalty: plain descent",
        ),
    ),
    right=(
        Right("by clipping", task=ByClipping),
        Right("by cases", task=ByCases),
        Right(
            "clipped from below",
            {"np.maximum(np.abs(w) - self.lr * self.l1, 0)": "(abs(w) - self.lr * self.l1).clip(0)"},
        ),
    ),
    hint=(
        "Begin with l1 and l2 at 0, then set one of them at a time, and compute a step for a weight near 0 and "
        "for one far away."
    ),
    wrong=(
        Wrong(
            "subgradient instead of the threshold",
            {
                "p - self.lr * g": "p - self.lr * (g + self.l1 * np.sign(p))",
                "np.sign(w) * np.maximum(np.abs(w) - self.lr * self.l1, 0)": "w",
            },
            hint=(
                "Your weights come near zero and step over it.",
                "The penalty is not in the gradient here. What happens to a weight that is nearer to 0 than lr * l1?",
            ),
        ),
        Wrong(
            "threshold without lr",
            {"np.abs(w) - self.lr * self.l1": "np.abs(w) - self.l1"},
            hint="Your threshold is too large. A shorter step should also take less from the weight.",
        ),
        Wrong(
            "l2 without lr",
            {"1 + self.lr * self.l2": "1 + self.l2"},
            hint="You divide by too much. A shorter step should also shrink the weight less.",
        ),
        Wrong(
            "factor 2 in the divisor",
            {"1 + self.lr * self.l2": "1 + 2 * self.lr * self.l2"},
            hint="Your l2 stands for l2 * theta^2. Here the penalty has the factor 1/2, so its slope is l2 * theta.",
        ),
        Wrong(
            "l2 as a factor",
            {" / (1 + self.lr * self.l2)": " * (1 - self.lr * self.l2)"},
            hint="This is weight decay, a step along the slope. The exact solution divides.",
        ),
        Wrong(
            "threshold before the step",
            {
                "w = p - self.lr * g": "w = p",
                "/ (1 + self.lr * self.l2)": "/ (1 + self.lr * self.l2) - self.lr * g",
            },
            hint="You shrink the old weight and then step. Which of the two comes first?",
        ),
        Wrong(
            "hard threshold",
            {"np.maximum(np.abs(w) - self.lr * self.l1, 0)": "np.where(np.abs(w) > self.lr * self.l1, np.abs(w), 0)"},
            hint="The zeros are right. The weights that stay have to lose lr * l1 as well.",
        ),
        Wrong(
            "no floor at zero",
            {"np.maximum(np.abs(w) - self.lr * self.l1, 0)": "(np.abs(w) - self.lr * self.l1)"},
            hint="A weight that is smaller than the threshold has changed its sign. Where should it stop?",
        ),
        Wrong(
            "sign of the old weight",
            {"np.sign(w)": "np.sign(p)"},
            hint="A step can carry a weight across zero. Whose sign does the result have?",
        ),
        Wrong(
            "sign missing",
            {"np.sign(w) * ": ""},
            hint="All of your weights are positive. What is lost when you take the absolute value?",
        ),
        Wrong(
            "divided before the threshold",
            {
                "p - self.lr * g": "(p - self.lr * g) / (1 + self.lr * self.l2)",
                ", 0) / (1 + self.lr * self.l2)": ", 0)",
            },
            hint="With one penalty alone you are right. With both, the order matters: first the threshold.",
        ),
    ),
)
