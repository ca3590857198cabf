"""Adagrad by dual averaging: the weight follows from the sum of all gradients, not from the weight before."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class AdagradDA:
    """Adagrad by dual averaging, in the form of tf.train.AdagradDAOptimizer.

        S_t     = S_{t-1} + g_t            S_0 = 0
        G_t     = G_{t-1} + g_t^2          G_0 = initial_accumulator_value
        theta_t = -lr * sign(S_t) * max(|S_t| - l1 * t, 0) / (l2 * t * lr + sqrt(G_t))

    t counts the steps and is 1 in the first one. theta_{t-1} does not occur: the first step forgets where the
    parameters were.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. initial_accumulator_value: where every element of G starts; above 0.
    l1, l2: strengths of the two penalties, per step.

    lr, l1 and l2 may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        ### BEGIN SOLUTION
        self.t = 0
        self.sums = [np.zeros_like(p) for p in params]
        self.squares = [np.full_like(p, initial_accumulator_value) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        self.t += 1
        for p, g, total, square in zip(self.params, grads, self.sums, self.squares):
            total += g
            square += g**2
            size = np.maximum(np.abs(total) - self.l1 * self.t, 0)
            p[...] = -self.lr * np.sign(total) * size / (self.l2 * self.t * self.lr + np.sqrt(square))
        ### END SOLUTION


class Clipped:
    """What clipping leaves of the sum; lists made anew, t as the number of gradients kept."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        self.start, self.seen = initial_accumulator_value, []

    def step(self, grads):
        self.seen.append([np.array(g) for g in grads])
        t = len(self.seen)
        for i, p in enumerate(self.params):
            history = np.array([each[i] for each in self.seen])
            total, squares = history.sum(axis=0), self.start + np.square(history).sum(axis=0)
            shrunk = np.clip(total, -t * self.l1, t * self.l1) - total
            np.divide(shrunk, t * self.l2 + np.sqrt(squares) / self.lr, out=p)


class ByCases:
    """np.where for the two sides, in place."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        self.state = [[0.0, initial_accumulator_value, 0] for _ in params]

    def step(self, grads):
        for i, g in enumerate(grads):
            total, squares, t = self.state[i]
            total, squares, t = total + g, squares + g * g, t + 1
            self.state[i] = [total, squares, t]
            k = self.l1 * t
            shifted = np.where(total > k, total - k, np.where(total < -k, total + k, 0))
            self.params[i][...] = -self.lr * shifted / (self.lr * self.l2 * t + squares**0.5)


class Minimizer:
    """The minimum of S x + t l1 |x| + (t l2 + sqrt(G) / lr) x^2 / 2, one weight at a time: the best of three."""

    def __init__(self, params, lr=1e-2, initial_accumulator_value=0.1, l1=0.0, l2=0.0):
        self.params, self.lr, self.l1, self.l2 = params, lr, l1, l2
        self.start, self.seen = initial_accumulator_value, []

    def step(self, grads):
        self.seen.append([np.array(g) for g in grads])
        t = len(self.seen)
        for i, p in enumerate(self.params):
            for place in np.ndindex(p.shape):
                history = [float(each[i][place]) for each in self.seen]
                slope, bend = sum(history), t * self.l2 + (self.start + sum(g * g for g in history)) ** 0.5 / self.lr
                right, left = max((-slope - t * self.l1) / bend, 0.0), min((-slope + t * self.l1) / bend, 0.0)
                losses = {x: slope * x + t * self.l1 * abs(x) + bend * x * x / 2 for x in (0.0, right, left)}
                p[place] = min(losses, key=lambda x: losses[x])


EXERCISE = Exercise(
    AdagradDA,
    points=4,
    ids=("OPT-09",),
    source="Duchi, Hazan & Singer 2011, primal-dual form; tf.train.AdagradDAOptimizer",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=Minimizer,
    cases=(
        Case(
            "first step",
            lambda rng: inputs.descent(rng, (3,), (2, 4), steps=1, lr=0.5, l1=0.4, initial_accumulator_value=0.3),
            public=True,
            about="1 step, lr 0.5, l1 0.4, squares that start at 0.3",
        ),
        Case(
            "both penalties",
            lambda rng: inputs.descent(
                rng, (5,), (2, 4), steps=4, lr=0.7, l1=0.2, l2=0.9, initial_accumulator_value=0.2
            ),
            public=True,
            weight=2,
            about="4 steps, lr 0.7, l1 0.2, l2 0.9, squares that start at 0.2",
        ),
        Case(
            "l1 alone, default start",
            lambda rng: inputs.descent(rng, (4,), (2, 5), steps=5, lr=0.5, l1=0.3),
            public=True,
            weight=2,
            about="5 steps, lr 0.5, l1 0.3",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,)),
            public=True,
            about="6 steps without a penalty",
        ),
    ),
    right=(
        Right("clipped sums", task=Clipped),
        Right("by cases", task=ByCases),
        Right("flat view", {"p[...] = -self.lr": "p[:] = -self.lr"}),
    ),
    hint="Compute S, G and t by hand for two steps with l1 and l2 at 0. Then set one of the two penalties at a time.",
    wrong=(
        Wrong(
            "added to the old weight",
            {"p[...] = -self.lr": "p[...] = p - self.lr"},
            hint=(
                "Your step starts from the old weight.",
                "S holds all gradients since the beginning. The weight is computed from S anew each time.",
            ),
        ),
        Wrong(
            "l1 not multiplied by t",
            {"self.l1 * self.t, 0": "self.l1, 0"},
            hint="The sum grows with every step, and your threshold stays. By the first step alone you are right.",
        ),
        Wrong(
            "l2 not multiplied by t",
            {"self.l2 * self.t * self.lr": "self.l2 * self.lr"},
            hint="The penalty is paid once per step. How often has l2 been paid after t steps?",
        ),
        Wrong(
            "t stays at 1",
            {"self.t += 1": "self.t = 1"},
            hint="Your t is 1 at every step. tf.train does that too where nobody hands it a global_step.",
        ),
        Wrong(
            "t counts from 0",
            {"self.t = 0": "self.t = -1"},
            hint="Your first step has no penalty at all. In the first update t is 1.",
        ),
        Wrong(
            "l2 without lr",
            {"self.l2 * self.t * self.lr": "self.l2 * self.t"},
            hint="Look at the divisor: l2 stands there with two factors.",
        ),
        Wrong(
            "sign missing",
            {"np.sign(total) * ": ""},
            hint="All of your weights have the same sign. What is lost when you take the absolute value?",
        ),
        Wrong(
            "points uphill",
            {"-self.lr * np.sign": "self.lr * np.sign"},
            hint="S points uphill, as every gradient in it does. Which sign should the weight have?",
        ),
        Wrong(
            "threshold on the last gradient",
            {"np.abs(total) - self.l1 * self.t": "np.abs(g) - self.l1"},
            hint="You compare the newest gradient with l1. What has to be larger than l1 * t?",
        ),
        Wrong(
            "square of the sum",
            {"square += g**2": "square[...] = square + total**2"},
            hint="G adds up the squares of the gradients. You square the sum of them.",
        ),
        Wrong(
            "no root",
            {"np.sqrt(square)": "square"},
            hint="G holds squares. What turns it back into the size of a gradient?",
        ),
        Wrong(
            "starts at zero",
            {"np.full_like(p, initial_accumulator_value)": "np.zeros_like(p)"},
            hint="Your G starts at 0, so a weight without a gradient is 0/0. Where does it start?",
        ),
    ),
)
