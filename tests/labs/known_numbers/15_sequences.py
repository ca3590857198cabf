"""Known numbers of 15_sequences: units calculated by hand, central differences, the text's figures of training."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.course.loader import find_course
from tests.labs.labs import Known, KnownNumber, handed_out, plot_function

LAB = find_course(Path(__file__).parent).lab("15_sequences")
ONE = np.ones((1, 1))
#: Three sequences of four steps, five inputs, six units.
RNG = np.random.default_rng(15)
X, WX, WH = RNG.normal(size=(3, 4, 5)), RNG.normal(size=(5, 6)) / 2, RNG.normal(size=(6, 6)) / 2
B, H0, DH = RNG.normal(size=6) / 2, RNG.normal(size=(3, 6)) / 2, RNG.normal(size=(3, 4, 6))


def plotted(name: str) -> Any:
    """A function of the lab's plots.py."""
    return plot_function(LAB, name)


def by_hand(labs: SimpleNamespace) -> np.ndarray:
    """States of one unit with weights of 1 that reads 1 and then 0."""
    return labs.rnn_forward(np.array([[[1.0], [0.0]]]), ONE, ONE, np.zeros(1), 0 * ONE).ravel()


def back_by_hand(labs: SimpleNamespace) -> list[float]:
    """dX, dWx, dWh, db and dh0 of that unit, where the loss is the last state."""
    read = np.array([[[1.0], [0.0]]])
    states = labs.rnn_forward(read, ONE, ONE, np.zeros(1), 0 * ONE)
    found = labs.rnn_backward(np.array([[[0.0], [1.0]]]), read, states, ONE, ONE, 0 * ONE)
    return [float(number) for array in found for number in np.ravel(array)]


def slope_error(labs: SimpleNamespace) -> float:
    """The largest distance of the five gradients from central differences of the sum of dH * H."""
    states = labs.rnn_forward(X, WX, WH, B, H0)
    found = labs.rnn_backward(DH, X, states, WX, WH, H0)
    worst = 0.0
    for number, gradient in enumerate(found):
        for index in np.ndindex(gradient.shape):
            sums = []
            for h in (1e-5, -1e-5):
                moved = [array.copy() for array in (X, WX, WH, B, H0)]
                moved[number][index] += h
                sums.append(float(np.sum(DH * labs.rnn_forward(*moved))))
            worst = max(worst, abs((sums[0] - sums[1]) / 2e-5 - gradient[index]))
    return worst


def norms_beside_gradients(labs: SimpleNamespace) -> float:
    """The norm at the first state beside the length of dh0 of the sequences without their first step."""
    states = labs.rnn_forward(X, WX, WH, B, H0)
    outside = np.zeros_like(DH)
    outside[:, -1] = DH[:, -1]
    *_, first = labs.rnn_backward(outside[:, 1:], X[:, 1:], states[:, 1:], WX, WH, states[:, 0])
    return float(np.linalg.norm(first) - labs.norms_through_time(DH[:, -1], states, WH)[0])


def means(labs: SimpleNamespace) -> float:
    """The loss of tokens with losses of 1, 2, 3 in one row, and 4 and two cells of padding in the other."""
    losses = np.array([[1.0, 2.0, 3.0], [4.0, 7.0, 9.0]])
    logits = np.stack([np.log(np.expm1(losses)), np.zeros_like(losses)], axis=2)
    return float(labs.masked_cross_entropy(logits, np.array([[1, 1, 1], [1, 0, 0]]))[0])


def changes_under_the_mask(labs: SimpleNamespace) -> float:
    """How far the loss moves when logits of padding change."""
    logits, targets = RNG.normal(size=(2, 3, 5)), np.array([[1, 4, 2], [3, 0, 0]])
    other = logits + np.where(targets == 0, 50.0, 0.0)[:, :, None] * np.arange(5)
    return float(labs.masked_cross_entropy(logits, targets)[0] - labs.masked_cross_entropy(other, targets)[0])


def counted(labs: SimpleNamespace) -> np.ndarray:
    """A decoder whose token alone decides: GO -> 3 -> 4 -> EOS, then padding."""
    follows = np.zeros((5, 5))
    follows[[1, 3, 4, 2, 0], [3, 4, 2, 3, 3]] = 1.0
    return labs.greedy_decode(np.zeros((1, 5)), np.eye(5), 5 * follows, np.zeros((5, 5)), np.zeros(5), np.eye(5),
                              np.zeros(5), 5)  # fmt: skip


def weighted(labs: SimpleNamespace) -> list[float]:
    """The context of one query whose scores are 0, log 3 and, of padding, 100."""
    keys = np.array([[[0.0], [np.log(3.0)], [100.0]]])
    context, weights = labs.attention(np.ones((1, 1, 1)), keys, np.array([[[1.0], [5.0], [9.0]]]), np.array([2]))
    return [*context.ravel(), *weights.ravel()]


def reversed_strings(labs: SimpleNamespace) -> tuple[bool, str]:
    """Whether every answer is its question, read from its end; and how an answer is written."""
    questions, lengths, answers = labs.given.random_strings(np.random.default_rng(0), 50, 1, 6)
    pairs = zip(questions, lengths, answers, strict=True)
    right = all((q[:n][::-1] == a[:n]).all() and not a[n:].any() for q, n, a in pairs)
    return right, labs.given.written([5, 10, 7, 2, 0])


