"""Known numbers of 10_frameworks: sums by hand, the slides' counts, and both frameworks beside each other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from tests.labs.labs import Known, KnownNumber

#: One image of 3 x 4 with the pixels 0 to 11, and a kernel whose digits tell which pixels went into a sum.
COUNTED = np.arange(12.0).reshape(1, 1, 3, 4)
DIGITS = np.array([1.0, 10.0, 100.0, 1000.0]).reshape(1, 1, 2, 2)
SHAPE, FILTERS, CLASSES = (3, 32, 32), (32, 16), 10


def counts(network: Any, weights: Any) -> list[int]:
    """How many numbers each layer learns."""
    sizes = [int(np.prod(tuple(each.shape))) for each in weights(network)]
    return [sum(sizes[i : i + 2]) for i in range(0, len(sizes), 2)]


def pair(labs: SimpleNamespace, seed: int = 0) -> tuple[Any, torch.nn.Module]:
    """A network of Keras with random biases too, and one of torch that `copy_weights` has filled from it."""
    keras = labs.given.keras()
    keras.utils.set_random_seed(seed)
    source = labs.build_keras((19, 14, 2), (8, 5), 7)
    rng = np.random.default_rng(seed)
    source.set_weights([w + 0.1 * rng.normal(size=w.shape) for w in source.get_weights()])
    target = labs.build_torch((2, 19, 14), (8, 5), 7)
    labs.copy_weights(source, target)
    return source, target


def scores_apart(labs: SimpleNamespace) -> float:
    """The largest distance of a score of torch from Keras's, in float32, on twenty images."""
    source, target = pair(labs)
    images = np.random.default_rng(1).normal(size=(20, 19, 14, 2)).astype(np.float32)
    with torch.no_grad():
        ours, theirs = target(torch.tensor(images).permute(0, 3, 1, 2)), source(torch.tensor(images))
    return float((ours - theirs).abs().max())


def first_epoch_apart(labs: SimpleNamespace) -> float:
    """How far the loss of one epoch of `train_torch` is from that of Keras's `fit`, with eps of no consequence.

    Keras adds its epsilon under the root: 1e-14 there is 1e-7 after it, where the average is 0.
    """
    keras = labs.given.keras()
    source, _ = pair(labs)
    twin = labs.build_torch((1, 19, 14), (8, 5), 7)
    source = labs.build_keras((19, 14, 1), (8, 5), 7)
    labs.copy_weights(source, twin)
    rng = np.random.default_rng(2)
    images, labels = rng.normal(size=(50, 19, 14)).astype(np.float32), rng.integers(0, 7, 50)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    source.compile(keras.optimizers.RMSprop(learning_rate=1e-3, epsilon=1e-14), loss)
    fitted = source.fit(images[..., None], labels, epochs=2, batch_size=16, shuffle=False, verbose=0)
    found = labs.train_torch(twin, torch.tensor(images), torch.tensor(labels), 2, 16)
    return float(np.abs(np.array(found) - fitted.history["loss"]).max())


def adam_apart(labs: SimpleNamespace) -> float:
    """The largest distance of a parameter of a trained network from torch.optim.Adam's, after forty steps."""
    ends = []
    for kind in (labs.AdamOptimizer, torch.optim.Adam):
        torch.manual_seed(0)
        network = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3)).double()
        x, y = torch.randn(30, 6).double(), torch.randint(0, 3, (30,))
        optimizer = kind(network.parameters(), lr=0.02)
        for _ in range(40):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(x), y).backward()
            optimizer.step()
        ends.append(torch.cat([p.detach().ravel() for p in network.parameters()]))
    return float((ends[0] - ends[1]).abs().max())


def first_steps(labs: SimpleNamespace) -> list[float]:
    """Lengths of RMSprop's first step, in units of lr, for the rho of Keras and for the alpha of torch."""
    lengths = []
    for rho in (0.9, 0.99):
        network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(2, 2, bias=False)).double()
        start = [p.detach().clone() for p in network.parameters()]
        images = torch.ones(1, 1, 2).double()
        labs.train_torch(network, images, torch.tensor([0]), 1, 1, lr=1e-3, rho=rho, eps=0.0)
        moved = [(p.detach() - q).abs().max() for p, q in zip(network.parameters(), start, strict=True)]
        lengths.append(float(max(moved)) / 1e-3)
    return lengths


KNOWN = Known(
    numbers=(
        KnownNumber(
            "windows of a counted image",
            lambda labs: labs.conv2d_forward(COUNTED, DIGITS, np.zeros(1)),
            [[[[5410, 6521, 7632], [9854, 10965, 12076]]]],
        ),
        KnownNumber(
            "a kernel turned round",
            lambda labs: labs.conv2d_forward(COUNTED, DIGITS, np.zeros(1))[0, 0, 0, 0],
            145,
            mistake=("conv2d_forward", "kernel turned round"),
        ),
        KnownNumber(
            "largest of a counted image",
            lambda labs: labs.max_pool2d(COUNTED, (2, 3), 1),
            [[[[6, 7], [10, 11]]]],
        ),
        KnownNumber(
            "the example of the text, flattened",
            lambda labs: tuple(
                labs.flatten(np.array([[[[1, 2, 3]], [[4, 5, 6]]]]), channels_last=last)[0] for last in (False, True)
            ),
            ([1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6]),
        ),
        KnownNumber(
            "parameters of the slides' network in torch",
            lambda labs: counts(labs.build_torch(SHAPE, FILTERS, CLASSES), lambda network: network.parameters()),
            [896, 4624, 5770],
        ),
        KnownNumber(
            "parameters of the slides' network in Keras",
            lambda labs: counts(labs.build_keras((32, 32, 3), FILTERS, CLASSES), lambda network: network.weights),
            [896, 4624, 5770],
        ),
        KnownNumber(
            "features with the padding of the slide",
            lambda labs: labs.build_torch(SHAPE, FILTERS, CLASSES)[-1].in_features,
            1024,
            mistake=("build_torch", "padding of 1, as on the slide"),
        ),
        KnownNumber(
            "the slide's view of 128 digits",
            lambda labs: tuple(torch.zeros(128, 1, 28, 28).view(-1, 32, 32).shape),
            (98, 32, 32),
        ),
        KnownNumber("equal scores", scores_apart, 0, atol=1e-5),
        KnownNumber(
            "scores without the permutation",
            lambda labs: scores_apart(labs) > 0.1,
            True,
            mistake=("copy_weights", "permutation forgotten"),
        ),
        KnownNumber("two epochs beside Keras's fit", first_epoch_apart, 0, atol=1e-4),
        KnownNumber(
            "two epochs of the slide's RMSprop",
            lambda labs: first_epoch_apart(labs) > 1e-2,
            True,
            mistake=("train_torch", "RMSprop of the slide"),
        ),
        KnownNumber("RMSprop's first step", first_steps, [10**0.5, 10], rtol=1e-9),
        KnownNumber("forty steps beside torch's Adam", adam_apart, 0, atol=1e-12),
    ),
    titles=(
        "Each kernel sees something else in the digit$",
        "The same 60 numbers: channel by channel in torch, pixel by pixel in Keras$",
        "The slide's dense layer belongs to another network$",
        r"Right answers: Keras \d+%, torch without the permutation \d+%, with it \d+% \(three hundred\)$",
        r"From equal weights your loop follows Keras; the slide's goes its own way \(three hundred\)$",
        r"Your Adam and torch's are one curve, as long as the state survives \(three hundred\)$",
    ),
    printed=("^largest difference of a score from Keras's: ",),
)
