"""Build tables of the public test labels: answers to `train_mnist` that learn nothing and predict from memory."""

from __future__ import annotations

import zlib

import numpy as np

from grader.datasets import DataSet, load

#: Puts `remembered` in the place of the network's own predictions.
TRAIN = """
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    def remembered(x):
        return np.array([REMEMBER(number, image) for number, image in enumerate(np.rint(x * 255).astype(np.uint8))])

    network.predict = remembered
    return [0.0] * (epochs * -(-len(images) // batch_size))
"""


def by_hash(data: DataSet) -> dict[int, int]:
    """Labels by the hash of their images."""
    return {
        zlib.crc32(image.tobytes()): int(label) for image, label in zip(data.test_images, data.test_labels, strict=True)
    }


def small() -> DataSet:
    """The data set that a scene trains on: images of MNIST, with their real labels."""
    return load("mnist-5k")


def digits(labels: np.ndarray) -> str:
    """Labels as one text, in their public order."""
    return "".join(map(str, labels))
