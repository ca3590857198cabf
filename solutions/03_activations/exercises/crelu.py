"""CReLU: both halves of the input, the positive and the negative, as channels of their own."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class CReLU:
    """The concatenated rectified linear unit: it doubles the channels.

        y  = [max(0, x), max(0, -x)]        joined along `axis`, in this order
        dx = dout_1 where x > 0,  -dout_2 where x < 0,  0 at x = 0

    dout_1 and dout_2 are the halves of dout that belong to the first and the second half of y.

    axis: the axis of the channels: 1 for (N, C) and (N, C, H, W), -1 for (N, H, W, C).
    """

    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, x):
        """y, with twice as many channels as x. x: float array, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        return np.concatenate([np.maximum(x, 0), np.maximum(-x, 0)], axis=self.axis)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx, shaped like the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        positive, negative = np.split(dout, 2, axis=self.axis)
        return positive * (self.x > 0) - negative * (self.x < 0)
        ### END SOLUTION


class ChannelsFirst:
    """Moves the channels to the front, fills two halves, and moves them back."""

    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, x):
        self.x = np.moveaxis(x, self.axis, 0)
        both = np.empty((2, *self.x.shape), x.dtype)
        both[0], both[1] = np.clip(self.x, 0, None), -np.clip(self.x, None, 0)
        return np.moveaxis(both.reshape(2 * len(self.x), *self.x.shape[1:]), 0, self.axis)

    def backward(self, dout):
        parts = np.moveaxis(dout, self.axis, 0)
        count = len(self.x)
        dx = np.where(self.x > 0, parts[:count], np.where(self.x < 0, -parts[count:], 0))
        return np.moveaxis(dx, 0, self.axis)


def doubled(axis):
    """The shape of the output for a shape of the input."""
    return lambda shape: tuple(2 * side if i == axis % len(shape) else side for i, side in enumerate(shape))


EXERCISE = Exercise(
    CReLU,
    points=2,
    ids=("ACT-11",),
    source="Shang et al. 2016, Understanding and improving CNNs via concatenated rectified linear units",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(
        lambda torch, x, axis=1: torch.cat([torch.nn.functional.relu(x), torch.nn.functional.relu(-x)], axis)
    ),
    cases=(
        Case(
            "forward alone",
            lambda rng: inputs.layer_passes(
                rng, (3, 2), out=doubled(1), backward=False, values=(-2, -1, 1, 2), spread=0.9
            ),
            public=True,
        ),
        Case(
            "forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4), out=doubled(1)), public=True, weight=2
        ),
        Case(
            "images, channels on axis 1",
            lambda rng: inputs.layer_passes(rng, (2, 2, 2, 2), out=doubled(1)),
            public=True,
            about="x (2, 2, 2, 2), axis 1",
        ),
        Case(
            "images, channels last",
            lambda rng: inputs.layer_passes(rng, (2, 2, 2, 2), out=doubled(-1), axis=-1),
            public=True,
            about="x (2, 2, 2, 2), axis -1",
        ),
        Case(
            "at the kink",
            lambda rng: inputs.layer_passes(rng, (3, 4), out=doubled(1), values=(-2, -0.5, 0, 0.5, 3)),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 among them",
        ),
        Case(
            "three passes, one of them empty",
            lambda rng: inputs.layer_passes(rng, (4, 3), (0, 3), (1, 5), out=doubled(1), axis=-1),
        ),
        Case("column-major", lambda rng: inputs.layer_passes(rng, (2, 3, 2, 4), out=doubled(1), layout="F")),
        Case(
            "float32",
            lambda rng: inputs.layer_passes(rng, (3, 4), out=doubled(1), dtype="float32"),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("channels first", task=ChannelsFirst),
        Right("minus the minimum", {"np.maximum(-x, 0)": "-np.minimum(x, 0)"}),
    ),
    hint="Take one sample with the channels 2 and -3, and write down y. Which half of dout belongs to which channel?",
    wrong=(
        Wrong(
            "second half keeps its sign",
            {"np.maximum(-x, 0)": "np.minimum(x, 0)"},
            hint="No output of a rectifier is below 0. What is rectified in the second half?",
        ),
        Wrong(
            "gradients of the halves added",
            {") - negative": ") + negative"},
            hint="In the second half y = -x: what is its slope?",
        ),
        Wrong(
            "halves swapped on the way back",
            {"positive, negative = np": "negative, positive = np"},
            hint="The first half of y was made of positive inputs. Which half of dout belongs to them?",
        ),
        Wrong(
            "only the first half flows back",
            {" - negative * (self.x < 0)": ""},
            hint="Every input other than 0 reaches the output in one half or the other. Where do negative ones?",
        ),
        Wrong(
            "not rectified",
            {"np.maximum(x, 0), np.maximum(-x, 0)": "x, -x"},
            hint="Joining x and -x adds no information. What should happen to each half first?",
        ),
        Wrong(
            "halves in the wrong order",
            {"np.maximum(x, 0), np.maximum(-x, 0)": "np.maximum(-x, 0), np.maximum(x, 0)"},
            hint="The positive part comes first.",
        ),
        Wrong(
            "always joins along the last axis",
            {"np.maximum(-x, 0)], axis=self.axis": "np.maximum(-x, 0)], axis=-1", "2, axis=self.axis": "2, axis=-1"},
            hint="For (N, C) you are right, for images with channels on axis 1 not. Which axis do you join along?",
        ),
        Wrong(
            "always joins along axis 1",
            {"np.maximum(-x, 0)], axis=self.axis": "np.maximum(-x, 0)], axis=1", "2, axis=self.axis": "2, axis=1"},
            hint="With channels last you join the wrong axis. Which one was asked for?",
        ),
        Wrong(
            "slope at the kink",
            {"self.x > 0": "self.x >= 0"},
            hint="Only inputs of exactly 0 go wrong: by the convention in the text no gradient passes there.",
        ),
        Wrong(
            "always joins along the first axis",
            {"np.maximum(-x, 0)], axis=self.axis": "np.maximum(-x, 0)], axis=0", "2, axis=self.axis": "2, axis=0"},
            hint="Your batch has doubled. The channels should: np.concatenate takes axis 0 if none is given.",
        ),
        Wrong(
            "stacked instead of joined",
            {"np.concatenate([": "np.stack([", "np.maximum(-x, 0)], axis=self.axis": "np.maximum(-x, 0)], axis=0"},
            hint="Your output has an axis more than x. The halves are joined along one that is there.",
        ),
        Wrong(
            "gradient passes untouched",
            {"positive * (self.x > 0) - negative * (self.x < 0)": "positive - negative"},
            hint="The halves meet with the right sign. Each of them flows back only where it was not 0.",
        ),
        Wrong(
            "only the second half flows back",
            {"positive * (self.x > 0) - negative": "-negative"},
            hint="Positive inputs get no gradient with you.",
        ),
    ),
)
