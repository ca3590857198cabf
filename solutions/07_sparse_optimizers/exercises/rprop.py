"""Rprop: only the sign of the gradient counts, and every weight finds its own step."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class Rprop:
    """Resilient backpropagation in the form of torch.optim.Rprop: after a change of sign, wait for one step.

        s_t     = s_{t-1} * etas[1]  where g_t * h_{t-1} > 0             s_0 = lr, h_0 = 0
                  s_{t-1} * etas[0]  where g_t * h_{t-1} < 0
                  s_{t-1}            where it is 0
        s_t     is then kept between step_sizes[0] and step_sizes[1]
        h_t     = 0 where g_t * h_{t-1} < 0, else g_t
        theta_t = theta_{t-1} - s_t * sign(h_t)

    h is the gradient that the next step compares with. All of it elementwise.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: length of the first step. etas: factors after a change of sign, and without one.
    step_sizes: shortest and longest step.

    etas and step_sizes may be changed between two steps: read them anew in each. lr counts at the start only.
    """

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50)):
        self.params, self.etas, self.step_sizes = params, etas, step_sizes
        ### BEGIN SOLUTION
        self.steps = [np.full_like(p, lr) for p in params]
        self.previous = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, s, h in zip(self.params, grads, self.steps, self.previous):
            agree = np.sign(g) * np.sign(h)
            factor = np.where(agree > 0, self.etas[1], np.where(agree < 0, self.etas[0], 1))
            s[...] = np.clip(s * factor, self.step_sizes[0], self.step_sizes[1])
            h[...] = np.where(agree < 0, 0, g)
            p -= s * np.sign(h)
        ### END SOLUTION


class Masked:
    """Masks and augmented assignments; the product of the gradients themselves."""

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50)):
        self.params, self.etas, self.step_sizes = params, etas, step_sizes
        self.s = [np.ones(p.shape, p.dtype) * lr for p in params]
        self.h = [None] * len(params)

    def step(self, grads):
        for i, g in enumerate(grads):
            new = np.array(g)
            if self.h[i] is not None:
                product = new * self.h[i]
                self.s[i][product > 0] *= self.etas[1]
                self.s[i][product < 0] *= self.etas[0]
                new[product < 0] = 0
            self.s[i] = np.minimum(np.maximum(self.s[i], self.step_sizes[0]), self.step_sizes[1])
            self.params[i][new > 0] -= self.s[i][new > 0]
            self.params[i][new < 0] += self.s[i][new < 0]
            self.h[i] = new


class ByNumbers:
    """One weight at a time, with if and else."""

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50)):
        self.params, self.etas, self.step_sizes, self.first = params, etas, step_sizes, lr
        self.state = {}

    def step(self, grads):
        low, high = self.step_sizes
        for i, (p, g) in enumerate(zip(self.params, grads)):
            for place in np.ndindex(p.shape):
                size, sign = self.state.get((i, place), (self.first, 0))
                now = int(g[place] > 0) - int(g[place] < 0)
                if now * sign > 0:
                    size *= self.etas[1]
                elif now * sign < 0:
                    size *= self.etas[0]
                    now = 0
                size = min(max(size, low), high)
                p[place] -= now * size
                self.state[i, place] = size, now


EXERCISE = Exercise(
    Rprop,
    points=3,
    ids=("OPT-19",),
    source="Riedmiller & Braun 1993; torch.optim.Rprop",
    family=families.OPTIMIZER,
    without={"ignores the given step_sizes": "the usual limits are so wide that 'limits ignored' is the same"},
    probe=probes.trajectory,
    oracle="torch.optim.Rprop",
    cases=(
        Case(
            "three steps",
            lambda rng: inputs.descent(rng, (4,), (2, 3), steps=3, lr=0.1, etas=(0.4, 1.5)),
            public=True,
            about="3 steps, lr 0.1, etas 0.4 and 1.5",
        ),
        Case(
            "eight steps, default options",
            lambda rng: inputs.descent(rng, (2, 5), (4,), steps=8),
            public=True,
            about="8 steps, default options",
        ),
        Case(
            "narrow limits",
            lambda rng: inputs.descent(rng, (6,), (2, 5), steps=8, lr=0.1, etas=(0.3, 1.9), step_sizes=(0.06, 0.15)),
            public=True,
            weight=2,
            about="8 steps between 0.06 and 0.15, etas 0.3 and 1.9",
        ),
        Case(
            "etas changed on the way",
            lambda rng: inputs.descent(
                rng, (6,), (2, 5), steps=8, lr=0.1, etas=(0.6, 1.3), changes={3: {"etas": (0.3, 1.6)}}
            ),
            public=True,
            about="8 steps, etas 0.6 and 1.3, from the third step 0.3 and 1.6",
        ),
    ),
    right=(
        Right("masked", task=Masked),
        Right("by numbers", task=ByNumbers),
        Right("sliced assignment", {"p -= s * np.sign(h)": "p[...] = p - s * np.sign(h)"}),
    ),
    hint="Take one parameter and the gradients 1, 1, -1, -1, and write down s, h and the parameter after each step.",
    wrong=(
        Wrong(
            "moves after a change of sign",
            {"p -= s * np.sign(h)": "p -= s * np.sign(g)"},
            hint="Where the sign has changed, your weight moves at once. In this form it waits for one step.",
        ),
        Wrong(
            "remembers the gradient that changed its sign",
            {"np.where(agree < 0, 0, g)": "g", "p -= s * np.sign(h)": "p -= s * np.sign(np.where(agree < 0, 0, g))"},
            hint="After a change of sign your next step compares with the new gradient. What should it find instead?",
        ),
        Wrong(
            "etas swapped",
            {
                "agree > 0, self.etas[1]": "agree > 0, self.etas[0]",
                "agree < 0, self.etas[0]": "agree < 0, self.etas[1]",
            },
            hint="Your steps shrink where the signs agree. Which factor belongs to which case?",
        ),
        Wrong(
            "limits ignored",
            {"np.clip(s * factor, self.step_sizes[0], self.step_sizes[1])": "s * factor"},
            hint="Your steps leave the limits that step_sizes sets.",
        ),
        Wrong(
            "steps never kept",
            {"s[...] = np.clip": "s = np.clip"},
            hint="Every step starts from lr again. Where is the length of the last step kept?",
        ),
        Wrong(
            "previous gradient never kept",
            {"h[...] = np.where": "h = np.where"},
            hint="Your steps never grow or shrink. With which gradient do you compare?",
        ),
        Wrong(
            "multiplied by the gradient",
            {"p -= s * np.sign(h)": "p -= s * h"},
            hint="Your steps depend on the size of the gradient. Only its sign counts here.",
        ),
        Wrong(
            "shrinks on a zero",
            {"np.where(agree < 0, self.etas[0], 1)": "self.etas[0]"},
            hint="A product of 0 is no change of sign. In the very first step there is nothing to compare with.",
        ),
        Wrong(
            "grows on a zero",
            {"np.where(agree > 0, self.etas[1]": "np.where(agree >= 0, self.etas[1]"},
            hint="A product of 0 is no agreement. Your very first step is longer than lr.",
        ),
    ),
    survivors={
        "agree = np.sign(g) * np.sign(h) -> agree = g * np.sign(h)": "only the sign of the product is used",
        "agree = np.sign(g) * np.sign(h) -> agree = np.sign(g) * h": "only the sign of the product is used",
        "s[...] = np.clip(s * factor, self.step_sizes[0], self.step_sizes[1]) -> "
        "s[...] = np.clip(self.step_sizes[0], s * factor, self.step_sizes[1])": (
            "of three numbers, the one in the middle is the same"
        ),
    },
)
