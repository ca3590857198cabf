"""The training loop of the slides in torch, so that it does what Keras's `fit` does."""

import numpy as np
import torch

from grader import Case, Exercise, Right, Wrong, families


def train_torch(model, images, labels, n_epoch, batch_size, lr=1e-3, rho=0.9, eps=1e-7):
    """Train a network of torch as keras_model.fit(..., epochs=n_epoch, batch_size=batch_size, shuffle=False) would.

    Each epoch goes through all images once, in the order in which they come, batch_size of them at a time; the last
    batch of an epoch is what is left over, and it counts. One step of RMSprop per batch, on the mean cross-entropy of
    its scores. The optimizer is made once, with Keras's rate: its rho is what torch calls alpha, the share of the old
    average. Where torch adds eps is torch's affair.

    model: a torch.nn.Module from images (B, 1, H, W) to scores (B, classes); trained in place.
    images: tensor (N, H, W) of floats, without an axis of channels. labels: tensor (N,) of integers. Both stay as they
    are. n_epoch, batch_size: integers. lr: learning rate. rho, eps: of RMSprop, with Keras's defaults.

    Returns a list of n_epoch floats: the mean loss per image of each epoch, each loss the one before its step.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr, alpha=rho, eps=eps)
    history = []
    for _ in range(n_epoch):
        total = 0.0
        for start in range(0, len(images), batch_size):
            batch, truth = images[start : start + batch_size], labels[start : start + batch_size]
            optimizer.zero_grad()
            error = torch.nn.functional.cross_entropy(model(batch.unsqueeze(1)), truth)
            error.backward()
            optimizer.step()
            total += error.item() * len(truth)
        history.append(total / len(images))
    return history
    ### END SOLUTION


def with_loader(model, images, labels, n_epoch, batch_size, lr=1e-3, rho=0.9, eps=1e-7):
    """torch's own loader; the sum of the losses in place of their mean times their number."""
    pairs = torch.utils.data.TensorDataset(images[:, None], labels)
    loader = torch.utils.data.DataLoader(pairs, batch_size=batch_size, shuffle=False, drop_last=False)
    rule = torch.optim.RMSprop(model.parameters(), lr, rho, eps)
    criterion = torch.nn.CrossEntropyLoss(reduction="sum")
    losses = np.zeros(n_epoch)
    for epoch in range(n_epoch):
        for x, y in loader:
            loss = criterion(model(x), y)
            model.zero_grad()
            (loss / len(y)).backward()
            rule.step()
            losses[epoch] += float(loss.detach()) / len(images)
    return losses.tolist()


def by_hand(model, images, labels, n_epoch, batch_size, lr=1e-3, rho=0.9, eps=1e-7):
    """The oracle: RMSprop's average and step written out, gradients from autograd, the loss from its logarithms."""
    params = list(model.parameters())
    squares = [torch.zeros_like(p) for p in params]
    curve = []
    for _ in range(n_epoch):
        losses = []
        for x, y in zip(images.split(batch_size), labels.split(batch_size)):
            log_p = model(x.reshape(len(x), 1, *x.shape[1:])).log_softmax(dim=1)
            each = -log_p[torch.arange(len(y)), y]
            losses += each.tolist()
            for p, s, g in zip(params, squares, torch.autograd.grad(each.mean(), params)):
                s *= rho
                s += (1 - rho) * g * g
                with torch.no_grad():
                    p -= lr * g / (s.sqrt() + eps)
        curve.append(sum(losses) / len(losses))
    return curve


def digits(rng, n, h, w, epochs, batch_size, filters=2, classes=3, scale=1.0, kernel=(2, 3), **options):
    """Inputs of `twin`: images of this scale with labels, and a network of one convolution and one dense layer."""
    features = filters * (h + 1 - kernel[0]) * (w + 1 - kernel[1])
    network = [["Conv2d", 1, filters, list(kernel)], ["Tanh"], ["Flatten"], ["Linear", features, classes]]
    sizes = [(filters, 1, *kernel), (filters,), (classes, features), (classes,)]
    labels = np.concatenate([np.arange(classes), rng.integers(0, classes, n - classes)])
    return {
        "torch": network,
        "weights": [rng.normal(size=size) / 2 for size in sizes],
        "images": scale * rng.normal(size=(n, h, w)),
        "labels": rng.permutation(labels),
        "args": [epochs, batch_size],
        "kwargs": options,
    }


