"""Handed out with the lab: pictures of penalties, and of what each trick does to a network on 500 digits.

Every function takes functions of the student's; where one is not ready, a line says so in place of a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import datasets
from grader.viz import NotReadyError, asked, fault, one_thread, panels, progress, when_ready

if TYPE_CHECKING:
    from given import Network

Function = Callable[..., Any]
Shape = tuple[int, ...]

BEFORE, AFTER, THIRD, FOURTH = "#5a5a5a", "#d55e00", "#0072b2", "#009e73"
LINES = ("-", "--", ":", "-.")
#: The same data everywhere, so that the figures in the text hold; training images, as few as make overfitting show.
DATA, FEW, BATCH = "mnist-5k", 500, 50
EPOCHS = 40
SEEDS = range(5)


@when_ready
def unit_balls(norm: Function, *, powers: Sequence[float] = (0.5, 1, 2, 4, np.inf)) -> None:
    """All points of norm 1, for several p; and how far (1, 0) and (0, 1) are from breaking the triangle inequality.

    norm: (x, p) -> number.
    """
    turn = np.linspace(0, 2 * np.pi, 241)
    directions = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    ask = partial(asked, "p_norm", norm, shapes=[()])
    balls = {p: directions / np.array([float(ask(d, p)[0]) for d in directions])[:, None] for p in powers}
    grown = np.geomspace(0.3, 8, 40)
    one, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    excess = [float(ask(one + other, p)[0] - ask(one, p)[0] - ask(other, p)[0]) for p in grown]
    colors = ("#cc79a7", AFTER, THIRD, FOURTH, BEFORE)
    title = "Below p = 1 the ball caves in, and the sum of two vectors is longer than both together"
    with panels(title, 1, 1.2) as (_, (plane, line)):
        for (p, ball), color, dash in zip(balls.items(), colors, ("-.", "-", "--", ":", "-"), strict=False):
            plane.plot(*ball.T, color=color, linestyle=dash, label=f"p = {'∞' if p == np.inf else f'{p:g}'}")
        plane.set(aspect="equal", xlabel="first entry", ylabel="second entry", title="all x of norm 1")
        line.axhline(0, color="black", linewidth=0.8)
        line.axvline(1, color="black", linewidth=0.8, linestyle=":")
        line.plot(grown, excess, color=BEFORE)
        line.set(xscale="log", xlabel="p", ylabel="||u + v|| - ||u|| - ||v||", ylim=(-1.2, 4))
        line.set(title="u = (1, 0), v = (0, 1): a norm needs 0 or less")
        line.set_xticks([0.3, 0.5, 1, 2, 4, 8], ["0.3", "0.5", "1", "2", "4", "8"])
        line.minorticks_off()


@when_ready
def four_pulls(penalty: Function, *, lam: float = 0.5, lr: float = 0.1, steps: int = 30) -> None:
    """A weight that the data do not care for, under one lam in four conventions; and what is added to the loss.

    penalty: (loss, grad, w, lam, convention, lr) -> (loss, grad, w).
    """
    tracks: dict[str, np.ndarray] = {}
    for convention in ("keras", "tensorflow", "torch", "adamw"):
        w, track = np.ones(1), []
        for _ in range(steps + 1):
            nothing = 0.0, np.zeros(1)
            added, slope, moved = asked(
                "l2_penalty", penalty, *nothing, w, lam, convention, lr, shapes=[(), (1,), (1,)]
            )
            track.append((float(w[0]), float(added)))
            w = moved - lr * slope
        tracks[convention] = np.array(track)
    title = "One lam: Keras pulls twice as hard as the others, and two of the four print nothing of it"
    with panels(title, 1, 1) as (_, (left, right)):
        looks = (("-", 2.4, AFTER), ("-", 7, "#a6cbe3"), ("-", 4, FOURTH), (":", 2, "black"))  # three on each other
        for (name, track), (dash, width, color) in zip(tracks.items(), looks, strict=True):
            left.plot(track[:, 0], color=color, linestyle=dash, linewidth=width, label=name)
            right.plot(track[:, 1], color=color, linestyle=dash, linewidth=width)
        left.set(xlabel=f"step of plain descent, lr {lr:g}", ylabel="weight", ylim=(0, 1.05))
        right.set(xlabel="step", ylabel="what is added to the loss")


@when_ready
def ridge_paths(fit: Function, *, rows: int = 20, features: int = 12) -> None:
    """Ridge weights against lam; and errors on the data of the fit and on new data, of five data sets.

    fit: (X, y, lam) -> (beta, intercept).
    """
    strengths = np.geomspace(0.01, 1000, 31)
    paths, errors = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        truth = np.where(np.arange(features) < 3, (2.0, -1.5, 1.0) * (features // 3), 0.0)
        X = rng.normal(size=(rows + 400, features)) + rng.normal(size=(rows + 400, 1))
        y = X @ truth + 2.0 * rng.normal(size=len(X)) + 4.0
        betas, off = [], []
        for lam in strengths:
            beta, level = asked("ridge_fit", fit, X[:rows], y[:rows], float(lam), shapes=[(features,), ()])
            squares = (y - X @ beta - level) ** 2
            betas.append(beta)
            off.append((squares[:rows].mean(), squares[rows:].mean()))
        paths.append(np.array(betas))
        errors.append(np.array(off))
    mean = np.mean(errors, axis=0)
    best = strengths[mean[:, 1].argmin()]
    title = f"A penalty costs a little on {rows} samples and pays on new ones, up to a point"
    with panels(title, 1, 1) as (_, (left, right)):
        for j in range(features):
            left.plot(strengths, paths[0][:, j], color=AFTER if j < 3 else BEFORE, linewidth=1.6)
        left.axhline(0, color="black", linewidth=0.8)
        left.set(xscale="log", xlabel="lam", ylabel="weight", title="orange: the three that matter")
        for off in errors:
            right.plot(strengths, off[:, 1], color=THIRD, linewidth=0.7, alpha=0.5)
        right.plot(strengths, mean[:, 0], color=BEFORE, linestyle="--", label=f"the {rows} samples of the fit")
        right.plot(strengths, mean[:, 1], color=THIRD, label="new samples, mean of five data sets")
        right.plot(best, mean[:, 1].min(), "o", color=THIRD)
        right.set(xscale="log", yscale="log", xlabel="lam", ylabel="mean squared error")


@when_ready
def two_pulls(penalty: Function, *, lam: float = 0.1, lr: float = 0.1, steps: int = 150) -> None:
    """Two weights that the data do not care for, under L1 and under L2, on a linear and a log axis.

    penalty: (w, lam) -> (penalty, gradient).
    """
    starts = np.array([0.845, 0.345])
    first, second = starts.copy(), starts.copy()
    tracks = [[first, second]]
    for _ in range(steps):
        _, slope = asked("l1_penalty", penalty, first, lam, shapes=[(), (2,)])
        first = first - lr * slope
        second = second - lr * 2 * lam * second
        tracks.append([first, second])
    found = np.array(tracks)
    title = "L2 weakens as the weight shrinks; L1 never does, and so it overshoots 0"
    with panels(title, 1, 1) as (_, (left, right)):
        for which, (name, color, dash) in enumerate((("L1", AFTER, "-"), ("L2", THIRD, "--"))):
            for j in range(len(starts)):
                left.plot(found[:, which, j], color=color, linestyle=dash, label=name if j == 0 else None)
                right.plot(np.abs(found[:, which, j]), color=color, linestyle=dash, linewidth=1.2)
        left.axhline(0, color="black", linewidth=0.8)
        left.set(xlabel="step", ylabel="weight")
        right.set(yscale="log", xlabel="step", ylabel="size of the weight")


@when_ready
def thresholds(soft: Function, *, k: float = 1.0, lam: float = 0.1, lr: float = 0.1, steps: int = 60) -> None:
    """The function over x; and one weight under steps of it, beside plain steps on lam |w|.

    soft: (x, k) -> array.
    """
    x = np.linspace(-3, 3, 241)
    (y,) = asked("soft_threshold", soft, x, k, shapes=[x.shape])
    stopped, plain = np.array([0.345]), np.array([0.345])
    tracks = [[0.345, 0.345]]
    for _ in range(steps):
        (stopped,) = asked("soft_threshold", soft, stopped, lr * lam, shapes=[(1,)])
        plain = plain - lr * lam * np.sign(plain)
        tracks.append([float(stopped[0]), float(plain[0])])
    found = np.array(tracks)
    zeros = int(np.sum(found[:, 0] == 0))
    title = f"The threshold stops at 0: exactly 0 in {zeros} of {steps} steps, plain steps in none"
    with panels(title, 1, 1.2) as (_, (left, right)):
        left.plot(x, x, color=BEFORE, linestyle=":", label="x")
        left.plot(x, y, color=AFTER, label=f"soft(x, {k:g})")
        left.set(xlabel="x", ylabel="result", aspect="equal")
        right.axhline(0, color="black", linewidth=0.8)
        right.plot(found[:, 1], color=THIRD, linestyle="--", label="plain steps on lam |w|")
        right.plot(found[:, 0], color=AFTER, label="steps of soft_threshold")
        right.set(xlabel="step", ylabel="weight", xlim=(20, steps), ylim=(-0.03, 0.16))


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / np.float32(255)


@cache
def _few(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """FEW training images with their labels, and as many others to validate with; drawn by the seed."""
    data = datasets.load(DATA)
    order = np.random.default_rng(seed).permutation(len(data.train_images))[: 2 * FEW]
    images, labels = _scaled(data.train_images[order]), data.train_labels[order]
    half = len(order) // 2
    return images[:half], labels[:half], images[half:], labels[half:]


def _held_out() -> tuple[np.ndarray, np.ndarray]:
    data = datasets.load(DATA)
    return _scaled(data.test_images), data.test_labels


def _where() -> str:
    """Name the data set and the number of training images, for a title."""
    return f"{DATA}, {FEW} images"


@when_ready
def sparse_digits(lasso: Function, ridge: Function, *, pair: tuple[int, int] = (3, 8), steps: int = 200) -> None:
    """What least squares with L1 and with L2 look at to tell two digits apart; and both against lam.

    lasso: (X, y, lam, lr, steps) -> beta. ridge: (X, y, lam) -> (beta, intercept).
    """
    data = datasets.load(DATA)
    sides = [np.isin(labels, pair) for labels in (data.train_labels, data.test_labels)]
    images, unseen = _scaled(data.train_images[sides[0]])[:FEW], _scaled(data.test_images[sides[1]])
    labels, answers = data.train_labels[sides[0]][:FEW], data.test_labels[sides[1]]
    X, y = images - images.mean(axis=0), np.where(labels == pair[1], 1.0, -1.0).astype(np.float32)
    level, new = y.mean(), unseen - images.mean(axis=0)
    lr = 0.45 / float(np.linalg.norm(X, 2)) ** 2
    d = X.shape[1]

    def right(beta: np.ndarray) -> float:
        return float(np.mean((new @ beta + level > 0) == (answers == pair[1])))

    top = float(np.max(np.abs(2 * X.T @ (y - level))))
    shares = (0.3, 0.1, 0.03, 0.01, 0.003)
    with one_thread():
        found = {s: asked("lasso_ista", lasso, X, y - level, s * top, lr, steps, shapes=[(d,)])[0] for s in shares}
    dense, _ = asked("ridge_fit", ridge, X, y, 100.0, shapes=[(d,), ()])
    shown = found[0.03]
    count = int(np.sum(shown != 0))
    title = f"L1 reads {count} of {d} pixels to tell {pair[0]} from {pair[1]}, L2 reads all that ever change"
    with panels(title, 1, 1, 1.3, height=3.4) as (_, (left, middle, curve)):
        for ax, beta, name in ((left, shown, "L1"), (middle, dense, "L2")):
            limit = float(np.abs(beta).max()) or 1.0
            ax.imshow(beta.reshape(28, 28), cmap="RdBu", vmin=-limit, vmax=limit)
            ax.set(title=f"{name}: {int(np.sum(beta != 0))} weights, {right(beta):.1%} right", xticks=[], yticks=[])
            ax.grid(visible=False)
        counts = [int(np.sum(beta != 0)) for beta in found.values()]
        curve.plot(
            counts,
            [100 * right(beta) for beta in found.values()],
            "o-",
            color=AFTER,
            label="L1, lam falls to the right",
        )
        curve.axhline(100 * right(dense), color=THIRD, linestyle="--", label="L2, lam 100")
        curve.set(xlabel="weights that are not 0", ylabel="right on new images, %")


def _guarded(name: str, function: Function) -> Function:
    """The student's function of images; whatever is wrong with it raises NotReadyError."""

    def called(images: np.ndarray, *args: Any, **kwargs: Any) -> np.ndarray:
        shape = images.shape
        try:
            made = np.asarray(function(images, *args, **kwargs), dtype=images.dtype)
        except Exception as error:
            raise NotReadyError(name, fault("its code", error)) from error
        if made.shape != shape:
            raise NotReadyError(name, f"it returns shape {made.shape} instead of {shape}")
        return made

    return called


