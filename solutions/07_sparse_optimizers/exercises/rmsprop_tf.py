"""RMSprop as TensorFlow 1 has it: eps inside the root, the average from 1, lr inside the momentum buffer."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class RMSpropTF:
    """RMSprop in the form of tf.train.RMSPropOptimizer.

        E_t     = decay * E_{t-1} + (1 - decay) * g_t^2                   E_0 = 1
        b_t     = momentum * b_{t-1} + lr * g_t / sqrt(V_t + eps)         b_0 = 0
        theta_t = theta_{t-1} - b_t

    V_t is E_t itself or, where centered is true, an estimate of the gradient's variance:

        M_t     = decay * M_{t-1} + (1 - decay) * g_t                     M_0 = 0
        V_t     = E_t - M_t^2

    Three things differ from torch's form: eps stands under the root, the average of squares starts at 1, and lr is
    inside the momentum buffer.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. decay: weight of the old averages.
    momentum: how much of the old buffer stays. eps: added under the root. centered: see above.

    lr, decay, momentum and eps may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, decay=0.9, momentum=0.0, eps=1e-10, centered=False):
        self.params, self.lr, self.decay, self.momentum = params, lr, decay, momentum
        self.eps, self.centered = eps, centered
        ### BEGIN SOLUTION
        self.squares = [np.ones_like(p) for p in params]
        self.means = [np.zeros_like(p) for p in params]
        self.buffers = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, square, mean, b in zip(self.params, grads, self.squares, self.means, self.buffers):
            square[...] = self.decay * square + (1 - self.decay) * g**2
            mean[...] = self.decay * mean + (1 - self.decay) * g
            spread = square - mean**2 if self.centered else square
            b[...] = self.momentum * b + self.lr * g / np.sqrt(spread + self.eps)
            p -= b
        ### END SOLUTION


class OneArrayAtATime:
    """A method per array, state in dictionaries made at first sight."""

    def __init__(self, params, lr=1e-2, decay=0.9, momentum=0.0, eps=1e-10, centered=False):
        self.params, self.lr, self.decay, self.momentum = params, lr, decay, momentum
        self.eps, self.centered = eps, centered
        self.square, self.mean, self.buffer = {}, {}, {}

    def step(self, grads):
        for i, g in enumerate(grads):
            self.params[i] -= self.move(i, g)

    def move(self, i, g):
        """The step of array i."""
        old = self.square.get(i, 1.0)
        self.square[i] = old + (1 - self.decay) * (np.square(g) - old)
        self.mean[i] = self.decay * self.mean.get(i, 0.0) + (1 - self.decay) * g
        variance = self.square[i] - self.centered * self.mean[i] * self.mean[i]
        scaled = g * (variance + self.eps) ** -0.5
        self.buffer[i] = self.momentum * self.buffer.get(i, 0.0) + self.lr * scaled
        return self.buffer[i]


class ByNumbers:
    """One weight after the other with Python's own numbers, from the whole history of its gradients."""

    def __init__(self, params, lr=1e-2, decay=0.9, momentum=0.0, eps=1e-10, centered=False):
        self.params, self.lr, self.decay, self.momentum = params, lr, decay, momentum
        self.eps, self.centered = eps, centered
        self.histories, self.decays, self.moves = {}, [], {}

    def step(self, grads):
        self.decays.append(self.decay)
        for i, (p, g) in enumerate(zip(self.params, grads)):
            for place in np.ndindex(p.shape):
                key = (i, place)
                history = self.histories.setdefault(key, [])
                history.append(float(g[place]))
                weight, square, mean = 1.0, 0.0, 0.0
                for past, decay in zip(reversed(history), reversed(self.decays)):
                    square += weight * (1 - decay) * past * past
                    mean += weight * (1 - decay) * past
                    weight *= decay
                variance = weight + square - (mean * mean if self.centered else 0.0)
                move = self.lr * history[-1] / math.sqrt(variance + self.eps)
                self.moves[key] = self.momentum * self.moves.get(key, 0.0) + move
                p[place] -= self.moves[key]


