"""AdamW: weight decay beside the gradient instead of inside it."""

import numpy as np

from grader import Case, Exercise, Right, Tolerance, Wrong, families, inputs, probes


class AdamW:
    """AdamW of Loshchilov & Hutter (2019), in the form of torch.optim.AdamW: decay first, then a step of Adam.

        theta'  = theta_{t-1} * (1 - lr * weight_decay)
        m_t     = beta1 * m_{t-1} + (1 - beta1) * g_t                    m_0 = 0
        v_t     = beta2 * v_{t-1} + (1 - beta2) * g_t^2                  v_0 = 0
        theta_t = theta' - lr * (m_t / (1 - beta1^t)) / (sqrt(v_t / (1 - beta2^t)) + eps)

    The moments see the bare gradient, never the weights; t is 1 in the first step; the decay is scaled by lr.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. betas: decay rates of the two moments.
    eps: added after the root. weight_decay: how fast weights shrink by themselves.

    lr, eps and weight_decay may be changed between two steps, betas before the first one: read them in `step`.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.weight_decay = weight_decay
        ### BEGIN SOLUTION
        self.t = 0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        beta1, beta2 = self.betas
        self.t += 1
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m[...] = beta1 * m + (1 - beta1) * g
            v[...] = beta2 * v + (1 - beta2) * g**2
            m_hat = m / (1 - beta1**self.t)
            v_hat = v / (1 - beta2**self.t)
            p -= self.lr * self.weight_decay * p
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        ### END SOLUTION


class DecayInTheStep:
    """Algorithm 2 of the paper: both in one step, decay taken from the old weights."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.weight_decay = weight_decay
        self.t = 0
        self.state = [(0.0, 0.0)] * len(params)

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        c1, c2 = 1 - b1**self.t, 1 - b2**self.t
        self.state = [(b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g) for (m, v), g in zip(self.state, grads)]
        for i, (m, v) in enumerate(self.state):
            adam = (m / c1) / (np.sqrt(v / c2) + self.eps)
            self.params[i] -= self.lr * (adam + self.weight_decay * self.params[i])


#: With the default options the order of decay and step makes a difference of 1e-8.
CLOSE = Tolerance(rtol=1e-10, atol=1e-12)

