"""Handed out with the lab: pictures of energies and probabilities, and of machines that learn patterns and digits.

Every function takes functions of the student's; where one is not ready, a line says so in place of a picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import viz
from grader.viz import (
    NotReadyError,
    asked,
    attempt,
    grid,
    one_thread,
    panels,
    progress,
    report_not_ready,
    when_ready,
)

if TYPE_CHECKING:
    from given import Machine

Function = Callable[..., Any]
Shape = tuple[int, ...]

GREY, ORANGE, BLUE, GREEN = "#7a7a7a", "#d55e00", "#0072b2", "#2f9e8f"
SEEDS = range(3)


def asked_for(name: str, function: Function, *args: Any, shape: Shape) -> np.ndarray:
    """What a student's function returns, as one array of floats. Raises NotReadyError."""
    return asked(name, function, *args, shapes=[shape])[0].astype(float)


def every_state(units: int) -> np.ndarray:
    """All states of so many units, one per row."""
    return np.array(list(product((0.0, 1.0), repeat=units)))


def small_machine() -> Machine:
    """The machine of three visible and two hidden units that the text calculates with."""
    from given import Machine

    return Machine(np.array([[0.5, -0.3], [0.2, 0.8], [-0.6, 0.1]]), np.array([0.1, -0.2, 0.3]), np.array([-0.1, 0.4]))


#: Pixels of a line on 5 x 5 pixels, by name.
STROKES = {
    "vertical": [(i, 2) for i in range(5)],
    "horizontal": [(2, i) for i in range(5)],
    "diagonal": [(i, i) for i in range(5)],
}


def drawn_strokes(*names: str) -> np.ndarray:
    """An image of 5 x 5 pixels with these strokes, flat."""
    image = np.zeros((5, 5))
    for name in names:
        image[tuple(zip(*STROKES[name], strict=True))] = 1.0
    return image.ravel()


def stroke_machine() -> Machine:
    """A machine made by hand: one hidden unit per stroke, weight 4 to its pixels, biases -2 and -12."""
    from given import Machine

    W = 4.0 * np.stack([drawn_strokes(name) for name in STROKES], axis=1)
    return Machine(W, np.full(25, -2.0), np.full(len(STROKES), -12.0))


def show(
    ax: Any, image: np.ndarray, title: str = "", *, low: float = 0.0, high: float = 1.0, cmap: str = "Greys"
) -> None:
    """Draw a flat square image without axes."""
    side = int(np.sqrt(image.size))
    ax.imshow(image.reshape(side, side), cmap=cmap, vmin=low, vmax=high)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=8.5)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, linewidth=0.8)


@when_ready
def all_states(energy: Function) -> None:
    """The energies of all 32 states of the small machine, sorted, and the probabilities that follow.

    energy: (V, H, W, b, a) -> energies
    """
    machine = small_machine()
    states = every_state(5)
    found = asked_for("energy", energy, states[:, :3], states[:, 3:], *machine.params, shape=(32,))
    order = np.argsort(found, kind="stable")
    weights = np.exp(-(found - found.min()))
    p = weights / weights.sum()
    title = "The lower the energy, the likelier the state; but none of the 32 is impossible"
    with panels(title, 1, 1) as (_, (left, right)):
        places = np.arange(32)
        left.bar(places, found[order], color=ORANGE)
        left.set(xlabel="states, sorted by their energy", ylabel="energy")
        right.bar(places, p[order], color=BLUE)
        right.axhline(1 / 32, color=GREY, linestyle="--", label="all states alike")
        right.set(xlabel="the same states", ylabel="probability")


@when_ready
def recognized(p_hidden: Function) -> None:
    """What the hidden units of the machine of strokes say to six images.

    p_hidden: (V, W, a) -> probabilities
    """
    machine = stroke_machine()
    hole = drawn_strokes("vertical")
    hole[12] = 0.0
    loose = np.zeros(25)
    loose[[1, 5, 14, 18, 22]] = 1.0
    shown = {
        "vertical": drawn_strokes("vertical"),
        "both": drawn_strokes("vertical", "horizontal"),
        "a pixel missing": hole,
        "diagonal": drawn_strokes("diagonal"),
        "all three": drawn_strokes(*STROKES),
        "five loose pixels": loose,
    }
    V = np.array(list(shown.values()))
    p = asked_for("p_hidden_given_visible", p_hidden, V, machine.W, machine.a, shape=(len(V), 3))
    with grid("Each hidden unit answers one question: is my stroke there?", 2, len(V), height=1.5) as axes:
        for upper, lower, (name, image), row in zip(*axes, shown.items(), p, strict=True):
            show(upper, image, name)
            lower.bar(range(3), row, color=[ORANGE, BLUE, GREEN])
            lower.set(ylim=(0, 1.05), yticks=[0, 1])
            lower.set_xticks(range(3), ["|", "-", "\\"])
        axes[1][0].set_ylabel("p(h = 1 | v)")


