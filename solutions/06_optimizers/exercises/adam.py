"""Adam: momentum, step sizes per weight, bias correction."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class Adam:
    """Adam, Algorithm 1 of Kingma & Ba (2015): eps is added to the root of the corrected second moment.

        m_t     = beta1 * m_{t-1} + (1 - beta1) * g_t                    m_0 = 0
        v_t     = beta2 * v_{t-1} + (1 - beta2) * g_t^2                  v_0 = 0
        m_hat   = m_t / (1 - beta1^t)
        v_hat   = v_t / (1 - beta2^t)
        theta_t = theta_{t-1} - lr * m_hat / (sqrt(v_hat) + eps)

    t counts the steps and is 1 in the first one. m_hat and v_hat are for the step only; m_t and v_t are kept.
    TensorFlow's and Keras's "epsilon hat", added before the correction, is another number; see the prose.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. betas: decay rates of the two moments.
    eps: added after the root.

    lr and eps may be changed between two steps, betas before the first one: read them in `step`.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
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
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        ### END SOLUTION


class PaperReordered:
    """The end of the paper's section 2: both corrections in the rate, eps scaled along so that nothing changes."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.moments = [[np.zeros_like(p), np.zeros_like(p)] for p in params]
        self.steps = 0

    def step(self, grads):
        self.steps += 1
        b1, b2 = self.betas
        root = np.sqrt(1 - b2**self.steps)
        rate = self.lr * root / (1 - b1**self.steps)
        for i, g in enumerate(grads):
            m, v = self.moments[i]
            m *= b1
            m += (1 - b1) * g
            v *= b2
            v += (1 - b2) * g * g
            self.params[i] -= rate * m / (np.sqrt(v) + self.eps * root)


class RunningPowers:
    """Lists made anew, powers of the betas multiplied along instead of a counter."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.first = [0.0 for _ in params]
        self.second = [0.0 for _ in params]
        self.powers = [1.0, 1.0]

    def step(self, grads):
        (a, b), n = self.betas, range(len(grads))
        self.powers = [self.powers[0] * a, self.powers[1] * b]
        self.first = [a * m + (1 - a) * g for m, g in zip(self.first, grads)]
        self.second = [b * v + (1 - b) * np.square(g) for v, g in zip(self.second, grads)]
        hats = [(self.first[i] / (1 - self.powers[0]), self.second[i] / (1 - self.powers[1])) for i in n]
        for i, (m, v) in enumerate(hats):
            np.subtract(self.params[i], self.lr * m / (v**0.5 + self.eps), out=self.params[i])


