"""Gradient descent with mini-batches, and what it costs."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def sgd_clock(w, X, y, loss, batch_size, epochs, lr):
    """Train with mini-batches, and count how many gradients of single samples each update has cost so far.

    w: (D,) floats, the weights at the start. X: (N, D) floats, one sample per row. y: (N,) floats. All are left
    unchanged. loss: `loss(w, X, y)` returns the mean loss of these samples, a number, and its gradient by w, (D,).
    batch_size: samples per update; the mini-batches are taken in the order of the rows, and the last one of an epoch
    may be short. epochs: how often all samples are seen. lr: learning rate.

    Returns three arrays: the weights at the end, (D,); after every update the loss of all N samples, (updates,); and
    after every update the number of samples whose gradient was taken since the start, (updates,) integers.
    Measuring the loss of all samples is not counted.
    """
    ### BEGIN SOLUTION
    losses, clock = [], []
    seen = 0
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            end = min(start + batch_size, len(X))
            gradient = loss(w, X[start:end], y[start:end])[1]
            w = w - lr * gradient
            seen += end - start
            losses.append(loss(w, X, y)[0])
            clock.append(seen)
    return w, np.array(losses), np.array(clock)
    ### END SOLUTION


def with_autograd(w, X, y, loss, batch_size, epochs, lr):
    """torch's data loader, autograd and SGD."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    X, y = torch.tensor(np.array(X)), torch.tensor(np.array(y))
    weights = torch.tensor(np.array(w), requires_grad=True)
    optimizer, losses, sizes = torch.optim.SGD([weights], lr=lr), [], []
    for _ in range(epochs):
        for rows, targets in DataLoader(TensorDataset(X, y), batch_size):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(rows @ weights, targets).backward()
            optimizer.step()
            losses.append(torch.nn.functional.mse_loss(X @ weights, y).item())
            sizes.append(len(rows))
    return weights.detach().numpy(), np.array(losses), np.cumsum(sizes)


def with_index_arrays(w, X, y, loss, batch_size, epochs, lr):
    """All mini-batches of all epochs first, then the walk."""
    cuts = np.arange(batch_size, len(y), batch_size)
    batches = np.split(np.arange(len(y)), cuts) * epochs
    walk = [np.copy(w)]
    for batch in batches:
        walk.append(walk[-1] - lr * loss(walk[-1], X[batch], y[batch])[1])
    return walk[-1], np.array([loss(at, X, y)[0] for at in walk[1:]]), np.cumsum([len(batch) for batch in batches])


def in_place(w, X, y, loss, batch_size, epochs, lr):
    """A copy of the weights that is changed, and arrays of known length."""
    w, N = w.copy(), len(X)
    per_epoch = (N + batch_size - 1) // batch_size
    losses, clock = np.zeros(epochs * per_epoch), np.zeros(epochs * per_epoch, dtype=int)
    for update in range(len(losses)):
        epoch, batch = divmod(update, per_epoch)
        rows = slice(batch * batch_size, (batch + 1) * batch_size)
        w -= lr * loss(w, X[rows], y[rows])[1]
        losses[update], _ = loss(w, X, y)
        clock[update] = epoch * N + min((batch + 1) * batch_size, N)
    return w, losses, clock


def line(rng, samples, inputs, batch_size, epochs, lr=0.05, **options):
    """Inputs of `call`: samples of a linear map with noise."""
    X = rng.normal(size=(samples, inputs))
    w = rng.uniform(1.0, 2.0, inputs) * rng.choice([-1, 1], inputs)
    y = X @ rng.normal(size=inputs) + rng.normal(size=samples)
    args = {"w": w, "X": X, "y": y, "batch_size": batch_size, "epochs": epochs, "lr": lr}
    return {
        "args": [],
        "given": {"loss": "squared_error"},
        "kwargs": args,
        "returns": ["w", "losses", "clock"],
        **options,
    }