EXERCISE = Exercise(
    AdamW,
    points=3,
    ids=("OPT-13",),
    source="Loshchilov & Hutter 2019, Algorithm 2; torch.optim.AdamW",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle="torch.optim.AdamW",
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=2, lr=0.1, betas=(0.8, 0.9), eps=0.1, weight_decay=0.5),
            public=True,
            about="2 steps, lr 0.1, betas 0.8 and 0.9, eps 0.1, weight_decay 0.5",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent(rng, (2, 3), (4,), scale=1e4),
            public=True,
            about="6 steps, gradients near 10,000, so that eps hardly matters",
            tolerance=CLOSE,
        ),
        Case(
            "lr lowered on the way",
            lambda rng: inputs.descent(
                rng, (3,), (2, 2), lr=0.3, eps=0.05, weight_decay=0.3, changes={3: {"lr": 0.01}}
            ),
            public=True,
            about="6 steps, lr 0.3, from the third step 0.01, weight_decay 0.3",
        ),
        Case(
            "tiny gradients, where eps matters",
            lambda rng: inputs.descent(rng, (2, 3), steps=4, scale=1e-6, lr=0.1, weight_decay=0.2),
            public=True,
            about="4 steps, gradients near 1e-6, default eps",
        ),
        Case(
            "no decay at all",
            lambda rng: inputs.descent(rng, (3,), (2, 2), lr=0.1, betas=(0.6, 0.7), eps=0.05, weight_decay=0.0),
            weight=0.5,
        ),
    ),
    right=(
        Right("decay inside the step", task=DecayInTheStep),
        Right(
            "shrinks by a factor",
            {"p -= self.lr * self.weight_decay * p": "p *= 1 - self.lr * self.weight_decay"},
        ),
    ),
    hint=(
        "Begin with weight_decay 0 and compare with your Adam. Then set the gradients to 0: what is left is the decay."
    ),
    wrong=(
        Wrong(
            "rebinds after the decay",
            {"p -= self.lr * m_hat": "p = p - self.lr * m_hat"},
            hint=(
                "The weights shrink, but Adam's own step never reaches them.",
                "`p = p - ...` makes a new array and calls it p; the array in `params` stays as it was.",
            ),
        ),
        Wrong(
            "L2 inside the gradient",
            {
                "m[...] = beta1": "g = g + self.weight_decay * p\n            m[...] = beta1",
                "p -= self.lr * self.weight_decay * p\n": "\n",
            },
            hint=(
                "This is Adam with an L2 penalty: the weights go through the moments and are divided by the root.",
                "Decoupled means that m and v never see the weights.",
            ),
        ),
        Wrong(
            "L2 inside the gradient as well",
            {"m[...] = beta1": "g = g + self.weight_decay * p\n            m[...] = beta1"},
            hint="Your weights decay twice: once on their own, once through the gradient. Which one is AdamW's?",
        ),
        Wrong(
            "weight decay left out",
            {"p -= self.lr * self.weight_decay * p\n": "\n"},
            hint="This is plain Adam. What happens to the weights apart from the gradient?",
        ),
        Wrong(
            "decay not scaled by lr",
            {"p -= self.lr * self.weight_decay * p": "p -= self.weight_decay * p"},
            hint="Your weights shrink far too fast. What multiplies weight_decay?",
        ),
        Wrong(
            "decay after the step",
            {
                "p -= self.lr * self.weight_decay * p\n": "\n",
                "+ self.eps)\n": "+ self.eps)\n            p -= self.lr * self.weight_decay * p\n",
            },
            hint="Close: Adam's step of this round should not decay yet. Which comes first?",
        ),
        Wrong(
            "decay divided by the root",
            {
                "p -= self.lr * self.weight_decay * p\n": "\n",
                "self.lr * m_hat /": "self.lr * (m_hat + self.weight_decay * p) /",
            },
            hint="The decay must not be divided: every weight shrinks by the same factor, whatever its gradients.",
        ),
        Wrong(
            "weights grow",
            {"p -= self.lr * self.w": "p += self.lr * self.w"},
            hint="Without a gradient the weights should shrink. Yours grow.",
        ),
        Wrong(
            "no bias correction",
            {"m / (1 - beta1**self.t)": "m", "v / (1 - beta2**self.t)": "v"},
            hint="Both moments start at zero, so early on they are too small. By what factor after t steps?",
        ),
        Wrong(
            "t counts from 2",
            {"self.t = 0": "self.t = 1"},
            hint="Your first step is corrected as if it were the second. In the first update t is 1.",
        ),
        Wrong(
            "t counts arrays",
            {"self.t += 1\n        for": "for", "m[...] = beta1 *": "self.t += 1\n            m[...] = beta1 *"},
            hint="A single array is right. With more, t grows with each array: it counts steps.",
        ),
        Wrong(
            "betas the wrong way round",
            {"beta1, beta2 = self.betas": "beta2, beta1 = self.betas"},
            hint="The first of the betas belongs to the first moment.",
        ),
        Wrong(
            "lr read once",
            {"self.t = 0": "self.rate = lr\n        self.t = 0", "self.lr * m_hat": "self.rate * m_hat"},
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
            "biases spared",
            {"p -= self.lr * self.weight_decay * p": "p -= self.lr * self.weight_decay * p * (p.ndim > 1)"},
            hint="Arrays with one axis don't decay with you. Here every parameter does.",
        ),
        Wrong(
            "first moment not corrected",
            {"m / (1 - beta1**self.t)": "m"},
            hint="Your first steps are too short. One of the two moments is not corrected.",
        ),
        Wrong(
            "second moment not corrected",
            {"v / (1 - beta2**self.t)": "v"},
            hint="Your first steps are too long. One of the two moments is not corrected.",
        ),
        Wrong(
            "the same decay for every weight",
            {"p -= self.lr * self.weight_decay * p": "p -= self.lr * self.weight_decay * np.sign(p)"},
            hint="You take the same amount off every weight. A weight decays by a share of itself.",
        ),
        Wrong(
            "no root",
            {"np.sqrt(v_hat) + self.eps": "v_hat + self.eps"},
            hint="You divide by the second moment itself. Which function of it belongs there?",
        ),
    ),
)
