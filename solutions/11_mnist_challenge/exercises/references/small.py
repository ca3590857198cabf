"""A small network: one hidden layer of 32 ReLU units, plain mini-batch descent. What a first evening gives."""

import numpy as np


def build_network(rng):
    """784-32-10, He's normal weights."""
    return [
        [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, np.float32)]
        for a, b in ((784, 32), (32, 10))
    ]


def predict(network, images):
    """The class of the highest score."""
    (W1, b1), (W2, b2) = network
    return (np.maximum(images @ W1 + b1, 0) @ W2 + b2).argmax(axis=1)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    """Gradient descent with a constant rate of 0.05, mini-batches of 50."""
    (W1, b1), (W2, b2) = network
    one_hot, rate, curve = np.eye(10, dtype=np.float32)[labels], np.float32(0.05), []
    for _ in range(epochs or 5):
        order, total = rng.permutation(len(images)), 0.0
        for start in range(0, len(images), 50):
            batch = order[start : start + 50]
            x, t = images[batch], one_hot[batch]
            h = np.maximum(x @ W1 + b1, 0)
            p = np.exp(h @ W2 + b2)
            p /= p.sum(axis=1, keepdims=True)
            total -= float((t * np.log(p + 1e-12)).sum())
            up = (p - t) / np.float32(len(batch))
            back = (up @ W2.T) * (h > 0)
            W2 -= rate * (h.T @ up)
            b2 -= rate * up.sum(axis=0)
            W1 -= rate * (x.T @ back)
            b1 -= rate * back.sum(axis=0)
        curve.append(total / len(images))
        keep(network)
    return curve