def translator_error(labs: SimpleNamespace) -> float:
    """The largest distance of a translator's gradients from central differences, at one entry of each array."""
    rng = np.random.default_rng(1)
    model = labs.given.Translator(rng, units=5, size=4)
    model.params = [p.astype(float) for p in model.params]
    questions, lengths, answers = labs.given.random_strings(rng, 6, 1, 4)
    batch = questions, lengths, *labs.teacher_forcing(answers, lengths)
    functions = labs.rnn_forward, labs.rnn_backward, labs.masked_cross_entropy
    _, grads = model.loss_and_grads(*batch, functions)
    worst = 0.0
    for p, g in zip(model.params, grads, strict=True):
        index = np.unravel_index(np.argmax(np.abs(g)), g.shape)
        before, losses = p[index], []
        for h in (1e-5, -1e-5):
            p[index] = before + h
            losses.append(model.loss_and_grads(*batch, functions)[0])
        p[index] = before
        worst = max(worst, abs((losses[0] - losses[1]) / 2e-5 - g[index]))
    return worst


def sizes(labs: SimpleNamespace) -> list[bool]:
    """Whether a gradient is small, between, and large fifty steps back, as the text says, in five seeds."""
    measure = plotted("gradients_back")
    found = np.array(
        [
            [
                measure(labs.rnn_forward, labs.norms_through_time, size, seed, steps=51, units=64)[0]
                for size in (0.8, 1, 3)
            ]
            for seed in range(5)
        ]
    )
    return [
        bool((found[:, 0] < 1e-3).all()),
        bool((found[:, 1] > 1).all() and (found[:, 1] < 10).all()),
        bool((found[:, 2] > 1e6).all() and (found[:, 2] < 1e8).all()),
    ]


def lessons(labs: SimpleNamespace) -> list[bool]:
    """Whether the text's figures of one network hold: what it reverses, and what it does with other lengths."""
    names = ("rnn_forward", "rnn_backward", "teacher_forcing", "masked_cross_entropy", "greedy_decode")
    functions = plotted("functions_of")(*(getattr(labs, name) for name in names))
    by_length = plotted("by_length")
    with handed_out(LAB.path):
        lesson = plotted("learn")(functions, 0)
        share = lesson.right()
        short, long = by_length(functions, lesson.model, 2), by_length(functions, lesson.model, 9)
    return [share[50] < 0.3, share[800] > 0.95, short[0] > 0.9 and short[1] < 0.2, long[0] < 0.05]


def number(name: str, compute: Any, expected: Any, **how: Any) -> KnownNumber:
    """A number that was calculated to ten digits."""
    return KnownNumber(name, compute, expected, **{"rtol": 1e-9, "atol": 1e-10, **how})


FIRST = np.tanh(1.0)
SECOND = np.tanh(FIRST)
LATE = 1 - SECOND**2
EARLY = LATE * (1 - FIRST**2)

KNOWN = Known(
    numbers=(
        number("two states", by_hand, [0.7615941560, 0.6420149920]),
        number("gradients of two states", back_by_hand, [EARLY, LATE, EARLY, FIRST * LATE, EARLY + LATE, EARLY]),
        number("gradients beside differences", slope_error, 0, atol=1e-8),
        number(
            "norms by hand",
            lambda labs: labs.norms_through_time(ONE, np.array([[[0.0], [0.5]]]), 2 * ONE),
            [1.5, 1.0],
        ),
        number("norm beside the gradient", norms_beside_gradients, 0),
        number(
            "an answer of two tokens",
            lambda labs: np.array(labs.teacher_forcing(np.array([[10, 7, 0]]), np.array([2]))),
            [[[1, 10, 7, 2]], [[10, 7, 2, 0]]],
        ),
        number("mean over tokens", means, 2.5),
        number("mean over all cells", means, 10 / 6, mistake=("masked_cross_entropy", "mean over all cells")),
        number("mean over rows", means, 5, mistake=("masked_cross_entropy", "sum for each row")),
        number("mean of means", means, 3, mistake=("masked_cross_entropy", "mean of the rows' means")),
        number("logits under the mask change nothing", changes_under_the_mask, 0),
        number("a decoder that counts", counted, [[3, 4, 2, 0, 0]]),
        number("context of two keys", weighted, [4, 0.25, 0.75, 0]),
        KnownNumber("strings and their reversals", reversed_strings, (True, "274")),
        number("gradients of a translator beside differences", translator_error, 0, atol=1e-7),
        KnownNumber("fading and explosion", sizes, [True] * 3),
        KnownNumber("lessons in reversing", lessons, [True] * 4),
    ),
    titles=(
        "A unit keeps what it saw as long as its recurrent weight lets it$",
        "Long steps lose what was learned; clipping keeps it \\(three hundred\\)$",
        "Digit by digit the strings become right: (9[5-9]|100)% of whole strings in the end$",
        "Who may look back needs no memory: 100% of strings of 1 to 12 digits reversed$",
    ),
)
