"""Nesterov's momentum without a gradient function: the form of torch, TensorFlow and Keras."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Nesterov:
    """Nesterov's accelerated gradient in the form of torch.optim.SGD(nesterov=True).

        v_t     = momentum * v_{t-1} + g_t          v_0 = 0
        theta_t = theta_{t-1} - lr * (g_t + momentum * v_t)

    The gradient is the one at theta_{t-1}, and v_t on the second line is the new velocity.

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
            p -= self.lr * (g + self.momentum * v)
        ### END SOLUTION


class FromOldVelocity:
    """The same with the old velocity written out: momentum squared times the old, 1 + momentum times the gradient."""

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.old = [np.zeros(np.shape(p)) for p in params]

    def step(self, grads):
        mu = self.momentum
        for i, g in enumerate(grads):
            self.params[i] -= self.lr * (mu**2 * self.old[i] + (1 + mu) * g)
            self.old[i] = mu * self.old[i] + g


def oracle(params, lr=1e-3, momentum=0.9):
    """torch.optim.SGD with nesterov=True, whose own default is no momentum."""
    return oracles.TorchOptimizer("SGD", params, lr=lr, momentum=momentum, nesterov=True)


EXERCISE = Exercise(
    Nesterov,
    points=2,
    ids=("OPT-07",),
    source="Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD(nesterov=True)",
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
        Right("written with the old velocity", task=FromOldVelocity),
        Right(
            "two steps in one",
            {"self.lr * (g + self.momentum * v)": "self.lr * g\n            p -= self.lr * self.momentum * v"},
        ),
    ),
    hint="Compute the velocity and the parameter by hand for two steps. Which velocity stands on the second line?",
    wrong=(
        Wrong(
            "plain momentum",
            {"(g + self.momentum * v)": "v"},
            hint=(
                "This is the momentum of two sections ago. Where is the look-ahead?",
                "Adding the gradient to the *old* velocity's share gives the new velocity, and nothing more. "
                "Use the new one.",
            ),
        ),
        Wrong(
            "look-ahead applied twice",
            {"(g + self.momentum * v)": "(self.momentum**2 * v + (1 + self.momentum) * g)"},
            hint=(
                "That formula is meant for the old velocity, and you give it the new one.",
                "Which velocity does v stand for on each line?",
            ),
        ),
        Wrong(
            "gradient missing",
            {"(g + self.momentum * v)": "self.momentum * v"},
            hint="You move along the velocity only. What else is in the bracket of the second line?",
        ),
        Wrong(
            "whole velocity added",
            {"(g + self.momentum * v)": "(g + v)"},
            hint="Your look-ahead goes too far. By what share of the velocity will the next step move anyway?",
        ),
        Wrong(
            "velocity never kept",
            {"v[...] = self.momentum * v + g": "v = self.momentum * v + g"},
            hint="Every step starts from a velocity of zero. Where is it kept from one step to the next?",
        ),
        Wrong(
            "moving average instead of a sum",
            {"v[...] = self.momentum * v + g": "v[...] = self.momentum * v + (1 - self.momentum) * g"},
            hint="In this form the new gradient enters the velocity with weight 1.",
        ),
        Wrong(
            "lr inside the velocity",
            {
                "v[...] = self.momentum * v + g": "v[...] = self.momentum * v + self.lr * g",
                "self.lr * (g + self.momentum * v)": "self.lr * g + self.momentum * v",
            },
            hint=(
                "As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
                "The velocity should gather bare gradients; lr comes in when the parameter moves.",
            ),
        ),
        Wrong(
            "lr read once",
            {"self.velocities = [": "self.rate = lr\n        self.velocities = [", "self.lr * (g": "self.rate * (g"},
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
            "plain descent",
            {"p -= self.lr * (g + self.momentum * v)": "p -= self.lr * g"},
            hint="Your steps are those of gradient descent: the velocity is not used.",
        ),
        Wrong(
            "lr on the gradient alone",
            {"self.lr * (g + self.momentum * v)": "(self.lr * g + self.momentum * v)"},
            hint="Gradient and velocity are both scaled by lr. Yours scales the first alone.",
        ),
    ),
)
