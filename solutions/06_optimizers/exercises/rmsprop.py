"""RMSprop: Adagrad that forgets."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class RMSprop:
    """RMSprop in the form of torch.optim.RMSprop: eps outside the root, lr outside the momentum buffer.

        E_t     = alpha * E_{t-1} + (1 - alpha) * g_t^2                  E_0 = 0
        b_t     = momentum * b_{t-1} + g_t / (sqrt(V_t) + eps)           b_0 = 0
        theta_t = theta_{t-1} - lr * b_t

    V_t is E_t itself or, where centered is true, an estimate of the gradient's variance:

        M_t     = alpha * M_{t-1} + (1 - alpha) * g_t                    M_0 = 0
        V_t     = E_t - M_t^2; where rounding has made it negative, 0

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. alpha: weight of the old averages.
    eps: added after the root. momentum: how much of the old buffer stays. centered: see above.

    lr, alpha, eps and momentum may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params, self.lr, self.alpha, self.eps = params, lr, alpha, eps
        self.momentum, self.centered = momentum, centered
        ### BEGIN SOLUTION
        self.squares = [np.zeros_like(p) for p in params]
        self.means = [np.zeros_like(p) for p in params]
        self.buffers = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, square, mean, b in zip(self.params, grads, self.squares, self.means, self.buffers):
            square[...] = self.alpha * square + (1 - self.alpha) * g**2
            mean[...] = self.alpha * mean + (1 - self.alpha) * g
            spread = np.maximum(square - mean**2, 0) if self.centered else square
            b[...] = self.momentum * b + g / (np.sqrt(spread) + self.eps)
            p -= self.lr * b
        ### END SOLUTION


