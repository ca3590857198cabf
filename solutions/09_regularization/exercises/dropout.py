"""Dropout: in training, every unit is missing now and then."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, probes


class Dropout:
    """Inverted dropout. In training, with one number u from 0 to 1 for each element of x:

        y = x / (1 - drop_prob)  where u >= drop_prob,     y = 0  where u < drop_prob

    dx has the same mask: dout / (1 - drop_prob) where the unit was kept, else 0. At test y = x and dx = dout.

    drop_prob: the probability that an element is *dropped*, at least 0 and below 1. seed: of the layer's generator.
    rng: the generator. Each `forward` in training draws u = rng.random(x.shape) from it, once, and nothing else.
    training: True in training, False at test; it may be switched between two passes.
    """

    def __init__(self, drop_prob=0.5, seed=0):
        self.drop_prob, self.training = drop_prob, True
        self.rng = np.random.default_rng(seed)

    def forward(self, x):
        """y, shaped like x and of its dtype. x: any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.mask = np.ones_like(x)
        if self.training:
            u = self.rng.random(x.shape)
            self.mask = ((u >= self.drop_prob) / (1 - self.drop_prob)).astype(x.dtype)
        return x * self.mask
        ### END SOLUTION

    def backward(self, dout):
        """dx, for the latest `forward`. dout: dL/dy, shaped like x; left unchanged."""
        ### BEGIN SOLUTION
        return dout * self.mask
        ### END SOLUTION


class Masked:
    """A boolean mask, and None at test; elements chosen by assignment."""

    def __init__(self, drop_prob=0.5, seed=0):
        self.drop_prob, self.training = drop_prob, True
        self.rng = np.random.default_rng(seed)

    def forward(self, x):
        self.dropped = self.rng.random(x.shape) < self.drop_prob if self.training else None
        return self._apply(x)

    def backward(self, dout):
        return self._apply(dout)

    def _apply(self, values):
        if self.dropped is None:
            return values.copy()
        kept = values / (1 - self.drop_prob)
        kept[self.dropped] = 0
        return kept


class TorchDropout:
    """A mask of torch's, multiplied in and differentiated by autograd."""

    def __init__(self, drop_prob=0.5, seed=0):
        self.drop_prob, self.training = drop_prob, True
        self.rng = np.random.default_rng(seed)

    def forward(self, x):
        import torch

        self._torch, self._x = torch, torch.tensor(np.array(x), requires_grad=True)
        self._y = self._x * 1
        if self.training:
            u = torch.from_numpy(self.rng.random(x.shape))
            zero = torch.zeros((), dtype=self._x.dtype)
            self._y = torch.where(u < self.drop_prob, zero, self._x) / (1 - self.drop_prob)
        return np.array(self._y.detach().numpy())

    def backward(self, dout):
        (dx,) = self._torch.autograd.grad(self._y, self._x, self._torch.tensor(np.array(dout)))
        return np.array(dx.numpy())


def passes(rng, *shapes, drop_prob, values=(-2, -1, 1, 2, 3), **options):
    """Inputs of `layer`: elements that are not 0, so that what is dropped can be seen; a seed of its own."""
    seed = int(rng.integers(2**31))
    how = {"values": values, "spread": 0.4, "drop_prob": drop_prob, "seed": seed}
    return inputs.layer_passes(rng, *shapes, **how, **options)


def tie(rng, shape):
    """The probability is one of the numbers that the layer is about to draw: that element is kept."""
    drawn = passes(rng, shape, drop_prob=0.5)
    u = np.sort(np.random.default_rng(drawn["options"]["seed"]).random(shape), axis=None)
    drawn["options"]["drop_prob"] = float(u[np.argmin(np.abs(u - 0.3))])
    return drawn


_TIED = "a u that is equal to drop_prob keeps its element"

