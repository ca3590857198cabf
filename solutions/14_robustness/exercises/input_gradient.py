"""Gradient of the loss by the input: how each pixel changes what a network believes."""

from itertools import pairwise

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def input_gradient(x, labels, layers):
    """Gradient of each image's cross-entropy by its own pixels.

    The network: every layer but the last is a linear layer with a ReLU behind it, the last one gives scores, and a
    softmax makes probabilities of them. The loss of an image is -log of the probability of its label. Row n of the
    result is the gradient of the loss of image n alone: nothing is averaged over the batch.

    x: (N, D) floats. labels: (N,) integers, a class for each image. layers: list of [W, b] with W of shape
    (fan_in, fan_out) and b of shape (fan_out,); one pair or more. The slope of ReLU at 0 is 0. Scores of +-1000 may
    come. All arguments are left unchanged. Returns an array (N, D) of the dtype of x.
    """
    ### BEGIN SOLUTION
    fed = [x]
    for W, b in layers[:-1]:
        fed.append(np.maximum(fed[-1] @ W + b, 0))
    W, b = layers[-1]
    scores = fed[-1] @ W + b
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(x)), labels] -= 1
    grad = p @ W.T
    for (W, _), active in zip(layers[-2::-1], fed[:0:-1]):
        grad = (grad * (active > 0)) @ W.T
    return grad
    ### END SOLUTION


def with_autograd(x, labels, layers):
    """torch's autograd of the summed cross-entropy."""
    import torch

    out = leaf = torch.tensor(np.array(x), requires_grad=True)
    for i, (W, b) in enumerate(layers):
        out = (out if i == 0 else torch.relu(out)) @ torch.tensor(np.array(W)) + torch.tensor(np.array(b))
    loss = torch.nn.functional.cross_entropy(out, torch.tensor(np.array(labels)), reduction="sum")
    return torch.autograd.grad(loss, leaf)[0].numpy()


def image_by_image(x, labels, layers):
    """The Jacobian of the scores of one image, multiplied up from the pixels to the scores."""
    rows = []
    for image, label in zip(x, labels):
        out, jacobian = image, np.eye(len(image), dtype=x.dtype)
        for i, (W, b) in enumerate(layers):
            if i:
                jacobian = jacobian * (out > 0)
                out = np.where(out > 0, out, 0)
            out, jacobian = out @ W + b, jacobian @ W
        log_p = out - np.logaddexp.reduce(out)
        wanted = np.eye(len(out), dtype=x.dtype)[label]
        rows.append(jacobian @ (np.exp(log_p) - wanted))
    return np.array(rows)


def in_classes(x, labels, layers):
    """Layers as objects with forward and backward, which remember what they were given."""

    class Linear:
        def __init__(self, W, b):
            self.W, self.b = W, b

        def forward(self, x):
            return x.dot(self.W) + self.b[None]

        def backward(self, dout):
            return np.einsum("nf,df->nd", dout, self.W)

    class ReLU:
        def forward(self, x):
            self.mask = x <= 0
            return np.where(self.mask, 0, x)

        def backward(self, dout):
            dout = dout.copy()
            dout[self.mask] = 0
            return dout

    stack = []
    for W, b in layers:
        stack += [Linear(W, b), ReLU()]
    stack.pop()
    for layer in stack:
        x = layer.forward(x)
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    dout = e / np.sum(e, axis=-1, keepdims=True) - (labels[:, None] == np.arange(x.shape[1]))
    for layer in reversed(stack):
        dout = layer.backward(dout)
    return dout.astype(stack[0].W.dtype)


def telling(x, layers):
    """Whether in each hidden layer every image has units that are on and some that are off, no two images alike."""
    out, patterns = x, []
    for W, b in layers[:-1]:
        out = np.maximum(out @ W + b, 0)
        share = (out > 0).mean(axis=1)
        if share.min() < 0.3 or share.max() > 0.85:
            return False
        patterns.append(out > 0)
    together = np.hstack(patterns) if patterns else np.arange(len(x))[:, None]
    return len(np.unique(together, axis=0)) == len(x)


