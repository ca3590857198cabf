"""Handed out with the lab: pictures of reconstructions, filters, contraction, denoising, and of a code of two numbers.

Every function takes functions or classes of the student's; where one is not ready, a line says so in place of a
picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader import viz
from grader.viz import NotReadyError, attempt, fault, grid, one_thread, panels, progress, report_not_ready, when_ready

Function = Callable[..., Any]
Params = list[np.ndarray]

GREY, ORANGE, BLUE, GREEN = "#7a7a7a", "#d55e00", "#0072b2", "#2f9e8f"
DIGITS = ("#d55e00", "#332288", "#2f9e8f", "#0072b2", "#e69f00", "#882255", "#56b4e9", "#7a7a7a", "#999933", "#cc6677")
LAMBDAS = (1.0, 3.0, 10.0)


@dataclass(frozen=True)
class Digits:
    """Images of digits as float32 from 0 to 1.

    name: of the data set. train, test: (N, 784). train_labels, test_labels: (N,).
    """

    name: str
    train: np.ndarray
    test: np.ndarray
    train_labels: np.ndarray
    test_labels: np.ndarray


def digits(count: int = 4000, ask: int = 1000) -> Digits:
    """The first training images and the first held-out images."""
    from grader import datasets

    data = datasets.load()
    train, test = (
        viz.floats(images).astype(np.float32) for images in (data.train_images[:count], data.test_images[:ask])
    )
    return Digits(data.name, train, test, data.train_labels[:count], data.test_labels[:ask])


def as_array(name: str, value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """What a student's code gave, as floats. Raises NotReadyError."""
    found = np.asarray(value)
    if found.shape != shape:
        raise NotReadyError(name, f"it gives {type(value).__name__} of shape {found.shape} instead of {shape}")
    if found.dtype.kind not in "fiub":
        raise NotReadyError(name, "it gives something that is no array of numbers")
    return found


def asked_for(name: str, function: Function, *args: Any, shape: tuple[int, ...]) -> np.ndarray:
    """What a student's function returns, as one array. Raises NotReadyError."""
    try:
        with np.errstate(all="ignore"):  # the picture shows what overflows
            returned = function(*args)
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    return as_array(name, returned, shape)


@dataclass(frozen=True)
class Passed:
    """One pass through a student's autoencoder.

    code: (N, F). x_hat: (N, D). gradients: of W, c and b, or () where none were asked for.
    """

    code: np.ndarray
    x_hat: np.ndarray
    gradients: Sequence[np.ndarray]


def passed(make: Function, params: Params, x: np.ndarray, loss: Function | None = None) -> Passed:
    """Run a student's autoencoder forward, and backward from this loss's dL/dx_hat. Raises NotReadyError.

    make: (W, c, b) -> autoencoder
    """
    name, where = "Autoencoder", "its __init__"
    try:
        with np.errstate(all="ignore"):
            layer = make(*params)
            where = "its forward"
            x_hat = as_array(name, layer.forward(x), x.shape)
            code = as_array(name, layer.h, (len(x), len(params[1])))
            if loss is None:
                return Passed(code, x_hat, ())
            where = "its backward"
            layer.backward(loss(x_hat)[1].astype(x.dtype))
            gradients = [layer.dW, layer.dc, layer.db]
    except NotReadyError:
        raise
    except Exception as error:
        raise NotReadyError(name, fault(where, error)) from error
    return Passed(code, x_hat, [as_array(name, g, p.shape) for g, p in zip(gradients, params, strict=True)])


def penalty_gradient(gradient: Function, x: np.ndarray, W: np.ndarray, c: np.ndarray) -> list[np.ndarray]:
    """The two arrays of a student's contractive_gradient. Raises NotReadyError."""
    name = "contractive_gradient"
    try:
        with np.errstate(all="ignore"):
            dW, dc = gradient(x, W, c)
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    return [as_array(name, dW, W.shape), as_array(name, dc, c.shape)]