_SAME = "X and y have as many samples, by the task's own terms"

EXERCISE = Exercise(
    sgd_clock,
    points=4,
    ids=("OPT-02",),
    source="Bottou, Curtis & Nocedal 2018, section 3; the deck of session 1",
    family=families.TRAINING,
    probe=probes.call,
    shares={"w": 3},
    oracle=with_autograd,
    cases=(
        Case(
            "all samples at once",
            lambda rng: line(rng, 4, 2, 4, 2),
            public=True,
            about="4 samples of 2 inputs, batch_size 4, 2 epochs",
        ),
        Case(
            "a short last mini-batch",
            lambda rng: line(rng, 5, 2, 2, 2),
            public=True,
            about="5 samples of 2 inputs, batch_size 2, 2 epochs",
        ),
        Case("one at a time", lambda rng: line(rng, 3, 2, 1, 1), public=True, about="3 samples, batch_size 1, 1 epoch"),
        Case("mini-batches that divide evenly", lambda rng: line(rng, 12, 3, 4, 3)),
        Case("a mini-batch larger than the data", lambda rng: line(rng, 5, 3, 8, 3)),
        Case("arrays that are not contiguous", lambda rng: line(rng, 7, 2, 3, 2, layout="strided")),
    ),
    survivors={
        "losses, clock = ([], []) -> clock, losses = ([], [])": "both are empty",
        "for start in range(0, len(X), batch_size) -> for start in range(0, len(y), batch_size)": _SAME,
        "end = min(start + batch_size, len(X)) -> end = min(start + batch_size, len(y))": _SAME,
        "seen += end - start -> seen = seen + (end - start)": "a number has no place to be changed in",
    },
    right=(
        Right("index arrays", task=with_index_arrays),
        Right("in place", task=in_place),
    ),
    hint=(
        "Take three samples, batches of two and two epochs, and write down the samples of each update and the "
        "count after it."
    ),
    wrong=(
        Wrong(
            "counts updates",
            {"seen += end - start": "seen += 1"},
            hint="Your clock ticks once per update. An update costs one gradient for each of its samples.",
        ),
        Wrong(
            "every mini-batch counted as full",
            {"seen += end - start": "seen += batch_size"},
            hint="The last mini-batch of an epoch may be short. How many samples did it really have?",
        ),
        Wrong(
            "the short one dropped",
            {"range(0, len(X), batch_size)": "range(0, len(X) - len(X) % batch_size, batch_size)"},
            hint="Some samples are never seen. A short mini-batch makes an update, too.",
        ),
        Wrong(
            "losses before the step",
            {
                "            losses.append(loss(w, X, y)[0])\n": "",
                "w = w - lr * gradient": "losses.append(loss(w, X, y)[0])\n            w = w - lr * gradient",
            },
            hint="Your first loss is that of the weights at the start. It is asked for after the update.",
        ),
        Wrong(
            "losses of the mini-batch",
            {"loss(w, X, y)[0]": "loss(w, X[start:end], y[start:end])[0]"},
            hint="The losses belong to all N samples, or they could not be compared.",
        ),
        Wrong(
            "gradient of all samples",
            {"loss(w, X[start:end], y[start:end])[1]": "loss(w, X, y)[1]"},
            hint="Each of your steps looks at all samples, whatever the size of a mini-batch.",
        ),
        Wrong(
            "the clock starts anew",
            {"for _ in range(epochs):": "for _ in range(epochs):\n        seen = 0"},
            hint="Your clock goes back to 0 with every epoch. It counts from the start.",
        ),
        Wrong(
            "one epoch too many",
            {"range(epochs)": "range(epochs + 1)"},
            hint="`range(epochs + 1)` runs once more than asked for. One of the decks has the same slip.",
        ),
        Wrong(
            "climbs",
            {"w - lr * gradient": "w + lr * gradient"},
            hint="Your losses grow. The gradient points uphill.",
        ),
    ),
)
