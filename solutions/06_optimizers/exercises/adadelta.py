"""Adadelta: the units come out right, and the learning rate becomes superfluous."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class Adadelta:
    """Adadelta, Algorithm 1 of Zeiler (2012), with torch's lr: eps under both roots, lr outside both averages.

        E_t     = rho * E_{t-1} + (1 - rho) * g_t^2                      E_0 = 0
        u_t     = sqrt(D_{t-1} + eps) / sqrt(E_t + eps) * g_t
        D_t     = rho * D_{t-1} + (1 - rho) * u_t^2                      D_0 = 0
        theta_t = theta_{t-1} - lr * u_t

    u_t uses the average of the *earlier* updates, and that average never sees lr.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: scales the update; 1 is the paper's form. rho: weight of the old averages. eps: under both roots.

    lr, rho and eps may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params, self.lr, self.rho, self.eps = params, lr, rho, eps
        ### BEGIN SOLUTION
        self.squares = [np.zeros_like(p) for p in params]
        self.deltas = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, square, delta in zip(self.params, grads, self.squares, self.deltas):
            square[...] = self.rho * square + (1 - self.rho) * g**2
            update = np.sqrt(delta + self.eps) / np.sqrt(square + self.eps) * g
            delta[...] = self.rho * delta + (1 - self.rho) * update**2
            p -= self.lr * update
        ### END SOLUTION


class OneRoot:
    """One root over the quotient, averages moved towards the new square."""

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        self.params, self.lr, self.rho, self.eps = params, lr, rho, eps
        self.state = [(0.0, 0.0) for _ in params]

    def step(self, grads):
        for i in range(len(self.params)):
            E, D = self.state[i]  # noqa: N806
            E = E + (1 - self.rho) * (grads[i] ** 2 - E)  # noqa: N806
            u = grads[i] * ((D + self.eps) / (E + self.eps)) ** 0.5
            self.state[i] = E, D + (1 - self.rho) * (u * u - D)
            self.params[i] -= self.lr * u


