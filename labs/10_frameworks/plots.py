"""Handed out with the lab: pictures of filters, layouts, sizes, copied networks and runs in both frameworks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np
import torch

from grader.viz import NotReadyError, fault, floats, grid, one_thread, panels, when_ready

Function = Callable[..., Any]
BLUE, ORANGE, GREEN, GREY = "#0072b2", "#d55e00", "#2f9e8f", "#7a7a7a"
_CHANNELS = ((0.84, 0.37, 0.0), (0.18, 0.62, 0.56), (0.0, 0.45, 0.7))


def load_keras() -> Any:
    """Import Keras as the lab uses it. Raises ModuleNotFoundError, with the remedy, where it is not installed."""
    from given import keras

    return keras()


def with_keras(draw: Function) -> Function:
    """Decorate a picture that needs Keras: where it is missing, a line says what to install."""

    @wraps(draw)
    def drawn(*args: Any, **options: Any) -> None:
        try:
            load_keras()
        except ModuleNotFoundError as error:
            print(error)
        else:
            draw(*args, **options)

    return drawn


def asked(name: str, function: Function, *args: Any, shape: tuple[int, ...], **options: Any) -> np.ndarray:
    """What a student's function of arrays returns. Raises NotReadyError."""
    try:
        found = np.asarray(function(*args, **options))
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    if found.shape != shape or found.dtype.kind not in "fiu":
        raise NotReadyError(name, f"it returns something of shape {found.shape} instead of numbers of shape {shape}")
    return found


def built(name: str, function: Function, shape: Sequence[int], filters: Sequence[int], classes: int) -> Any:
    """A student's network, once it has given scores for one image. Raises NotReadyError."""
    try:
        network = function(tuple(shape), tuple(filters), classes)
        scores = network(torch.zeros(1, *shape))
        fits = tuple(scores.shape) == (1, classes)
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    if not fits:
        raise NotReadyError(name, f"it gives scores of shape {tuple(scores.shape)} for one image and {classes} classes")
    return network


def tried(name: str, function: Function, *args: Any, **options: Any) -> Any:
    """What a student's function gives back. Raises NotReadyError."""
    try:
        return function(*args, **options)
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error