class OneArrayAtATime:
    """A method per array, state in dictionaries made at first sight; no guard against rounding."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        self.params, self.lr, self.alpha, self.eps = params, lr, alpha, eps
        self.momentum, self.centered = momentum, centered
        self.square, self.mean, self.buffer = {}, {}, {}

    def step(self, grads):
        for i, g in enumerate(grads):
            self.params[i] -= self.lr * self.direction(i, g)

    def direction(self, i, g):
        """The buffer of array i after its new gradient."""
        old = self.square.get(i, 0.0)
        self.square[i] = old + (1 - self.alpha) * (np.square(g) - old)
        variance = self.square[i]
        if self.centered:
            self.mean[i] = self.alpha * self.mean.get(i, 0.0) + (1 - self.alpha) * g
            variance = variance - self.mean[i] ** 2
        scaled = g / (variance**0.5 + self.eps)
        if self.momentum > 0:
            scaled = self.momentum * self.buffer.get(i, 0.0) + scaled
            self.buffer[i] = scaled
        return scaled


EXERCISE = Exercise(
    RMSprop,
    points=3,
    ids=("OPT-11",),
    source="Tieleman & Hinton 2012, lecture 6e; Graves 2013 (centered); torch.optim.RMSprop",
    family=families.OPTIMIZER,
    without={"ignores the given momentum": "'momentum ignored' is the same, and its hint says more"},
    probe=probes.trajectory,
    oracle="torch.optim.RMSprop",
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=2, lr=0.1, alpha=0.8, eps=0.1),
            public=True,
            about="2 steps, lr 0.1, alpha 0.8, eps 0.1",
        ),
        Case(
            "tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), (4,), scale=1e-6),
            public=True,
            about="6 steps, gradients near 1e-6, default options",
        ),
        Case(
            "momentum, and lr lowered on the way",
            lambda rng: inputs.descent(
                rng, (3,), (2, 2), lr=0.1, alpha=0.9, eps=0.01, momentum=0.7, changes={3: {"lr": 0.01}}
            ),
            public=True,
            weight=2,
            about="6 steps, momentum 0.7, lr 0.1, from the third step 0.01",
        ),
        Case(
            "centered",
            lambda rng: inputs.descent(rng, (3,), (2, 2), lr=0.05, alpha=0.7, eps=0.05, centered=True),
            public=True,
            weight=2,
            about="6 steps, centered, alpha 0.7, eps 0.05",
        ),
        Case(
            "centered, with momentum, in reused buffers",
            lambda rng: inputs.descent(
                rng, (3,), (2, 2), reuse=True, lr=0.05, alpha=0.6, eps=0.1, momentum=0.5, centered=True
            ),
        ),
    ),
    right=(
        Right("one array at a time", task=OneArrayAtATime),
        Right("sliced assignment", {"p -= self.lr * b": "p[...] = p - b * self.lr"}),
    ),
    hint="Begin with momentum 0 and without centered, and compute two steps by hand. Then add one of the two.",
    wrong=(
        Wrong(
            "eps inside the root",
            {"np.sqrt(spread) + self.eps": "np.sqrt(spread + self.eps)"},
            hint=(
                "With small gradients your steps are far too short.",
                "Slides and TensorFlow put eps under the root. Where does this form put it?",
            ),
        ),
        Wrong(
            "average never kept",
            {"square[...] = self.alpha": "square = self.alpha"},
            hint=(
                "Every step sees its own gradient only.",
                "The new average has to be there still when the next step begins.",
            ),
        ),
        Wrong(
            "no root",
            {"np.sqrt(spread) + self.eps": "spread + self.eps"},
            hint="The average holds squares. What turns it back into the size of a gradient?",
        ),
        Wrong(
            "adds to the average instead of replacing it",
            {"square[...] = self.alpha": "square[...] += self.alpha"},
            hint=(
                "Your average grows beyond all gradients it has seen.",
                "The old average is in the formula already, with weight alpha. Does your line count it twice?",
            ),
        ),
        Wrong(
            "weights swapped",
            {"self.alpha * square + (1 - self.alpha) * g**2": "(1 - self.alpha) * square + self.alpha * g**2"},
            hint=("Your average forgets almost everything at every step.", "alpha is the weight of the *old* average."),
        ),
        Wrong(
            "Adagrad's sum",
            {"self.alpha * square + (1 - self.alpha) * g**2": "square + g**2"},
            hint="This is Adagrad: your sum never forgets. RMSprop takes a moving average.",
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
            "momentum ignored",
            {"self.momentum * b + g /": "g /"},
            hint="momentum=0.7 changes nothing in your class. What does b keep of its old value?",
        ),
        Wrong(
            "momentum gathers bare gradients",
            {
                "self.momentum * b + g / (np.sqrt(spread) + self.eps)": "self.momentum * b + g",
                "self.lr * b": "self.lr * b / (np.sqrt(spread) + self.eps)",
            },
            hint="You divide the whole buffer by today's root. Each gradient is divided before it enters the buffer.",
        ),
        Wrong(
            "lr inside the momentum buffer",
            {"b + g / (": "b + self.lr * g / (", "p -= self.lr * b": "p -= b"},
            hint=(
                "As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
                "TensorFlow puts lr into the buffer; this form multiplies by lr when the parameter moves.",
            ),
        ),
        Wrong(
            "lr read once",
            {"self.squares = [": "self.rate = lr\n        self.squares = [", "p -= self.lr * b": "p -= self.rate * b"},
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "self.squares = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.squares = [shared[p.shape] for p in params]"
                )
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "plain descent",
            {"p -= self.lr * b": "p -= self.lr * g"},
            hint="Your steps are those of gradient descent: nothing is divided by the root.",
        ),
        Wrong(
            "the plain form, momentum and centered to come",
            {"if self.centered": "if False", "self.momentum * b + g /": "g /"},
            hint="The plain form is right. Go on with momentum and centered: each changes one line.",
        ),
        Wrong(
            "mean of squares over the array",
            {"(1 - self.alpha) * g**2": "(1 - self.alpha) * np.mean(g**2)"},
            hint="All numbers of an array share one divisor. Each has an average of its own.",
        ),
        Wrong(
            "square of the average",
            {"(1 - self.alpha) * g**2": "(1 - self.alpha) * g", "np.sqrt(spread)": "np.abs(spread)"},
            hint="You average gradients, and those of opposite signs cancel. Average their squares.",
        ),
        Wrong(
            "no root and no eps",
            {"(np.sqrt(spread) + self.eps)": "spread"},
            hint="You divide by the average of the squares itself, and by 0 where there was no gradient yet.",
        ),
        Wrong(
            "average from before the step",
            {
                "square[...] = self.alpha * square + (1 - self.alpha) * g**2\n": "\n",
                "p -= self.lr * b": (
                    "p -= self.lr * b\n            square[...] = self.alpha * square + (1 - self.alpha) * g**2"
                ),
            },
            hint="Your first step is huge. The average takes up the gradient before it divides.",
        ),
    ),
    survivors={
        "mean[...] = self.alpha * mean + (1 - self.alpha) * g -> "
        "mean[...] = self.alpha * mean - (1 - self.alpha) * g": (
            "the mean of the negated gradients is the negated mean, and only its square is used"
        ),
    },
)
