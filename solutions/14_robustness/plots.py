"""Handed out with the lab: pictures of attacks on networks that read digits, and of networks that learn new digits.

Every function takes functions of the student's; where one is not ready, a line says so in place of a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import datasets
from grader.viz import NotReadyError, fault, grid, one_thread, panels, progress, when_ready

if TYPE_CHECKING:
    from given import Network

Function = Callable[..., Any]
#: (images (N, D), labels (N,)) -> (N, D): the student's input_gradient for one network.
Gradient = Callable[[np.ndarray, np.ndarray], np.ndarray]

GREY, ORANGE, BLUE, GREEN, VIOLET = "#7a7a7a", "#d55e00", "#0072b2", "#2f9e8f", "#aa4499"
#: The same data everywhere, so that the figures in the text hold.
DATA, EPOCHS = "mnist-5k", 15
SIZES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
BODY = (784, 128, 10)
FIRST, SECOND = range(5), range(5, 10)


# The student's functions, asked with care


def _asked(name: str, function: Function, *args: Any, like: np.ndarray, **options: Any) -> np.ndarray:
    """What a student's function returns, an array of the shape and dtype of `like`. Raises NotReadyError."""
    try:
        with np.errstate(all="ignore"):  # the picture shows what overflows
            made = np.asarray(function(*args, **options))
    except NotReadyError:
        raise
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    if made.dtype.kind not in "fiub":
        raise NotReadyError(name, "it returns something that is no array of numbers")
    if made.shape != like.shape:
        raise NotReadyError(name, f"it returns shape {made.shape} instead of {like.shape}")
    return made.astype(like.dtype)


def _gradient(input_gradient: Function, network: Network) -> Gradient:
    """The student's input_gradient for one network."""
    layers = network.layers
    return lambda x, labels: _asked("input_gradient", input_gradient, x, labels, layers, like=x)


def _attack(name: str, function: Function, gradient: Gradient) -> Function:
    """(images, labels, eps) -> attacked images, by the student's function of images, gradients and eps."""

    def attacked(x: np.ndarray, labels: np.ndarray, eps: float) -> np.ndarray:
        return _asked(name, function, x, gradient(x, labels), eps, like=x)

    return attacked


def _try(input_gradient: Function, **attacks: Function) -> None:
    """Ask each function once with two images of three pixels, before anything is trained. Raises NotReadyError."""
    x, labels = np.full((2, 3), 0.5, np.float32), np.array([1, 0])
    layers = [[np.eye(3, 2, dtype=np.float32), np.zeros(2, np.float32)]]
    slope = _asked("input_gradient", input_gradient, x, labels, layers, like=x)
    for name, attack in attacks.items():
        if name == "targeted_fgsm":
            _asked(name, attack, lambda x, labels: slope, x, labels, 0.1, 2, like=x)
        else:
            _asked(name, attack, x, slope, 0.1, like=x)


def _at_random(seed: int = 0) -> Function:
    """(images, labels, eps) -> images whose pixels move by eps up or down, by chance."""
    rng = np.random.default_rng(seed)

    def moved(x: np.ndarray, labels: np.ndarray, eps: float) -> np.ndarray:
        noise = rng.choice(np.array([-eps, eps], x.dtype), x.shape)
        return np.minimum(np.maximum(x + noise, 0), 1)

    return moved


# Data and networks


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / np.float32(255)


