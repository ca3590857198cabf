"""Adagrad as TensorFlow 1 has it: the sum starts at 0.1, and there is no eps."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class AdagradTF:
    """Adagrad in the form of tf.train.AdagradOptimizer: no eps, a sum that starts above zero.

        G_t     = G_{t-1} + g_t^2          G_0 = initial_accumulator_value
        theta_t = theta_{t-1} - lr * g_t / sqrt(G_t)

    Squares, roots and divisions are elementwise; G_t already contains g_t.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. initial_accumulator_value: where every element of G starts; above 0.

    lr may be changed between two steps: read it anew in each.
    """

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1):
        self.params, self.lr = params, lr
        ### BEGIN SOLUTION
        self.sums = [np.full_like(p, initial_accumulator_value) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, total in zip(self.params, grads, self.sums):
            total += g**2
            p -= self.lr * g / np.sqrt(total)
        ### END SOLUTION


class RateFirst:
    """The rate of every weight first, then the step; sums that begin as plain numbers."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1):
        self.params, self.lr = params, lr
        self.sums = [initial_accumulator_value for _ in params]

    def step(self, grads):
        self.sums = [G + g * g for G, g in zip(self.sums, grads)]
        for i, g in enumerate(grads):
            rate = self.lr * self.sums[i] ** -0.5
            self.params[i] -= rate * g


class AllGradients:
    """Keeps every square and adds them up anew."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1):
        self.params, self.lr = params, lr
        self.history = [[np.ones_like(p) * initial_accumulator_value] for p in params]

    def step(self, grads):
        for p, g, squares in zip(self.params, grads, self.history):
            squares.append(np.square(g))
            np.subtract(p, self.lr * g / np.sqrt(np.sum(squares, axis=0)), out=p)


def oracle(params, lr=1e-2, initial_accumulator_value=0.1):
    """torch.optim.Adagrad without its eps."""
    start = initial_accumulator_value
    return oracles.TorchOptimizer("Adagrad", params, lr=lr, eps=0.0, initial_accumulator_value=start)


EXERCISE = Exercise(
    AdagradTF,
    points=2,
    ids=("OPT-08",),
    source="Duchi, Hazan & Singer 2011; tf.train.AdagradOptimizer",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=oracle,
    cases=(
        Case(
            "first step",
            lambda rng: inputs.descent(rng, (2,), (2, 3), steps=1, lr=0.5, initial_accumulator_value=0.3),
            public=True,
            about="1 step, lr 0.5, sums that start at 0.3",
        ),
        Case(
            "three steps, default start",
            lambda rng: inputs.descent(rng, (3,), (2, 3), steps=3, lr=0.2),
            public=True,
            about="3 steps, lr 0.2",
        ),
        Case(
            "small gradients, where the start matters",
            lambda rng: inputs.descent(rng, (2, 3), (4,), steps=6, scale=0.1),
            public=True,
            about="6 steps, gradients near 0.1, default options",
        ),
    ),
    right=(
        Right("rate first", task=RateFirst),
        Right("all gradients kept", task=AllGradients),
        Right("sliced assignment", {"p -= self.lr * g / ": "p[...] = p - self.lr * g / "}),
    ),
    hint=(
        "Compute G and the parameter by hand for two steps. Where does G start, and is anything added to it but "
        "squares?"
    ),
    wrong=(
        Wrong(
            "starts at zero",
            {"np.full_like(p, initial_accumulator_value)": "np.zeros_like(p)"},
            hint=(
                "Your first step is as long as lr for every gradient, and 0/0 where the gradient is 0.",
                "Look at the third argument of the constructor: where do the sums start?",
            ),
        ),
        Wrong(
            "a start of 1",
            {"np.full_like(p, initial_accumulator_value)": "np.ones_like(p)"},
            hint="Your sums start at 1. TensorFlow's RMSprop does that; here the constructor says where they start.",
        ),
        Wrong(
            "the start is the root",
            {"np.full_like(p, initial_accumulator_value)": "np.full_like(p, initial_accumulator_value**2)"},
            hint="You take the given value for a root. G itself starts there, and the root is taken later.",
        ),
        Wrong(
            "the start beside the root",
            {
                "np.full_like(p, initial_accumulator_value)": "np.zeros_like(p)",
                "self.params, self.lr = params, lr": (
                    "self.params, self.lr, self.start = params, lr, initial_accumulator_value"
                ),
                "np.sqrt(total)": "(np.sqrt(total) + self.start)",
            },
            hint="You use the start as an eps, beside the root. It is the first value of the sum, under the root.",
        ),
        Wrong(
            "no root",
            {"np.sqrt(total)": "total"},
            hint="The sum holds squares. What turns it back into the size of a gradient?",
        ),
        Wrong(
            "sum from before the step",
            {
                "total += g**2\n            p -= self.lr * g / np.sqrt(total)": (
                    "p -= self.lr * g / np.sqrt(total)\n            total += g**2"
                )
            },
            hint="Your first step divides by a sum that has not seen its gradient yet. In which order do the lines go?",
        ),
        Wrong(
            "one sum for the whole array",
            {"total += g**2": "total += np.sum(g**2)"},
            hint="All weights of an array get the same rate. Nothing is summed over the elements of an array.",
        ),
        Wrong(
            "sum never kept",
            {"total += g**2": "total = total + g**2"},
            hint="Each of your steps sees the start and its own gradient only. Where is the sum kept?",
        ),
    ),
)