def network(rng, n, *sizes, change=None, dtype="float64", **options):
    """Inputs of `call`: images of numbers from 0 to 1, a network of these sizes, labels that it does not believe.

    change: of the list of layers, in place, before anything is computed with it.
    """
    while True:
        x = rng.uniform(0.05, 1.0, (n, sizes[0]))
        layers = []
        for fan_in, fan_out in pairwise(sizes):
            W = rng.uniform(0.5, 1.5, (fan_in, fan_out)) * rng.choice([-1.0, 1.0], (fan_in, fan_out))
            layers.append([W, rng.uniform(0.3, 0.6, fan_out) * rng.choice([-1.0, 1.0], fan_out)])
        if change:
            change(layers)
        if telling(x, layers):
            break
    out = x
    for i, (W, b) in enumerate(layers):
        out = (np.maximum(out, 0) if i else out) @ W + b
    labels = out.argsort(axis=1)[:, 0]  # the least likely class: every gradient is far from 0
    layers = [[W.astype(dtype), b.astype(dtype)] for W, b in layers]
    return {"args": [x.astype(dtype), labels, layers], **options}


def dead(layers):
    """One hidden unit gets exactly 0 from every image, and another one is off."""
    W, b = layers[0]
    W[:, 1], b[1] = 0.0, 0.0
    W[:, 3], b[3] = -np.abs(W[:, 3]), -0.5


def raised(layers):
    """The score of the first class is near 1000."""
    layers[-1][1][0] += 1000.0


def golden(rng):
    """Inputs of `call`: a softmax regression with whole numbers, and images of one digit after the point."""
    x = rng.choice([-1.0, 1.0], (2, 2)) * [[0.3, 0.2], [0.4, 0.7]]
    W = np.array([[1.0, 0.0, -1.0], [2.0, -1.0, 0.0]])
    return {"args": [x, (x @ W).argsort(axis=1)[:, 0], [[W, np.zeros(3)]]]}


