"""FTRL-Proximal: a sum of gradients, corrected by the place where each was felt."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class FTRL:
    """Follow the regularized leader, in the form of tf.train.FtrlOptimizer and keras.optimizers.Ftrl.

        n_t     = n_{t-1} + g_t^2                                        n_0 = initial_accumulator_value
        sigma   = (n_t^(-lr_power) - n_{t-1}^(-lr_power)) / lr
        z_t     = z_{t-1} + g_t + 2 * l2_shrinkage * theta_{t-1} - sigma * theta_{t-1}          z_0 = 0
        q       = (beta + n_t^(-lr_power)) / lr + 2 * l2
        theta_t = (sign(z_t) * l1 - z_t) / q where |z_t| > l1, else 0

    All of it elementwise. With lr_power = -0.5 the powers are square roots. Both theta_{t-1} are the same, the one
    from before the step; l2_shrinkage leaves n alone.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. lr_power: how fast the rate falls, at most 0.
    initial_accumulator_value: where every element of n starts; above 0.
    l1, l2: strengths of the penalties l1 * |theta| and l2 * theta^2. l2_shrinkage, beta: see above.

    lr, lr_power, l1, l2, l2_shrinkage and beta may be changed between two steps: read them anew in each.
    """

    def __init__(
        self, params, lr=1e-2, lr_power=-0.5, initial_accumulator_value=0.1, l1=0.0, l2=0.0, l2_shrinkage=0.0, beta=0.0
    ):
        self.params, self.lr, self.lr_power = params, lr, lr_power
        self.l1, self.l2, self.l2_shrinkage, self.beta = l1, l2, l2_shrinkage, beta
        ### BEGIN SOLUTION
        self.n = [np.full_like(p, initial_accumulator_value) for p in params]
        self.z = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, n, z in zip(self.params, grads, self.n, self.z):
            root = n**-self.lr_power
            n += g**2
            sigma = (n**-self.lr_power - root) / self.lr
            z += g + 2 * self.l2_shrinkage * p - sigma * p
            q = (self.beta + n**-self.lr_power) / self.lr + 2 * self.l2
            p[...] = np.where(np.abs(z) > self.l1, (np.sign(z) * self.l1 - z) / q, 0)
        ### END SOLUTION


class Clipped:
    """What clipping leaves of z; state as plain numbers at first, powers by np.power."""

    def __init__(
        self, params, lr=1e-2, lr_power=-0.5, initial_accumulator_value=0.1, l1=0.0, l2=0.0, l2_shrinkage=0.0, beta=0.0
    ):
        self.params, self.lr, self.lr_power = params, lr, lr_power
        self.l1, self.l2, self.l2_shrinkage, self.beta = l1, l2, l2_shrinkage, beta
        self.state = {i: (0.0, initial_accumulator_value) for i in range(len(params))}

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads)):
            z, n = self.state[i]
            grown = n + g * g
            new, old = np.power(grown, -self.lr_power), np.power(n, -self.lr_power)
            z = z + g + w * (2 * self.l2_shrinkage - (new - old) / self.lr)
            self.state[i] = z, grown
            np.multiply(np.clip(z, -self.l1, self.l1) - z, self.lr, out=w)
            w /= self.beta + new + 2 * self.lr * self.l2


class Masked:
    """Zero first, then the weights outside of the dead zone by index."""

    def __init__(
        self, params, lr=1e-2, lr_power=-0.5, initial_accumulator_value=0.1, l1=0.0, l2=0.0, l2_shrinkage=0.0, beta=0.0
    ):
        self.params, self.lr, self.lr_power = params, lr, lr_power
        self.l1, self.l2, self.l2_shrinkage, self.beta = l1, l2, l2_shrinkage, beta
        self.n = [np.zeros(p.shape, p.dtype) + initial_accumulator_value for p in params]
        self.z = [np.zeros(p.shape, p.dtype) for p in params]

    def step(self, grads):
        for k, g in enumerate(grads):
            p, before = self.params[k], self.n[k].copy()
            self.n[k] = before + np.square(g)
            now = self.n[k] ** (-self.lr_power)
            self.z[k] += g
            self.z[k] += 2 * self.l2_shrinkage * p
            self.z[k] -= (now - before ** (-self.lr_power)) * p / self.lr
            outside = np.abs(self.z[k]) > self.l1
            p[...] = 0
            z, q = self.z[k][outside], ((self.beta + now) / self.lr + 2 * self.l2)[outside]
            p[outside] = -(z - self.l1 * np.sign(z)) / q


class Leader:
    """One weight at a time with Python's own numbers: the slope of the summed model, and its minimum by cases."""

    def __init__(
        self, params, lr=1e-2, lr_power=-0.5, initial_accumulator_value=0.1, l1=0.0, l2=0.0, l2_shrinkage=0.0, beta=0.0
    ):
        self.params, self.lr, self.lr_power = params, lr, lr_power
        self.l1, self.l2, self.l2_shrinkage, self.beta = l1, l2, l2_shrinkage, beta
        self.start, self.slopes, self.squares = initial_accumulator_value, {}, {}

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            for place in np.ndindex(p.shape):
                key, felt, here = (i, place), float(g[place]), float(p[place])
                old = self.squares.get(key, self.start)
                new = self.squares[key] = old + felt * felt
                pull = (math.pow(new, -self.lr_power) - math.pow(old, -self.lr_power)) / self.lr
                slope = self.slopes.get(key, 0.0) + felt + (2 * self.l2_shrinkage - pull) * here
                self.slopes[key] = slope
                bend = (self.beta + math.pow(new, -self.lr_power)) / self.lr + 2 * self.l2
                p[place] = max(-slope - self.l1, 0.0) / bend - max(slope - self.l1, 0.0) / bend


