"""Proximal Adagrad: every weight has its own rate, and so its own threshold."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class ProximalAdagrad:
    """Proximal Adagrad in the form of tf.train.ProximalAdagradOptimizer.

        G_t     = G_{t-1} + g_t^2          G_0 = initial_accumulator_value
        rate    = lr / sqrt(G_t)
        w       = theta_{t-1} - rate * g_t
        theta_t = sign(w) * max(|w| - rate * l1, 0) / (1 + rate * l2)

    The rate of each weight sets its step, its threshold and its divisor. There is no eps.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. initial_accumulator_value: where every element of G starts; above 0.
    l1, l2: strengths of the two penalties, l1 * |theta| + l2 / 2 * theta^2.

    lr, l1 and l2 may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        ### BEGIN SOLUTION
        self.sums = [np.full_like(p, initial_accumulator_value) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, total in zip(self.params, grads, self.sums):
            total += g**2
            rate = self.lr / np.sqrt(total)
            w = p - rate * g
            p[...] = np.sign(w) * np.maximum(np.abs(w) - rate * self.l1, 0) / (1 + rate * self.l2)
        ### END SOLUTION


class TwoSides:
    """The positive and the negative part of the result on their own; sums that begin as numbers."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        self.sums = [initial_accumulator_value] * len(params)

    def step(self, grads):
        self.sums = [G + np.square(g) for G, g in zip(self.sums, grads)]
        for i, (g, total) in enumerate(zip(grads, self.sums)):
            root = total**0.5
            moved, k = self.params[i] - self.lr * g / root, self.lr * self.l1 / root
            above, below = np.maximum(moved - k, 0), np.minimum(moved + k, 0)
            self.params[i][...] = (above + below) * root / (root + self.lr * self.l2)


class Masked:
    """In place: the step, then what is inside the threshold set to 0 and the rest moved towards it."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        self.G = {i: np.full(p.shape, initial_accumulator_value, p.dtype) for i, p in enumerate(params)}

    def step(self, grads):
        for i, p in enumerate(self.params):
            self.G[i] += grads[i] * grads[i]
            rates = self.lr * self.G[i] ** -0.5
            p -= rates * grads[i]
            inside = abs(p) <= rates * self.l1
            p -= np.copysign(rates * self.l1, p)
            p[inside] = 0
            p /= 1 + rates * self.l2


class ThroughTorch:
    """The soft threshold as a difference of two of torch's ReLUs, its rates by torch's root."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        self.sums = [initial_accumulator_value + 0 * p for p in params]

    def step(self, grads):
        import torch

        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.sums[i] = self.sums[i] + g * g
            rate = self.lr * torch.from_numpy(np.array(self.sums[i])).rsqrt()
            moved = torch.from_numpy(np.array(p)) - rate * torch.from_numpy(np.array(g))
            shrunk = torch.relu(moved - rate * self.l1) - torch.relu(-moved - rate * self.l1)
            p[...] = (shrunk / (1 + rate * self.l2)).numpy()


def descent(rng, *shapes, **how):
    """Inputs in which a first weight lies inside the threshold, and the first step carries a second one across zero."""
    made = inputs.descent(rng, *shapes, **how)
    lr, l1 = how.get("lr", 1e-2), how.get("l1", 0.0)
    made["params"][0][:2] = lr * l1 * rng.uniform(0.2, 0.5), lr * rng.uniform(0.1, 0.2)
    made["grads"][0][0][:2] = 0.1 * l1 * rng.normal(), rng.uniform(1.5, 2.5)
    return made


EXERCISE = Exercise(
    ProximalAdagrad,
    points=3,
    ids=("OPT-18",),
    source="Duchi & Singer 2009; Duchi, Hazan & Singer 2011; tf.train.ProximalAdagradOptimizer",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=ThroughTorch,
    cases=(
        Case(
            "first step",
            lambda rng: descent(rng, (6,), steps=1, lr=0.5, l1=0.8, initial_accumulator_value=0.3),
            public=True,
            about="1 step, lr 0.5, l1 0.8, sums that start at 0.3",
        ),
        Case(
            "both penalties",
            lambda rng: descent(rng, (5,), (2, 4), steps=4, lr=0.7, l1=0.6, l2=0.9, initial_accumulator_value=0.2),
            public=True,
            weight=2,
            about="4 steps, lr 0.7, l1 0.6, l2 0.9, sums that start at 0.2",
        ),
        Case(
            "l2 alone, default start",
            lambda rng: descent(rng, (4,), (2, 3), steps=3, lr=0.5, l2=0.7),
            public=True,
            about="3 steps, lr 0.5, l2 0.7",
        ),
        Case(
            "six steps, default options",
            lambda rng: descent(rng, (4,), (2, 3)),
            public=True,
            about="6 steps without a penalty: AdagradTF",
        ),
    ),
    right=(
        Right("two sides", task=TwoSides),
        Right("masked", task=Masked),
        Right("flat view", {"p[...] = np.sign": "p[:] = np.sign"}),
    ),
    hint="Begin with l1 and l2 at 0, and compute G, rate and w by hand. Then set one of the two penalties at a time.",
    wrong=(
        Wrong(
            "threshold with the global rate",
            {"np.abs(w) - rate * self.l1": "np.abs(w) - self.lr * self.l1"},
            hint="All weights lose the same. A weight with a rate of its own has a threshold of its own.",
        ),
        Wrong(
            "divisor with the global rate",
            {"1 + rate * self.l2": "1 + self.lr * self.l2"},
            hint="Your divisor is the same for all weights. Which rate belongs in it?",
        ),
        Wrong(
            "both with the global rate",
            {
                "np.abs(w) - rate * self.l1": "np.abs(w) - self.lr * self.l1",
                "1 + rate * self.l2": "1 + self.lr * self.l2",
            },
            hint="Only your step uses the rate of the weight. Threshold and divisor need it too.",
        ),
        Wrong(
            "threshold without a rate",
            {"np.abs(w) - rate * self.l1": "np.abs(w) - self.l1"},
            hint="Your threshold does not depend on the length of the step. By what should l1 be multiplied?",
        ),
        Wrong(
            "factor 2 in the divisor",
            {"1 + rate * self.l2": "1 + 2 * rate * self.l2"},
            hint="Your l2 stands for l2 * theta^2. Here the penalty has the factor 1/2.",
        ),
        Wrong(
            "subgradient in the sum",
            {
                "total += g**2": "g = g + self.l1 * np.sign(p)\n            total += g**2",
                "np.sign(w) * np.maximum(np.abs(w) - rate * self.l1, 0)": "w",
            },
            hint="The penalty is part of your gradient and even of your sum. Here the gradient is the loss's alone.",
        ),
        Wrong(
            "starts at zero",
            {"np.full_like(p, initial_accumulator_value)": "np.zeros_like(p)"},
            hint="Your rates start too large, and at 0/0 where the first gradient is 0. Where does the sum start?",
        ),
        Wrong(
            "no root",
            {"np.sqrt(total)": "total"},
            hint="The sum holds squares. What turns it back into the size of a gradient?",
        ),
        Wrong(
            "rate from before the step",
            {
                "total += g**2\n            rate = self.lr / np.sqrt(total)": (
                    "rate = self.lr / np.sqrt(total)\n            total += g**2"
                )
            },
            hint="Your rate has not seen the new gradient yet. In which order do the lines go?",
        ),
        Wrong(
            "no floor at zero",
            {"np.maximum(np.abs(w) - rate * self.l1, 0)": "(np.abs(w) - rate * self.l1)"},
            hint="A weight that is smaller than the threshold has changed its sign. Where should it stop?",
        ),
        Wrong(
            "sign of the old weight",
            {"np.sign(w)": "np.sign(p)"},
            hint="A step can carry a weight across zero. Whose sign does the result have?",
        ),
    ),
)