def digits(count: int, ask: int = 1000) -> tuple[str, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The name of the data set, training images (N, 28, 28) with labels, and held-out images with labels."""
    from grader import datasets

    data = datasets.load()
    train, test = (
        floats(images).astype(np.float32).reshape(-1, 28, 28)
        for images in (data.train_images[:count], data.test_images[:ask])
    )
    labels = (np.asarray(found).astype(np.int64) for found in (data.train_labels[:count], data.test_labels[:ask]))
    return (data.name, train, next(labels), test, next(labels))


def _show(ax: Any, image: np.ndarray, title: str = "", **options: Any) -> None:
    ax.imshow(image, **{"cmap": "Greys", **options})
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, linewidth=0.8)


# Layers by hand

KERNELS = {
    "horizontal edges": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    "vertical edges": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
    "blurred": [[1 / 9] * 3] * 3,
}


@when_ready
def filtered(conv2d_forward: Function, *, title: str) -> None:
    """A held-out digit, and what three kernels made by hand see in it."""
    *_, test, _ = digits(1, 1)
    w = np.array(list(KERNELS.values()), dtype=float)[:, None]
    maps = asked("conv2d_forward", conv2d_forward, test[:, None].astype(float), w, np.zeros(3), shape=(1, 3, 26, 26))
    with panels(title, 1, 1, 1, 1, height=2.9) as (_, axes):
        _show(axes[0], test[0], "the digit, 28 x 28")
        for ax, name, found in zip(axes[1:], KERNELS, maps[0], strict=True):
            limit = float(np.abs(found).max()) or 1.0
            _show(ax, found, f"{name}, 26 x 26", cmap="RdBu_r", vmin=-limit, vmax=limit)


@when_ready
def pooled(max_pool2d: Function, *, title: str) -> None:
    """A held-out digit, and the same after windows of 2 x 2 once, twice and three times."""
    *_, test, _ = digits(1, 1)
    images = [test[:, None]]
    for side in (14, 7, 3):
        images.append(asked("max_pool2d", max_pool2d, images[-1], (2, 2), 2, shape=(1, 1, side, side)))
    with panels(title, 1, 1, 1, 1, height=2.9) as (_, axes):
        for ax, image in zip(axes, images, strict=True):
            side = image.shape[-1]
            _show(ax, image[0, 0], f"{side} x {side}: {side * side} numbers", vmin=0, vmax=1)


@when_ready
def orders(flatten: Function, *, title: str) -> None:
    """An image of three channels, and its numbers in the order of torch and in that of Keras, coloured by channel."""
    c, h, w = 3, 4, 5
    image = np.linspace(0.15, 1, h * w).reshape(h, w)
    x = np.stack([image, 2 + image, 4 + image])[None]
    rows = {
        "torch": asked("flatten", flatten, x, shape=(1, c * h * w))[0],
        "Keras": asked("flatten", flatten, x, channels_last=True, shape=(1, c * h * w))[0],
    }
    with panels(title, 1, height=2.5) as (_, (ax,)):
        for y, row in enumerate(rows.values()):
            for place, number in enumerate(row):
                channel, shade = divmod(float(number), 2)
                color = 1 - min(shade, 1) * (1 - np.array(_CHANNELS[int(channel) % 3]))
                ax.bar(place, 0.8, 0.95, bottom=-y, color=color, edgecolor=GREY, linewidth=0.4)
        ax.set(
            yticks=[0.4, -0.6],
            xlabel="place in the row; the darker, the later pixel of the image",
            xlim=(-1, c * h * w),
        )
        ax.set_yticklabels(list(rows))
        ax.grid(visible=False)


# Networks


@when_ready
def parameters(build_torch: Function, *, title: str) -> None:
    """How many numbers each layer of the slides' network learns, and how many its slide would have."""
    network = built("build_torch", build_torch, (3, 32, 32), (32, 16), 10)
    counts = [p.numel() for p in network.parameters()]
    if len(counts) != 6:
        raise NotReadyError("build_torch", f"it has {len(counts)} parameters instead of three kernels and three biases")
    layers = [sum(counts[i : i + 2]) for i in (0, 2, 4)]
    with panels(title, 1, height=2.6) as (_, (ax,)):
        names = ("first convolution", "second convolution", "dense layer", "dense layer as on the slide")
        values = [*layers, 7 * 7 * 64 * 10 + 10]
        ax.barh(names[::-1], values[::-1], color=[ORANGE, BLUE, BLUE, BLUE])
        for y, value in enumerate(values[::-1]):
            ax.text(value + 250, y, f"{value:,}", va="center", fontsize=9)
        ax.set(xlabel=f"numbers that are learned; the three layers have {sum(layers):,}", xlim=(0, 36_000))


@with_keras
@when_ready
def first_weights(build_torch: Function, build_keras: Function, *, title: str) -> None:
    """The weights of both frameworks' networks before any training, layer by layer."""
    theirs = built("build_keras", build_keras, (32, 32, 3), (32, 16), 10)
    ours = built("build_torch", build_torch, (3, 32, 32), (32, 16), 10)
    pairs = list(zip(theirs.get_weights(), list(ours.parameters()), strict=True))
    with panels(title, 1, 1, 1, height=3.2) as (_, axes):
        names = ("first convolution", "second convolution", "dense layer")
        for ax, name, (one, other) in zip(axes, names, pairs[::2], strict=True):
            limit = 1.15 * max(np.abs(one).max(), float(other.detach().abs().max()))
            edges = np.linspace(-limit, limit, 41)
            for values, label, color in ((one, "Keras", ORANGE), (other.detach().numpy(), "torch", BLUE)):
                ax.hist(values.ravel(), edges, histtype="step", color=color, density=True, linewidth=1.8, label=label)
            ax.set(title=name, xlabel="weight", yticks=[])


def fitted(build_keras: Function, train: np.ndarray, labels: np.ndarray, *, epochs: int, seed: int = 0) -> Any:
    """Train a student's network of Keras on digits, with Adam. Raises NotReadyError."""
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    network = built("build_keras", build_keras, (28, 28, 1), (8, 16), 10)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(1e-3), loss)
    network.fit(train[..., None], labels, epochs=epochs, batch_size=50, verbose=0)
    return network


