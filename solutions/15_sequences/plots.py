"""Handed out with the lab: pictures of memory, of gradients through time, and of a network that learns to reverse.

Every function takes functions of the student's; where one is not ready, a line says so in place of a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import viz
from grader.viz import NotReadyError, asked, attempt, one_thread, panels, progress, report_not_ready, when_ready

if TYPE_CHECKING:
    from given import Translator

Function = Callable[..., Any]
Shape = tuple[int, ...]

GREY, ORANGE, BLUE, GREEN = "#7a7a7a", "#d55e00", "#0072b2", "#2f9e8f"
#: Behind cells of a table of tokens: padding, GO, EOS, and digits.
SHADES = {0: "#e4e4e4", 1: "#cfe3f3", 2: "#f7d9c4"}
NAMES = {0: "PAD", 1: "GO", 2: "EOS"}


def checked_forward(function: Function) -> Function:
    """The student's rnn_forward, which returns an array of the right shape or raises NotReadyError."""

    def forward(X: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray, h0: np.ndarray) -> np.ndarray:
        return asked("rnn_forward", function, X, Wx, Wh, b, h0, shapes=[(*X.shape[:2], len(b))])[0]

    return forward


def checked_backward(function: Function) -> Function:
    """The student's rnn_backward, which returns five arrays of the right shapes or raises NotReadyError."""

    def backward(dH: np.ndarray, X: np.ndarray, H: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, h0: np.ndarray) -> Any:
        shapes = [X.shape, Wx.shape, Wh.shape, (len(Wh),), h0.shape]
        return asked("rnn_backward", function, dH, X, H, Wx, Wh, h0, shapes=shapes)

    return backward


def checked_loss(function: Function) -> Function:
    """The student's masked_cross_entropy, which returns a number and an array or raises NotReadyError."""

    def loss(logits: np.ndarray, targets: np.ndarray) -> Any:
        return asked("masked_cross_entropy", function, logits, targets, shapes=[(), logits.shape])

    return loss


def checked_forcing(function: Function) -> Function:
    """The student's teacher_forcing, which returns two arrays of tokens or raises NotReadyError."""

    def forcing(answers: np.ndarray, lengths: np.ndarray) -> list[np.ndarray]:
        shape = (len(answers), answers.shape[1] + 1)
        return tokens_of("teacher_forcing", asked("teacher_forcing", function, answers, lengths, shapes=[shape] * 2))

    return forcing


