"""Adagrad: a step size per weight, which shrinks with all that the weight has seen."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class Adagrad:
    """Adagrad in the form of torch.optim.Adagrad: eps is added to the root, not under it.

        G_t     = G_{t-1} + g_t^2          G_0 = initial_accumulator_value
        theta_t = theta_{t-1} - lr * g_t / (sqrt(G_t) + eps)

    Squares, roots and divisions are elementwise; G_t already contains g_t.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. eps: added after the root.
    initial_accumulator_value: where every element of G starts.

    lr and eps may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, eps=1e-10, initial_accumulator_value=0.0):
        self.params, self.lr, self.eps = params, lr, eps
        ### BEGIN SOLUTION
        self.sums = [np.full_like(p, initial_accumulator_value) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, total in zip(self.params, grads, self.sums):
            total += g**2
            p -= self.lr * g / (np.sqrt(total) + self.eps)
        ### END SOLUTION


class RateFirst:
    """The rate of every weight first, then the step; sums that begin as plain numbers."""

    def __init__(self, params, lr=1e-2, eps=1e-10, initial_accumulator_value=0.0):
        self.params, self.lr, self.eps = params, lr, eps
        self.sums = [initial_accumulator_value for _ in params]

    def step(self, grads):
        self.sums = [G + g * g for G, g in zip(self.sums, grads)]
        for i, g in enumerate(grads):
            rate = self.lr / (self.sums[i] ** 0.5 + self.eps)
            self.params[i] -= rate * g


EXERCISE = Exercise(
    Adagrad,
    points=2,
    ids=("OPT-08",),
    source="Duchi, Hazan & Singer 2011, diagonal version; torch.optim.Adagrad",
    family=families.OPTIMIZER,
    without={"ignores the given initial_accumulator_value": "'starts at zero whatever is asked' is the same"},
    probe=probes.trajectory,
    oracle="torch.optim.Adagrad",
    cases=(
        Case(
            "first step",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=1, lr=0.5, eps=0.1, initial_accumulator_value=0.2),
            public=True,
            about="1 step, lr 0.5, eps 0.1, sums that start at 0.2",
        ),
        Case(
            "three steps, a large eps",
            lambda rng: inputs.descent(rng, (3,), (2, 2), steps=3, lr=0.1, eps=0.05),
            public=True,
            about="3 steps, lr 0.1, eps 0.05",
        ),
        Case(
            "tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), (4,), steps=6, scale=1e-9),
            public=True,
            about="6 steps, gradients near 1e-9, default options",
        ),
    ),
    right=(
        Right("rate first", task=RateFirst),
        Right("sliced assignment", {"p -= self.lr * g / (": "p[...] = p - self.lr * g / ("}),
    ),
    hint="Compute G and the parameter by hand for two steps, the second with a gradient of 0.",
    wrong=(
        Wrong(
            "eps inside the root",
            {"np.sqrt(total) + self.eps": "np.sqrt(total + self.eps)"},
            hint=(
                "With small gradients your steps are far too short.",
                "Here eps is added to the root, not to what stands under it.",
            ),
        ),
        Wrong(
            "no root",
            {"np.sqrt(total) + self.eps": "total + self.eps"},
            hint="The sum holds squares. What turns it back into the size of a gradient?",
        ),
        Wrong(
            "sum from before the step",
            {
                "total += g**2\n            p -= self.lr * g / (np.sqrt(total) + self.eps)": (
                    "p -= self.lr * g / (np.sqrt(total) + self.eps)\n            total += g**2"
                )
            },
            hint="Your first step divides by a sum that has not seen its gradient yet. In which order do the lines go?",
        ),
        Wrong(
            "one sum for the whole array",
            {"total += g**2": "total += np.sum(g**2)"},
            hint=(
                "All weights of an array get the same rate. Adagrad's point is one rate per weight.",
                "The accumulator has the shape of the parameter, and nothing is summed over its elements.",
            ),
        ),
        Wrong(
            "sum never kept",
            {"total += g**2": "total = total + g**2"},
            hint="Your rates do not shrink: each step sees its own gradient only. Where is the sum kept?",
        ),
        Wrong(
            "only the last gradient",
            {"total += g**2": "total[...] = g**2"},
            hint="The new square replaces the old sum. Nothing of the past is left.",
        ),
        Wrong(
            "adds up sizes instead of squares",
            {"total += g**2": "total += np.abs(g)"},
            hint="What goes into the sum before the root is taken?",
        ),
        Wrong(
            "starts at zero whatever is asked",
            {"np.full_like(p, initial_accumulator_value)": "np.zeros_like(p)"},
            hint="Look at the fourth argument of the constructor: where should the sums start?",
        ),
        Wrong(
            "lr read once",
            {"self.sums = [": "self.rate = lr\n        self.sums = [", "self.lr * g": "self.rate * g"},
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "[np.full_like(p, initial_accumulator_value) for p in params]": (
                    "list(map({p.shape: np.full_like(p, initial_accumulator_value) for p in params}.get, "
                    "(p.shape for p in params)))"
                )
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "plain descent",
            {"p -= self.lr * g / (np.sqrt(total) + self.eps)": "p -= self.lr * g"},
            hint="Your steps are those of gradient descent: nothing is divided by the root of the sum.",
        ),
        Wrong(
            "no root and no eps",
            {"(np.sqrt(total) + self.eps)": "total"},
            hint="You divide by the sum of squares itself, and by 0 where there was no gradient yet.",
        ),
        Wrong(
            "square of the sum",
            {"total += g**2": "total += g", "np.sqrt(total)": "np.abs(total)"},
            hint="Gradients of opposite signs cancel in your sum. Square each one first.",
        ),
        Wrong(
            "RMSprop's average",
            {"total += g**2": "total[...] = 0.9 * total + 0.1 * g**2"},
            hint="Your squares fade, as in RMSprop. Adagrad adds them up and forgets none.",
        ),
        Wrong(
            "multiplied by the root",
            {"self.lr * g / (np.sqrt(total) + self.eps)": "self.lr * g * (np.sqrt(total) + self.eps)"},
            hint="Where gradients were large your steps are too. Does the root multiply, or divide?",
        ),
    ),
)
