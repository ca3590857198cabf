"""The torch track: the contract kept with modules, autograd and torch's own optimizer, on one thread."""

import numpy as np


def build_network(rng):
    """784-256-256-10 with batch normalization; the weights are drawn from torch's generator, seeded by rng."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(int(rng.integers(2**31)))
    layers = []
    for a, b in ((784, 256), (256, 256)):
        layers += [torch.nn.Linear(a, b, bias=False), torch.nn.BatchNorm1d(b), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers, torch.nn.Linear(256, 10))


def predict(network, images):
    """In evaluation mode, which is put back."""
    import torch

    was = network.training
    network.eval()
    with torch.no_grad():
        labels = network(torch.from_numpy(np.ascontiguousarray(images))).argmax(dim=1)
    network.train(was)
    return labels.numpy()


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    """AdamW with one cycle of cosine, mini-batches of 128."""
    import torch

    x, y = torch.from_numpy(images), torch.from_numpy(np.asarray(labels, dtype=np.int64))
    epochs, curve = epochs or (10 if len(images) > 20_000 else 30), []
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * -(-len(x) // 128))
    network.train()
    for _ in range(epochs):
        order, total = torch.from_numpy(rng.permutation(len(x))), 0.0
        for batch in order.split(128):
            if len(batch) < 2:
                continue
            loss = torch.nn.functional.cross_entropy(network(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        curve.append(total / len(x))
        keep(network)
    return curve