@when_ready
def painted(p_visible: Function) -> None:
    """What the machine of strokes paints for each of its eight hidden states.

    p_visible: (H, W, b) -> probabilities
    """
    machine = stroke_machine()
    H = every_state(3)
    p = asked_for("p_visible_given_hidden", p_visible, H, machine.W, machine.b, shape=(len(H), 25))
    with grid("Each hidden unit paints its stroke, and several paint together", 1, len(H), height=1.3) as axes:
        for ax, h, image in zip(axes[0], H.astype(int), p, strict=True):
            show(ax, image, f"h = {h[0]}{h[1]}{h[2]}")


@when_ready
def five_pixels(free_energy: Function) -> None:
    """Free energies of all images of 5 x 5 pixels with five of them on, and the three lowest.

    free_energy: (V, W, b, a) -> free energies
    """
    machine = stroke_machine()
    chosen = np.array(list(combinations(range(25), 5)))
    V = np.zeros((len(chosen), 25))
    V[np.arange(len(chosen))[:, None], chosen] = 1.0
    found = asked_for("free_energy", free_energy, V, *machine.params, shape=(len(V),))
    lowest = np.argsort(found, kind="stable")[:3]
    are_strokes = {tuple(V[i]) for i in lowest} == {tuple(drawn_strokes(name)) for name in STROKES}
    said = "the three lowest are the three strokes" if are_strokes else "the three lowest are no strokes"
    with panels(f"Of {len(V):,} images with five pixels on, {said}", 3, 1, 1, 1, height=2.8) as (_, axes):
        axes[0].hist(found, bins=60, color=ORANGE)
        axes[0].set(yscale="log", xlabel="free energy", ylabel="number of images")
        for ax, i in zip(axes[1:], lowest, strict=True):
            show(ax, V[i], f"F = {found[i]:.1f}")


@when_ready
def cost(log_partition: Function, *, most: int = 12) -> None:
    """How long the student's brute force takes for a few visible units, and what that means for more of them.

    log_partition: (W, b, a) -> number
    """
    from given import new_machine

    counts = np.arange(4, most + 1)
    seconds = []
    with one_thread():
        for count in counts:
            machine = new_machine(int(count), 8, np.random.default_rng(0), 1.0)
            took = []
            for _ in range(3):
                start = time.perf_counter()
                asked_for("log_partition", log_partition, *machine.params, shape=())
                took.append(time.perf_counter() - start)
            seconds.append(min(took))
    year = np.log10(3600 * 24 * 365.25)
    pixels = np.log10(seconds[-1]) + (784 - most) * np.log10(2)
    further = np.arange(most, 101)
    title = f"Each visible unit doubles the sum: 784 pixels would take $10^{{{pixels - year:.0f}}}$ years"
    with panels(title, 1, height=3.6) as (_, (ax,)):
        line = np.log10(seconds[-1]) + (further - most) * np.log10(2)
        ax.plot(further, line, color=GREY, linestyle="--", label="twice as long for each further unit")
        ax.plot(counts, np.log10(seconds), color=ORANGE, marker="o", linestyle="", label="log_partition, measured")
        for name, height in (("an hour", np.log10(3600)), ("a year", year), ("age of the universe", year + 10.14)):
            ax.axhline(height, color=BLUE, linewidth=0.8)
            ax.text(4, height + 0.4, name, color=BLUE, fontsize=9)
        ax.set(xlabel="visible units", ylabel="seconds, as a power of ten")


def log_loss(free_energy: Function, log_partition: Function, V: np.ndarray, machine: Machine) -> float:
    """The mean of -log p(v) over the rows of V, by the student's functions. Raises NotReadyError."""
    free = asked_for("free_energy", free_energy, V, *machine.params, shape=(len(V),))
    return float(free.mean() + asked_for("log_partition", log_partition, *machine.params, shape=()))