EXERCISE = Exercise(
    RMSpropTF,
    points=3,
    ids=("OPT-11",),
    source="Tieleman & Hinton 2012, lecture 6e; Graves 2013; tf.train.RMSPropOptimizer",
    family=families.OPTIMIZER,
    without={"ignores the given momentum": "'momentum ignored' is the same, and its hint says more"},
    probe=probes.trajectory,
    oracle=ByNumbers,
    cases=(
        Case(
            "first step",
            lambda rng: inputs.descent(rng, (2,), (2, 3), steps=1, lr=0.5, decay=0.7, eps=0.1),
            public=True,
            about="1 step, lr 0.5, decay 0.7, eps 0.1",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,)),
            public=True,
            about="6 steps, default options",
        ),
        Case(
            "a short memory and tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), steps=6, scale=1e-4, decay=0.01, lr=0.1),
            public=True,
            about="6 steps, gradients near 1e-4, decay 0.01",
        ),
        Case(
            "momentum, and lr lowered on the way",
            lambda rng: inputs.descent(
                rng, (3,), (2, 3), lr=0.1, decay=0.8, eps=0.01, momentum=0.7, changes={3: {"lr": 0.01}}
            ),
            public=True,
            weight=2,
            about="6 steps, momentum 0.7, lr 0.1, from the third step 0.01",
        ),
        Case(
            "centered",
            lambda rng: inputs.descent(rng, (3,), (2, 3), lr=0.05, decay=0.7, eps=0.05, centered=True),
            public=True,
            weight=2,
            about="6 steps, centered, decay 0.7, eps 0.05",
        ),
    ),
    right=(
        Right("one array at a time", task=OneArrayAtATime),
        Right("by numbers", task=ByNumbers),
        Right("sliced assignment", {"p -= b": "p[...] = p - b"}),
    ),
    hint="Begin with momentum 0 and without centered, and compute two steps by hand. Where does each average start?",
    wrong=(
        Wrong(
            "eps outside the root",
            {"np.sqrt(spread + self.eps)": "(np.sqrt(spread) + self.eps)"},
            hint="This is torch's place for eps. TensorFlow adds it before the root is taken.",
        ),
        Wrong(
            "average starts at zero",
            {"[np.ones_like(p)": "[np.zeros_like(p)"},
            hint=(
                "Your first steps are too long.",
                "torch and Keras start the average of squares at 0. Where does this form start it?",
            ),
        ),
        Wrong(
            "lr outside the momentum buffer",
            {"b + self.lr * g /": "b + g /", "p -= b": "p -= self.lr * b"},
            hint=(
                "As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
                "This is torch's form. Here every gradient enters the buffer with the lr of its own step.",
            ),
        ),
        Wrong(
            "momentum ignored",
            {"self.momentum * b + self.lr": "self.lr"},
            hint="momentum=0.7 changes nothing in your class. What does b keep of its old value?",
        ),
        Wrong(
            "centered ignored",
            {"if self.centered": "if False"},
            hint="centered=True changes nothing in your class. What is subtracted from the average square then?",
        ),
        Wrong(
            "mean not squared",
            {"square - mean**2": "square - mean"},
            hint="A variance is the mean square minus the *square* of the mean.",
        ),
        Wrong(
            "weights swapped",
            {"self.decay * square + (1 - self.decay) * g**2": "(1 - self.decay) * square + self.decay * g**2"},
            hint="decay is the weight of the *old* average. Yours forgets almost everything at every step.",
        ),
        Wrong(
            "no root",
            {"np.sqrt(spread + self.eps)": "(spread + self.eps)"},
            hint="The average holds squares. What turns it back into the size of a gradient?",
        ),
    ),
    survivors={
        "mean[...] = self.decay * mean + (1 - self.decay) * g -> "
        "mean[...] = self.decay * mean - (1 - self.decay) * g": (
            "the mean of the negated gradients is the negated mean, and only its square is used"
        ),
    },
)
