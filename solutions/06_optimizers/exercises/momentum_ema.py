"""Momentum as a moving average of the gradients."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, inputs, oracles, probes


class MomentumEMA:
    """Gradient descent along an exponential moving average of the gradients.

        v_t     = beta * v_{t-1} + (1 - beta) * g_t          v_0 = 0
        theta_t = theta_{t-1} - lr * v_t

    No bias correction: the first averages are too small, and stay so here.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate; may be changed between two steps. beta: weight of the old average.
    """

    def __init__(self, params, lr=1e-3, beta=0.9):
        self.params, self.lr, self.beta = params, lr, beta
        ### BEGIN SOLUTION
        self.averages = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, v in zip(self.params, grads, self.averages):
            v[...] = self.beta * v + (1 - self.beta) * g
            p -= self.lr * v
        ### END SOLUTION


class TowardsGradient:
    """The average moves a part of its distance to the gradient; new lists at every step."""

    def __init__(self, params, lr=1e-3, beta=0.9):
        self.params, self.lr, self.beta = params, lr, beta
        self.v = [0.0] * len(params)

    def step(self, grads):
        self.v = [v + (1 - self.beta) * (g - v) for v, g in zip(self.v, grads)]
        for i in range(len(self.params)):
            self.params[i][...] -= self.lr * self.v[i]


class HeavyBall:
    """OPT-03 with its learning rate scaled by 1 - beta: the same path in the other convention, by torch."""

    def __init__(self, params, lr=1e-3, beta=0.9):
        self.lr, self._scale = lr, 1 - beta
        self._torch = oracles.TorchOptimizer("SGD", params, lr=lr, momentum=beta)

    def step(self, grads):
        self._torch.lr = self.lr * self._scale
        self._torch.step(grads)


EXERCISE = Exercise(
    MomentumEMA,
    points=2,
    ids=("OPT-05",),
    source="Ng, Machine Learning Specialization: gradient descent with momentum",
    probe=probes.trajectory,
    oracle=HeavyBall,
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=2, lr=0.5, beta=0.7),
            public=True,
            about="2 steps, lr 0.5, beta 0.7",
        ),
        Case("six steps, default options", lambda rng: inputs.descent(rng, (2, 3), (4,)), public=True, about="6 steps"),
        Case(
            "lr lowered on the way",
            lambda rng: inputs.descent(rng, (3,), (2, 2), lr=0.3, beta=0.8, changes={3: {"lr": 0.01}}),
            public=True,
            weight=2,
            about="6 steps, lr 0.3, from the third step 0.01",
        ),
        Case(
            "gradients in reused buffers", lambda rng: inputs.descent(rng, (3,), (2, 2), reuse=True, lr=0.2, beta=0.6)
        ),
        Case(
            "twelve steps, zero gradients among them",
            lambda rng: inputs.descent(rng, (3,), (2, 3), steps=12, zero=(2, 5, 12), lr=0.05, beta=0.95),
        ),
        Case("float32", lambda rng: inputs.descent(rng, (3,), (2, 3), dtype="float32", lr=0.5), tolerance=FLOAT32),
    ),
    right=(
        Right("moves towards the gradient", task=TowardsGradient),
        Right("sliced assignment", {"p -= self.lr * v": "p[...] = p - v * self.lr"}),
    ),
    wrong=(
        Wrong(
            "rebinds the parameter",
            {"p -= self.lr * v": "p = p - self.lr * v"},
            hint=(
                "Your numbers may be right, but nothing outside `step` ever sees them.",
                "`p = p - ...` makes a new array and calls it p; the array in `params` stays as it was.",
            ),
            syntax="rebinds",
        ),
        Wrong(
            "never updates",
            {"p -= self.lr * v": "update = self.lr * v"},
            hint="No parameter has moved. `step` has to change the arrays in `params` themselves.",
            syntax="no update",
        ),
        Wrong(
            "a sum instead of an average",
            {"self.beta * v + (1 - self.beta) * g": "self.beta * v + g"},
            hint=(
                "Your steps are too long, by the same factor everywhere.",
                "In an average the weights of old and new add up to 1. Do yours?",
            ),
        ),
        Wrong(
            "weights swapped",
            {"self.beta * v + (1 - self.beta) * g": "(1 - self.beta) * v + self.beta * g"},
            hint=(
                "With beta = 0.9 your average forgets almost everything at every step.",
                "beta is the weight of the *old* average.",
            ),
        ),
        Wrong(
            "average never kept",
            {"v[...] = self.beta": "v = self.beta"},
            hint="Every step starts again from an average of zero. Where is it kept from one step to the next?",
        ),
        Wrong(
            "starts at the first gradient",
            {
                "[np.zeros_like(p) for p in params]": "[None for p in params]",
                "for p, g, v in zip(self.params, grads, self.averages):\n            v[...] = self.beta * v": (
                    "for i, (p, g) in enumerate(zip(self.params, grads)):\n"
                    "            if self.averages[i] is None:\n"
                    "                self.averages[i] = np.array(g)\n"
                    "            v = self.averages[i]\n"
                    "            v[...] = self.beta * v"
                ),
            },
            hint="Your first step is too long: the average should start at zero, not at the first gradient.",
        ),
        Wrong(
            "bias corrected",
            {
                "self.averages = [np.zeros_like(p) for p in params]": (
                    "self.averages, self.t = [np.zeros_like(p) for p in params], 0"
                ),
                "for p, g, v in": "self.t += 1\n        for p, g, v in",
                "self.lr * v": "self.lr * v / (1 - self.beta**self.t)",
            },
            hint="You correct the bias of the first averages. A good idea, and Adam's; here they stay as they are.",
        ),
        Wrong(
            "lr inside the average",
            {"(1 - self.beta) * g": "(1 - self.beta) * self.lr * g", "p -= self.lr * v": "p -= v"},
            hint="As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
        ),
    ),
)