class _Watched:
    """The student's dropout layer; whatever is wrong with it raises NotReadyError."""

    def __init__(self, factory: Function, seed: int) -> None:
        try:
            self._layer = factory(seed)
        except Exception as error:
            raise NotReadyError("Dropout", fault("its __init__", error)) from error

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._layer.training = self.training
        return self._asked("forward", x)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        return self._asked("backward", dout)

    training = True

    def _asked(self, method: str, x: np.ndarray) -> np.ndarray:
        try:
            made = np.asarray(getattr(self._layer, method)(x), dtype=x.dtype)
        except Exception as error:
            raise NotReadyError("Dropout", fault(f"its {method}", error)) from error
        if made.shape != x.shape:
            raise NotReadyError("Dropout", f"its {method} returns shape {made.shape} instead of {x.shape}")
        return made


def _trained(
    seed: int, *, dropout: Function | None = None, augment: Function | None = None, epochs: int = EPOCHS
) -> Network:
    """A network of 128 hidden units, trained by Adam on FEW images. augment: (images NHWC, rng) -> images."""
    from given import Adam, Network, train

    images, labels, _, _ = _few(seed)
    layers = [_Watched(dropout, seed)] if dropout else []
    network = Network((784, 128, 10), np.random.default_rng(seed), layers)
    chance = np.random.default_rng(seed + 1000)

    def changed(flat: np.ndarray) -> np.ndarray:
        assert augment is not None
        return np.asarray(augment(flat.reshape(-1, 28, 28, 1), chance)).reshape(flat.shape)

    with one_thread():
        optimizer, rng = Adam(network.params), np.random.default_rng(seed)
        how = {"epochs": epochs, "batch_size": BATCH, "rng": rng}
        train(network, optimizer, images, labels, augment=changed if augment else None, **how)
    return network