@with_keras
@when_ready
def carried(build_torch: Function, build_keras: Function, copy_weights: Function, *, epochs: int = 4) -> None:
    """Train in Keras, copy to torch, and show digits with the answers of a copy without the permutation and with it."""
    from given import keras_network

    target = built("build_torch", build_torch, (1, 28, 28), (8, 16), 10)
    name, train, labels, test, truth = digits(4000)
    with one_thread():
        built("build_keras", build_keras, (28, 28, 1), (8, 16), 10)
        tried("copy_weights", copy_weights, keras_network([["Flatten"]], (2, 3, 1)), torch.nn.Sequential())
        source = fitted(build_keras, train, labels, epochs=epochs)
        tried("copy_weights", copy_weights, source, target)
        with torch.no_grad():
            scores = source(torch.tensor(test[..., None])).numpy()
            copied = target(torch.tensor(test[:, None])).numpy()
            dense = list(target.parameters())[-2]
            kept = dense.clone()
            dense.copy_(torch.tensor(source.get_weights()[-2].T.copy()))
            forgotten = target(torch.tensor(test[:, None])).numpy()
            dense.copy_(kept)
    if not np.abs(copied - scores).max() < 1e-3:
        raise NotReadyError("copy_weights", "its network gives other scores than the one of Keras")
    right = {"Keras": scores, "torch without the permutation": forgotten, "with it": copied}
    shares = ", ".join(f"{label} {np.mean(found.argmax(axis=1) == truth):.0%}" for label, found in right.items())
    title = f"Right answers: {shares} ({name})"
    with grid(title, 2, 8, height=1.25) as rows:
        for i, ax in enumerate(ax for row in rows for ax in row):
            wrong, mended = forgotten[i].argmax(), copied[i].argmax()
            _show(ax, test[i], f"without {wrong}, with {mended}")
            ax.title.set(fontsize=8, color=ORANGE if wrong != truth[i] else "black")
    print(f"largest difference of a score from Keras's: {np.abs(copied - scores).max():.0e}")


# Training


