"""Momentum: a velocity that gathers gradients."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Momentum:
    """Gradient descent with momentum, in the form of torch.optim.SGD and TensorFlow 1.

        v_t     = momentum * v_{t-1} + g_t          v_0 = 0
        theta_t = theta_{t-1} - lr * v_t

    The gradient enters the velocity with weight 1, and lr multiplies the velocity afterwards.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. momentum: how much of the old velocity stays.

    lr and momentum may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        ### BEGIN SOLUTION
        self.velocities = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, v in zip(self.params, grads, self.velocities):
            v[...] = self.momentum * v + g
            p -= self.lr * v
        ### END SOLUTION


class FirstGradient:
    """torch's own way: no velocity until the first gradient, which is copied."""

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.velocities = None

    def step(self, grads):
        if self.velocities is None:
            self.velocities = [np.array(g) for g in grads]
        else:
            self.velocities = [self.momentum * v + g for v, g in zip(self.velocities, grads)]
        for i, v in enumerate(self.velocities):
            self.params[i] -= self.lr * v


class InPlace:
    """The velocity grown by augmented assignments, the parameters by `out`."""

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.state = {i: np.zeros(p.shape, p.dtype) for i, p in enumerate(params)}

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.state[i] *= self.momentum
            self.state[i] += g
            np.subtract(p, self.lr * self.state[i], out=p)


def oracle(params, lr=1e-3, momentum=0.9):
    """torch.optim.SGD, whose own default is no momentum."""
    return oracles.TorchOptimizer("SGD", params, lr=lr, momentum=momentum)


EXERCISE = Exercise(
    Momentum,
    points=2,
    ids=("OPT-03",),
    source="Polyak 1964; torch.optim.SGD(momentum=0.9)",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=oracle,
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=2, lr=0.5, momentum=0.5),
            public=True,
            about="2 steps, lr 0.5, momentum 0.5",
        ),
        Case("six steps, default options", lambda rng: inputs.descent(rng, (2, 3), (4,)), public=True, about="6 steps"),
        Case(
            "lr lowered on the way",
            lambda rng: inputs.descent(rng, (3,), (2, 2), lr=0.3, momentum=0.8, changes={3: {"lr": 0.01}}),
            public=True,
            weight=2,
            about="6 steps, lr 0.3, from the third step 0.01",
        ),
    ),
    right=(
        Right("starts with the first gradient", task=FirstGradient),
        Right("in place, with out=", task=InPlace),
        Right("sliced assignment", {"p -= self.lr * v": "p[...] = p - self.lr * v"}),
    ),
    hint="Compute the velocity and the parameter by hand for two steps, with lr 0.1. Where does lr come in?",
    wrong=(
        Wrong(
            "velocity never kept",
            {"v[...] = self.momentum * v + g": "v = self.momentum * v + g"},
            hint=(
                "This is plain gradient descent: every step starts from a velocity of zero.",
                "Where is the velocity of the last step when the next one begins?",
            ),
        ),
        Wrong(
            "Nesterov instead",
            {"p -= self.lr * v": "p -= self.lr * (g + self.momentum * v)"},
            hint="You look one step ahead already. That is Nesterov's form, two sections further on.",
        ),
        Wrong(
            "moving average instead of a sum",
            {"self.momentum * v + g": "self.momentum * v + (1 - self.momentum) * g"},
            hint=(
                "Your steps are too short, by the same factor everywhere.",
                "In this form of momentum the new gradient enters with weight 1.",
            ),
        ),
        Wrong(
            "lr inside the velocity",
            {"self.momentum * v + g": "self.momentum * v + self.lr * g", "self.lr * v": "v"},
            hint=(
                "As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
                "The velocity should gather bare gradients; lr comes in when the parameter moves.",
            ),
        ),
        Wrong(
            "weights swapped",
            {"self.momentum * v + g": "v + self.momentum * g"},
            hint="Which of the two should fade with time: the old velocity, or the gradient that just arrived?",
        ),
        Wrong(
            "velocity added",
            {"p -= self.lr * v": "p += self.lr * v"},
            hint="The velocity gathers gradients, and those point uphill. Which way do you want to go?",
        ),
        Wrong(
            "keeps the caller's gradient",
            {
                "[np.zeros_like(p) for p in params]": "[None for p in params]",
                "for p, g, v in zip": (
                    "self.velocities = [\n"
                    "            g if v is None else self.momentum * v + g for v, g in zip(self.velocities, grads)\n"
                    "        ]\n"
                    "        for p, g, v in zip"
                ),
                "v[...] = self.momentum * v + g\n            ": "",
            },
            hint=(
                "Your first velocity *is* the caller's gradient array, and the caller goes on using it.",
                "Make the velocity an array of its own.",
            ),
        ),
        Wrong(
            "lr read once",
            {"self.velocities = [": "self.rate = lr\n        self.velocities = [", "self.lr * v": "self.rate * v"},
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "self.velocities = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.velocities = [shared[p.shape] for p in params]"
                )
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "one velocity for all arrays",
            {
                "for p, g, v in zip(self.params, grads, self.velocities):": (
                    "v = self.velocities[0]\n        for p, g in zip(self.params, grads):"
                )
            },
            hint="A single array is right. With more, each needs a velocity of its own.",
        ),
        Wrong(
            "average with fixed weights",
            {"self.momentum * v + g": "0.9 * v + 0.1 * g"},
            hint="momentum changes nothing, and your gradient has a weight. Here the velocity is a sum.",
        ),
        Wrong(
            "lr applied twice",
            {"self.momentum * v + g": "self.momentum * v + self.lr * g"},
            hint="Your steps are far too short: lr is in the velocity and before it.",
        ),
        Wrong(
            "velocity from before the step",
            {
                "v[...] = self.momentum * v + g\n            p -= self.lr * v": (
                    "p -= self.lr * v\n            v[...] = self.momentum * v + g"
                )
            },
            hint="Your first step does not move. The velocity takes up the gradient first.",
        ),
    ),
)