EXERCISE = Exercise(
    Adam,
    points=4,
    ids=("OPT-12",),
    source="Kingma & Ba 2015, Algorithm 1",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle="torch.optim.Adam",
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 2), steps=2, lr=0.1, betas=(0.8, 0.9), eps=0.1),
            public=True,
            about="2 steps, lr 0.1, betas 0.8 and 0.9, eps 0.1",
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
            "unusual betas and eps",
            lambda rng: inputs.descent(rng, (5,), (2, 2), lr=0.1, betas=(0.7, 0.6), eps=0.3, changes={4: {"lr": 0.5}}),
            public=True,
            about="6 steps, betas 0.7 and 0.6, eps 0.3, lr 0.1, from the fourth step 0.5",
        ),
    ),
    right=(
        Right("the paper's reordering", task=PaperReordered),
        Right("running powers", task=RunningPowers),
        Right("sliced assignment", {"p -= self.lr * m_hat / (": "p[...] = p - self.lr * m_hat / ("}),
    ),
    hint=(
        "Compute t, both moments, both corrections and the parameter by hand for two steps. The first step is "
        "about lr long."
    ),
    wrong=(
        Wrong(
            "no bias correction",
            {"m / (1 - beta1**self.t)": "m", "v / (1 - beta2**self.t)": "v"},
            hint=(
                "Both moments start at zero, so early on they are too small. By what factor after t steps?",
                "If you do compute corrected moments: are they the ones that the last line uses?",
            ),
        ),
        Wrong(
            "first moment not corrected",
            {"m / (1 - beta1**self.t)": "m"},
            hint="The denominator is right and the numerator too small at first. Which moment still needs its factor?",
        ),
        Wrong(
            "second moment not corrected",
            {"v / (1 - beta2**self.t)": "v"},
            hint="The numerator is right and the denominator too small at first. Which moment still needs its factor?",
        ),
        Wrong(
            "t counts from 2",
            {"self.t = 0": "self.t = 1"},
            hint=(
                "Your first step is corrected as if it were the second.",
                "In the first update t is 1: where does it start, and where do you add 1?",
            ),
        ),
        Wrong(
            "t used before it counts",
            {
                "self.t += 1\n        for": "for",
                "p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)": (
                    "p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)\n        self.t += 1"
                ),
            },
            hint=(
                "Your very first step divides zero by zero, or a number by zero.",
                "What is 1 - beta^t for t = 0? Count first, then correct.",
            ),
        ),
        Wrong(
            "t stays at 1",
            {"self.t += 1": "self.t = 1"},
            hint=(
                "Your first step is right, and every later one is corrected as strongly as the first.",
                "The correction fades as t grows. Is t kept from step to step, and is it the exponent?",
            ),
        ),
        Wrong(
            "power of the difference",
            {"(1 - beta1**self.t)": "(1 - beta1) ** self.t", "(1 - beta2**self.t)": "(1 - beta2) ** self.t"},
            hint="What is raised to the power t: beta, or 1 - beta? After many steps the correction should be 1.",
        ),
        Wrong(
            "eps inside the root",
            {"np.sqrt(v_hat) + self.eps": "np.sqrt(v_hat + self.eps)"},
            hint=(
                "With small gradients your steps are far too short.",
                "Where does Algorithm 1 put eps: with v_hat, or with its root?",
            ),
        ),
        Wrong(
            "eps hat",
            {"np.sqrt(v_hat) + self.eps": "np.sqrt(v_hat) + self.eps / np.sqrt(1 - beta2**self.t)"},
            hint=(
                "Your first steps see too large an eps: this is TensorFlow's form.",
                "There eps is added to the root of v before the correction. Algorithm 1 adds it afterwards.",
            ),
        ),
        Wrong(
            "corrected moments kept as state",
            {"m_hat = m /": "m[...] = m_hat = m /", "v_hat = v /": "v[...] = v_hat = v /"},
            hint=(
                "Your first step is right, and from then on the moments are too large.",
                "The corrected moments are for this step only. Which ones does the next step build on?",
            ),
        ),
        Wrong(
            "beta added instead of multiplied",
            {"beta1 * m + (1 - beta1)": "beta1 + (1 - beta1)"},
            hint="A moving average weighs its old value with beta. Read your line for the first moment aloud.",
        ),
        Wrong(
            "beta1 for both moments",
            {"beta2 * v + (1 - beta2) * g**2": "beta1 * v + (1 - beta1) * g**2"},
            hint="The second moment has a decay rate of its own.",
        ),
        Wrong(
            "moments never kept",
            {"m[...] = beta1": "m = beta1", "v[...] = beta2": "v = beta2"},
            hint="Every step starts again from moments of zero. Where are they kept from one step to the next?",
        ),
        Wrong(
            "no root",
            {"np.sqrt(v_hat) + self.eps": "v_hat + self.eps"},
            hint="The second moment holds squares. What turns it back into the size of a gradient?",
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
            "plain descent",
            {"p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)": "p -= self.lr * g"},
            hint="Your steps are those of gradient descent: neither moment is used.",
        ),
        Wrong(
            "RMSprop with a correction so far",
            {"m / (1 - beta1**self.t)": "g"},
            hint="Your second moment is right. The step takes the bare gradient where the first moment belongs.",
        ),
        Wrong(
            "second moment not used",
            {"m_hat / (np.sqrt(v_hat) + self.eps)": "m_hat"},
            hint="Your first moment is right. The second divides nothing so far.",
        ),
        Wrong(
            "weights swapped",
            {
                "beta1 * m + (1 - beta1) * g": "(1 - beta1) * m + beta1 * g",
                "beta2 * v + (1 - beta2) * g**2": "(1 - beta2) * v + beta2 * g**2",
            },
            hint="beta is the weight of the old moment, 1 - beta that of the new gradient.",
        ),
        Wrong(
            "gradient not squared",
            {"(1 - beta2) * g**2": "(1 - beta2) * g", "np.sqrt(v_hat)": "np.sqrt(np.abs(v_hat))"},
            hint="Your second moment is the first once more. What is averaged in it?",
        ),
        Wrong(
            "sums instead of averages",
            {"beta1 * m + (1 - beta1) * g": "beta1 * m + g", "beta2 * v + (1 - beta2) * g**2": "beta2 * v + g**2"},
            hint="Your moments are sums: the new gradient has the weight 1. Both weights add up to 1.",
        ),
    ),
)
