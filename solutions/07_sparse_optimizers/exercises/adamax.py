"""Adamax: Adam whose second moment is the largest gradient, not the average square."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class Adamax:
    """Adamax, Algorithm 2 of Kingma & Ba (2015), with eps as torch.optim.Adamax has it.

        m_t     = beta1 * m_{t-1} + (1 - beta1) * g_t                    m_0 = 0
        u_t     = max(beta2 * u_{t-1}, |g_t| + eps)                      u_0 = 0
        theta_t = theta_{t-1} - lr / (1 - beta1^t) * m_t / u_t

    t counts the steps and is 1 in the first one. The maximum is elementwise. u needs no correction.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. betas: decay rates of the average and of the maximum.
    eps: added to the size of each gradient.

    lr and eps may be changed between two steps, betas before the first one: read them in `step`.
    """

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        ### BEGIN SOLUTION
        self.t = 0
        self.m = [np.zeros_like(p) for p in params]
        self.u = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        beta1, beta2 = self.betas
        self.t += 1
        for p, g, m, u in zip(self.params, grads, self.m, self.u):
            m[...] = beta1 * m + (1 - beta1) * g
            u[...] = np.maximum(beta2 * u, np.abs(g) + self.eps)
            p -= self.lr / (1 - beta1**self.t) * m / u
        ### END SOLUTION


class WholeHistory:
    """The largest of all gradients so far, each faded by its age; the correction as a running power."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.sizes, self.average, self.power = [], [0.0] * len(params), 1.0

    def step(self, grads):
        b1, b2 = self.betas
        self.power *= b1
        self.sizes = [[b2 * size for size in each] for each in self.sizes]
        self.sizes.append([abs(g) + self.eps for g in grads])
        for i, g in enumerate(grads):
            self.average[i] = self.average[i] + (1 - b1) * (g - self.average[i])
            largest = np.max([each[i] for each in self.sizes], axis=0)
            self.params[i] -= self.lr * self.average[i] / (largest * (1 - self.power))


class WithWhere:
    """np.where for the maximum, state in dictionaries."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.state, self.count = {}, 0

    def step(self, grads):
        self.count += 1
        for i, (p, g) in enumerate(zip(self.params, grads)):
            m, u = self.state.get(i, (np.zeros(p.shape, p.dtype), np.zeros(p.shape, p.dtype)))
            m = self.betas[0] * m + (1 - self.betas[0]) * g
            faded, felt = self.betas[1] * u, np.where(g < 0, -g, g) + self.eps
            self.state[i] = m, np.where(faded > felt, faded, felt)
            np.subtract(p, self.lr * (m / (1 - self.betas[0] ** self.count)) / self.state[i][1], out=p)


EXERCISE = Exercise(
    Adamax,
    points=2,
    ids=("OPT-14",),
    source="Kingma & Ba 2015, Algorithm 2; torch.optim.Adamax",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle="torch.optim.Adamax",
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 3), steps=2, lr=0.1, betas=(0.8, 0.6), eps=0.1),
            public=True,
            about="2 steps, lr 0.1, betas 0.8 and 0.6, eps 0.1",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,), scale=1e4),
            public=True,
            about="6 steps, gradients near 10,000, so that eps hardly matters",
        ),
        Case(
            "tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), steps=4, scale=1e-6, lr=0.1),
            public=True,
            about="4 steps, gradients near 1e-6, default eps",
        ),
        Case(
            "a short memory",
            lambda rng: inputs.descent(rng, (5,), (2, 3), lr=0.1, betas=(0.7, 0.5), eps=0.3, changes={4: {"lr": 0.5}}),
            public=True,
            weight=2,
            about="6 steps, betas 0.7 and 0.5, eps 0.3, lr 0.1, from the fourth step 0.5",
        ),
    ),
    right=(
        Right("whole history", task=WholeHistory),
        Right("with where", task=WithWhere),
        Right("sliced assignment", {"p -= self.lr / (": "p[...] = p - self.lr / ("}),
    ),
    hint="Compute t, m and u by hand for two steps, the second with a small gradient.",
    wrong=(
        Wrong(
            "Adam's average of squares",
            {
                "np.maximum(beta2 * u, np.abs(g) + self.eps)": "beta2 * u + (1 - beta2) * g**2",
                "m / u": "m / (np.sqrt(u / (1 - beta2**self.t)) + self.eps)",
            },
            hint="This is Adam. Here u is no average: it is the largest gradient, slowly forgotten.",
        ),
        Wrong(
            "the maximum never fades",
            {"np.maximum(beta2 * u,": "np.maximum(u,"},
            hint="Your u can only grow. By what is the old maximum multiplied?",
        ),
        Wrong(
            "maximum corrected too",
            {"m / u": "m / (u / (1 - beta2**self.t))"},
            hint="A maximum does not start too small, so it needs no correction. Only m does.",
        ),
        Wrong(
            "no bias correction",
            {"self.lr / (1 - beta1**self.t) * m": "self.lr * m"},
            hint="m starts at zero, so your first steps are too short. By what factor after t steps?",
        ),
        Wrong(
            "Keras's eps",
            {"np.abs(g) + self.eps": "np.abs(g)", "m / u": "m / (u + self.eps)"},
            hint="You add eps when you divide, as Keras does. torch adds it to |g|, before the maximum.",
        ),
        Wrong(
            "sign lost in the maximum",
            {"np.abs(g) + self.eps": "g + self.eps"},
            hint="A large negative gradient is large, too. What do you compare the old maximum with?",
        ),
        Wrong(
            "one maximum for the whole array",
            {"np.maximum(beta2 * u, np.abs(g) + self.eps)": "np.maximum(beta2 * u, np.abs(g).max() + self.eps)"},
            hint="All weights of an array are divided by the same number. The maximum is elementwise, over time.",
        ),
        Wrong(
            "t counts from 2",
            {"self.t = 0": "self.t = 1"},
            hint="Your first step is corrected as if it were the second. In the first update t is 1.",
        ),
        Wrong(
            "maximum never kept",
            {"u[...] = np.maximum": "u = np.maximum"},
            hint="Every step sees its own gradient only. Where is the maximum kept?",
        ),
    ),
)
