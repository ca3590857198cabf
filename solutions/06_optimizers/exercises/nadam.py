"""Nadam: Adam that looks ahead."""

import numpy as np

from grader import Case, Exercise, Right, Tolerance, Wrong, families, inputs, oracles, probes


class Nadam:
    """Nadam in the form of torch.optim.NAdam: Nesterov's look-ahead in Adam's first moment.

        mu_t    = beta1 * (1 - 0.96^(t * momentum_decay) / 2)            mu_{t+1} likewise, with t + 1
        P_t     = P_{t-1} * mu_t                                         P_0 = 1
        m_t     = beta1 * m_{t-1} + (1 - beta1) * g_t                    m_0 = 0
        v_t     = beta2 * v_{t-1} + (1 - beta2) * g_t^2                  v_0 = 0
        m_hat   = mu_{t+1} * m_t / (1 - P_t * mu_{t+1}) + (1 - mu_t) * g_t / (1 - P_t)
        v_hat   = v_t / (1 - beta2^t)
        theta_t = theta_{t-1} - lr * m_hat / (sqrt(v_hat) + eps)

    t is 1 in the first step. The average m_t uses the plain beta1; mu_t only weighs the two parts of m_hat.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. betas: decay rates of the two moments.
    eps: added after the root. momentum_decay: how fast mu_t grows from beta1 / 2 to beta1.

    lr and eps may be changed between two steps, betas and momentum_decay before the first one: read them in
    `step`.
    """

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, momentum_decay=4e-3):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.momentum_decay = momentum_decay
        ### BEGIN SOLUTION
        self.t = 0
        self.product = 1.0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        beta1, beta2 = self.betas
        self.t += 1
        mu = beta1 * (1 - 0.5 * 0.96 ** (self.t * self.momentum_decay))
        ahead = beta1 * (1 - 0.5 * 0.96 ** ((self.t + 1) * self.momentum_decay))
        self.product *= mu
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m[...] = beta1 * m + (1 - beta1) * g
            v[...] = beta2 * v + (1 - beta2) * g**2
            m_hat = ahead * m / (1 - self.product * ahead) + (1 - mu) * g / (1 - self.product)
            v_hat = v / (1 - beta2**self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        ### END SOLUTION


class AllFactors:
    """The factors kept in a list and multiplied anew, the two parts of the step taken one after the other."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, momentum_decay=4e-3):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.momentum_decay, self.factors = momentum_decay, []
        self.m, self.v = [0.0] * len(params), [0.0] * len(params)

    def mu(self, t):
        """The momentum of step t."""
        return self.betas[0] - self.betas[0] / 2 * 0.96 ** (self.momentum_decay * t)

    def step(self, grads):
        b1, b2 = self.betas
        self.factors = self.factors or [self.mu(1)]
        t = len(self.factors)
        self.factors.append(self.mu(t + 1))
        now, ahead = np.prod(self.factors[:-1]), np.prod(self.factors)
        self.m = [m + (1 - b1) * (g - m) for m, g in zip(self.m, grads)]
        self.v = [v + (1 - b2) * (g * g - v) for v, g in zip(self.v, grads)]
        for i, g in enumerate(grads):
            root = np.sqrt(self.v[i] / (1 - b2**t)) + self.eps
            self.params[i] -= float(self.lr * (1 - self.factors[-2]) / (1 - now)) * g / root
            self.params[i] -= float(self.lr * self.factors[-1] / (1 - ahead)) * self.m[i] / root


def oracle(params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, momentum_decay=4e-3):
    """torch.optim.NAdam."""
    return oracles.TorchOptimizer("NAdam", params, lr=lr, betas=betas, eps=eps, momentum_decay=momentum_decay)


#: With the default options mu changes by less than 1e-4 from step to step, and the steps by 1e-7.
CLOSE = Tolerance(rtol=1e-9, atol=1e-12)

EXERCISE = Exercise(
    Nadam,
    points=4,
    ids=("OPT-15",),
    source="Dozat 2016, Incorporating Nesterov momentum into Adam; torch.optim.NAdam",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=oracle,
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(
                rng, (2,), (2, 2), steps=2, lr=0.1, betas=(0.8, 0.9), eps=0.1, momentum_decay=2.0
            ),
            public=True,
            about="2 steps, lr 0.1, betas 0.8 and 0.9, eps 0.1, momentum_decay 2",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,), scale=1e4),
            public=True,
            about="6 steps, gradients near 10,000, so that eps hardly matters",
            tolerance=CLOSE,
        ),
        Case(
            "tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), steps=4, scale=1e-6, lr=0.1, momentum_decay=0.5),
            public=True,
            about="4 steps, gradients near 1e-6, momentum_decay 0.5",
        ),
        Case(
            "unusual betas and eps",
            lambda rng: inputs.descent(
                rng, (5,), (2, 2), lr=0.1, betas=(0.7, 0.6), eps=0.3, momentum_decay=5.0, changes={4: {"lr": 0.5}}
            ),
            public=True,
            about="6 steps, betas 0.7 and 0.6, eps 0.3, momentum_decay 5, lr 0.1, from the fourth step 0.5",
        ),
    ),
    right=(
        Right("all factors kept", task=AllFactors),
        Right("sliced assignment", {"p -= self.lr * m_hat / (": "p[...] = p - self.lr * m_hat / ("}),
    ),
    hint="Compute t, both mu, P and both moments by hand for two steps, in this order. Which of them is kept?",
    wrong=(
        Wrong(
            "Adam instead",
            {"ahead * m / (1 - self.product * ahead) + (1 - mu) * g / (1 - self.product)": ("m / (1 - beta1**self.t)")},
            hint="This is Adam: your first moment does not look ahead. m_hat has two parts here.",
        ),
        Wrong(
            "beta1 instead of mu",
            {
                "mu = beta1 * (1 - 0.5 * 0.96 ** (self.t * self.momentum_decay))": "mu = beta1",
                "ahead = beta1 * (1 - 0.5 * 0.96 ** ((self.t + 1) * self.momentum_decay))": "ahead = beta1",
            },
            hint=(
                "This is Nadam with a constant momentum, as some texts print it.",
                "Here mu_t starts near beta1 / 2 and grows; momentum_decay says how fast.",
            ),
        ),
        Wrong(
            "momentum_decay ignored",
            {"(self.t * self.momentum_decay)": "self.t", "((self.t + 1) * self.momentum_decay)": "(self.t + 1)"},
            hint="Another momentum_decay changes nothing in your class: Keras lost this factor, too. It scales t.",
        ),
        Wrong(
            "no look-ahead in mu",
            {"((self.t + 1) * self.momentum_decay)": "(self.t * self.momentum_decay)"},
            hint="The old average is weighed with the momentum of the *next* step. Which t does that take?",
        ),
        Wrong(
            "product never kept",
            {"self.product *= mu": "self.product = mu"},
            hint="Your first step is right. P_t is the product of *all* momenta so far, not the last one alone.",
        ),
        Wrong(
            "power of beta1 instead of the product",
            {"self.product *= mu": "self.product = beta1**self.t"},
            hint="beta1^t is Adam's. Here the momenta differ from step to step, and their product takes its place.",
        ),
        Wrong(
            "mu in the average",
            {"beta1 * m + (1 - beta1) * g": "mu * m + (1 - mu) * g"},
            hint="Dozat's paper averages with mu_t; torch and Keras use the plain beta1, and so do we.",
        ),
        Wrong(
            "next momentum missing below",
            {"(1 - self.product * ahead)": "(1 - self.product)"},
            hint="The two parts of m_hat have different denominators: one product reaches a step further.",
        ),
        Wrong(
            "beta1 beside the gradient",
            {"(1 - mu) * g": "(1 - beta1) * g"},
            hint="What is the weight of the new gradient in m_hat? Not the one it has in the average.",
        ),
        Wrong(
            "second moment not corrected",
            {"v / (1 - beta2**self.t)": "v"},
            hint="The second moment starts at zero, as in Adam. By what factor is it too small after t steps?",
        ),
        Wrong(
            "t counts from 2",
            {"self.t = 0": "self.t = 1"},
            hint="Your first step is taken as the second. In the first update t is 1.",
        ),
        Wrong(
            "betas the wrong way round",
            {"beta1, beta2 = self.betas": "beta2, beta1 = self.betas"},
            hint="The first of the betas belongs to the first moment.",
        ),
        Wrong(
            "lr read once",
            {
                "self.product = 1.0": "self.rate = lr\n        self.product = 1.0",
                "self.lr * m_hat": "self.rate * m_hat",
            },
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "self.m = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.m = [shared[p.shape] for p in params]"
                ),
                "self.v = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.v = [shared[p.shape] for p in params]"
                ),
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "a schedule that lags",
            {
                "(self.t * self.momentum_decay)": "((self.t - 1) * self.momentum_decay)",
                "((self.t + 1) * self.momentum_decay)": "(self.t * self.momentum_decay)",
            },
            hint="Your schedule is one step behind. At the first step t is 1, and the look-ahead takes t + 1.",
        ),
        Wrong(
            "product inside the loop",
            {
                "self.product *= mu\n        for": "for",
                "m[...] = beta1 *": "self.product *= mu\n            m[...] = beta1 *",
            },
            hint="A single array is right. With more, the product takes up mu for each array: once per step is meant.",
        ),
        Wrong(
            "beta1 instead of mu, no look-ahead below",
            {
                "mu = beta1 * (1 - 0.5 * 0.96 ** (self.t * self.momentum_decay))": "mu = beta1",
                "ahead = beta1 * (1 - 0.5 * 0.96 ** ((self.t + 1) * self.momentum_decay))": "ahead = beta1",
                "(1 - self.product * ahead)": "(1 - self.product)",
            },
            hint=(
                "That is Nadam as many slides have it: Adam's corrected moment with a look-ahead, and no schedule.",
                "Here mu follows a schedule, and the first moment is corrected one step ahead.",
            ),
        ),
        Wrong(
            "gradient's share left out",
            {" + (1 - mu) * g / (1 - self.product)": ""},
            hint="m_hat is a sum of two parts. The one with the gradient is missing.",
        ),
    ),
)
