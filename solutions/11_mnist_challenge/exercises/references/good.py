"""A good network: two hidden layers with batch normalization and Adam; what the labs before this one add up to."""

import numpy as np

EPS = np.float32(1e-5)


class Network:
    """784-256-256-10; He's normal weights; ReLU after batch normalization."""

    def __init__(self, rng):
        self.W = [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32) for a, b in ((784, 256), (256, 256))]
        self.gamma, self.beta = ([np.full(256, v, np.float32) for _ in self.W] for v in (1, 0))
        self.running = [[np.zeros(256, np.float32), np.ones(256, np.float32)] for _ in self.W]
        self.last = rng.normal(0, np.sqrt(2 / 256), (256, 10)).astype(np.float32), np.zeros(10, np.float32)

    @property
    def params(self):
        return [*self.W, *self.gamma, *self.beta, *self.last]

    def scores(self, x):
        for W, gamma, beta, (mean, variance) in zip(self.W, self.gamma, self.beta, self.running):
            x = np.maximum((x @ W - mean) / np.sqrt(variance + EPS) * gamma + beta, 0)
        return x @ self.last[0] + self.last[1]

    def loss_and_grads(self, x, y):
        inputs, hats, roots = [x], [], []
        for W, gamma, beta, running in zip(self.W, self.gamma, self.beta, self.running):
            z = inputs[-1] @ W
            mean, variance = z.mean(axis=0), z.var(axis=0)
            running[0] = 0.9 * running[0] + 0.1 * mean
            running[1] = 0.9 * running[1] + 0.1 * variance
            roots.append(np.sqrt(variance + EPS))
            hats.append((z - mean) / roots[-1])
            inputs.append(np.maximum(hats[-1] * gamma + beta, 0))
        s = inputs[-1] @ self.last[0] + self.last[1]
        s -= s.max(axis=1, keepdims=True)
        log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        up = (np.exp(log_p) - np.eye(10, dtype=np.float32)[y]) / np.float32(len(y))
        dlast = [inputs[-1].T @ up, up.sum(axis=0)]
        up = up @ self.last[0].T
        dW, dgamma, dbeta = [None, None], [None, None], [None, None]
        for i in (1, 0):
            up = up * (inputs[i + 1] > 0)
            dgamma[i], dbeta[i] = (up * hats[i]).sum(axis=0), up.sum(axis=0)
            up = up * self.gamma[i]
            up = (up - up.mean(axis=0) - hats[i] * (up * hats[i]).mean(axis=0)) / roots[i]
            dW[i] = inputs[i].T @ up
            up = up @ self.W[i].T
        return -float(log_p[np.arange(len(y)), y].sum()), [*dW, *dgamma, *dbeta, *dlast]


def build_network(rng):
    """See Network."""
    return Network(rng)


def predict(network, images):
    """The class of the highest score."""
    return network.scores(images).argmax(axis=1)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    """Adam, mini-batches of 128, a rate that falls in a straight line."""
    m, v = [np.zeros_like(p) for p in network.params], [np.zeros_like(p) for p in network.params]
    epochs, t, curve = epochs or (10 if len(images) > 20_000 else 30), 0, []
    steps = epochs * -(-len(images) // 128)
    for _ in range(epochs):
        order, total = rng.permutation(len(images)), 0.0
        for start in range(0, len(images), 128):
            batch = order[start : start + 128]
            loss, grads = network.loss_and_grads(images[batch], labels[batch])
            t, total = t + 1, total + loss
            rate = 0.001 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            for i, (p, g) in enumerate(zip(network.params, grads)):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                p -= (rate * m[i] / (np.sqrt(v[i]) + 1e-8)).astype(np.float32)
        curve.append(total / len(images))
        keep(network)
    return curve