EXERCISE = Exercise(
    Adadelta,
    points=3,
    ids=("OPT-10",),
    source="Zeiler 2012, Algorithm 1; torch.optim.Adadelta",
    family=families.OPTIMIZER,
    without={"ignores the given lr": "'lr left out' is the same: the default is 1"},
    probe=probes.trajectory,
    oracle="torch.optim.Adadelta",
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=2, lr=0.5, rho=0.8, eps=0.1),
            public=True,
            about="2 steps, lr 0.5, rho 0.8, eps 0.1",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,), scale=0.1),
            public=True,
            about="6 steps, gradients near 0.1",
        ),
        Case(
            "tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), scale=1e-3, lr=3.0, rho=0.6),
            public=True,
            about="6 steps, gradients near 1e-3, lr 3, rho 0.6",
        ),
        Case(
            "lr raised on the way",
            lambda rng: inputs.descent(rng, (3,), (2, 2), lr=0.5, rho=0.7, eps=1e-2, changes={3: {"lr": 2.0}}),
            public=True,
            about="6 steps, lr 0.5, from the third step 2",
        ),
    ),
    right=(
        Right("one root", task=OneRoot),
        Right("sliced assignment", {"p -= self.lr * update": "p[...] = p - update * self.lr"}),
    ),
    hint="Compute E, u and D by hand for two steps, in this order. Which average is read before it is updated?",
    wrong=(
        Wrong(
            "eps missing above",
            {"np.sqrt(delta + self.eps)": "np.sqrt(delta)"},
            hint=(
                "Nothing ever moves. How long is the very first update, while there are no earlier ones?",
                "eps stands under both roots: the upper one is what starts the engine.",
            ),
        ),
        Wrong(
            "eps missing below",
            {"np.sqrt(square + self.eps)": "np.sqrt(square)"},
            hint="What do you divide by when the first gradient is zero? eps stands under both roots.",
        ),
        Wrong(
            "eps outside the roots",
            {
                "np.sqrt(delta + self.eps) / np.sqrt(square + self.eps)": (
                    "(np.sqrt(delta) + self.eps) / (np.sqrt(square) + self.eps)"
                )
            },
            hint="Unlike RMSprop's, Adadelta's eps stands under the roots. Your first updates are far too short.",
        ),
        Wrong(
            "lr inside the average of updates",
            {"(1 - self.rho) * update**2": "(1 - self.rho) * (self.lr * update) ** 2"},
            hint=(
                "With lr = 1 you are right. Look at the second step with another lr.",
                "The average is of the updates u, before lr scales them.",
            ),
        ),
        Wrong(
            "lr left out",
            {"self.lr * update": "update"},
            hint="Another lr changes nothing in your class. What does it scale?",
        ),
        Wrong(
            "average of updates never kept",
            {"delta[...] = self.rho": "delta = self.rho"},
            hint="Your updates never pick up speed. Is the average of the updates still there at the next step?",
        ),
        Wrong(
            "average of gradients never kept",
            {"square[...] = self.rho": "square = self.rho"},
            hint="Every step sees its own gradient only. Is the average still there at the next step?",
        ),
        Wrong(
            "averages gradients twice",
            {"(1 - self.rho) * update**2": "(1 - self.rho) * g**2"},
            hint="The second average is of squared *updates*, not of squared gradients.",
        ),
        Wrong(
            "average of updates before the update",
            {
                "update = np.sqrt(delta + self.eps) / np.sqrt(square + self.eps) * g\n"
                "            delta[...] = self.rho * delta + (1 - self.rho) * update**2": (
                    "trial = np.sqrt(delta + self.eps) / np.sqrt(square + self.eps) * g\n"
                    "            delta[...] = self.rho * delta + (1 - self.rho) * trial**2\n"
                    "            update = np.sqrt(delta + self.eps) / np.sqrt(square + self.eps) * g"
                )
            },
            hint=(
                "Some slides print a t where the paper has t - 1.",
                "The update is scaled by the average of the *earlier* updates, without itself.",
            ),
        ),
        Wrong(
            "quotient upside down",
            {
                "np.sqrt(delta + self.eps)": "np.sqrt(square + self.eps)",
                "np.sqrt(square + self.eps)": "np.sqrt(delta + self.eps)",
            },
            hint="Large gradients should be divided by their size. Which root belongs below the line?",
        ),
        Wrong(
            "weights swapped",
            {"self.rho * square + (1 - self.rho) * g**2": "(1 - self.rho) * square + self.rho * g**2"},
            hint=("Your average forgets almost everything at every step.", "rho is the weight of the *old* average."),
        ),
        Wrong(
            "lr read once",
            {
                "self.squares = [": "self.rate = lr\n        self.squares = [",
                "self.lr * update\n": "self.rate * update\n",
            },
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "self.squares = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.squares = [shared[p.shape] for p in params]"
                ),
                "self.deltas = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.deltas = [shared[p.shape] for p in params]"
                ),
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "RMSprop so far",
            {"np.sqrt(delta + self.eps) / np.sqrt(square + self.eps) * g": "g / np.sqrt(square + self.eps)"},
            hint="You divide as RMSprop does. What stands above the fraction bar is still missing.",
        ),
        Wrong(
            "no roots",
            {"np.sqrt(delta + self.eps) / np.sqrt(square + self.eps)": "(delta + self.eps) / (square + self.eps)"},
            hint="Your quotient is made of squares. Both have a root.",
        ),
        Wrong(
            "sums instead of averages",
            {
                "self.rho * square + (1 - self.rho) * g**2": "square + g**2",
                "self.rho * delta + (1 - self.rho) * update**2": "delta + update**2",
            },
            hint="Your squares are added up and never fade. Both are averages with the weight rho.",
        ),
        Wrong(
            "updates not squared",
            {"(1 - self.rho) * update**2": "(1 - self.rho) * np.abs(update)"},
            hint="Your average of updates is one of sizes. Which power is averaged?",
        ),
    ),
)