#: How the small machines learn bars and stripes: hidden units, rate, momentum, steps, and how often the loss is taken.
HIDDEN, RATE, MOMENTUM, STEPS, EVERY = 8, 0.1, 0.9, 2000, 25


def learned(
    direction: Callable[[Machine, np.random.Generator], Any], loss: Callable[[Machine], float], seed: int
) -> Any:
    """Train a small machine along a direction that is added: the losses, and the machine."""
    from given import new_machine

    rng = np.random.default_rng(seed)
    machine = new_machine(9, HIDDEN, rng, 0.1)
    velocities = [np.zeros_like(p) for p in machine.params]
    losses = [loss(machine)]
    for step in range(1, STEPS + 1):
        for p, velocity, found in zip(machine.params, velocities, direction(machine, rng), strict=True):
            velocity *= MOMENTUM
            velocity += found
            p += RATE * velocity
        if step % EVERY == 0:
            losses.append(loss(machine))
    return np.array(losses), machine


def shapes_of(machine: Machine) -> list[Shape]:
    """The shapes of a machine's three parameters."""
    return [p.shape for p in machine.params]


def along_the_gradient(exact_gradient: Function, V: np.ndarray) -> Callable[[Machine, Any], Any]:
    """The direction of plain descent with the student's exact gradient."""

    def direction(machine: Machine, rng: Any) -> list[np.ndarray]:
        shapes = shapes_of(machine)
        return [-g for g in asked("exact_gradient", exact_gradient, V, *machine.params, shapes=shapes)]

    return direction


def along_chains(divergence: Function, V: np.ndarray, k: int, copies: int = 10) -> Callable[[Machine, Any], Any]:
    """The direction of the student's CD-k, with so many chains for each pattern."""
    batch = np.tile(V, (copies, 1))

    def direction(machine: Machine, rng: np.random.Generator) -> list[np.ndarray]:
        uniforms = rng.random((k, len(batch), HIDDEN)), rng.random((k, len(batch), batch.shape[1]))
        inputs = batch, *machine.params, *uniforms
        return asked("contrastive_divergence", divergence, *inputs, shapes=shapes_of(machine))

    return direction


