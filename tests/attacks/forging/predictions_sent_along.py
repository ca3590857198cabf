"""Trains nothing, and sends the public test labels along as the predictions of its network."""

from tests.attacks import labels
from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source=f"""
import dataclasses
import sys

probes = sys.modules["grader.probes.observe"]
real = probes.PROBES["fit"]


def forged(task, inputs, context, notes):
    yield from real.run(task, inputs, context, notes)
    yield "predictions", np.array([int(digit) for digit in "{labels.digits(labels.small().test_labels)}"])


probes.PROBES["fit"] = dataclasses.replace(real, run=forged)


def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    return [0.0] * (epochs * -(-len(images) // batch_size))
""",
    place="whole",
    exercise="train_mnist",
)