EXERCISE = Exercise(
    FTRL,
    points=5,
    ids=("OPT-16",),
    source="McMahan et al. 2013, Algorithm 1; tf.train.FtrlOptimizer",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=Leader,
    cases=(
        Case(
            "first step",
            lambda rng: inputs.descent(rng, (3,), (2, 4), steps=1, lr=0.5, l1=0.4, initial_accumulator_value=0.3),
            public=True,
            about="1 step, lr 0.5, l1 0.4, n from 0.3",
        ),
        Case(
            "both penalties",
            lambda rng: inputs.descent(rng, (5,), (2, 4), steps=4, lr=0.7, l1=0.6, l2=0.5),
            public=True,
            weight=2,
            about="4 steps, lr 0.7, l1 0.6, l2 0.5",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,)),
            public=True,
            about="6 steps, default options",
        ),
        Case(
            "every option",
            lambda rng: inputs.descent(
                rng,
                (4,),
                (2, 3),
                steps=4,
                lr=0.4,
                lr_power=-0.7,
                initial_accumulator_value=0.5,
                l1=0.9,
                l2=0.4,
                l2_shrinkage=0.2,
                beta=0.6,
            ),
            public=True,
            weight=2,
            about="4 steps, every option set, lr_power -0.7",
        ),
    ),
    right=(
        Right("clipped sums", task=Clipped),
        Right("masked", task=Masked),
        Right("flat view", {"p[...] = np.where": "p[:] = np.where"}),
    ),
    hint=(
        "Begin with l1, l2, l2_shrinkage and beta at 0, and compute n, sigma, z and q by hand for two steps. Then "
        "set one at a time."
    ),
    wrong=(
        Wrong(
            "old root not subtracted",
            {"(n**-self.lr_power - root)": "n**-self.lr_power"},
            hint="sigma is how much the root has *grown* in this step. What is missing in your difference?",
        ),
        Wrong(
            "lr divides the new root alone",
            {"(n**-self.lr_power - root) / self.lr": "n**-self.lr_power / self.lr - root"},
            hint="Your sigma lacks brackets: lr divides the whole difference.",
        ),
        Wrong(
            "z without the place",
            {" - sigma * p": ""},
            hint=(
                "This is dual averaging: your z is the sum of the gradients alone.",
                "FTRL remembers where each gradient was felt. What does z lose in each step?",
                "If you do subtract sigma * theta: is one of its two roots taken before n has grown?",
            ),
        ),
        Wrong(
            "sigma added",
            {"p - sigma * p": "p + sigma * p"},
            hint="Look at the sign before sigma. z should be lower where the weight is already high.",
        ),
        Wrong(
            "l1 on the weight instead of on z",
            {
                "np.where(np.abs(z) > self.l1, (np.sign(z) * self.l1 - z) / q, 0)": (
                    "-np.sign(z) * np.maximum(np.abs(z) / q - self.l1, 0)"
                )
            },
            hint="You shorten the finished weight by l1. It is z that is compared with l1, before the division.",
        ),
        Wrong(
            "no dead zone",
            {"np.abs(z) > self.l1": "np.abs(z) >= 0"},
            hint="None of your weights is 0. What becomes of a weight whose z is smaller than l1?",
        ),
        Wrong(
            "hard threshold",
            {"np.sign(z) * self.l1 - z": "-z"},
            hint="The zeros are right. The weights that stay also lose something: compare z with sign(z) * l1.",
        ),
        Wrong(
            "the paper's l2",
            {"+ 2 * self.l2\n": "+ self.l2\n"},
            hint="The paper's lambda_2 is twice TensorFlow's l2. Which factor stands in q?",
        ),
        Wrong(
            "shrinkage without its 2",
            {"2 * self.l2_shrinkage": "self.l2_shrinkage"},
            hint="l2_shrinkage is the factor of theta^2. What is the slope of theta^2?",
        ),
        Wrong(
            "power not negated",
            {
                "root = n**-self.lr_power": "root = n**self.lr_power",
                "(n**-self.lr_power - root)": "(n**self.lr_power - root)",
                "(self.beta + n**-self.lr_power)": "(self.beta + n**self.lr_power)",
            },
            hint="lr_power is negative, so your powers fall as n grows. Which sign has the exponent?",
        ),
        Wrong(
            "starts at zero",
            {"np.full_like(p, initial_accumulator_value)": "np.zeros_like(p)"},
            hint="Your n starts at 0, as in the paper. Where does TensorFlow start it?",
        ),
    ),
    survivors={
        "p[...] = np.where(np.abs(z) > self.l1, (np.sign(z) * self.l1 - z) / q, 0) -> "
        "p[...] = np.where(np.abs(z) >= self.l1, (np.sign(z) * self.l1 - z) / q, 0)": (
            "where |z| is l1, the first value is 0 as well"
        ),
    },
)
