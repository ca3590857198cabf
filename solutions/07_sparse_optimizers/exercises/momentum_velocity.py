"""Momentum as Keras has it: the velocity is the step, and lr is inside."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class MomentumVelocity:
    """Gradient descent with momentum, in the form of keras.optimizers.SGD.

        v_t     = momentum * v_{t-1} - lr * g_t          v_0 = 0
        theta_t = theta_{t-1} + v_t

    The velocity is the step itself: it points downhill, and each gradient keeps the lr of its own step.

    params: list of float arrays of any shape, updated in place by `step`; their dtype stays.
    lr: learning rate. momentum: how much of the old velocity stays.

    lr and momentum may be changed between two steps: read them anew in each.
    """

    def __init__(self, params, lr=1e-2, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        ### BEGIN SOLUTION
        self.velocities = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once. grads: one array per parameter, of its shape; left unchanged."""
        ### BEGIN SOLUTION
        for p, g, v in zip(self.params, grads, self.velocities):
            v[...] = self.momentum * v - self.lr * g
            p += v
        ### END SOLUTION


class OtherSign:
    """Ruder's sign: the velocity points uphill and is subtracted; lists made anew."""

    def __init__(self, params, lr=1e-2, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.v = [0.0] * len(params)

    def step(self, grads):
        self.v = [self.momentum * v + self.lr * g for v, g in zip(self.v, grads)]
        for i in range(len(grads)):
            self.params[i] -= self.v[i]


class InPlace:
    """The velocity by augmented assignments in a dictionary, the parameters by `out`."""

    def __init__(self, params, lr=1e-2, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.state = {i: np.zeros(p.shape, p.dtype) for i, p in enumerate(params)}

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.state[i] *= self.momentum
            self.state[i] -= np.multiply(g, self.lr)
            np.add(p, self.state[i], out=p)


class ThroughTorch:
    """torch.optim.SGD with rate 1, whose gradients bring the rate of their step along."""

    def __init__(self, params, lr=1e-2, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self._torch = oracles.TorchOptimizer("SGD", params, lr=1.0, momentum=momentum)

    def step(self, grads):
        self._torch.momentum = self.momentum
        self._torch.step([self.lr * g for g in grads])


EXERCISE = Exercise(
    MomentumVelocity,
    points=2,
    ids=("OPT-04",),
    source="Sutskever et al. 2013; keras.optimizers.SGD(momentum=0.9)",
    family=families.OPTIMIZER,
    probe=probes.trajectory,
    oracle=ThroughTorch,
    cases=(
        Case(
            "two steps",
            lambda rng: inputs.descent(rng, (2,), (2, 3), steps=2, lr=0.5, momentum=0.5),
            public=True,
            about="2 steps, lr 0.5, momentum 0.5",
        ),
        Case("six steps, default options", lambda rng: inputs.descent(rng, (2, 3), (4,)), public=True, about="6 steps"),
        Case(
            "lr lowered on the way",
            lambda rng: inputs.descent(rng, (3,), (2, 3), lr=0.3, momentum=0.8, changes={3: {"lr": 0.01}}),
            public=True,
            weight=2,
            about="6 steps, lr 0.3, from the third step 0.01",
        ),
    ),
    right=(
        Right("other sign", task=OtherSign),
        Right("in place, with out=", task=InPlace),
        Right("sliced assignment", {"p += v": "p[...] = p + v"}),
    ),
    hint=(
        "Compute the velocity and the parameter by hand for two steps with another lr in the second. Where does "
        "lr come in?"
    ),
    wrong=(
        Wrong(
            "lr outside the velocity",
            {"self.momentum * v - self.lr * g": "self.momentum * v - g", "p += v": "p += self.lr * v"},
            hint=(
                "As long as lr stays the same, so does the path. Look at the first step after lr was lowered.",
                "This is torch's form. Here lr belongs to the gradient, before it enters the velocity.",
            ),
        ),
        Wrong(
            "velocity never kept",
            {"v[...] = self.momentum": "v = self.momentum"},
            hint="Every step starts from a velocity of zero. Where is it kept from one step to the next?",
        ),
        Wrong(
            "Nesterov instead",
            {"p += v": "p += self.momentum * v - self.lr * g"},
            hint="Your step looks ahead already. That is Keras's nesterov=True; here the step is the velocity alone.",
        ),
        Wrong(
            "moving average",
            {"self.momentum * v - self.lr * g": "self.momentum * v - (1 - self.momentum) * self.lr * g"},
            hint="Your steps are too short by the same factor everywhere. With which weight does lr * g enter?",
        ),
        Wrong(
            "lr twice",
            {"p += v": "p += self.lr * v"},
            hint="Your velocity has lr inside already. Does the last line need it again?",
        ),
        Wrong(
            "climbs instead of descending",
            {"v - self.lr * g": "v + self.lr * g"},
            hint="Your parameters move uphill. Look at the two signs: the velocity points downhill, and it is added.",
        ),
        Wrong(
            "momentum on the gradient too",
            {"self.momentum * v - self.lr * g": "self.momentum * (v - self.lr * g)"},
            hint="Only the old velocity fades. Your new gradient is multiplied by momentum as well.",
        ),
    ),
)