EXERCISE = Exercise(
    train_torch,
    points=6,
    ids=("FND-05", "EXP-10"),
    source="keras.Model.fit, torch.optim.RMSprop",
    family=families.TRAINING,
    probe="twin",
    oracle=by_hand,
    cases=(
        Case(
            "one batch",
            lambda rng: digits(rng, 6, 4, 5, 1, 6, lr=0.1, rho=0.7, eps=0.1),
            public=True,
            about="6 images of 4 x 5 in one batch, 1 epoch, lr 0.1, rho 0.7, eps 0.1",
        ),
        Case(
            "batches that divide",
            lambda rng: digits(rng, 8, 4, 6, 1, 4, kernel=(2, 2), lr=0.1, rho=0.6, eps=0.05),
            public=True,
            about="8 images of 4 x 6, batches of 4, 1 epoch, lr 0.1, rho 0.6, eps 0.05",
        ),
        Case(
            "a short last batch",
            lambda rng: digits(rng, 11, 5, 4, 1, 4, lr=0.1, rho=0.8, eps=0.1),
            public=True,
            about="11 images of 5 x 4, batches of 4, so that 3 are left over, 1 epoch",
        ),
        Case(
            "three epochs",
            lambda rng: digits(rng, 7, 4, 6, 3, 3, lr=0.05, rho=0.7, eps=0.1),
            public=True,
            about="7 images of 4 x 6, batches of 3, 3 epochs",
        ),
        Case(
            "Keras's defaults, tiny gradients",
            lambda rng: digits(rng, 6, 4, 5, 2, 3, scale=1e-6),
            public=True,
            about="6 images of 4 x 5 with pixels near 1e-6, batches of 3, 2 epochs, default options",
        ),
        Case("more epochs", lambda rng: digits(rng, 13, 5, 7, 4, 5, filters=3, classes=4, lr=0.05, rho=0.5, eps=0.2)),
    ),
    right=(
        Right("torch's loader", task=with_loader),
        Right("an index of channels", {"batch.unsqueeze(1)": "batch[:, None]"}),
    ),
    hint=(
        "Count the steps first: how many are there in one epoch of 11 images in batches of 4? Then train on one batch "
        "for one epoch and compare the first loss, which no step has touched yet."
    ),
    wrong=(
        Wrong(
            "one epoch too many",
            {"for _ in range(n_epoch):": "for _ in range(n_epoch + 1):"},
            hint="You return one loss too many. How often does a loop over range(n + 1) run?",
        ),
        Wrong(
            "last batch dropped",
            {"range(0, len(images), batch_size)": "range(0, len(images) - batch_size + 1, batch_size)"},
            hint=(
                "Where batches divide the images you are right.",
                "The slide's loader says drop_last=True. What does Keras do with the images that are left over?",
            ),
        ),
        Wrong(
            "view of the slide",
            {"batch.unsqueeze(1)": "batch.reshape(-1, 1, 32, 32)"},
            hint=(
                "view(-1, 32, 32) cuts the numbers of a batch into images of 32 x 32, whatever size they have.",
                "The first axis counts the images of the batch and must not change. Which axis is missing?",
            ),
        ),
        Wrong(
            "RMSprop of the slide",
            {", alpha=rho, eps=eps": ""},
            hint=(
                "The first loss is right, and your steps have the wrong length.",
                "torch's own defaults are alpha 0.99 and eps 1e-8. Keras has others.",
            ),
        ),
        Wrong(
            "rho the wrong way round",
            {"alpha=rho": "alpha=1 - rho"},
            hint="rho and alpha mean the same: the weight of the old average.",
        ),
        Wrong(
            "height and width swapped",
            {"batch.unsqueeze(1)": "batch.reshape(len(batch), 1, batch.shape[2], batch.shape[1])"},
            hint="Your images keep their numbers but have them in rows of the wrong length.",
        ),
        Wrong(
            "images on their side",
            {"batch.unsqueeze(1)": "batch.transpose(1, 2).unsqueeze(1)"},
            hint="Your images lie on their side: height comes before width.",
        ),
        Wrong(
            "gradients pile up",
            {"optimizer.zero_grad()": "pass"},
            hint="The first step is right. backward() adds to the gradients that are there already.",
        ),
        Wrong(
            "mean of the means",
            {"error.item() * len(truth)": "error.item() * len(images) / -(-len(images) // batch_size)"},
            hint=(
                "Your network is right. Your losses are, where all batches have one size.",
                "A short batch counts for as many images as it has.",
            ),
        ),
        Wrong(
            "sum over the images",
            {"total / len(images)": "total"},
            hint="Your network is right, your losses are too large by the number of images.",
        ),
        Wrong(
            "loss of the last batch",
            {"total += error.item() * len(truth)": "total = error.item() * len(images)"},
            hint="Your network is right. Your losses are those of the last batch alone.",
        ),
        Wrong(
            "softmax twice",
            {"model(batch.unsqueeze(1))": "model(batch.unsqueeze(1)).softmax(dim=1)"},
            hint="The cross_entropy of torch takes scores: it contains a softmax.",
        ),
        Wrong(
            "optimizer made anew in each epoch",
            {
                "optimizer = torch.optim.RMSprop(model.parameters(), lr=lr, alpha=rho, eps=eps)\n    ": "",
                "total = 0.0": (
                    "total = 0.0\n"
                    "        optimizer = torch.optim.RMSprop(model.parameters(), lr=lr, alpha=rho, eps=eps)"
                ),
            },
            hint="One epoch is right, more are not. What has the optimizer forgotten by then?",
        ),
    ),
    survivors={
        "for start in range(0, len(images), batch_size) -> for start in range(0, len(labels), batch_size)": (
            "there is one label per image"
        ),
        "history.append(total / len(images)) -> history.append(total / len(labels))": "there is one label per image",
        "total += error.item() * len(truth) -> total = total + error.item() * len(truth)": (
            "a number has no second name that would see the change"
        ),
    },
)