def tokens_of(name: str, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Arrays that have to hold tokens. Raises NotReadyError."""
    from given import VOCABULARY

    for array in arrays:
        if array.dtype.kind not in "iu" or array.min() < 0 or array.max() >= VOCABULARY:
            raise NotReadyError(name, f"it returns something else than integers from 0 to {VOCABULARY - 1}")
    return [array.astype(int) for array in arrays]


@when_ready
def memory(rnn_forward: Function, *, steps: int = 30) -> None:
    """The state of a single unit after one input of 1 and then zeros, for recurrent weights of 0.5 to 1.5.

    rnn_forward: (X, Wx, Wh, b, h0) -> states
    """
    forward = checked_forward(rnn_forward)
    X = np.zeros((1, steps, 1))
    X[0, 0] = 1.0
    one, zero = np.ones((1, 1)), np.zeros(1)
    weights = (0.5, 0.9, 1.0, 1.5)
    found = [forward(X, one, np.full((1, 1), weight), zero, np.zeros((1, 1)))[0, :, 0] for weight in weights]
    with panels("A unit keeps what it saw as long as its recurrent weight lets it", 1, height=3.6) as (_, (ax,)):
        for weight, states, color, dash in zip(weights, found, (GREY, BLUE, GREEN, ORANGE), (":", "--", "-.", "-")):
            ax.plot(range(steps), states, color=color, linestyle=dash, label=f"weight {weight:g}")
        ax.set(xlabel="step", ylabel="state", ylim=(-0.05, 1.05))


#: How the readers of random signs learn: steps of a sequence, units, updates, how often accuracy is taken, and seeds.
LENGTH, READER_UNITS, UPDATES, EVERY, SEEDS = 10, 16, 300, 10, range(3)


def recall(rnn_forward: Function, rnn_backward: Function, steps: int | None, seed: int) -> np.ndarray:
    """Accuracy on fresh sequences while a network learns to name the first of ten signs. Raises NotReadyError."""
    from given import Adam, orthogonal, reader, reader_loss_and_grads

    forward, backward = checked_forward(rnn_forward), checked_backward(rnn_backward)
    rng = np.random.default_rng(seed)
    params = reader(rng, 1, READER_UNITS, 2, orthogonal(rng, READER_UNITS))
    optimizer = Adam(params, 1e-2, UPDATES)

    def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
        X = rng.choice([-1.0, 1.0], (count, LENGTH, 1)).astype(np.float32)
        return X, (X[:, 0, 0] > 0).astype(int)

    found = []
    for update in range(UPDATES + 1):
        if update % EVERY == 0:
            found.append(reader_loss_and_grads(params, *drawn(1000), forward, backward)[1])
        if update < UPDATES:
            optimizer.step(reader_loss_and_grads(params, *drawn(64), forward, backward, steps)[2])
    return np.array(found)


@when_ready
def first_of_ten(rnn_forward: Function, rnn_backward: Function) -> None:
    """How networks learn to name the first of ten signs, when gradients go back one step, three steps, or all ten.

    rnn_forward: (X, Wx, Wh, b, h0) -> states. rnn_backward: (dH, X, H, Wx, Wh, h0) -> five arrays.
    """
    ways: dict[str, tuple[int | None, str, str]] = {
        "one step back": (1, GREY, ":"),
        "three steps back": (3, BLUE, "--"),
        "all ten steps": (None, ORANGE, "-"),
    }
    at = np.arange(0, UPDATES + 1, EVERY)
    with one_thread():
        found = {
            name: np.array([recall(rnn_forward, rnn_backward, steps, seed) for seed in SEEDS])
            for name, (steps, _, _) in ways.items()
        }
    with panels("To learn what came first, the gradient has to get there", 1, height=3.6) as (_, (ax,)):
        for name, runs in found.items():
            _, color, dash = ways[name]
            ax.fill_between(at, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.15, linewidth=0)
            ax.plot(at, runs.mean(axis=0), color=color, linestyle=dash, label=name)
        ax.axhline(0.5, color="black", linewidth=0.8, label="guessing")
        ax.set(xlabel="update", ylabel="share right on fresh sequences", ylim=(0, 1.03))


def gradients_back(forward: Function, norms: Function, size: float, seed: int, *, steps: int, units: int) -> np.ndarray:
    """Norms of a gradient of length 1 on its way back, for a normal Wh of this size. Raises NotReadyError."""
    rng = np.random.default_rng(seed)
    Wh = size * rng.normal(size=(units, units)) / np.sqrt(units)
    X = 0.01 * rng.normal(size=(1, steps, units))
    states = forward(X, np.eye(units), Wh, np.zeros(units), np.zeros((1, units)))
    dh = np.full((1, units), units**-0.5)
    return asked("norms_through_time", norms, dh, states, Wh, shapes=[(steps,)])[0].astype(float)


@when_ready
def explosion(rnn_forward: Function, norms_through_time: Function, *, steps: int = 51, units: int = 64) -> None:
    """Norms of gradients on their way back through 50 steps, for recurrent weights of four sizes.

    rnn_forward: (X, Wx, Wh, b, h0) -> states. norms_through_time: (dh, H, Wh) -> norms.
    """
    forward = checked_forward(rnn_forward)
    found = {
        size: [gradients_back(forward, norms_through_time, size, seed, steps=steps, units=units) for seed in SEEDS]
        for size in (0.8, 1.0, 1.5, 3.0)
    }
    title = "The size of the weights decides: fifty steps back, a gradient fades or explodes"
    with panels(title, 1, height=3.8) as (_, (ax,)):
        for (size, runs), color, dash in zip(
            found.items(), (GREY, GREEN, BLUE, ORANGE), (":", "-.", "--", "-"), strict=True
        ):
            for seed, norms in enumerate(runs):
                label = f"std {size:g} / √{units}" if seed == 0 else None
                lengths = np.maximum(norms[::-1], 1e-30)
                ax.plot(range(steps), lengths, color=color, linestyle=dash, label=label, linewidth=1.3)
        ax.set(yscale="log", xlabel="steps back", ylabel="norm of the gradient")


@dataclass(frozen=True)
class Reading:
    """One run of a network that reads digits row by row.

    losses, norms: of every update; the norms before clipping. right: the share of held-out images.
    """

    losses: np.ndarray
    norms: np.ndarray
    right: float


def read_digits(
    rnn_forward: Function, rnn_backward: Function, longest: float | None, seed: int, *, lr: float = 0.03
) -> tuple[str, Reading]:
    """Train a reader of 28 rows for eight epochs with momentum 0.9; the name of the data set, and the run."""
    from given import clipped, reader, reader_loss_and_grads

    from grader import datasets

    data = datasets.load()
    train = viz.floats(data.train_images[:4000]).reshape(-1, 28, 28)
    test = viz.floats(data.test_images[:1000]).reshape(-1, 28, 28)
    labels, asked_labels = data.train_labels[:4000].astype(int), data.test_labels[:1000].astype(int)
    forward, backward = checked_forward(rnn_forward), checked_backward(rnn_backward)
    rng = np.random.default_rng(seed)
    params = reader(rng, 28, 64, 10, rng.normal(size=(64, 64)) / 8)
    velocities = [np.zeros_like(p) for p in params]
    losses, norms = [], []
    for _ in range(8):
        shuffled = rng.permutation(len(train))
        for start in range(0, len(train), 50):
            batch = shuffled[start : start + 50]
            loss, _, grads = reader_loss_and_grads(params, train[batch], labels[batch], forward, backward)
            grads, norm = clipped(grads, longest)
            losses.append(loss)
            norms.append(norm)
            for p, velocity, g in zip(params, velocities, grads, strict=True):
                velocity *= np.float32(0.9)
                velocity += g
                p -= np.float32(lr) * velocity
    right = reader_loss_and_grads(params, test, asked_labels, forward, backward)[1]
    return data.name, Reading(np.array(losses), np.array(norms), right)


@when_ready
def clipping(rnn_forward: Function, rnn_backward: Function) -> None:
    """Losses and norms of a network that reads digits row by row, with and without clipping of the gradient.

    rnn_forward: (X, Wx, Wh, b, h0) -> states. rnn_backward: (dH, X, H, Wx, Wh, h0) -> five arrays.
    """
    ways = {"no clipping": (None, GREY, ":"), "clipped at 1": (1.0, ORANGE, "-")}
    runs, name = {}, ""
    with one_thread(), np.errstate(all="ignore"):
        for way, (longest, _, _) in ways.items():
            name, runs[way] = read_digits(rnn_forward, rnn_backward, longest, 0)
    title = f"Long steps lose what was learned; clipping keeps it ({name})"
    with panels(title, 1, 1, height=3.8) as (_, (left, right)):
        for way, run in runs.items():
            _, color, dash = ways[way]
            edges = np.arange(0, len(run.losses), max(1, len(run.losses) // 64))
            counts = np.diff([*edges, len(run.losses)])
            losses = np.add.reduceat(run.losses, edges) / counts
            left.plot(edges, losses, color=color, linestyle=dash, label=f"{way}: {run.right:.0%} right")
            highest = np.maximum.reduceat(run.norms, edges)
            right.plot(edges, highest, color=color, linestyle=dash)
        right.axhline(1.0, color="black", linewidth=0.8, label="bound")
        left.set(xlabel="update", ylabel="training loss", ylim=(0, None))
        right.set(xlabel="update", ylabel="longest gradient before clipping", yscale="log")


def token_table(ax: Any, tokens: np.ndarray, title: str) -> None:
    """Draw rows of tokens as a table."""
    from given import ZERO

    rows, columns = tokens.shape
    ax.set(xlim=(-0.02, columns + 0.02), ylim=(rows + 0.02, -0.02), title=title, xlabel="step")
    ax.set_xticks(np.arange(columns) + 0.5, [str(column) for column in range(columns)])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for (row, column), token in np.ndenumerate(tokens):
        box = {"facecolor": SHADES.get(token, "white"), "edgecolor": GREY, "linewidth": 0.8}
        ax.add_patch(cell(column, row, **box))
        text = NAMES.get(token, str(token - ZERO))
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=9, color="black")


def cell(column: int, row: int, **box: Any) -> Any:
    """A cell of a table."""
    from matplotlib.patches import Rectangle

    return Rectangle((column, row), 1, 1, **box)


@when_ready
def two_rows(teacher_forcing: Function) -> None:
    """What the decoder reads and what it should say, for the reversals of 472, 81 and 9.

    teacher_forcing: (answers, lengths) -> inputs, targets
    """
    answers = np.array([[5, 10, 7], [4, 11, 0], [12, 0, 0]])
    inputs, targets = checked_forcing(teacher_forcing)(answers, np.array([3, 2, 1]))
    with panels("In every step: read the token before, say the next one", 1, 1, height=2.6) as (_, (left, right)):
        token_table(left, inputs, "the decoder reads")
        token_table(right, targets, "it should say")


@when_ready
def padded(masked_cross_entropy: Function) -> None:
    """Two means of the same loss, for a model that knows nothing, as the share of padding grows.

    masked_cross_entropy: (logits, targets) -> loss, dlogits
    """
    from given import VOCABULARY, ZERO

    loss = checked_loss(masked_cross_entropy)
    width, shares, tokens, cells = 20, [], [], []
    for count in range(1, width + 1):
        targets = np.zeros((4, width), int)
        targets[:, :count] = ZERO + np.arange(count) % 10
        found = float(loss(np.zeros((4, width, VOCABULARY)), targets)[0])
        shares.append(1 - count / width)
        tokens.append(found)
        cells.append(found * count / width)
    with panels("A mean over all cells makes padding look like knowledge", 1, height=3.4) as (_, (ax,)):
        ax.plot(shares, tokens, color=ORANGE, label="masked_cross_entropy: mean over tokens")
        ax.plot(shares, cells, color=GREY, linestyle="--", label="the same sum, divided by all cells")
        ax.set(xlabel="share of padding in the batch", ylabel="loss, all logits 0", ylim=(0, 2.9))


@dataclass(frozen=True)
class Lesson:
    """A network that has learned to reverse, and what it said on the way.

    losses: of every update. shown: {updates: what it said to the test strings, (N, 7)}. model: after the last update.
    """

    losses: np.ndarray
    shown: dict[int, np.ndarray]
    model: Translator

    def right(self) -> dict[int, float]:
        """The share of test strings that were reversed and ended where they should, by updates."""
        from given import EOS, written

        _, lengths, answers = exam()
        wanted = [written(answer[:length]) for answer, length in zip(answers, lengths, strict=True)]
        return {
            at: float(np.mean([EOS in row and written(row) == one for row, one in zip(said, wanted, strict=True)]))
            for at, said in self.shown.items()
        }


#: How the networks learn to reverse: lengths, updates, strings of a mini-batch, rate, and the longest gradient.
SHORTEST, LONGEST, LESSONS, BATCH, RATE, CLIP = 4, 6, 800, 64, 1e-2, 1.0
SHOWN = (50, 100, 200, 400, 800)


@dataclass(frozen=True)
class Functions:
    """The student's functions that it takes to reverse strings, each checked for shapes."""

    forward: Function
    backward: Function
    forcing: Function
    loss: Function
    decode: Function

    def answers(self, model: Translator, questions: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """What the network says by itself to some strings, (N, L + 1). Raises NotReadyError."""
        steps = questions.shape[1] + 1
        start = model.encoded(questions, lengths, self.forward)
        found = asked("greedy_decode", self.decode, start, *model.decoder, steps, shapes=[(len(questions), steps)])
        return tokens_of("greedy_decode", found)[0]


def functions_of(forward: Function, backward: Function, forcing: Function, loss: Function, decode: Function) -> Any:
    """The five functions with their checks."""
    return Functions(
        checked_forward(forward), checked_backward(backward), checked_forcing(forcing), checked_loss(loss), decode
    )


def exam(count: int = 400, shortest: int = SHORTEST, longest: int = LONGEST) -> tuple[np.ndarray, ...]:
    """Test strings that no seed of a training run draws: questions, lengths, answers."""
    from given import random_strings

    return random_strings(np.random.default_rng(1_000_003), count, shortest, longest)


def learn(
    functions: Functions, seed: int, *, reads_padding: bool = False, unshifted: bool = False, bar: Any = None
) -> Lesson:
    """Train a network to reverse strings of 4 to 6 digits. Raises NotReadyError.

    reads_padding: the encoder hands over its state at the end of the row.
    unshifted: the decoder reads what it should say.
    """
    from given import Adam, Translator, clipped, random_strings

    rng = np.random.default_rng(seed)
    model = Translator(rng, reads_padding=reads_padding)
    optimizer = Adam(model.params, RATE, LESSONS)
    questions, lengths, _ = exam()
    losses, shown = [], {}
    trained = functions.forward, functions.backward, functions.loss
    for update in range(1, LESSONS + 1):
        asked_now, ends, answers = random_strings(rng, BATCH, SHORTEST, LONGEST)
        inputs, targets = functions.forcing(answers, ends)
        fed = targets if unshifted else inputs
        loss, grads = model.loss_and_grads(asked_now, ends, fed, targets, trained)
        optimizer.step(clipped(grads, CLIP)[0])
        losses.append(loss)
        if update in SHOWN:
            shown[update] = functions.answers(model, questions, lengths)
        if bar is not None:
            bar.update()
    return Lesson(np.array(losses), shown, model)


def lessons_with_bar(functions: Functions, ways: Sequence[dict[str, bool]]) -> list[Lesson]:
    """Try every function once, then train one network for each set of options of `learn`. Raises NotReadyError."""
    from given import Translator, random_strings

    rng = np.random.default_rng(0)
    model = Translator(rng)
    questions, lengths, answers = random_strings(rng, 3, SHORTEST, LONGEST)
    inputs, targets = functions.forcing(answers, lengths)
    model.loss_and_grads(questions, lengths, inputs, targets, (functions.forward, functions.backward, functions.loss))
    functions.answers(model, questions, lengths)
    bar = progress(len(ways) * LESSONS)
    found = [learn(functions, 0, bar=bar, **options) for options in ways]
    bar.close()
    return found


def becoming_right(
    forward: Function, backward: Function, forcing: Function, loss: Function, decode: Function
) -> Lesson | None:
    """Train a network to reverse strings, and draw its loss and what it says after some updates; return the run.

    The five functions are rnn_forward, rnn_backward, teacher_forcing, masked_cross_entropy and greedy_decode.
    """
    functions = functions_of(forward, backward, forcing, loss, decode)
    with one_thread(), np.errstate(all="ignore"):
        made, reasons = attempt(lambda _, found: lessons_with_bar(found, [{}])[0], {"greedy_decode": functions})
    report_not_ready(reasons)
    if not made:
        return None
    (lesson,) = made.values()
    draw_lesson(lesson)
    return lesson


def draw_lesson(lesson: Lesson, *, examples: int = 9) -> None:
    """The loss of every update, and a table of answers in which wrong digits are coloured."""
    from given import written

    questions, _, answers = exam()
    share = lesson.right()
    title = f"Digit by digit the strings become right: {share[LESSONS]:.0%} of whole strings in the end"
    with panels(title, 1, 1.75, height=4.0) as (_, (left, right)):
        at = np.arange(0, LESSONS, 10)
        left.plot(at, lesson.losses.reshape(-1, 10).mean(axis=1), color=ORANGE)
        left.set(xlabel="update", ylabel="loss, mean over tokens", ylim=(0, None))
        heads = ["string", *(f"after {update}" for update in SHOWN)]
        right.set(xlim=(0, len(heads)), ylim=(examples + 1.6, -0.2), xticks=[], yticks=[])
        right.grid(visible=False)
        for spine in right.spines.values():
            spine.set_visible(False)
        for column, head in enumerate(heads):
            right.text(column + 0.05, 0.3, head, fontsize=9, fontweight="bold", color=GREY, va="center")
        right.text(0.05, examples + 1.2, "all right", fontsize=9, fontweight="bold", color=GREY, va="center")
        for column, update in enumerate(SHOWN):
            right.text(column + 1.05, examples + 1.2, f"{share[update]:.0%}", fontsize=9, color=GREY, va="center")
        for row in range(examples):
            right.text(0.05, row + 1.2, written(questions[row]).rstrip("."), fontsize=9.5, color=GREY, va="center")
            truth = written(answers[row]).rstrip(".")
            for column, update in enumerate(SHOWN):
                said = written(lesson.shown[update][row])
                spell(right, column + 1.05, row + 1.2, said, truth)


def spell(ax: Any, x: float, y: float, said: str, truth: str) -> None:
    """Write an answer digit by digit: right ones blue, wrong ones orange on a shade, missing ones as a line."""
    for place in range(max(len(said), len(truth))):
        digit = said[place] if place < len(said) else "_"
        good = place < len(said) and place < len(truth) and digit == truth[place]
        style: dict[str, Any] = {"color": BLUE if good else ORANGE, "fontweight": "normal" if good else "bold"}
        ax.text(x + 0.12 * place, y, digit, fontsize=9.5, va="center", family="monospace", **style)


@when_ready
def two_slips(forward: Function, backward: Function, forcing: Function, loss: Function, decode: Function) -> None:
    """The last loss and the strings right of three networks: as it should be, and with two slips.

    The five functions are rnn_forward, rnn_backward, teacher_forcing, masked_cross_entropy and greedy_decode.
    """
    functions = functions_of(forward, backward, forcing, loss, decode)
    ways: dict[str, dict[str, bool]] = {
        "as it should be": {},
        "encoder reads the padding": {"reads_padding": True},
        "decoder reads the answer unshifted": {"unshifted": True},
    }
    with one_thread(), np.errstate(all="ignore"):
        lessons = lessons_with_bar(functions, list(ways.values()))
    found = {
        name: (float(lesson.losses[-50:].mean()), lesson.right()[LESSONS])
        for name, lesson in zip(ways, lessons, strict=True)
    }
    title = "The smallest loss belongs to the network that reverses nothing"
    with panels(title, 1, 1, height=2.6) as (_, (left, right)):
        names = list(found)[::-1]
        for ax, place, label in ((left, 0, "loss, mean of the last 50 updates"), (right, 1, "whole strings right")):
            values = [found[name][place] for name in names]
            ax.barh(range(len(names)), values, color=[ORANGE, BLUE, GREEN], height=0.6)
            ax.set(xlabel=label, xlim=(0, 1.25 * max(values)))
            ax.grid(axis="y", visible=False)
            for row, value in enumerate(values):
                text = f"{value:.4f}" if place == 0 else f"{value:.0%}"
                ax.text(value + 0.02 * max(values), row, text, va="center", fontsize=9, color=GREY)
        left.set_yticks(range(len(names)), names)
        right.set_yticks([])
        right.set_xticks([0, 0.5, 1])


@when_ready
def other_lengths(lesson: Lesson | None, forward: Function, decode: Function) -> None:
    """Strings of 1 to 9 digits that the network reverses, of which it has seen those of 4 to 6.

    lesson: what becoming_right returned. forward, decode: rnn_forward and greedy_decode.
    """
    from given import Translator

    functions = Functions(checked_forward(forward), forward, forward, forward, decode)
    functions.answers(Translator(np.random.default_rng(0)), *exam(3)[:2])
    if lesson is None:
        print("No network was trained in the cell above. It says what is missing.")
        return
    lengths = np.arange(1, 10)
    shares = np.array([by_length(functions, lesson.model, int(length)) for length in lengths])
    with panels("Shorter strings come out right, but it does not stop; longer ones fail", 1, height=3.4) as (_, (ax,)):
        ax.axvspan(SHORTEST - 0.5, LONGEST + 0.5, color=GREY, alpha=0.15, linewidth=0, label="lengths in training")
        ax.bar(lengths - 0.2, shares[:, 0], width=0.38, color=BLUE, label="digits right")
        ax.bar(lengths + 0.2, shares[:, 1], width=0.38, color=ORANGE, label="digits right, then EOS")
        ax.set(xlabel="digits of the string", ylabel="share of strings", xticks=lengths, ylim=(0, 1.05))


def by_length(functions: Functions, model: Translator, length: int) -> tuple[float, float]:
    """The shares of strings of this length whose digits are right, and which also end where they should."""
    from given import EOS

    questions, ends, answers = exam(300, length, length)
    said = functions.answers(model, questions, ends)
    digits = (said[:, :-1] == answers).all(axis=1)
    return float(digits.mean()), float((digits & (said[:, -1] == EOS)).mean())


def places(count: int, size: int = 16) -> np.ndarray:
    """One vector for each place: sines and cosines of several frequencies, (count, size)."""
    angles = np.arange(count)[:, None] / 3.0 ** np.arange(size // 2)[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


@when_ready
def looking_back(attention: Function, *, longest: int = 12, sharpness: float = 10.0) -> None:
    """Weights of attention made by hand, which reverses strings of any length: step t asks for place length - 1 - t.

    attention: (Q, K, V, lengths) -> context, weights
    """
    from given import VOCABULARY

    code = places(longest)
    questions, ends, answers = exam(300, 1, longest)
    wanted_place = np.clip(ends[:, None] - 1 - np.arange(longest), 0, None)
    Q, K = sharpness * code[wanted_place], np.tile(code, (len(ends), 1, 1))
    V = np.eye(VOCABULARY)[questions]
    shapes = [(len(ends), longest, VOCABULARY), (len(ends), longest, longest)]
    context, weights = asked("attention", attention, Q, K, V, ends, shapes=shapes)
    inside = np.arange(longest) < ends[:, None]
    right = ((context.argmax(axis=2) == answers) | ~inside).all(axis=1).mean()
    title = f"Who may look back needs no memory: {right:.0%} of strings of 1 to {longest} digits reversed"
    with panels(title, 1, 1, 1, height=3.6) as (_, axes):
        for ax, length in zip(axes, (5, 8, 12), strict=True):
            row = int(np.flatnonzero(ends == length)[0])
            ax.imshow(weights[row, :length], cmap="Blues", vmin=0, vmax=1, aspect="auto")
            ax.grid(visible=False)
            ax.set(
                title=f"{length} digits",
                xlabel="place it looks at",
                xticks=range(0, longest, 2),
                yticks=range(0, length, 2),
            )
        axes[0].set_ylabel("step of the decoder")