@cache
def _plain(seed: int) -> Network:
    return _trained(seed)


def _judged(network: Network) -> tuple[float, float]:
    images, labels = _held_out()
    return network.loss(images, labels), 100 * network.accuracy(images, labels)


def _pairs(label: str, make: Callable[[int], Network], title: Callable[[np.ndarray, np.ndarray], str]) -> None:
    """Held-out loss and accuracy of five seeds, plain and with something; title: (before, after), both (5, 2)."""
    bar = progress(2 * len(SEEDS))
    rows: list[list[tuple[float, float]]] = [[], []]
    try:
        for seed in SEEDS:
            for which, network in enumerate((make, _plain)):
                rows[which].append(_judged(network(seed)))
                bar.update()
    finally:
        bar.close()
    after, before = (np.array(row) for row in rows)
    with panels(title(before, after), 1, 1) as (_, axes):
        for ax, column, name in zip(axes, (0, 1), ("held-out loss", "held-out accuracy, %"), strict=True):
            for seed, (one, other) in enumerate(zip(before[:, column], after[:, column], strict=True)):
                ax.plot([0, 1], [one, other], "o-", color=BEFORE, linewidth=1.2, label="one seed" if not seed else None)
            means = [before[:, column].mean(), after[:, column].mean()]
            ax.plot([0, 1], means, "s-", color=AFTER, linewidth=2.6, label="mean of five seeds")
            ax.set(xlim=(-0.3, 1.3), ylabel=name)
            ax.set_xticks([0, 1], ["plain", label])


