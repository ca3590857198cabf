"""Handed out with the lab: pictures of activations, their slopes, and what becomes of a signal behind many of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from grader import viz
from grader.viz import (
    Factory,
    Network,
    NotReadyError,
    Run,
    attempt,
    drawable,
    fault,
    floats,
    owner,
    panels,
    progress,
    ready,
    report_not_ready,
)

#: Each exercise of the lab has one colour in every picture.
styles = partial(viz.styles, order=viz.recorded_exercises(__file__))


#: Colour and line of the hidden layers, from the first on.
_LAYERS = (("#332288", "-"), ("#d55e00", "--"), ("#2f9e8f", "-."), ("#5a5a5a", ":"))


def loss_curves(runs: Mapping[str, Run], *, title: str) -> None:
    """Draw the training loss of every run on log axes, with the accuracies in the legend."""
    viz.loss_curves(runs, title=title, styles=styles)


def curves(
    activations: Mapping[str, Factory],
    *,
    title: str,
    span: tuple[float, float] = (-6.0, 6.0),
    bound: float | None = None,
) -> None:
    """Draw each activation, and its slope as `backward` gives it for a dout of ones.

    activations: {label: what makes a layer}. A layer gets the inputs as one channel, (N, 1); where it gives several
    back, each is drawn. bound: a height to mark in the picture of the slopes.
    """
    x = np.linspace(*span, 601)[:, None] + 1e-9  # beside the kinks

    def run(label: str, factory: Factory) -> tuple[np.ndarray, np.ndarray]:
        layer = _made(label, factory)
        y = _forward(label, layer, x)
        return y, _backward(label, layer, np.ones_like(y), x.shape)

    found = ready(run, activations)
    if not found:
        return
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in styles(found).items():
            y, slope = found[label]
            look: dict[str, Any] = {"color": style.color, "linestyle": style.line}
            for channel in range(y.shape[1]):
                width = 1.9 + 2.5 * channel  # a second channel shows as a broad band
                shade = 0.45 if channel else 1.0
                text = label if channel == 0 else f"{label}, channel {channel + 1}"
                left.plot(x, drawable(y[:, channel]), label=text, linewidth=width, alpha=shade, **look)
            right.plot(x, drawable(slope[:, 0]), **look)
        if bound is not None:
            right.axhline(bound, color="#bbbbbb", linewidth=1)
        left.set(xlabel="x", ylabel="y = forward(x)", xlim=span)
        right.set(xlabel="x", ylabel="slope, backward(1)", xlim=span)


def gradient_profile(
    norms: Callable[..., Any],
    activations: Mapping[str, Factory],
    *,
    title: str,
    depth: int = 20,
    width: int = 64,
    gain: float = 1.0,
) -> None:
    """Draw the size of the gradient that each layer of a deep network gets, for every activation.

    norms: the student's gradient_norms. The weights are the same for all, normal with variance gain / width; so are
    the 64 samples and the gradient at the output.
    """
    rng = np.random.default_rng(0)
    x, dout = rng.normal(size=(2, 64, width))
    weights = [rng.normal(size=(width, width)) * np.sqrt(gain / width) for _ in range(depth)]

    def run(label: str, factory: Factory) -> np.ndarray:
        layer = _made(label, factory)
        _backward(label, layer, np.ones_like(_forward(label, layer, x)), x.shape)  # whose fault is it?
        name = "gradient_norms"
        try:
            sizes = np.asarray(norms(x.copy(), weights, factory, dout.copy()), dtype=float)
        except Exception as error:
            raise NotReadyError(name, fault("it", error)) from error
        if sizes.shape != (depth,):
            raise NotReadyError(name, f"for {depth} layers it gives an array of shape {sizes.shape}")
        return sizes

    found = ready(run, activations)
    if not found:
        return
    with panels(title, 1, height=4.2) as (_, (ax,)):
        for label, style in styles(found).items():
            text = f"{label}: first / last = {found[label][0] / found[label][-1]:.1g}"
            layers = np.arange(1, depth + 1)
            ax.plot(layers, drawable(found[label]), color=style.color, linestyle=style.line, label=text)
        ax.set(yscale="log", xlabel="layer, from the input to the output", ylabel="gradient of its weights, norm")
        ax.set_xticks([1, *range(5, depth + 1, 5)])


def signals(
    activations: Mapping[str, Factory], *, title: str, gains: Mapping[str, float], depth: int = 30, width: int = 200
) -> None:
    """Draw mean and standard deviation of all units' outputs, layer by layer, for inputs with mean 0 and variance 1.

    gains: {label: variance of the normal weights, in units of 1 / width}.
    """

    def run(label: str, factory: Factory) -> np.ndarray:
        rng = np.random.default_rng(0)
        h = rng.normal(size=(300, width))
        rows = [(h.mean(), h.std())]
        for _ in range(depth):
            h = _forward(
                label, _made(label, factory), h @ rng.normal(size=(width, width)) * np.sqrt(gains[label] / width)
            )
            rows.append((h.mean(), h.std()))
        return np.array(rows)

    found = ready(run, activations)
    if not found:
        return
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in styles(found).items():
            left.plot(found[label][:, 0], color=style.color, linestyle=style.line, label=label)
            right.plot(drawable(found[label][:, 1]), color=style.color, linestyle=style.line)
        left.set(xlabel="layer", ylabel="mean of the outputs", xlim=(0, depth))
        right.set(xlabel="layer", ylabel="standard deviation", xlim=(0, depth), yscale="log")


def collapsed(
    collapse_linear: Callable[[list[np.ndarray], list[np.ndarray]], Any],
    between: Factory,
    *,
    title: str,
    widths: Sequence[int] = (1, 16, 16, 16, 16, 1),
) -> None:
    """Draw a stack of linear layers, the one layer that collapse_linear makes of it, and the stack with activations.

    between: what makes the activation that is put between the layers of the last of the three.
    """
    rng = np.random.default_rng(8)
    pairs = list(pairwise(widths))
    weights = [rng.normal(size=pair) * np.sqrt(2 / pair[0]) for pair in pairs]
    biases = [rng.normal(size=m) * 0.5 for _, m in pairs]
    x = np.linspace(-3, 3, 301)[:, None]

    def run(label: str, factory: Factory) -> np.ndarray:
        try:
            one, bias = factory([w.copy() for w in weights], [b.copy() for b in biases])
            return np.asarray(x @ one + bias, dtype=float).reshape(-1)
        except Exception as error:
            raise NotReadyError("collapse_linear", fault("it", error)) from error

    found = ready(run, {"collapse_linear": collapse_linear})
    if not found:
        return
    straight, bent = x, x
    for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        straight, bent = straight @ weight + bias, bent @ weight + bias
        if i + 1 < len(weights):
            bent = between().forward(bent)
    with panels(title, 1, 1) as (_, (left, right)):
        left.plot(x, straight, color="#bbbbbb", linewidth=6, label=f"{len(weights)} linear layers")
        left.plot(x, found["collapse_linear"], color="#d55e00", linestyle="--", label="your one layer")
        right.plot(x, bent, color="#332288", label="the same layers, with an activation between them")
        for ax in (left, right):
            ax.set(xlabel="input", ylabel="output", xlim=(-3, 3))


def _made(label: str, factory: Factory) -> Any:
    try:
        return factory()
    except Exception as error:
        raise NotReadyError(owner(label), fault("its __init__", error)) from error


def _forward(label: str, layer: Any, x: np.ndarray) -> np.ndarray:
    try:
        with np.errstate(all="ignore"):
            y = np.asarray(layer.forward(x.copy()), dtype=float)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its forward", error)) from error
    if y.ndim != x.ndim or len(y) != len(x):
        raise NotReadyError(owner(label), f"its forward makes {y.shape} of {x.shape}")
    return y


def _backward(label: str, layer: Any, dout: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    try:
        with np.errstate(all="ignore"):
            dx = np.asarray(layer.backward(dout), dtype=float)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its backward", error)) from error
    if dx.shape != shape:
        raise NotReadyError(owner(label), f"its backward makes {dx.shape} of {dout.shape}")
    return dx


def train_digits(
    activations: Mapping[str, Factory], data: Any, *, sizes: Sequence[int], lr: float, steps: int, gain: float = 1.0
) -> dict[str, Run]:
    """Train the same network with each activation, from the same weights, on the same mini-batches of 100 images.

    data: a data set with train_images, train_labels, test_images, test_labels. What is not ready is reported in one
    line and left out.
    """
    test = floats(data.test_images)

    def run(network: Network, descend: Callable[[], float]) -> Run:
        start = time.perf_counter()
        losses = np.array([descend() for _ in range(steps)])
        return Run(losses, network.accuracy(test, data.test_labels), time.perf_counter() - start)

    rates = {label: (factory, lr) for label, factory in activations.items()}
    return _all(run, rates, data, sizes=sizes, steps=steps, gain=gain)


def dead_units(
    activations: Mapping[str, tuple[Factory, float]],
    data: Any,
    *,
    title: str,
    sizes: Sequence[int] = (784, 100, 100, 10),
    steps: int = 300,
    every: int = 10,
) -> None:
    """Draw, over the training, the share of hidden units that no image moves: their slope is 0 on each of 1,000.

    activations: {label: (what makes a layer, learning rate)}. A unit is counted where `backward` of a dout of ones
    is 0 for every image.
    """
    images = floats(data.train_images[:1000])

    def dead(network: Network) -> float:
        network.scores(images)
        return float(np.mean(np.concatenate([(slope == 0).all(axis=0) for slope in network.slopes()])))

    def run(network: Network, descend: Callable[[], float]) -> list[float]:
        shares = []
        for step in range(steps + 1):
            if step % every == 0:
                shares.append(dead(network))
            if step < steps:
                descend()
        return shares

    found = _all(run, activations, data, sizes=sizes, steps=steps, gain=2.0)
    if not found:
        return
    with panels(title, 1) as (_, (ax,)):
        for label, style in styles(found).items():
            at = every * np.arange(len(found[label]))
            ax.plot(at, 100 * np.array(found[label]), color=style.color, linestyle=style.line, label=label)
        ax.set(xlabel="mini-batch", ylabel="dead hidden units, %", xlim=(0, steps), ylim=(-3, 103))


def learned_slopes(
    factory: Factory, data: Any, *, title: str, sizes: Sequence[int], lr: float, steps: int, label: str = "PReLU"
) -> None:
    """Draw how the one alpha of each hidden layer changes as the network learns.

    factory: makes a layer with an attribute `alpha` of shape (1,).
    """

    def run(network: Network, descend: Callable[[], float]) -> np.ndarray:
        rows = []
        for _ in range(steps):
            rows.append([float(np.ravel(getattr(layer, "alpha", np.nan))[0]) for layer in network.activations])
            descend()
        return np.array(rows)

    found = _all(run, {label: (factory, lr)}, data, sizes=sizes, steps=steps, gain=2.0)
    if not found:
        return
    layers = [f"hidden layer {i}" for i in range(1, len(sizes) - 1)]
    with panels(title, 1) as (_, (ax,)):
        for column, name in enumerate(layers):
            color, line = _LAYERS[column % len(_LAYERS)]
            ax.plot(found[label][:, column], color=color, linestyle=line, label=name)
        for height in (0, 1):
            ax.axhline(height, color="#bbbbbb", linewidth=1)
        ax.set(xlabel="mini-batch", ylabel="alpha, learned", xlim=(0, steps))


def _all(
    run: Callable[[Network, Callable[[], float]], Any],
    activations: Mapping[str, tuple[Factory, float]],
    data: Any,
    *,
    sizes: Sequence[int],
    steps: int,
    gain: float,
) -> dict[str, Any]:
    """`run` of a network with each activation, and of what takes its next step of descent; with a progress bar."""
    images, labels, batch = data.train_images, data.train_labels, 100
    bar = progress(steps * len(activations))

    def trained(label: str, _: Factory) -> Any:
        factory, lr = activations[label]
        network = Network(label, sizes, factory, gain=gain)
        rng = np.random.default_rng(0)
        bar.set_description_str(label, refresh=False)

        def descend() -> float:
            picked = rng.integers(len(images), size=batch)
            bar.update()
            return network.descend(floats(images[picked]), labels[picked], lr)

        with np.errstate(all="ignore"):  # a rate that is too high may well diverge, and the picture shows it
            return run(network, descend)

    try:
        found, reasons = attempt(trained, {label: factory for label, (factory, _) in activations.items()})
        bar.leave = bool(found)
    finally:
        bar.close()
    report_not_ready(reasons, alone=not found)
    return found
