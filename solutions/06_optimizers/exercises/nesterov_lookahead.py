"""Nesterov's momentum as it is drawn: look ahead, take the gradient there, then step."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class NesterovLookahead:
    """Nesterov's accelerated gradient in the form of Sutskever et al. (2013): the gradient is taken ahead.

        v_t     = momentum * v_{t-1} - lr * grad(theta_{t-1} + momentum * v_{t-1})          v_0 = 0
        theta_t = theta_{t-1} + v_t

    The velocity is the step itself: it points downhill, and lr is inside it.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. momentum: how much of the old velocity stays.

    lr and momentum may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        ### BEGIN SOLUTION
        self.velocities = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, gradient):
        """Update every parameter once.

        gradient: a function; gradient(points) takes a list of arrays shaped like params and gives the list of the
        gradients there.
        """
        ### BEGIN SOLUTION
        ahead = [p + self.momentum * v for p, v in zip(self.params, self.velocities)]
        for p, v, g in zip(self.params, self.velocities, gradient(ahead)):
            v[...] = self.momentum * v - self.lr * g
            p += v
        ### END SOLUTION


class ThereAndBack:
    """Moves the parameters themselves to the point ahead; velocities of the other sign, as in Ruder's survey."""

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.v = [np.zeros(p.shape, p.dtype) for p in params]

    def step(self, gradient):
        start = [np.copy(p) for p in self.params]
        for i, v in enumerate(self.v):
            self.params[i] -= self.momentum * v
        grads = gradient(self.params)
        self.v = [self.momentum * v + self.lr * g for v, g in zip(self.v, grads)]
        for i, v in enumerate(self.v):
            self.params[i][...] = start[i] - v


class ThroughTorch:
    """torch's form walks over phi_t = theta_t + momentum * v_t, the points ahead; theta is read off that path.

    From theta_t = theta_{t-1} + v_t follows v_t = (phi_t - theta_{t-1}) / (1 + momentum). lr is put into the gradient,
    so that it is inside the velocity when it changes.
    """

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self._phi = [np.array(p) for p in params]
        self._torch = oracles.TorchOptimizer("SGD", self._phi, lr=1.0, momentum=momentum, nesterov=True)

    def step(self, gradient):
        ratio = self.momentum / self._torch.momentum
        for p, phi in zip(self.params, self._phi):
            phi[...] = p + ratio * (phi - p)
        self._torch.momentum = self.momentum
        self._torch.step([self.lr * g for g in gradient(self._phi)])
        for p, phi in zip(self.params, self._phi):
            p += (phi - p) / (1 + self.momentum)


EXERCISE = Exercise(
    NesterovLookahead,
    points=3,
    ids=("OPT-06",),
    source="Sutskever et al. 2013, On the importance of initialization and momentum, eqs. 3-4",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=ThroughTorch,
    cases=(
        Case(
            "two steps on a bowl",
            lambda rng: inputs.descent_on(rng, "quadratic", (2,), (2, 2), steps=2, lr=0.3, momentum=0.6),
            public=True,
            about="2 steps on a quadratic, lr 0.3, momentum 0.6",
        ),
        Case(
            "six steps, default options",
            lambda rng: inputs.descent_on(rng, "quartic", (2, 3), (4,)),
            public=True,
            about="6 steps on a sum of fourth powers",
        ),
        Case(
            "lr lowered on the way",
            lambda rng: inputs.descent_on(
                rng, "quadratic", (3,), (3, 2), lr=0.2, momentum=0.8, changes={3: {"lr": 0.01}}
            ),
            public=True,
            weight=2,
            about="6 steps on a quadratic, lr 0.2, from the third step 0.01",
        ),
        Case(
            "twelve steps on a bowl",
            lambda rng: inputs.descent_on(rng, "quadratic", (4,), (4, 2), steps=12, lr=0.05, momentum=0.9),
        ),
    ),
    right=(
        Right("there and back, other sign", task=ThereAndBack),
        Right("sliced assignment", {"p += v": "p[...] = p + v"}),
    ),
    hint="Compute two steps by hand, and write down the point at which each gradient is taken.",
    wrong=(
        Wrong(
            "gradient taken where you stand",
            {"gradient(ahead)": "gradient(self.params)"},
            hint=(
                "This is plain momentum: your gradient comes from the place you are at.",
                "Where will the velocity alone have carried you? Ask for the gradient there.",
            ),
        ),
        Wrong(
            "looks back",
            {"p + self.momentum * v for": "p - self.momentum * v for"},
            hint="In this form the velocity points where you are going. You look the other way.",
        ),
        Wrong(
            "looks too far ahead",
            {"p + self.momentum * v for": "p + v for"},
            hint="Only a part of the old velocity will be left in the next step. Look just that far.",
        ),
        Wrong(
            "torch's form",
            {"gradient(ahead)": "gradient(self.params)", "p += v": "p += self.momentum * v - self.lr * g"},
            hint=(
                "Here `step` walks over the points ahead themselves, as torch's form does.",
                "Both are Nesterov's method, but the parameters of this one are theta, not theta + momentum * v.",
            ),
        ),
        Wrong(
            "stays at the point ahead",
            {
                "v[...] = self.momentum": "p += self.momentum * v\n            v[...] = self.momentum",
            },
            hint="The look-ahead is only for the gradient. The step itself starts from where you were.",
        ),
        Wrong(
            "velocity never kept",
            {"v[...] = self.momentum": "v = self.momentum"},
            hint="Every step starts from a velocity of zero. Where is it kept from one step to the next?",
        ),
        Wrong(
            "lr outside the velocity",
            {
                "p + self.momentum * v for": "p + self.lr * self.momentum * v for",
                "self.momentum * v - self.lr * g": "self.momentum * v - g",
                "p += v": "p += self.lr * v",
            },
            hint="As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
        ),
        Wrong(
            "climbs instead of descending",
            {"v - self.lr * g": "v + self.lr * g"},
            hint="The gradient points uphill, and the velocity is added to the parameters. Which sign belongs between?",
        ),
        Wrong(
            "lr read once",
            {
                "self.velocities = [": "self.rate = lr\n        self.velocities = [",
                "v - self.lr * g": "v - self.rate * g",
            },
            hint="The rate may change on the way. Yours is the one from the beginning: read it at each step.",
        ),
        Wrong(
            "arrays of one shape share their state",
            {
                "self.velocities = [np.zeros_like(p) for p in params]": (
                    "shared = {p.shape: np.zeros_like(p) for p in params}\n"
                    "        self.velocities = [shared[p.shape] for p in params]"
                )
            },
            hint="Where two arrays have one shape, your state is mixed up. Each array has a state of its own.",
        ),
        Wrong(
            "velocity not damped",
            {"v[...] = self.momentum * v -": "v[...] = v -"},
            hint="Your velocity forgets nothing. What is it multiplied by at each step?",
        ),
        Wrong(
            "lr applied twice",
            {"p += v": "p += self.lr * v"},
            hint="Your steps are far too short: lr is in the velocity and before it.",
        ),
    ),
)