def trained(
    make: Function,
    images: np.ndarray,
    *,
    units: int = 64,
    epochs: int = 20,
    seed: int = 0,
    share: float = 0.0,
    weight: float = 0.0,
    gradient: Function | None = None,
) -> Params:
    """Train a student's autoencoder by cross entropy, rate 0.005, mini-batches of 100; return W, c and b.

    share: of the pixels that are erased from what it is shown; the target is the whole image
    weight, gradient: of the contractive penalty; the student's contractive_gradient
    """
    import given

    rng = np.random.default_rng(seed)
    params = given.first_parameters(images, units, rng)

    def gradients(batch: np.ndarray) -> Sequence[np.ndarray]:
        shown = given.erase(batch, share, rng) if share else batch
        found = list(passed(make, params, shown, lambda x_hat: given.cross_entropy(x_hat, batch)).gradients)
        if weight and gradient is not None:
            for i, extra in enumerate(penalty_gradient(gradient, shown, *params[:2])):
                found[i] = found[i] + np.float32(weight) * extra
        return found

    gradients(images[:2])
    with one_thread():
        for _ in given.train(images, params, gradients, lr=5e-3, epochs=epochs, rng=rng, batch_size=100):
            pass
    return params


@dataclass(frozen=True)
class Plane:
    """Principal components: the mean image, and the directions of largest variance as columns."""

    mean: np.ndarray
    directions: np.ndarray

    def code(self, x: np.ndarray) -> np.ndarray:
        """The coordinates of images."""
        found: np.ndarray = (x - self.mean) @ self.directions
        return found

    def images(self, code: np.ndarray) -> np.ndarray:
        """Images at these coordinates."""
        found: np.ndarray = code @ self.directions.T + self.mean
        return found


def components(images: np.ndarray, count: int) -> Plane:
    """The first principal components of images, by the eigenvectors of their covariance."""
    middle = images.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov(images.T).astype(np.float64))
    return Plane(middle, vectors[:, ::-1][:, :count].astype(np.float32))


def show(ax: Any, image: np.ndarray, *, low: float = 0.0, high: float = 1.0, cmap: str = "Greys") -> None:
    """Draw a flat square image without axes."""
    side = int(np.sqrt(image.size))
    ax.imshow(image.reshape(side, side), cmap=cmap, vmin=low, vmax=high)
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, linewidth=0.8)


def rows_of_images(title: str, rows: Mapping[str, np.ndarray], columns: int) -> None:
    """Draw the first images of every row, its name beside it."""
    with grid(title, len(rows), columns, height=0.85) as axes:
        for row, (name, images) in zip(axes, rows.items(), strict=True):
            for ax, image in zip(row, images, strict=False):
                show(ax, image)
            row[0].set_ylabel(name, fontsize=8.5)


@when_ready
def linear_finds_pca(error: Function, *, count: int = 800, epochs: int = 60) -> None:
    """The student's error against the number of code units, and what linear autoencoders reach by training.

    error: (X, k) -> number
    """
    import given

    asked_for("linear_autoencoder_error", error, np.eye(3), 1, shape=())
    data = digits(count)
    images, ks = data.train, (0, 2, 4, 8, 16, 32, 64)
    best = [float(asked_for("linear_autoencoder_error", error, images, k, shape=())) for k in ks]
    reached = {}
    with one_thread():
        for k in (2, 8, 32):
            rng = np.random.default_rng(k)
            net = given.DeepAutoencoder((images.shape[1], k, images.shape[1]), rng, linear=True)
            errors = [given.squared_error(net.decode(net.encode(images)), images)]
            for epoch in given.train(images, net.params, net.gradients, lr=2e-3, epochs=epochs, rng=rng):
                if epoch % 4 == 0:
                    errors.append(given.squared_error(net.decode(net.encode(images)), images))
            reached[k] = errors
    title = f"A linear autoencoder finds what PCA computes, and gets no further ({data.name})"
    with panels(title, 1, 1.2) as (_, (left, right)):
        left.plot(ks, best, color=ORANGE, marker="o", markersize=4, label="linear_autoencoder_error")
        left.set(xlabel="code units k", ylabel="squared error per image", ylim=(0, None))
        for (k, errors), color, dash in zip(reached.items(), (BLUE, GREEN, GREY), ("-", "--", "-."), strict=True):
            at = 4 * np.arange(len(errors))
            right.plot(at, errors, color=color, linestyle=dash, label=f"trained, k = {k}")
            right.axhline(best[ks.index(k)], color=ORANGE, linewidth=1.2)
        right.set(xlabel="epoch", ylabel="squared error per image", ylim=(0, 1.15 * max(best)))


def tried(make: Function) -> None:
    """Run a student's autoencoder once on three tiny images. Raises NotReadyError."""
    passed(make, [np.ones((3, 2)), np.zeros(2), np.zeros(3)], np.eye(3))


@dataclass(frozen=True)
class Learned:
    """An autoencoder that was trained on digits: the digits, and W, c and b."""

    digits: Digits
    params: Params