@cache
def _digits(name: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 784) from 0 to 1 and labels of the training or the test set."""
    data = datasets.load(name)
    return _scaled(getattr(data, f"{part}_images")), getattr(data, f"{part}_labels")


def _training() -> tuple[np.ndarray, np.ndarray]:
    return _digits(DATA, "train")


def _held_out() -> tuple[np.ndarray, np.ndarray]:
    return _digits(DATA, "test")


@cache
def _trained(seed: int, sizes: Sequence[int] = BODY) -> Network:
    """A network that nobody attacked."""
    return _learned(seed, sizes=sizes)


def _learned(seed: int, *, augment: Function | None = None, sizes: Sequence[int] = BODY) -> Network:
    """Train a network on all training images. augment: (network, images, labels) -> images of each mini-batch."""
    from given import Network, train

    network = Network(tuple(sizes), np.random.default_rng(seed))
    with one_thread():
        train(network, *_training(), epochs=EPOCHS, rng=np.random.default_rng(100 + seed), augment=augment)
    return network


def curve(network: Network, attack: Function, sizes: Sequence[float] = SIZES) -> list[float]:
    """Accuracy on held-out images that were attacked, for each size of the attack."""
    images, labels = _held_out()
    return [network.accuracy(attack(images, labels, eps), labels) for eps in sizes]


def _read_well(network: Network, count: int) -> np.ndarray:
    """Places of one held-out image each of the digits 0, 1, 2..., that the network reads right."""
    images, labels = _held_out()
    right = network.predict(images) == labels
    return np.array([int(np.argmax(right & (labels == digit))) for digit in range(count)])


def _show(ax: Any, image: np.ndarray, *, title: str = "", color: str = "black", **how: Any) -> None:
    how = {"cmap": "gray_r", "vmin": 0, "vmax": 1, **how}
    ax.imshow(image.reshape(28, 28), **how)
    ax.set_title(title, color=color, fontsize=9)
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)


# Pictures


@when_ready
def slopes(input_gradient: Function, *, seed: int = 0, count: int = 8) -> None:
    """Digits, and the gradient of the loss by their pixels, for a network and for softmax regression.

    input_gradient: (x, labels, layers) -> array.
    """
    _try(input_gradient)
    images, labels = _held_out()
    networks = _trained(seed), _trained(seed, (784, 10))
    chosen = _read_well(networks[0], count)
    x, y = images[chosen], labels[chosen]
    found = [_gradient(input_gradient, network)(x, y) for network in networks]
    step = 0.01
    before, after = (networks[0].losses(each, y).mean() for each in (x, x + step * np.sign(found[0])))
    title = (
        f"Orange: more ink raises the loss. Violet: less ink does. A step of {step:g}: {before:.2f}, then {after:.2f}"
    )
    with grid(title, 3, count, height=1.15) as rows:
        for n in range(count):
            _show(rows[0][n], x[n])
            for row, slope in zip(rows[1:], found, strict=True):
                limit = float(np.quantile(np.abs(slope[n]), 0.995)) or 1.0
                _show(row[n], slope[n], cmap="PuOr_r", vmin=-limit, vmax=limit)
        for row, name in zip(rows, ("digit", "network", "softmax\nregression"), strict=True):
            row[0].set_ylabel(name, fontsize=9)


@when_ready
def same_size_other_direction(
    input_gradient: Function, fgsm: Function, *, eps: float = 0.1, seed: int = 0, count: int = 10
) -> None:
    """Digits; the same with random signs; the same with FGSM; and what the network reads.

    input_gradient: (x, labels, layers) -> array. fgsm: (x, grad, eps) -> array.
    """
    _try(input_gradient, fgsm=fgsm)
    network = _trained(seed)
    images, labels = _held_out()
    chosen = _read_well(network, count)
    x, y = images[chosen], labels[chosen]
    attack = _attack("fgsm", fgsm, _gradient(input_gradient, network))
    rows = {"digit": x, f"random\n±{eps:g}": _at_random()(x, y, eps), f"FGSM\n±{eps:g}": attack(x, y, eps)}
    shares = [network.accuracy(made(images, labels, eps), labels) for made in (_at_random(), attack)]
    title = f"Same size, other direction: {shares[0]:.0%} of all test digits are read right, and {shares[1]:.0%}"
    with grid(title, 3, count, height=1.2) as axes:
        for row, (name, made) in zip(axes, rows.items(), strict=True):
            sure = network.probabilities(made)
            for n, ax in enumerate(row):
                answer = int(sure[n].argmax())
                color = ORANGE if answer != y[n] else GREEN
                _show(ax, made[n], title=f"{answer} ({sure[n].max():.0%})", color=color)
            row[0].set_ylabel(name, fontsize=9)


@when_ready
def accuracy_over_size(input_gradient: Function, fgsm: Function, *, seed: int = 0) -> None:
    """Accuracy against the size of the attack: random signs, FGSM, and FGSM on softmax regression.

    input_gradient: (x, labels, layers) -> array. fgsm: (x, grad, eps) -> array.
    """
    _try(input_gradient, fgsm=fgsm)
    network, plain = _trained(seed), _trained(seed, (784, 10))
    lines = {
        "network, random signs": (curve(network, _at_random()), GREY, ":"),
        "network, FGSM": (curve(network, _attack("fgsm", fgsm, _gradient(input_gradient, network))), ORANGE, "-"),
        "softmax regression, FGSM": (curve(plain, _attack("fgsm", fgsm, _gradient(input_gradient, plain))), BLUE, "--"),
    }
    fallen = lines["network, FGSM"][0]
    at = SIZES.index(0.1)
    title = f"A step of 0.1 in each pixel: from {fallen[0]:.0%} to {fallen[at]:.0%}, if the signs are chosen ({DATA})"
    _curves(title, lines)


def _curves(title: str, lines: dict[str, tuple[list[float], str, str]]) -> None:
    with panels(title, 1, height=4.2) as (_, (ax,)):
        for name, (shares, color, dash) in lines.items():
            ax.plot(SIZES, [100 * share for share in shares], dash, marker="o", markersize=4, color=color, label=name)
        ax.axhline(10, color="black", linewidth=0.8, linestyle=":")
        ax.set(xlabel="eps, where 1 is from paper to ink", ylabel="test images read right, %", ylim=(-2, 102))


@when_ready
def other_norms(
    input_gradient: Function, fgsm: Function, fgsm_l2: Function, *, seed: int = 0, eps: float = 0.05
) -> None:
    """Accuracy under both attacks of the same length; one digit with either of them.

    input_gradient: (x, labels, layers) -> array. fgsm, fgsm_l2: (x, grad, eps) -> array.
    """
    _try(input_gradient, fgsm=fgsm, fgsm_l2=fgsm_l2)
    network = _trained(seed)
    gradient = _gradient(input_gradient, network)
    images, labels = _held_out()
    by_length = _attack("fgsm_l2", fgsm_l2, gradient)
    by_sign = _attack("fgsm", fgsm, gradient)
    shares = {"fgsm": curve(network, by_sign), "fgsm_l2": curve(network, by_length)}
    n = _read_well(network, 4)[3:]
    x, y = images[n], labels[n]
    at = SIZES.index(eps)
    title = (
        f"Steps of one length, eps {eps:g}: {shares['fgsm'][at]:.0%} right after fgsm, "
        f"{shares['fgsm_l2'][at]:.0%} after fgsm_l2"
    )
    with panels(title, 1.7, 1, 1, height=3.6) as (_, (ax, left, right)):
        for (name, found), color, dash in zip(shares.items(), (ORANGE, BLUE), ("-", "--"), strict=True):
            ax.plot(SIZES, [100 * share for share in found], dash, marker="o", markersize=4, color=color, label=name)
        ax.set(xlabel="eps", ylabel="test images read right, %", ylim=(-2, 102))
        for panel, attack, name in ((left, by_sign, "fgsm"), (right, by_length, "fgsm_l2")):
            step = attack(x, y, 0.1) - x
            _show(panel, step[0], title=f"{name}: the step, eps 0.1", cmap="PuOr_r", vmin=-0.4, vmax=0.4)


@when_ready
def chosen_answers(
    input_gradient: Function, targeted_fgsm: Function, *, eps: float = 0.15, steps: int = 10, seed: int = 0
) -> None:
    """One digit that is read as each of the ten; and how often each digit can be made to be read as each other.

    input_gradient: (x, labels, layers) -> array. targeted_fgsm: (gradient, x, targets, eps, steps) -> array.
    """
    _try(input_gradient, targeted_fgsm=targeted_fgsm)
    network = _trained(seed)
    gradient = _gradient(input_gradient, network)
    images, labels = _held_out()
    hits, alone = np.zeros((10, 10)), []
    for target in range(10):
        wanted = np.full(len(labels), target)
        made = _asked("targeted_fgsm", targeted_fgsm, gradient, images, wanted, eps, steps, like=images)
        read = network.predict(made) == target
        hits[:, target] = [read[labels == digit].mean() for digit in range(10)]
        one = _asked("targeted_fgsm", targeted_fgsm, gradient, images, wanted, eps, 1, like=images)
        alone.append((network.predict(one) == target)[labels != target].mean())
    others = hits[~np.eye(10, dtype=bool)].mean()
    title = (
        f"Answers chosen by the attacker: {others:.0%} come out in {steps} steps, {np.mean(alone):.0%} in one "
        f"(eps {eps:g})"
    )
    n = _read_well(network, 4)[3:]
    with panels(title, 1, 1, height=4.2) as (_, (table, pictures)):
        table.imshow(100 * hits, cmap="Blues", vmin=0, vmax=100)
        for i in range(10):
            for j in range(10):
                color = "w" if hits[i, j] > 0.55 else "k"
                table.text(j, i, f"{100 * hits[i, j]:.0f}", ha="center", va="center", fontsize=8, color=color)
        table.set(xlabel="target", ylabel="digit", xticks=range(10), yticks=range(10), title="read as the target, %")
        table.grid(visible=False)
        sheet = np.ones((2 * 36, 5 * 30))
        for target in range(10):
            wish = np.array([target])
            made = _asked("targeted_fgsm", targeted_fgsm, gradient, images[n], wish, eps, steps, like=images[n])
            top, left = 36 * (target // 5) + 8, 30 * (target % 5)
            sheet[top : top + 28, left : left + 28] = 1 - made.reshape(28, 28)
            answer = int(network.predict(made)[0])
            color = GREEN if answer == labels[n][0] else ORANGE
            pictures.text(left + 14, top - 2, str(answer), color=color, ha="center", fontsize=10)
        pictures.imshow(sheet, cmap="gray", vmin=0, vmax=1)
        pictures.set(xticks=[], yticks=[], xlabel="one 3 with targets 0 to 4, then 5 to 9; above: what is read")
        pictures.grid(visible=False)
        pictures.spines[:].set_visible(False)


@when_ready
def transfers(input_gradient: Function, fgsm: Function, *, eps: float = 0.1, seed: int = 0) -> None:
    """Attacks made for one network, and shown to another.

    input_gradient: (x, labels, layers) -> array. fgsm: (x, grad, eps) -> array.
    """
    _try(input_gradient, fgsm=fgsm)
    models = {
        "network A": _trained(seed),
        "network B,\nother first weights": _trained(seed + 1),
        "softmax\nregression": _trained(seed, (784, 10)),
    }
    images, labels = _held_out()
    rows = {"no attack": images, "random signs": _at_random()(images, labels, eps)}
    for name, model in models.items():
        attack = _attack("fgsm", fgsm, _gradient(input_gradient, model))
        rows["made for " + name.partition(",")[0].replace("\n", " ")] = attack(images, labels, eps)
    shares = np.array([[model.accuracy(made, labels) for model in models.values()] for made in rows.values()])
    title = f"An attack made for A fools B too: {shares[2, 1]:.0%} right in place of {shares[0, 1]:.0%} (eps {eps:g})"
    with panels(title, 1, height=3.6) as (_, (ax,)):
        ax.imshow(100 * shares, cmap="Oranges_r", vmin=0, vmax=100, aspect="auto")
        for i, row in enumerate(shares):
            for j, share in enumerate(row):
                ax.text(j, i, f"{share:.0%}", ha="center", va="center", color="w" if share < 0.45 else "k")
        ax.set_xticks(range(len(models)), list(models))
        ax.set_yticks(range(len(rows)), list(rows))
        ax.set(xlabel="read by")
        ax.grid(visible=False)


def hardened(input_gradient: Function, fgsm: Function, eps: float, seed: int) -> Network:
    """Train a network half on clean images, half on attacks against its own weights of the moment."""

    def augment(network: Network, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
        half, made = len(images) // 2, images.copy()
        attack = _attack("fgsm", fgsm, _gradient(input_gradient, network))
        made[:half] = attack(images[:half], labels[:half], eps)
        return made

    return _learned(seed, augment=augment)


def shaken(eps: float, seed: int) -> Network:
    """Train a network half on clean images, half on images with random signs."""
    shake = _at_random(seed)

    def augment(network: Network, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
        half, made = len(images) // 2, images.copy()
        made[:half] = shake(images[:half], labels[:half], eps)
        return made

    return _learned(seed, augment=augment)


@when_ready
def trained_on_attacks(input_gradient: Function, fgsm: Function, *, seed: int = 0) -> None:
    """Accuracy under FGSM of networks that trained on clean images, on random signs, and on attacks.

    input_gradient: (x, labels, layers) -> array. fgsm: (x, grad, eps) -> array.
    """
    _try(input_gradient, fgsm=fgsm)
    network = _trained(seed)
    bar = progress(4)
    lines: dict[str, tuple[list[float], str, str]] = {}
    makers = {
        "trained on clean images": (lambda: network, GREY, ":"),
        "trained on random signs of 0.1": (lambda: shaken(0.1, seed), GREEN, "-."),
        "trained on attacks of 0.1": (lambda: hardened(input_gradient, fgsm, 0.1, seed), ORANGE, "-"),
        "trained on attacks of 0.2": (lambda: hardened(input_gradient, fgsm, 0.2, seed), BLUE, "--"),
    }
    try:
        for name, (make, color, dash) in makers.items():
            made = make()
            attack = _attack("fgsm", fgsm, _gradient(input_gradient, made))
            lines[name] = curve(made, attack), color, dash
            bar.update()
    finally:
        bar.close()
    at = SIZES.index(0.1)
    before, after = (lines[name][0][at] for name in ("trained on clean images", "trained on attacks of 0.1"))
    _curves(f"Trained on attacks of 0.1: {after:.0%} right at eps 0.1 in place of {before:.0%} ({DATA})", lines)


# New digits


def _of(part: tuple[np.ndarray, np.ndarray], digits: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The images of some digits, with labels from 0 on."""
    images, labels = part
    chosen = np.isin(labels, digits)
    return images[chosen], labels[chosen] - min(digits)


