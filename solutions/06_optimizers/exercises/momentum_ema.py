"""Momentum as a moving average of the gradients."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class MomentumEMA:
    """Gradient descent along an exponential moving average of the gradients.

        v_t     = beta * v_{t-1} + (1 - beta) * g_t          v_0 = 0
        theta_t = theta_{t-1} - lr * v_t

    No bias correction: the first averages are too small, and stay so here.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. beta: weight of the old average.

    lr and beta may be changed between two steps: read them anew in each.
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
    """OPT-03 with its gradients scaled by 1 - beta: the same path in the other convention, by torch."""

    def __init__(self, params, lr=1e-3, beta=0.9):
        self.lr, self.beta = lr, beta
        self._torch = oracles.TorchOptimizer("SGD", params, lr=lr, momentum=beta)

    def step(self, grads):
        self._torch.lr, self._torch.momentum = self.lr, self.beta
        self._torch.step([(1 - self.beta) * g for g in grads])


EXERCISE = Exercise(
    MomentumEMA,
    points=2,
    ids=("OPT-05",),
    source="Ng, Machine Learning Specialization: gradient descent with momentum",
    family=families.OPTIMIZER,
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
    ),
    right=(
        Right("moves towards the gradient", task=TowardsGradient),
        Right("sliced assignment", {"p -= self.lr * v": "p[...] = p - v * self.lr"}),
    ),
    hint="Compute the average and the parameter by hand for two steps, with a beta that is not 0.5.",
    wrong=(
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
        Wrong(
            "lr read once",
            {"self.averages = [": "self.rate = lr\n        self.averages = [", "self.lr * v": "self.rate * v"},
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "self.averages = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.averages = [shared[p.shape] for p in params]"
                )
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "one average for all arrays",
            {
                "for p, g, v in zip(self.params, grads, self.averages):": (
                    "v = self.averages[0]\n        for p, g in zip(self.params, grads):"
                )
            },
            hint="A single array is right. With more, each needs an average of its own.",
        ),
        Wrong(
            "plain descent",
            {"p -= self.lr * v": "p -= self.lr * g"},
            hint="Your steps are those of gradient descent: the average is not used.",
        ),
        Wrong(
            "lr applied twice",
            {"(1 - self.beta) * g": "(1 - self.beta) * self.lr * g"},
            hint="Your steps are far too short: lr is in the average and before it.",
        ),
        Wrong(
            "Nesterov's look-ahead",
            {"p -= self.lr * v": "p -= self.lr * (self.beta * v + (1 - self.beta) * g)"},
            hint="You take the gradient in twice, as Nesterov does. Here the step is the average itself.",
        ),
        Wrong(
            "average from before the step",
            {
                "v[...] = self.beta * v + (1 - self.beta) * g\n            p -= self.lr * v": (
                    "p -= self.lr * v\n            v[...] = self.beta * v + (1 - self.beta) * g"
                )
            },
            hint="Your first step does not move. The average takes up the gradient first.",
        ),
    ),
)