EXERCISE = Exercise(
    input_gradient,
    points=5,
    ids=("ADV-01",),
    source="Szegedy et al. 2014; Goodfellow, Shlens & Szegedy 2015, section 4",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case("softmax regression", golden, public=True, about="one layer: 2 images of 2 pixels, 3 classes"),
        Case(
            "one hidden layer",
            lambda rng: network(rng, 3, 4, 5, 3),
            public=True,
            about="3 images of 4 pixels, 5 hidden units, 3 classes",
        ),
        Case(
            "two hidden layers",
            lambda rng: network(rng, 2, 5, 4, 6, 3),
            public=True,
            weight=2,
            about="2 images of 5 pixels, 4 and 6 hidden units, 3 classes",
        ),
        Case(
            "a unit at 0",
            lambda rng: network(rng, 3, 4, 6, 3, change=dead),
            public=True,
            about="one hidden unit gets exactly 0 from every image, another one is off for all",
        ),
        Case(
            "large scores",
            lambda rng: network(rng, 3, 4, 6, 5, change=raised),
            public=True,
            about="a score of about 1000: e^1000 does not fit into a float",
        ),
        Case("a single image", lambda rng: network(rng, 1, 6, 4, 3)),
        Case("column-major", lambda rng: network(rng, 4, 5, 3, 6, layout="F")),
        Case("every other column", lambda rng: network(rng, 3, 5, 6, 4, layout="strided")),
        Case("float32", lambda rng: network(rng, 4, 5, 6, 3, dtype="float32"), public=True, tolerance=FLOAT32),
    ),
    right=(
        Right("image by image, from the pixels up", task=image_by_image),
        Right("layers as objects", task=in_classes),
        Right("ones subtracted", {"p[np.arange(len(x)), labels] -= 1": "p = p - np.eye(p.shape[1])[labels]"}),
    ),
    hint=(
        "Compare with central differences of the loss on one image of 4 pixels and 5 hidden units, pixel by pixel; "
        "then with two images."
    ),
    wrong=(
        Wrong(
            "mean over the batch",
            {"p[np.arange(len(x)), labels] -= 1": "p[np.arange(len(x)), labels] -= 1\n    p /= len(x)"},
            hint=(
                "Each image has a loss of its own here.",
                "Your rows become smaller as the batch grows, though no image looks at another.",
            ),
        ),
        Wrong(
            "one gradient for all images",
            {"return grad": "return np.tile(grad.mean(axis=0), (len(x), 1))"},
            hint="All your rows are equal. Each image has its own gradient.",
        ),
        Wrong(
            "ReLU ignored on the way back",
            {"(grad * (active > 0)) @ W.T": "grad @ W.T"},
            hint=(
                "Softmax regression is right. On the way back, which hidden units let something through?",
                "A unit that is off stops the gradient. If you use a mask: what a ReLU gives is never below 0.",
            ),
        ),
        Wrong(
            "stops at the first hidden layer",
            {"return grad": "return grad if len(layers) == 1 else (p @ layers[-1][0].T)[:, : x.shape[1]]"},
            hint="Your gradient belongs to hidden units. Go on, through the first weights, to the pixels.",
        ),
        Wrong(
            "gradient of the score",
            {
                "p = np.exp(scores - scores.max(axis=1, keepdims=True))": "p = np.zeros_like(scores)",
                "\n    p /= p.sum(axis=1, keepdims=True)": "",
            },
            hint="You follow the score of the label alone. The loss also holds the scores of all other classes.",
        ),
        Wrong(
            "label not subtracted",
            {"p[np.arange(len(x)), labels] -= 1": "pass"},
            hint="Your result does not depend on the labels. The gradient by the scores is p minus 1 at the label.",
        ),
        Wrong(
            "labels by prediction",
            {"p[np.arange(len(x)), labels] -= 1": "p[np.arange(len(x)), p.argmax(axis=1)] -= 1"},
            hint="You take what the network believes for the label. The label is handed in.",
        ),
        Wrong(
            "sign turned round",
            {"p[np.arange(len(x)), labels] -= 1\n    grad = p": "p[np.arange(len(x)), labels] -= 1\n    grad = -p"},
            hint="Everything has the wrong sign: your gradient points to where the loss falls.",
        ),
        Wrong(
            "softmax overflows",
            {"np.exp(scores - scores.max(axis=1, keepdims=True))": "np.exp(scores)"},
            hint="Small scores are right. Large ones do not fit into a float: shift them first.",
        ),
        Wrong(
            "softmax over the batch",
            {"p.sum(axis=1, keepdims=True)": "p.sum(axis=0, keepdims=True)"},
            hint="The probabilities of one image sum to 1, over the classes.",
        ),
        Wrong(
            "biases left out",
            {"fed[-1] @ W + b, 0": "fed[-1] @ W, 0", "scores = fed[-1] @ W + b": "scores = fed[-1] @ W"},
            hint="What do the biases do? They move every score, and decide which units are on.",
        ),
        Wrong(
            "no ReLU on the way in",
            {"np.maximum(fed[-1] @ W + b, 0)": "fed[-1] @ W + b"},
            hint="On the way in, what is below 0 becomes 0 in every layer but the last.",
        ),
    ),
    survivors={
        "p /= p.sum(axis=1, keepdims=True) -> p = p / p.sum(axis=1, keepdims=True)": (
            "p is a new array that nothing else holds"
        ),
        "p[np.arange(len(x)), labels] -= 1 -> p[np.arange(len(labels)), labels] -= 1": "there is a label per image",
        (
            "for (W, _), active in zip(layers[-2::-1], fed[:0:-1]) -> "
            "for (W, _), active in zip(layers[-2::-1], fed[::-1])"
        ): "zip stops at the first layer",
    },
)