def need(learned: Learned | None) -> Learned:
    """The trained autoencoder. Raises NotReadyError where there is none."""
    if learned is None:
        raise NotReadyError("Autoencoder", "it was not trained in the cell above")
    return learned


def reconstructions(make: Function, *, units: int = 64, epochs: int = 20, shown: int = 12) -> Learned | None:
    """Train an autoencoder on digits, draw what becomes of held-out ones beside PCA, and return it.

    make: (W, c, b) -> autoencoder
    """
    import given

    def run(_: str, factory: Function) -> Learned:
        data = digits()
        return Learned(data, trained(factory, data.train, units=units, epochs=epochs))

    made, reasons = attempt(run, {"Autoencoder": make})
    report_not_ready(reasons)
    if not made:
        return None
    (learned,) = made.values()
    test = learned.digits.test
    plane = components(learned.digits.train, units)
    back, x_hat = plane.images(plane.code(test)), passed(make, learned.params, test).x_hat
    rows = {
        "held-out": test[:shown],
        f"sigmoid\n{given.squared_error(x_hat, test):.1f}": x_hat[:shown],
        f"PCA\n{given.squared_error(back, test):.1f}": back[:shown],
    }
    title = (
        f"784 pixels through {units} numbers and back: one layer of sigmoids is worse than PCA ({learned.digits.name})"
    )
    rows_of_images(title, rows, shown)
    return learned


@when_ready
def filters(learned: Learned | None, make: Function, *, shown: int = 12) -> None:
    """Weights of code units, beside the principal components.

    make: (W, c, b) -> autoencoder
    """
    tried(make)
    learned = need(learned)
    W = learned.params[0]
    order = np.argsort(-np.sum(W**2, axis=0), kind="stable")[: 2 * shown]
    plane = components(learned.digits.train, shown)
    rows = {
        "code units": W[:, order[:shown]].T,
        "more": W[:, order[shown:]].T,
        "PCA": plane.directions.T,
    }
    title = (
        f"Code units share the work; principal components come in order, from coarse to fine ({learned.digits.name})"
    )
    with grid(title, len(rows), shown, height=0.85) as axes:
        for row, (name, images) in zip(axes, rows.items(), strict=True):
            for ax, image in zip(row, images, strict=True):
                limit = float(np.abs(image).max()) or 1.0
                show(ax, image, low=-limit, high=limit, cmap="RdBu_r")
            row[0].set_ylabel(name, fontsize=8.5)


@when_ready
def where_the_code_moves(penalty: Function) -> None:
    """The penalty over a plane of two pixels for three code units, and along a line for one unit of three lengths.

    penalty: (X, W, c) -> one number per image
    """
    angles = np.array([0.3, 2.2, 4.4])
    W, c = 6.0 * np.stack([np.cos(angles), np.sin(angles)]), np.array([-1.0, 0.5, 1.5])
    line = np.linspace(-3, 3, 121)
    ticks = np.linspace(-2, 2, 101)
    points = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    found = asked_for("contractive_penalty", penalty, points, W, c, shape=(len(points),))
    sizes = {
        w: asked_for("contractive_penalty", penalty, line[:, None], np.full((1, 1), w), np.zeros(1), shape=(121,))
        for w in (1.0, 2.0, 4.0)
    }
    title = "A code moves where a unit stands on its slope; where all units are off or on, it stands still"
    with panels(title, 1.25, 1, height=4.2) as (figure, (left, right)):
        drawn = left.imshow(found.reshape(101, 101), origin="lower", extent=(-2, 2, -2, 2), cmap="YlOrBr", vmin=0)
        figure.colorbar(drawn, ax=left, label="penalty")
        for w, bias in zip(W.T, c, strict=True):
            along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
            ends = -bias * w / (w @ w) + np.array([[-4.0], [4.0]]) * along
            left.plot(*ends.T, color="black", linewidth=0.9, linestyle="--")
        left.set(xlabel="first pixel", ylabel="second pixel", xlim=(-2, 2), ylim=(-2, 2))
        left.grid(visible=False)
        for (w, values), color, dash in zip(sizes.items(), (GREY, BLUE, ORANGE), (":", "--", "-"), strict=True):
            right.plot(line, values, color=color, linestyle=dash, label=f"one unit, w = {w:g}")
        right.set(xlabel="x", ylabel="penalty", ylim=(0, None))


