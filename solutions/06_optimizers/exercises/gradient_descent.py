"""Gradient descent: one learning rate for everything, and no memory."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class GradientDescent:
    """Gradient descent: every parameter takes a step against its gradient.

        theta_t = theta_{t-1} - lr * g_t

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate.

    lr may be changed between two steps: read it anew in each.
    """

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = params, lr

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads):
            p -= self.lr * g
        ### END SOLUTION


class ByIndex:
    """Index by index, through the list."""

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = params, lr

    def step(self, grads):
        for i in range(len(grads)):
            self.params[i] -= grads[i] * self.lr


class WithOut:
    """All of it through NumPy's own `out`."""

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = list(params), lr

    def step(self, grads):
        updates = [np.multiply(g, self.lr) for g in grads]
        for p, u in zip(self.params, updates):
            np.subtract(p, u, out=p)


def oracle(params, lr=1e-3):
    """torch.optim.SGD without momentum."""
    return oracles.TorchOptimizer("SGD", params, lr=lr)


EXERCISE = Exercise(
    GradientDescent,
    points=1,
    ids=("OPT-01",),
    source="Cauchy 1847; torch.optim.SGD without momentum",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=oracle,
    cases=(
        Case(
            "first step",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=1, lr=0.5),
            public=True,
            about="1 step, lr 0.5",
        ),
        Case(
            "four steps, default lr",
            lambda rng: inputs.descent(rng, (2, 3), (4,), steps=4),
            public=True,
            about="4 steps",
        ),
        Case(
            "lr lowered on the way",
            lambda rng: inputs.descent(rng, (3,), (2, 2), lr=0.3, changes={3: {"lr": 0.01}}),
            public=True,
            about="6 steps, lr 0.3, from the third step 0.01",
        ),
    ),
    right=(
        Right("by index", task=ByIndex),
        Right("with out=", task=WithOut),
        Right("sliced assignment", {"p -= self.lr * g": "p[...] = p - g * self.lr"}),
    ),
    hint="Take one parameter and one gradient, and compute two steps by hand.",
    wrong=(
        Wrong(
            "climbs instead of descending",
            {"p -= self.lr * g": "p += self.lr * g"},
            hint="The gradient points uphill. Which way do you want to go?",
        ),
        Wrong(
            "lr left out",
            {"self.lr * g": "g"},
            hint="Your steps are as long as the gradients themselves. What should scale them?",
        ),
        Wrong(
            "only the sign of the gradient",
            {"self.lr * g": "self.lr * np.sign(g)"},
            hint="All of your steps are equally long. A steeper slope should give a longer step.",
        ),
        Wrong(
            "lr divides",
            {"self.lr * g": "g / self.lr"},
            hint="Try lr = 0.001 in your head: should a smaller rate make the step longer or shorter?",
        ),
        Wrong(
            "only the first parameter",
            {"zip(self.params, grads)": "zip(self.params[:1], grads)"},
            hint="`params` is a list, and only its first array has moved. Does your loop end too early?",
        ),
        Wrong(
            "lr read once",
            {
                "self.params, self.lr = params, lr\n": "self.params, self.lr, self.rate = params, lr, lr\n",
                "self.lr * g": "self.rate * g",
            },
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "divided by the number of rows",
            {"self.lr * g": "self.lr * g / len(p)"},
            hint="Your step shrinks with the length of the array. The gradient holds any averaging already.",
        ),
        Wrong(
            "gradient shortened to length 1",
            {"self.lr * g": "self.lr * g / max(np.linalg.norm(g), 1e-12)"},
            hint="All your steps have the same length. In gradient descent a larger gradient makes a longer step.",
        ),
        Wrong(
            "mean of the gradient",
            {"self.lr * g": "self.lr * np.mean(g)"},
            hint="All numbers of an array move alike. Each has a derivative of its own.",
        ),
        Wrong(
            "steps twice",
            {"p -= self.lr * g": "p -= 2 * self.lr * g"},
            hint="Your step is twice as long as asked for.",
        ),
    ),
)