EXERCISE = Exercise(
    Dropout,
    points=4,
    ids=("REG-04",),
    source="Srivastava et al. 2014; the inverted form of torch.nn.functional.dropout",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=TorchDropout,
    cases=(
        Case(
            "forward alone",
            lambda rng: passes(rng, (4, 5), drop_prob=0.3, backward=False),
            public=True,
            about="x (4, 5), drop_prob 0.3",
        ),
        Case(
            "forward and backward",
            lambda rng: passes(rng, (5, 6), drop_prob=0.2),
            public=True,
            weight=2,
            about="x (5, 6), drop_prob 0.2",
        ),
        Case(
            "training, then test, then training",
            lambda rng: passes(
                rng, (4, 5), (3, 5), (4, 5), drop_prob=0.6, changes={2: {"training": False}, 3: {"training": True}}
            ),
            public=True,
            weight=2,
            about="three passes, drop_prob 0.6; the second one at test",
        ),
        Case("a tie", lambda rng: tie(rng, (5, 6)), public=True, weight=0.5, about=_TIED),
        Case("nothing is dropped", lambda rng: passes(rng, (3, 4), drop_prob=0.0), weight=0.5),
    ),
    right=(
        Right("a mask of truth values", task=Masked),
        Right("by where", {"return x * self.mask": "return np.where(self.mask > 0, x * self.mask, 0).astype(x.dtype)"}),
    ),
    hint=(
        "Run 100,000 ones through it with drop_prob 0.3, and look at the share of zeros, the other value and the "
        "mean. Then look at backward and at test."
    ),
    wrong=(
        Wrong(
            "keep and drop swapped",
            {
                "u >= self.drop_prob": "u >= 1 - self.drop_prob",
                "(1 - self.drop_prob)": "self.drop_prob if self.drop_prob else 1",
            },
            hint=(
                "You keep as many units as you should drop.",
                "The argument is called drop_prob. Older texts and TensorFlow 1 hand over the probability to *keep*.",
            ),
        ),
        Wrong(
            "drops what it should keep",
            {"u >= self.drop_prob": "u < self.drop_prob"},
            hint="The scale is right, and the mask is turned round: u below drop_prob means dropped.",
        ),
        Wrong(
            "not scaled up",
            {"((u >= self.drop_prob) / (1 - self.drop_prob))": "(u >= self.drop_prob)"},
            hint="The mean of y is too small. By how much has what is left to grow?",
        ),
        Wrong(
            "divided by drop_prob",
            {"/ (1 - self.drop_prob)": "/ (self.drop_prob or 1)"},
            hint="Divide by the share that is kept, not by the share that is dropped.",
        ),
        Wrong(
            "drops at test too",
            {"if self.training:": "if True:"},
            hint="At test every unit is there: y = x.",
        ),
        Wrong(
            "scaled at test",
            {"self.mask = np.ones_like(x)": "self.mask = np.ones_like(x) * (1 - self.drop_prob)"},
            hint=(
                "In training you are right, at test too small.",
                "The original paper scales at test. The inverted form has done it in training already.",
            ),
        ),
        Wrong(
            "a new mask on the way back",
            {
                "return dout * self.mask": (
                    "u = self.rng.random(dout.shape)\n"
                    "        return dout * (u >= self.drop_prob) / (1 - self.drop_prob)"
                    " if self.training else dout * 1"
                )
            },
            hint="The way forward is right. Which units let the signal through? The gradient takes the same ones.",
        ),
        Wrong(
            "gradient passes every unit",
            {"return dout * self.mask": "return dout * 1"},
            hint="A unit that was dropped had no part in the loss. What is its gradient?",
        ),
        Wrong(
            "gradient not scaled",
            {"return dout * self.mask": "return dout * (self.mask > 0)"},
            hint="The right units get a gradient, and it is too small. y is x times what?",
        ),
        Wrong(
            "normal numbers in place of uniform ones",
            {"self.rng.random(x.shape)": "self.rng.standard_normal(x.shape)"},
            hint="`standard_normal` is below 0.5 in 69 of 100 draws. Which numbers are below p with probability p?",
        ),
        Wrong(
            "one mask for all samples",
            {"self.rng.random(x.shape)": "self.rng.random(x.shape[1:])"},
            hint="Every sample has a mask of its own: draw a number for each element of x.",
        ),
        Wrong(
            "whole channels are dropped",
            {"self.rng.random(x.shape)": "self.rng.random(x.shape[:2] + (1,) * (x.ndim - 2))"},
            hint="With two axes you are right, images are not: every element is drawn on its own.",
        ),
        Wrong(
            "a tie drops",
            {"u >= self.drop_prob": "u > self.drop_prob"},
            hint="You differ only where u is equal to drop_prob: by the convention in the text, that is kept.",
        ),
        Wrong(
            "draws at test too",
            {
                "self.mask = np.ones_like(x)\n": (
                    "self.mask = np.ones_like(x)\n        self.training or self.rng.random(x.shape)\n"
                )
            },
            hint="The first pass after a test has another mask than it should. At test nothing is drawn.",
        ),
        Wrong(
            "drawn the other way round",
            {"u >= self.drop_prob": "u < 1 - self.drop_prob"},
            hint=(
                "As good a mask as the one that is asked for, but another one.",
                "So that results can be compared, the text says which u are kept: u >= drop_prob.",
            ),
        ),
    ),
    survivors={
        (
            "self.mask = ((u >= self.drop_prob) / (1 - self.drop_prob)).astype(x.dtype) -> "
            "self.mask = ((u >= self.drop_prob) / (1 - self.drop_prob)).astype(u.dtype)"
        ): "a float64 mask makes a float64 y of a float32 x, and a wider float is accepted",
    },
)