def neighbours(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each image the nearest of the others that is not the same image, by the squared distance of the pixels."""
    apart = np.sum(images**2, axis=1, keepdims=True) + np.sum(others**2, axis=1) - 2 * images @ others.T
    apart[apart < 0.01] = np.inf
    found: np.ndarray = others[np.argmin(apart, axis=1)]
    return found


def contrast(
    make: Function, params: Params, images: np.ndarray, targets: np.ndarray, rng: np.random.Generator
) -> float:
    """How much more the code changes on a tenth of the way to a near image than as far in any direction."""
    way = 0.1 * (targets - images)
    other = rng.standard_normal(way.shape).astype(np.float32)
    other *= np.linalg.norm(way, axis=1, keepdims=True) / np.linalg.norm(other, axis=1, keepdims=True)
    start, near, random = (passed(make, params, x).code for x in (images, images + way, images + other))
    return float(np.linalg.norm(near - start, axis=1).mean() / np.linalg.norm(random - start, axis=1).mean())


@when_ready
def contraction(
    learned: Learned | None, make: Function, penalty: Function, gradient: Function, *, epochs: int = 20
) -> None:
    """Train with the penalty at several weights; draw error, penalty and what the code still follows.

    learned: without the penalty. make: (W, c, b) -> autoencoder. penalty, gradient: (X, W, c) -> ...
    """
    import given

    rng = np.random.default_rng(0)
    x, W = rng.random((2, 3)), rng.normal(size=(3, 2))
    penalty_gradient(gradient, x, W, np.zeros(2))
    asked_for("contractive_penalty", penalty, x, W, np.zeros(2), shape=(2,))
    learned = need(learned)
    data, test = learned.digits, learned.digits.test
    near = neighbours(test, data.train)
    bar, found = progress(len(LAMBDAS)), []
    for weight in (0.0, *LAMBDAS):
        params = learned.params
        if weight:
            params = trained(make, data.train, epochs=epochs, weight=weight, gradient=gradient)
            bar.update()
        error = given.squared_error(passed(make, params, test).x_hat, test)
        moved = asked_for("contractive_penalty", penalty, test, *params[:2], shape=(len(test),)).mean()
        found.append((error, moved, contrast(make, params, test, near, np.random.default_rng(1))))
    bar.close()
    errors, moves, ratios = np.transpose(found)
    at, names = np.arange(len(found)), [f"{weight:g}" for weight in (0.0, *LAMBDAS)]
    title = f"The code stays still, except along the data ({data.name})"
    with panels(title, 1, 1) as (_, (left, right)):
        left.plot(at, errors, color=ORANGE, marker="o", label="squared error")
        left.plot(at, moves, color=BLUE, linestyle="--", marker="s", label="penalty")
        left.set(xlabel="weight of the penalty", ylabel="per held-out image", ylim=(0, None))
        right.plot(at, ratios, color=GREEN, linestyle="-.", marker="^", label="towards a neighbour / anywhere")
        right.axhline(1, color="black", linewidth=0.8)
        right.set(xlabel="weight of the penalty", ylabel="change of the code, as a ratio", ylim=(0, None))
        for ax in (left, right):
            ax.set_xticks(at, names)


@when_ready
def denoising(make: Function, *, share: float = 0.5, units: int = 128, epochs: int = 15, shown: int = 12) -> None:
    """Two autoencoders are shown digits from which pixels are erased; one has been trained on such digits.

    make: (W, c, b) -> autoencoder
    """
    import given

    tried(make)
    data = digits()
    noisy = given.erase(data.test, share, np.random.default_rng(7))
    rows = {
        "held-out": data.test[:shown],
        f"noisy\n{given.squared_error(noisy, data.test):.1f}": noisy[:shown],
    }
    for name, erased in (("plain", 0.0), ("denoising", share)):
        params = trained(make, data.train, units=units, epochs=epochs, share=erased)
        x_hat = passed(make, params, noisy).x_hat
        rows[f"{name}\n{given.squared_error(x_hat, data.test):.1f}"] = x_hat[:shown]
    title = f"Who has seen holes in training fills them best: {share:.0%} of the pixels erased ({data.name})"
    rows_of_images(title, rows, shown)


@dataclass(frozen=True)
class Flat:
    """A deep autoencoder with a code of two numbers, and the digits that it was trained on."""

    digits: Digits
    net: Any


def votes(known: np.ndarray, labels: np.ndarray, asked: np.ndarray, truth: np.ndarray) -> float:
    """The share of points whose five nearest known points have its label by majority."""
    apart = np.sum((asked[:, None] - known[None]) ** 2, axis=2)
    nearest = labels[np.argpartition(apart, 5, axis=1)[:, :5]]
    return float(np.mean([np.bincount(row, minlength=10).argmax() == label for row, label in zip(nearest, truth)]))


def ranks(code: np.ndarray) -> np.ndarray:
    """Each number's rank among those of its column, from 0 to 1: spreads out what lies close together."""
    found: np.ndarray = np.argsort(np.argsort(code, axis=0, kind="stable"), axis=0) / max(1, len(code) - 1)
    return found


def spread_out(places: np.ndarray, least: float = 0.06) -> np.ndarray:
    """Move points that are nearer to each other than this apart, so that what is written there can be read."""
    places = places.copy()
    for _ in range(20):
        for i in range(len(places)):
            for j in range(i):
                off = places[i] - places[j]
                length = float(np.linalg.norm(off))
                if length < least:
                    way = off / length if length > 0 else np.array([1.0, 0.0])
                    places[i] += 0.5 * (least - length) * way
                    places[j] -= 0.5 * (least - length) * way
    return places


def plane(error: Function, *, epochs: int = 16, seed: int = 0) -> Flat | None:
    """Draw held-out digits at the two numbers of PCA and of a deep code, and return what was trained.

    error: (X, k) -> number, the student's linear_autoencoder_error
    """
    import given

    def run(_: str, function: Function) -> Flat:
        asked_for("linear_autoencoder_error", function, np.eye(3), 1, shape=())
        data, rng = digits(), np.random.default_rng(seed)
        net = given.DeepAutoencoder((data.train.shape[1], 128, 2, 128, data.train.shape[1]), rng)
        with one_thread():
            for _ in given.train(data.train, net.params, net.gradients, lr=2e-3, epochs=epochs, rng=rng):
                pass
        return Flat(data, net)

    made, reasons = attempt(run, {"linear_autoencoder_error": error})
    report_not_ready(reasons)
    if not made:
        return None
    (flat,) = made.values()
    data, net, two = flat.digits, flat.net, components(flat.digits.train, 2)
    ways = {
        "PCA": (two.code, two.images),
        "784-128-2-128-784": (net.encode, net.decode),
    }
    title = f"The same two numbers per digit: a deep code keeps apart what a flat one mixes ({data.name})"
    with panels(title, 1, 1, height=5.0) as (_, axes):
        for ax, (name, (encode, decode)) in zip(axes, ways.items(), strict=True):
            code = encode(data.test)
            lost = given.squared_error(decode(code), data.test)
            share = votes(encode(data.train), data.train_labels, code, data.test_labels)
            places = ranks(code)
            for digit, color in enumerate(DIGITS):
                ax.scatter(*places[data.test_labels == digit].T, s=7, color=color, label=str(digit))
            middles = [np.median(places[data.test_labels == digit], axis=0) for digit in range(10)]
            for digit, middle in enumerate(spread_out(np.array(middles))):
                box = {"boxstyle": "circle,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
                ax.text(*middle, str(digit), fontsize=12, fontweight="bold", ha="center", va="center", bbox=box)
            ax.set(xlabel="first number, as its rank", ylabel="second number, as its rank")
            ax.set_title(f"{name}: error {lost:.1f}, votes right {share:.2f}")
    return flat


@when_ready
def walk(flat: Flat | None, error: Function, *, side: int = 14) -> None:
    """What the decoder draws at the points of a grid in the plane of the deep code.

    error: (X, k) -> number, on which the plane itself waited
    """
    asked_for("linear_autoencoder_error", error, np.eye(3), 1, shape=())
    if flat is None:
        raise NotReadyError("linear_autoencoder_error", "nothing was trained in the cell above")
    code = flat.net.encode(flat.digits.test)
    across, up = np.quantile(code, np.linspace(0.03, 0.97, side), axis=0).T
    points = np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2).astype(np.float32)
    images = flat.net.decode(points).reshape(side, side, 28, 28)
    whole = images.transpose(0, 2, 1, 3).reshape(28 * side, 28 * side)
    with panels(f"A walk in the plane: digits turn into each other ({flat.digits.name})", 1, height=6.2) as (_, (ax,)):
        ax.imshow(whole, cmap="Greys", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], xlabel="first number, as its rank", ylabel="second number, as its rank")
        ax.grid(visible=False)