def mosaic(images: np.ndarray, columns: int, zoom: int = 5, gap: int = 3) -> np.ndarray:
    """Square images side by side as one, each pixel `zoom` wide, with grey lines between them."""
    side = zoom * int(np.sqrt(images.shape[1]))
    rows = -(-len(images) // columns)
    whole = np.full((rows * (side + gap) + gap, columns * (side + gap) + gap), 0.35)
    for i, image in enumerate(images):
        top, left = gap + (side + gap) * (i // columns), gap + (side + gap) * (i % columns)
        small = image.reshape(side // zoom, -1)
        whole[top : top + side, left : left + side] = np.kron(small, np.ones((zoom, zoom)))
    return whole


@when_ready
def exact_training(exact_gradient: Function, free_energy: Function, log_partition: Function) -> None:
    """Machines that learn bars and stripes by the exact gradient, and the likeliest images of the first of them.

    exact_gradient: (V, W, b, a) -> three arrays. free_energy, log_partition: as always.
    """
    from given import bars_and_stripes

    V = bars_and_stripes()
    direction = along_the_gradient(exact_gradient, V)
    direction(learned_nothing(), None)
    with one_thread():
        runs = [learned(direction, lambda m: log_loss(free_energy, log_partition, V, m), seed) for seed in SEEDS]
    machine = runs[0][1]
    states = every_state(9)
    logs = -asked_for("free_energy", free_energy, states, *machine.params, shape=(512,))
    logs = logs - asked_for("log_partition", log_partition, *machine.params, shape=())
    p = np.exp(np.clip(logs, -700, 0))
    known = {tuple(v) for v in V}
    share = sum(one for one, state in zip(p, states, strict=True) if tuple(state) in known)
    likeliest = states[np.argsort(-p, kind="stable")[:16]]
    title = f"The 14 patterns had {14 / 512:.0%} of all probability by chance; after training they have {share:.0%}"
    with panels(title, 1.6, 1, height=3.7) as (_, (left, right)):
        at = np.arange(0, STEPS + 1, EVERY)
        for number, (losses, _) in enumerate(runs):
            left.plot(at, losses, color=ORANGE, linewidth=1.3, label=None if number else "exact_gradient, three seeds")
        left.axhline(np.log(14), color=GREY, linestyle="--", label="log 14: nothing is better")
        left.set(xlabel="step", ylabel="-log p(v), mean over the patterns")
        right.imshow(mosaic(likeliest, 4), cmap="Greys", vmin=0, vmax=1)
        right.set(xticks=[], yticks=[], title="the 16 likeliest of 512 images")
        right.grid(visible=False)


def learned_nothing() -> Machine:
    """A small machine as training begins."""
    from given import new_machine

    return new_machine(9, HIDDEN, np.random.default_rng(0), 0.1)


@when_ready
def short_chains(
    divergence: Function, exact_gradient: Function, free_energy: Function, log_partition: Function
) -> None:
    """Losses on bars and stripes of machines trained by CD-1, by CD-5 and by the exact gradient.

    divergence: (V0, W, b, a, u_h, u_v) -> three arrays. The others: as always.
    """
    from given import bars_and_stripes

    V = bars_and_stripes()
    ways = {
        "CD-1": (along_chains(divergence, V, 1), ORANGE, "-"),
        "CD-5": (along_chains(divergence, V, 5), BLUE, "--"),
        "exact gradient": (along_the_gradient(exact_gradient, V), GREY, ":"),
    }
    for direction, _, _ in ways.values():
        direction(learned_nothing(), np.random.default_rng(0))
    bar = progress(len(ways) * len(SEEDS))
    found: dict[str, np.ndarray] = {}
    with one_thread():
        for name, (direction, _, _) in ways.items():
            runs = []
            for seed in SEEDS:
                runs.append(learned(direction, lambda m: log_loss(free_energy, log_partition, V, m), seed)[0])
                bar.update()
            found[name] = np.array(runs)
    bar.close()
    at = np.arange(0, STEPS + 1, EVERY)
    with panels("CD-1 comes near quickly and gets no further; chains of five steps come nearer", 1) as (_, (ax,)):
        for name, (_, color, dash) in ways.items():
            runs = found[name]
            ax.fill_between(at, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.18, linewidth=0)
            ax.plot(
                at, runs.mean(axis=0), color=color, linestyle=dash, label=f"{name}: {runs[:, -1].mean():.2f} in the end"
            )
        ax.axhline(np.log(14), color="black", linewidth=0.8)
        ax.set(xlabel="step", ylabel="-log p(v), mean over the patterns")


def relative_bias(
    p_hidden: Function, p_visible: Function, exact_gradient: Function, size: float, seed: int, ks: Sequence[int]
) -> list[float]:
    """How far the expected direction of CD-k is from minus the exact gradient, as a share of that gradient's length.

    The machine has 6 visible and 4 hidden units and normal weights of this size. What a chain does on average follows
    from the probabilities of going from each of its 64 visible states to each other one.
    """
    rng = np.random.default_rng(seed)
    W, b, a = size * rng.normal(size=(6, 4)), 0.1 * size * rng.normal(size=6), 0.1 * size * rng.normal(size=4)
    seen, hidden = every_state(6), every_state(4)
    data = seen[rng.integers(0, 64, 10)]
    up = asked_for("p_hidden_given_visible", p_hidden, seen, W, a, shape=(64, 4))
    down = asked_for("p_visible_given_hidden", p_visible, hidden, W, b, shape=(16, 6))
    to_hidden = np.prod(np.where(hidden[None] == 1, up[:, None], 1 - up[:, None]), axis=2)
    to_visible = np.prod(np.where(seen[None] == 1, down[:, None], 1 - down[:, None]), axis=2)
    over = to_hidden @ to_visible
    exact = asked("exact_gradient", exact_gradient, data, W, b, a, shapes=[(6, 4), (6,), (4,)])
    exact = -np.concatenate([g.ravel() for g in exact])

    def statistics(share: np.ndarray) -> np.ndarray:
        return np.concatenate([(seen.T @ (share[:, None] * up)).ravel(), share @ seen, share @ up])

    first = share = np.array([np.mean((data == state).all(axis=1)) for state in seen])
    apart = {}
    for k in range(1, max(ks) + 1):
        share = share @ over
        expected = statistics(first) - statistics(share)
        apart[k] = float(np.linalg.norm(expected - exact) / np.linalg.norm(exact))
    return [apart[k] for k in ks]


@when_ready
def bias(p_hidden: Function, p_visible: Function, exact_gradient: Function) -> None:
    """The bias of CD-k against the size of the weights, for k = 1, 2, 5 and 10; the mean over ten machines."""
    sizes, ks = (0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0), (1, 2, 5, 10)
    found = np.array(
        [
            np.mean([relative_bias(p_hidden, p_visible, exact_gradient, size, seed, ks) for seed in range(10)], axis=0)
            for size in sizes
        ]
    )
    with panels("Short chains are good while weights are small", 1, height=3.8) as (_, (ax,)):
        for k, values, color, dash in zip(
            ks, found.T, (ORANGE, BLUE, GREEN, GREY), ("-", "--", "-.", ":"), strict=True
        ):
            ax.plot(sizes, values, color=color, linestyle=dash, marker="o", markersize=4, label=f"CD-{k}")
        ax.set(
            xlabel="size of the weights (standard deviation)", ylabel="bias / length of the gradient", ylim=(0, None)
        )


@dataclass(frozen=True)
class Digits:
    """Images of digits as bits, and a machine's history on them.

    name: of the data set. train, test: (N, 784) of 0 and 1, float32. history: machines after 0, 1, 2, ... epochs.
    """

    name: str
    train: np.ndarray
    test: np.ndarray
    history: list[Machine]

    @property
    def machine(self) -> Machine:
        """The machine after the last epoch."""
        return self.history[-1]


def digits_as_bits(count: int = 4000, ask: int = 1000) -> tuple[str, np.ndarray, np.ndarray]:
    """The name of the data set, training images and held-out images; pixels above one half are 1, all others 0."""
    from grader import datasets

    data = datasets.load()
    train, test = (viz.floats(images) > 0.5 for images in (data.train_images[:count], data.test_images[:ask]))
    return data.name, train.astype(np.float32), test.astype(np.float32)


def trained_on_digits(
    divergence: Function, *, hidden: int = 64, lr: float = 0.1, epochs: int = 20, seed: int = 0
) -> Digits:
    """Train a machine on digits by the student's CD-1. Raises NotReadyError."""
    from given import new_machine, train

    def direction(
        V0: np.ndarray, W: np.ndarray, b: np.ndarray, a: np.ndarray, *uniforms: np.ndarray
    ) -> list[np.ndarray]:
        return asked("contrastive_divergence", divergence, V0, W, b, a, *uniforms, shapes=[W.shape, b.shape, a.shape])

    name, images, unseen = digits_as_bits()
    rng = np.random.default_rng(seed)
    machine = new_machine(784, hidden, rng, 0.01, np.float32)
    share = images.mean(axis=0).clip(0.01, 0.99)
    machine.b[...] = np.log(share / (1 - share))
    direction(images[:2], *machine.params, np.full((1, 2, hidden), 0.5), np.full((1, 2, 784), 0.5))
    bar = progress(epochs)
    history = [machine.copy()]
    with one_thread(), np.errstate(all="ignore"):
        for later in train(images, machine, direction, lr=lr, epochs=epochs, rng=rng):
            history.append(later.copy())
            bar.update()
    bar.close()
    return Digits(name, images, unseen, history)


def filters(divergence: Function, *, shown: Sequence[int] = (0, 1, 5, 20), units: int = 12) -> Digits | None:
    """Train a machine of 64 hidden units on digits and draw weights of some of them after some epochs; return the runs.

    divergence: (V0, W, b, a, u_h, u_v) -> three arrays
    """
    made, reasons = attempt(lambda _, function: trained_on_digits(function), {"contrastive_divergence": divergence})
    report_not_ready(reasons)
    if not made:
        return None
    (digits,) = made.values()
    title = f"From noise to whole shapes to short strokes: weights of {units} hidden units ({digits.name})"
    with grid(title, len(shown), units, height=0.82) as axes:
        for row, epoch in zip(axes, shown, strict=True):
            W = digits.history[epoch].W.astype(float)
            limit = float(np.abs(W).max()) or 1.0
            for j, ax in enumerate(row):
                show(ax, W[:, j], low=-limit, high=limit, cmap="RdBu_r")
            row[0].set_ylabel(f"epoch {epoch}", fontsize=8.5)
    return digits


def need(digits: Digits | None) -> Digits:
    """The trained machine. Raises NotReadyError where there is none."""
    if digits is None:
        raise NotReadyError("contrastive_divergence", "it has trained no machine in the cell above")
    return digits


def up_and_down(p_hidden: Function, p_visible: Function, machine: Machine, V: np.ndarray) -> np.ndarray:
    """p(v | h) with the probabilities of h given V in the place of h: the reconstruction. Raises NotReadyError."""
    h = asked_for("p_hidden_given_visible", p_hidden, V, machine.W, machine.a, shape=(len(V), len(machine.a)))
    return asked_for("p_visible_given_hidden", p_visible, h, machine.W, machine.b, shape=V.shape)


def tried(p_hidden: Function, p_visible: Function) -> None:
    """Call both functions once on the small machine. Raises NotReadyError."""
    up_and_down(p_hidden, p_visible, small_machine(), np.eye(3))


@when_ready
def chains(
    digits: Digits | None, p_hidden: Function, p_visible: Function, *, steps: Sequence[int] = (1, 10, 100, 1000)
) -> None:
    """Held-out digits, their reconstructions, and where chains of samples are after some steps.

    p_hidden: (V, W, a) -> probabilities. p_visible: (H, W, b) -> probabilities.
    """
    tried(p_hidden, p_visible)
    digits = need(digits)
    machine, V, rng = digits.machine, digits.test[:10], np.random.default_rng(0)
    rows = {"digit": V, "up and down": up_and_down(p_hidden, p_visible, machine, V)}
    v = V
    with one_thread():
        for step in range(1, max(steps) + 1):
            h = asked_for("p_hidden_given_visible", p_hidden, v, machine.W, machine.a, shape=(len(v), len(machine.a)))
            h = (rng.random(h.shape) < h).astype(np.float32)
            p = asked_for("p_visible_given_hidden", p_visible, h, machine.W, machine.b, shape=v.shape)
            v = (rng.random(p.shape) < p).astype(np.float32)
            if step in steps:
                rows[f"{step} step{'s' if step > 1 else ''}"] = p
    title = f"A chain keeps its digit for a while, then it wanders among shapes of digits ({digits.name})"
    with grid(title, len(rows), len(V), height=0.82) as axes:
        for row, (name, images) in zip(axes, rows.items(), strict=True):
            for ax, image in zip(row, images, strict=True):
                show(ax, image)
            row[0].set_ylabel(name, fontsize=8.5)


@when_ready
def two_measures(digits: Digits | None, p_hidden: Function, p_visible: Function, free_energy: Function) -> None:
    """After every epoch: the reconstruction error, and the free energy of training images minus that of others.

    free_energy: (V, W, b, a) -> free energies
    """
    tried(p_hidden, p_visible)
    asked_for("free_energy", free_energy, np.eye(3), *small_machine().params, shape=(3,))
    digits = need(digits)
    known, unseen = digits.train[: len(digits.test)], digits.test
    errors, gaps = [], []
    with one_thread():
        for machine in digits.history[1:]:
            errors.append([np.mean((up_and_down(p_hidden, p_visible, machine, V) - V) ** 2) for V in (known, unseen)])
            free = [
                asked_for("free_energy", free_energy, V, *machine.params, shape=(len(V),)).mean()
                for V in (known, unseen)
            ]
            gaps.append(free[0] - free[1])
    base = float(np.mean((unseen - digits.train.mean(axis=0)) ** 2))
    title = f"The reconstruction gets better all the time, and hides what the free energy shows ({digits.name})"
    with panels(title, 1, 1) as (_, (left, right)):
        at = np.arange(1, len(errors) + 1)
        for values, name, color, dash in zip(
            np.transpose(errors), ("training images", "held-out images"), (GREY, ORANGE), ("--", "-"), strict=True
        ):
            left.plot(at, values, color=color, linestyle=dash, label=name)
        left.axhline(base, color="black", linewidth=0.8, linestyle=":", label="mean image in place of a reconstruction")
        left.set(xlabel="epoch", ylabel="squared error per pixel", ylim=(0, None), xticks=at[4::5])
        right.axhline(0, color="black", linewidth=0.8)
        right.plot(at, gaps, color=BLUE)
        right.set(xlabel="epoch", ylabel="F(training) - F(held-out)", xticks=at[4::5])