@when_ready
def dropout_gain(dropout: Function) -> None:
    """Held-out loss and accuracy of five networks without and with dropout. dropout: seed -> layer."""
    _Watched(dropout, 0).forward(np.ones((2, 3), np.float32))

    def title(before: np.ndarray, after: np.ndarray) -> str:
        lower, gain = int(np.sum(after[:, 0] < before[:, 0])), float(np.mean(after[:, 1] - before[:, 1]))
        return f"Dropout: a lower loss with {lower} of {len(SEEDS)} seeds, {gain:+.1f} points of accuracy ({_where()})"

    _pairs("dropout 0.5", lambda seed: _trained(seed, dropout=dropout), title)


@when_ready
def crop_gain(crop: Function, *, pad: int = 2) -> None:
    """Held-out loss and accuracy of five networks without and with random crops. crop: (x, pad, oy, ox) -> images."""
    crop = _guarded("pad_crop", crop)
    crop(np.ones((2, 28, 28, 1), np.float32), pad, np.array([0, 1]), np.array([2, 0]))

    def moved(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        oy, ox = rng.integers(0, 2 * pad + 1, (2, len(images)))
        return np.asarray(crop(images, pad, oy, ox))

    def title(before: np.ndarray, after: np.ndarray) -> str:
        higher, gain = int(np.sum(after[:, 1] > before[:, 1])), float(np.mean(after[:, 1] - before[:, 1]))
        return f"Random crops: {gain:+.1f} points of accuracy, better with {higher} of {len(SEEDS)} seeds ({_where()})"

    _pairs(f"crops, up to {pad} pixels", lambda seed: _trained(seed, augment=moved), title)


@when_ready
def rule_and_lies(stop: Function, *, share: float = 0.4, epochs: int = 60, patience: int = 10, seed: int = 3) -> None:
    """Training on labels of which a share is wrong: who believes what, and when; the stop as a line.

    stop: (val_losses, patience) -> (stop_epoch, best_epoch).
    """
    from given import Adam, Network, train

    asked("early_stopping", stop, np.array([1.0, 0.5, 0.6]), 1, shapes=[(), ()])
    images, truth, others, answers = _few(seed)
    unseen, wanted = _held_out()
    rng = np.random.default_rng(seed)
    lied = rng.random(len(truth)) < share
    labels = np.where(lied, (truth + rng.integers(1, 10, len(truth))) % 10, truth)
    network, curves = Network((784, 128, 10), np.random.default_rng(seed)), []

    def watch(epoch: int) -> None:
        believed = network.predict(images) == labels
        here = believed[~lied].mean(), believed[lied].mean(), network.accuracy(unseen, wanted)
        curves.append((*here, network.loss(others, answers)))
        bar.update()

    bar = progress(epochs)
    with one_thread():
        how = {"epochs": epochs, "batch_size": BATCH, "rng": rng}
        train(network, Adam(network.params), images, labels, after_epoch=watch, **how)
    bar.close()
    found = np.array(curves)
    last, best = (int(v) for v in asked("early_stopping", stop, found[:, 3], patience, shapes=[(), ()]))
    one, other = 100 * found[best, 2], 100 * found[-1, 2]
    title = f"First the rule, then the lies: {one:.0f} % right at the best epoch, {other:.0f} % in the end ({_where()})"
    with panels(title, 1.5, 1) as (_, (left, right)):
        names = ("images with right labels", "images with wrong labels: believes the lie", "held-out images")
        for column, (name, color, dash) in enumerate(zip(names, (THIRD, AFTER, BEFORE), ("--", "-", ":"), strict=True)):
            left.plot(100 * found[:, column], color=color, linestyle=dash, label=name)
        left.set(xlabel="epoch", ylabel="share that agrees with its label, %", ylim=(0, 103))
        right.plot(found[:, 3], color=FOURTH, label="validation loss")
        right.set(xlabel="epoch", ylabel="loss on 500 clean images")
        for ax in (left, right):
            ax.axvline(best, color="black", linewidth=1.4, label="best epoch" if ax is left else None)
            ax.axvline(last, color="black", linewidth=0.8, linestyle=":", label="training ends" if ax is left else None)


@when_ready
def moved_digits(shift: Function, *, farthest: int = 6) -> None:
    """A digit moved to the right; and how many digits a network still reads. shift: (x, dy, dx) -> images."""
    shift = _guarded("shift", shift)
    images, labels = _held_out()
    network, pixels = None, images.reshape(-1, 28, 28, 1)
    moved = {(dy, dx): shift(pixels, dy, dx) for dy, dx in _moves(farthest)}
    network = _plain(0)
    read = {move: 100 * float(np.mean(network.predict(x.reshape(len(x), -1)) == labels)) for move, x in moved.items()}
    four = read[0, 4]
    title = (
        f"Four pixels to the right, and {read[0, 0]:.0f} % become {four:.0f} %: the network learned places ({_where()})"
    )
    with panels(title, 1, 1, 1, 2.2, height=3.2) as (_, axes):
        for ax, step in zip(axes, (0, 4, 6), strict=False):
            ax.imshow(moved[0, step][0, ..., 0], cmap="gray_r")
            ax.axvline(13.5, color=AFTER, linewidth=0.8)
            ax.set(title=f"dx {step}", xticks=[], yticks=[])
            ax.grid(visible=False)
        steps = np.arange(farthest + 1)
        axes[3].plot(steps, [read[0, s] for s in steps], "o-", color=AFTER, label="to the right")
        axes[3].plot(steps, [read[s, 0] for s in steps], "s--", color=THIRD, label="down")
        axes[3].set(xlabel="pixels", ylabel="held-out accuracy, %", ylim=(0, 100))


def _moves(farthest: int) -> list[tuple[int, int]]:
    return [(0, s) for s in range(farthest + 1)] + [(s, 0) for s in range(1, farthest + 1)]


def _by_digit(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What the plain network reads: (10, 10), the share of each digit that is read as each digit."""
    read = _plain(0).predict(images.reshape(len(images), -1))
    return np.array([[np.mean(read[labels == digit] == other) for other in range(10)] for digit in range(10)])


@when_ready
def mirrored(flip: Function) -> None:
    """Digits as they are and mirrored, and how many a network reads. flip: x -> images."""
    flip = _guarded("hflip", flip)
    images, labels = _held_out()
    pixels = images.reshape(-1, 28, 28, 1)
    turned = flip(pixels)
    before, after = (100 * np.diag(_by_digit(x, labels)) for x in (pixels, turned))
    title = (
        f"In the mirror {after[3]:.0f} % of the threes and {after[5]:.0f} % of the fives are still read ({_where()})"
    )
    firsts = {digit: int(np.flatnonzero(labels == digit)[0]) for digit in (2, 3, 8)}
    with panels(title, 1, 1, 1, 2.6, height=3.2) as (_, axes):
        for ax, (digit, first) in zip(axes, firsts.items(), strict=False):
            ax.imshow(np.hstack([pixels[first, ..., 0], turned[first, ..., 0]]), cmap="gray_r")
            ax.set(xticks=[], yticks=[], title=f"{digit}, and mirrored")
            ax.grid(visible=False)
        digits = np.arange(10)
        axes[3].bar(digits - 0.2, before, 0.38, color=BEFORE, label="as it is")
        axes[3].bar(digits + 0.2, after, 0.38, color=AFTER, label="mirrored")
        axes[3].set(xlabel="digit", ylabel="read right, %", xticks=digits)


@when_ready
def turned(rotate: Function) -> None:
    """What a network takes digits for that are turned by quarter turns. rotate: (x, k) -> images."""
    rotate = _guarded("rotate90", rotate)
    images, labels = _held_out()
    pixels = images.reshape(-1, 28, 28, 1)
    tables = [100 * _by_digit(rotate(pixels, k), labels) for k in (0, 1, 2)]
    title = f"Turned upside down, {tables[2][9, 6]:.0f} % of the nines are read as 6 ({_where()})"
    with panels(title, 1, 1, 1, height=3.6) as (_, axes):
        for ax, table, name in zip(axes, tables, ("as they are", "a quarter turn", "a half turn"), strict=True):
            ax.imshow(table, cmap="Blues", vmin=0, vmax=100)
            ax.set(title=name, xticks=range(10), yticks=range(10), xlabel="read as")
            ax.grid(visible=False)
            for digit, other in np.argwhere(table > 35):
                share = table[digit, other]
                color = "white" if share > 60 else "black"
                ax.text(other, digit, f"{share:.0f}", ha="center", va="center", fontsize=7, color=color)
        axes[0].set_ylabel("digit")


@when_ready
def noisy_digits(noise: Function, *, std: float = 0.3) -> None:
    """Accuracy against the noise of the held-out images, for training without noise and with it.

    noise: (x, z, std) -> images.
    """
    noise = _guarded("add_noise", noise)
    images, labels = _held_out()
    pixels = images.reshape(-1, 28, 28, 1)
    z = np.random.default_rng(7).standard_normal(pixels.shape, dtype=np.float32)
    levels = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    noisy = {level: noise(pixels, z, level) for level in levels}

    def changed(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return np.asarray(noise(x, rng.standard_normal(x.shape, dtype=np.float32), std))

    networks = {"trained without noise": _plain(0), f"trained with noise, std {std:g}": _trained(0, augment=changed)}
    read = {
        name: [100 * net.accuracy(x.reshape(len(x), -1), labels) for x in noisy.values()]
        for name, net in networks.items()
    }
    (first, second), at = read.values(), levels.index(0.5)
    gains = f"{second[0] - first[0]:+.0f} points on clean digits, {second[at] - first[at]:+.0f} at std 0.5"
    title = f"Noise in training: {gains}"
    with panels(f"{title} ({_where()})", 1, 1, 1, 2.2, height=3.2) as (_, axes):
        for ax, level in zip(axes, (0.0, 0.3, 0.6), strict=False):
            ax.imshow(noisy[level][0, ..., 0], cmap="gray_r", vmin=0, vmax=1)
            ax.set(title=f"std {level:g}", xticks=[], yticks=[])
            ax.grid(visible=False)
        for (name, line), color, dash in zip(read.items(), (BEFORE, AFTER), ("o--", "s-"), strict=True):
            axes[3].plot(levels, line, dash, color=color, label=name)
        axes[3].set(xlabel="std of the noise in the held-out images", ylabel="accuracy, %", ylim=(0, 100))


@when_ready
def explosion(clip: Function, *, max_norm: float = 1.0, lr: float = 0.1, epochs: int = 20, seed: int = 0) -> None:
    """Loss and norm of the gradient of a deep network that starts too large, without clipping and with it.

    clip: (grads, max_norm) -> (clipped, norm).
    """
    from given import Momentum, Network

    images, labels, _, _ = _few(seed)
    tracks: dict[str, tuple[list[float], list[float]]] = {}
    reads = {}
    for name, bound in (("without clipping", np.inf), (f"clipped at {max_norm:g}", max_norm)):
        network = Network((784, 64, 64, 64, 64, 10), np.random.default_rng(seed))
        for parameter in network.params:
            parameter *= 2
        optimizer = Momentum(network.params, lr=lr)
        losses, norms = [], []
        rng = np.random.default_rng(seed)
        with one_thread(), np.errstate(all="ignore"):
            for _ in range(epochs):
                order = rng.permutation(len(images))
                for start in range(0, len(images), BATCH):
                    rows = order[start : start + BATCH]
                    loss, grads = network.loss_and_grads(images[rows], labels[rows])
                    clipped, norm = _clipped(clip, grads, max_norm)
                    optimizer.step(clipped if np.isfinite(bound) else grads)
                    losses.append(loss)
                    norms.append(norm)
            reads[name] = 100 * network.accuracy(*_held_out())
        tracks[name] = losses, norms
    one, other = reads.values()
    title = f"Without clipping the loss explodes: {one:.0f} % right; with it {other:.0f} % ({_where()})"
    with panels(title, 1, 1) as (_, (left, right)):
        for (name, (losses, norms)), color, dash in zip(tracks.items(), (BEFORE, AFTER), ("--", "-"), strict=True):
            left.plot(_drawn(losses), color=color, linestyle=dash, label=name)
            right.plot(_drawn(norms), color=color, linestyle=dash)
        right.axhline(max_norm, color="black", linewidth=0.8, linestyle=":")
        left.set(yscale="log", xlabel="step", ylabel="loss of the mini-batch")
        right.set(yscale="log", xlabel="step", ylabel="norm of the gradient, before clipping")


def _drawn(values: Sequence[float]) -> np.ndarray:
    """Values cut at 1e12, where what overflows would stretch the axis."""
    return np.clip(np.nan_to_num(np.array(values, dtype=float), nan=1e12, posinf=1e12), 1e-6, 1e12)


def _clipped(clip: Function, grads: list[np.ndarray], max_norm: float) -> tuple[list[np.ndarray], float]:
    name = "clip_by_global_norm"
    try:
        clipped, norm = clip(grads, max_norm)
        arrays = [np.asarray(g, dtype=np.float32) for g in clipped]
        number = float(norm)
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    if [g.shape for g in arrays] != [g.shape for g in grads]:
        raise NotReadyError(name, "its arrays have other shapes than the gradients")
    return arrays, number


@when_ready
def drift(freeze: Function, *, epochs: int = 4, seed: int = 0) -> None:
    """How far the first layer moves after it is frozen: by gradients of 0, and by the student's function.

    freeze: (optimizer, grads, trainable) -> None.
    """
    from given import Adam, AdamW, Momentum, Network, train

    images, labels, _, _ = _few(seed)
    flags = [False, False, True, True]
    kinds: Mapping[str, Function] = {
        "Momentum": lambda p: Momentum(p, lr=0.05),
        "Adam": lambda p: Adam(p, lr=1e-3),
        "AdamW, decay 1": lambda p: AdamW(p, lr=1e-3, weight_decay=1.0),
    }
    moved: dict[str, dict[str, list[float]]] = {}
    for kind, make in kinds.items():
        for way in ("gradients of 0", "freeze"):
            network = Network((784, 128, 10), np.random.default_rng(seed))
            optimizer, rng = make(network.params), np.random.default_rng(seed)
            with one_thread():
                train(network, optimizer, images, labels, epochs=2, batch_size=BATCH, rng=rng)
                start = network.params[0].copy()
                step = _frozen_step(freeze, way, optimizer, flags)
                track: list[float] = [0.0]
                for _ in range(epochs * len(images) // BATCH):
                    rows = rng.permutation(len(images))[:BATCH]
                    step(network.loss_and_grads(images[rows], labels[rows])[1])
                    track.append(float(np.abs(network.params[0] - start).max()))
            moved.setdefault(way, {})[kind] = track
    still = all(max(track) == 0 for track in moved["freeze"].values())
    ending = "freeze holds them, bit for bit" if still else "your freeze lets them move as well"
    with panels(f"With gradients of 0 frozen weights still move; {ending}", 1) as (_, (ax,)):
        for (kind, track), color, dash in zip(
            moved["gradients of 0"].items(), (AFTER, THIRD, FOURTH), LINES, strict=False
        ):
            ax.plot(track, color=color, linestyle=dash, label=f"{kind}, gradients of 0")
        worst = np.max(list(moved["freeze"].values()), axis=0)
        ax.plot(worst, color="black", linewidth=2.4, label="freeze, the largest of the three")
        ax.set(xlabel="steps since the first layer was frozen", ylabel="farthest that a weight has moved")


def _frozen_step(freeze: Function, way: str, optimizer: Any, flags: list[bool]) -> Function:
    def zeroed(grads: list[np.ndarray]) -> None:
        optimizer.step([g if flag else np.zeros_like(g) for g, flag in zip(grads, flags, strict=True)])

    def students(grads: list[np.ndarray]) -> None:
        before = [p.copy() for p in optimizer.params]
        try:
            freeze(optimizer, grads, flags)
            moved = any((p != q).any() for p, q in zip(optimizer.params, before, strict=True))
        except Exception as error:
            raise NotReadyError("freeze", fault("its code", error)) from error
        if not moved:
            raise NotReadyError("freeze", "it moves nothing at all")

    return zeroed if way == "gradients of 0" else students