def slide_training(model: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor, batch_size: int) -> None:
    """One epoch as on the slide: torch's own rate of RMSprop, the short last batch dropped."""
    rule = torch.optim.RMSprop(model.parameters(), lr=0.001)
    criterion = torch.nn.CrossEntropyLoss()
    for k in range(len(images) // batch_size):
        rows = slice(k * batch_size, k * batch_size + batch_size)
        rule.zero_grad()
        criterion(model(images[rows, None]), labels[rows]).backward()
        rule.step()


def losses_of(model: torch.nn.Module, labels: torch.Tensor, batch_size: int, run: Function) -> list[float]:
    """The loss of every batch that a network answers while it is trained, the labels in their order."""
    found: list[float] = []

    def listen(module: Any, inputs: Any, scores: torch.Tensor) -> None:
        start = len(found) * batch_size % (-(-len(labels) // batch_size) * batch_size)
        rows = labels[start : start + batch_size]
        found.append(
            float(torch.nn.functional.cross_entropy(scores.detach(), rows)) if len(rows) == len(scores) else np.nan
        )

    hook = model.register_forward_hook(listen)
    try:
        run(model)
    finally:
        hook.remove()
    return found


def keras_losses(network: Any, train: np.ndarray, labels: np.ndarray, batch_size: int, epsilon: float) -> np.ndarray:
    """The loss of every batch of one epoch of Keras, with RMSprop, in the order of the images."""
    keras = load_keras()
    running: list[float] = []

    class Listener(keras.callbacks.Callback):  # type: ignore[misc, name-defined]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            running.append(float(logs["loss"]))

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.RMSprop(learning_rate=0.001, epsilon=epsilon), loss)
    options = {"epochs": 1, "batch_size": batch_size, "shuffle": False, "verbose": 0}
    network.fit(train[..., None], labels, callbacks=[Listener()], **options)
    seen = np.minimum(batch_size * np.arange(1, len(running) + 1), len(train))
    return np.diff(np.array(running) * seen, prepend=0) / np.diff(seen, prepend=0)  # Keras tells the mean so far


@with_keras
@when_ready
def equal_training(
    build_torch: Function,
    build_keras: Function,
    copy_weights: Function,
    train_torch: Function,
    *,
    title: str,
    count: int = 2000,
    batch_size: int = 64,
) -> None:
    """One epoch of Keras, of the student's loop and of the slide's, from equal weights on equal batches."""
    keras = load_keras()
    keras.utils.set_random_seed(0)
    source = built("build_keras", build_keras, (28, 28, 1), (8, 16), 10)
    twins = [built("build_torch", build_torch, (1, 28, 28), (8, 16), 10) for _ in range(2)]
    for twin in twins:
        tried("copy_weights", copy_weights, source, twin)
    other = built("build_keras", build_keras, (28, 28, 1), (8, 16), 10)
    other.set_weights(source.get_weights())
    name, train, truth, *_ = digits(count)
    images, labels = torch.tensor(train), torch.tensor(truth)
    # a try on two images, before Keras takes its time
    tried(
        "train_torch",
        train_torch,
        built("build_torch", build_torch, (1, 28, 28), (8, 16), 10),
        images[:2],
        labels[:2],
        1,
        2,
    )

    def own(model: torch.nn.Module) -> None:
        tried("train_torch", train_torch, model, images, labels, 1, batch_size)

    with one_thread():
        theirs, close = (
            keras_losses(each, train, truth, batch_size, eps) for each, eps in ((source, 1e-7), (other, 1e-14))
        )
        mended = losses_of(twins[0], labels, batch_size, own)
        slide = losses_of(twins[1], labels, batch_size, lambda m: slide_training(m, images, labels, batch_size))
    with panels(f"{title} ({name})", 1, 1) as (_, (left, right)):
        for label, values, color, line in (
            ("Keras", theirs, GREY, "-"),
            ("your loop", mended, BLUE, "--"),
            ("the slide's loop", slide, ORANGE, "-."),
        ):
            left.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=line, label=label)
        for label, values, beside, color, line in (
            ("your loop", mended, theirs, BLUE, "--"),
            ("the slide's loop", slide, theirs, ORANGE, "-."),
            ("your loop beside Keras with epsilon=1e-14", mended, close, GREEN, ":"),
        ):
            shared = min(len(values), len(beside))
            apart = np.abs(np.array(values[:shared]) - beside[:shared]) + 1e-9
            right.plot(np.arange(1, shared + 1), apart, color=color, linestyle=line, label=label)
        left.set(xlabel="batch", ylabel="loss")
        right.set(xlabel="batch", ylabel="distance from Keras's loss", yscale="log")


def adam_run(
    make: Function, images: torch.Tensor, labels: torch.Tensor, *, steps: int, pause: int = 0, keep: bool = True
) -> np.ndarray:
    """Losses of a small network under an optimizer; at `pause` a new one takes over, with the state or without."""
    torch.manual_seed(0)
    linear = torch.nn.Linear
    network = torch.nn.Sequential(torch.nn.Flatten(), linear(784, 32), torch.nn.ReLU(), linear(32, 10))
    optimizer, losses = make(network.parameters()), []
    for step in range(steps):
        if pause and step == pause:
            memory = optimizer.state_dict()
            optimizer = make(network.parameters())
            if keep:
                optimizer.load_state_dict(memory)
        rows = torch.arange(50 * step, 50 * step + 50) % len(images)
        loss = torch.nn.functional.cross_entropy(network(images[rows]), labels[rows])
        for parameter in network.parameters():
            parameter.grad = None
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return np.array(losses)


@when_ready
def beside_torch(optimizer: Function, *, title: str, steps: int = 120, pause: int = 60, lr: float = 0.01) -> None:
    """The student's Adam beside torch's on one network, and the same run paused, with the state kept and forgotten."""
    name, train, truth, *_ = digits(3000)
    images, labels = torch.tensor(train), torch.tensor(truth)

    def own(params: Any) -> Any:
        return optimizer(params, lr=lr)

    with one_thread():
        theirs = adam_run(lambda params: torch.optim.Adam(params, lr=lr), images, labels, steps=steps)
        ours = tried("AdamOptimizer", adam_run, own, images, labels, steps=steps)
        kept, forgotten = (
            tried("AdamOptimizer", adam_run, own, images, labels, steps=steps, pause=pause, keep=keep)
            for keep in (True, False)
        )
    at = np.arange(1, steps + 1)
    with panels(f"{title} ({name})", 1, 1) as (_, (left, right)):
        left.plot(at, theirs, color=GREY, label="torch.optim.Adam")
        left.plot(at, forgotten, color=ORANGE, linestyle="-.", label="yours, paused, state forgotten")
        left.plot(at, kept, color=BLUE, linestyle="--", label="yours, paused, state kept")
        left.set(xlabel="step", ylabel="loss", yscale="log")
        for values, color, line in ((ours, GREEN, ":"), (forgotten, ORANGE, "-."), (kept, BLUE, "--")):
            right.plot(at, np.abs(values - theirs) + 1e-9, color=color, linestyle=line)
        right.plot([], [], color=GREEN, linestyle=":", label="yours, not paused")
        right.axvline(pause, color=GREY, linewidth=0.8)
        right.set(xlabel="step", ylabel="distance from torch's loss", yscale="log")