@cache
def _first_digits(seed: int) -> Network:
    """A network that reads 0 to 4."""
    from given import Network, train

    network = Network((784, 128, 5), np.random.default_rng(seed))
    with one_thread():
        train(network, *_of(_training(), FIRST), epochs=8, rng=np.random.default_rng(100 + seed))
    return network


WAYS = {
    "from scratch": (False, ()),
    "body frozen": (True, ("W1", "b1")),
    "finetuned": (True, ()),
}


def second_digits(
    finetune_step: Function, way: str, count: int, seed: int, *, steps: int = 150, lr: float = 0.02
) -> tuple[float, float]:
    """Train on so many images of 5 to 9, with a body of the first digits or without.

    Gives the accuracy on new images of 5 to 9, and, with the old head put back, on new images of 0 to 4.
    """
    from given import Network

    keep, frozen = WAYS[way]
    rng = np.random.default_rng(1000 * seed + count)
    images, labels = _of(_training(), SECOND)
    mixed = rng.permutation(len(images))
    chosen = np.concatenate([mixed[labels[mixed] == k][: count // 5] for k in range(5)])  # as many of each digit
    network, old = Network((784, 128, 5), np.random.default_rng(50 + seed)), _first_digits(seed)
    if keep:
        for name in ("W1", "b1"):
            network.params[name][...] = old.params[name]
    state = {name: np.zeros_like(p) for name, p in network.params.items()}
    flags = dict.fromkeys(frozen, False)
    with one_thread():
        for _ in range(steps):
            rows = rng.choice(chosen, min(25, len(chosen)), replace=False)
            _stepped(finetune_step, network.params, network.grads(images[rows], labels[rows]), state, flags, lr)
    new = network.accuracy(*_of(_held_out(), SECOND))
    network.params.update({name: old.params[name] for name in ("W2", "b2")})
    return new, network.accuracy(*_of(_held_out(), FIRST))


def _stepped(finetune_step: Function, *args: Any) -> None:
    try:
        with np.errstate(all="ignore"):
            finetune_step(*args[:-1], lr=args[-1], momentum=0.9)
    except Exception as error:
        raise NotReadyError("finetune_step", fault("its code", error)) from error


@when_ready
def new_digits(finetune_step: Function, *, counts: Sequence[int] = (10, 25, 50, 100), seeds: int = 3) -> None:
    """Accuracy on 5 to 9 over the number of their images, and what is left of 0 to 4 with the old head.

    finetune_step: (params, grads, state, trainable, lr, momentum) -> None.
    """
    params, state = ({name: np.ones(2) for name in ("W1", "b1")} for _ in range(2))
    _stepped(finetune_step, params, {name: np.ones(2) for name in params}, state, {"b1": False}, 0.1)
    if np.array_equal(params["W1"], np.ones(2)):
        raise NotReadyError("finetune_step", "it moves nothing")
    bar = progress(len(WAYS) * len(counts))
    found: dict[str, list[list[tuple[float, float]]]] = {way: [] for way in WAYS}
    try:
        for way in WAYS:
            for count in counts:
                found[way].append([second_digits(finetune_step, way, count, seed) for seed in range(seeds)])
                bar.update()
    finally:
        bar.close()
    shares = {way: 100 * np.array(rows) for way, rows in found.items()}  # (counts, seeds, new and old)
    before = 100 * np.mean([_first_digits(seed).accuracy(*_of(_held_out(), FIRST)) for seed in range(seeds)])
    both = {way: values[-1].mean(axis=0) for way, values in shares.items()}
    title = (
        f"One body for ten digits: {both['finetuned'][0]:.0f}% of the new ones, and still {both['finetuned'][1]:.0f}% "
        f"of the old ones ({DATA})"
    )
    looks = {"from scratch": (GREY, ":"), "body frozen": (BLUE, "--"), "finetuned": (ORANGE, "-")}
    with panels(title, 1, 1, height=4.0) as (_, axes):
        for which, (ax, digits) in enumerate(zip(axes, ("5 to 9", "0 to 4, the old head put back"), strict=True)):
            for way, (color, dash) in looks.items():
                values = shares[way][:, :, which]
                ax.plot(counts, values, color=color, linewidth=0.6, alpha=0.5)
                ax.plot(counts, values.mean(axis=1), dash, marker="o", markersize=4, color=color, label=way)
            ax.set(xscale="log", xlabel="images of 5 to 9 to learn from", title=digits, ylim=(0, 101))
            ax.set_xticks(list(counts), [str(count) for count in counts])
            ax.minorticks_off()
        axes[0].set(ylabel="test images read right, %")
        axes[1].axhline(before, color="black", linewidth=0.8, linestyle=":")
