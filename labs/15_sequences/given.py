"""Handed out with the lab: strings of digits to reverse, two networks around a recurrent layer, clipping and Adam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

#: The three special tokens, the token of the digit 0, and the number of all tokens.
PAD, GO, EOS = 0, 1, 2
ZERO, VOCABULARY = 3, 13

Function = Callable[..., Any]


def random_strings(rng: np.random.Generator, count: int, shortest: int, longest: int) -> tuple[np.ndarray, ...]:
    """Draw strings of digits: questions (N, longest), their lengths (N,), and the answers, which are reversed.

    Digits are the tokens from ZERO on; PAD stands behind the end of a string.
    """
    lengths = rng.integers(shortest, longest + 1, count)
    places = np.arange(longest)
    inside = places < lengths[:, None]
    questions = np.where(inside, rng.integers(ZERO, VOCABULARY, (count, longest)), PAD)
    mirrored = np.where(inside, lengths[:, None] - 1 - places, places)
    return questions, lengths, np.take_along_axis(questions, mirrored, axis=1)


def written(tokens: Sequence[int]) -> str:
    """The digits of some tokens as a string, up to the first EOS; other special tokens are drawn as a dot."""
    found = list(tokens)
    end = found.index(EOS) if EOS in found else len(found)
    return "".join(str(token - ZERO) if token >= ZERO else "." for token in found[:end])


def orthogonal(rng: np.random.Generator, size: int) -> np.ndarray:
    """A random orthogonal matrix: it changes no vector's length (Saxe et al. 2014)."""
    q, r = np.linalg.qr(rng.normal(size=(size, size)))
    return q * np.sign(np.diag(r))


class Translator:
    """Two recurrent layers: an encoder, whose last state the decoder starts from, and a softmax over the tokens.

    params: E (V, D), one row per token, for both layers; the encoder's Wx, Wh, b; the decoder's Wx, Wh, b; Wy, by.
    reads_padding: whether the encoder hands over its state at the end of the row instead of that at the string's end
    """

    def __init__(
        self, rng: np.random.Generator, *, units: int = 64, size: int = 16, reads_padding: bool = False
    ) -> None:
        def normal(fan_in: int, fan_out: int) -> np.ndarray:
            return rng.normal(0, fan_in**-0.5, (fan_in, fan_out))

        layers = [[normal(size, units), orthogonal(rng, units), np.zeros(units)] for _ in range(2)]
        arrays = [rng.normal(size=(VOCABULARY, size)), *layers[0], *layers[1]]
        arrays += [normal(units, VOCABULARY), np.zeros(VOCABULARY)]
        self.params = [array.astype(np.float32) for array in arrays]
        self.reads_padding = reads_padding

    @property
    def decoder(self) -> list[np.ndarray]:
        """E, Wx, Wh, b, Wy, by, in the order in which greedy_decode takes them."""
        return [self.params[0], *self.params[4:]]

    def encoded(self, questions: np.ndarray, lengths: np.ndarray, forward: Function) -> np.ndarray:
        """The states that the decoder starts from, (N, H)."""
        states, _ = self._encode(questions, lengths, forward)
        return states[np.arange(len(states)), self._ends(questions, lengths)]

    def _ends(self, questions: np.ndarray, lengths: np.ndarray) -> Any:
        return questions.shape[1] - 1 if self.reads_padding else lengths - 1

    def _encode(
        self, questions: np.ndarray, lengths: np.ndarray, forward: Function
    ) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        E, Wx, Wh, b = self.params[:4]
        fed, start = E[questions], np.zeros((len(questions), len(b)), b.dtype)
        return forward(fed, Wx, Wh, b, start), (fed, start)

    def loss_and_grads(
        self,
        questions: np.ndarray,
        lengths: np.ndarray,
        inputs: np.ndarray,
        targets: np.ndarray,
        functions: tuple[Function, Function, Function],
    ) -> tuple[float, list[np.ndarray]]:
        """The loss of a batch, and its gradient for each array of `params`.

        functions: rnn_forward, rnn_backward, masked_cross_entropy
        """
        forward, backward, criterion = functions
        E, enc_x, enc_h, _, dec_x, dec_h, dec_b, out_w, out_b = self.params
        read, (fed, zeros) = self._encode(questions, lengths, forward)
        rows, ends = np.arange(len(read)), self._ends(questions, lengths)
        start, heard = read[rows, ends], E[inputs]
        spoken = forward(heard, dec_x, dec_h, dec_b, start)
        loss, upstream = criterion(spoken @ out_w + out_b, targets)
        flat = upstream.reshape(-1, len(out_b))
        output = [spoken.reshape(len(flat), -1).T @ flat, flat.sum(axis=0)]
        by_heard, *decoder, by_start = backward(upstream @ out_w.T, heard, spoken, dec_x, dec_h, start)
        outside = np.zeros_like(read)
        outside[rows, ends] = by_start
        by_fed, *encoder, _ = backward(outside, fed, read, enc_x, enc_h, zeros)
        embedding = np.zeros_like(E)
        np.add.at(embedding, questions, by_fed)  # a token that comes twice gets both gradients
        np.add.at(embedding, inputs, by_heard)
        return float(loss), [embedding, *encoder, *decoder, *output]


def reader(rng: np.random.Generator, inputs: int, units: int, classes: int, Wh: np.ndarray) -> list[np.ndarray]:
    """Parameters of a network that reads a sequence and then names its class: Wx, Wh, b, Wy, by, as float32."""
    arrays = [rng.normal(0, inputs**-0.5, (inputs, units)), Wh, np.zeros(units)]
    arrays += [rng.normal(0, units**-0.5, (units, classes)), np.zeros(classes)]
    return [array.astype(np.float32) for array in arrays]


def reader_loss_and_grads(
    params: Sequence[np.ndarray],
    sequences: np.ndarray,
    labels: np.ndarray,
    forward: Function,
    backward: Function,
    steps: int | None = None,
) -> tuple[float, float, list[np.ndarray]]:
    """The loss of a batch of sequences, the share of classes that are right, and the gradients.

    steps: how many steps the gradient goes back through time; None for all of them
    """
    Wx, Wh, b, Wy, by = params
    zeros = np.zeros((len(sequences), len(b)), b.dtype)
    states = forward(sequences, Wx, Wh, b, zeros)
    scores = states[:, -1] @ Wy + by
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    right = float(np.mean(scores.argmax(axis=1) == labels))
    upstream = np.exp(logs)
    upstream[rows, labels] -= 1
    upstream /= np.float32(len(labels))
    first = 0 if steps is None else max(0, sequences.shape[1] - steps)
    outside = np.zeros_like(states[:, first:])
    outside[:, -1] = upstream @ Wy.T
    earlier = states[:, first - 1] if first else zeros
    _, *grads, _ = backward(outside, sequences[:, first:], states[:, first:], Wx, Wh, earlier)
    return float(-logs[rows, labels].mean()), right, [*grads, states[:, -1].T @ upstream, upstream.sum(axis=0)]


def clipped(grads: Sequence[np.ndarray], longest: float | None) -> tuple[list[np.ndarray], float]:
    """The gradients, shortened together where their common norm is above `longest`, and that norm before it."""
    norm = float(np.sqrt(sum(np.sum(np.square(g, dtype=float)) for g in grads)))
    share = 1.0 if longest is None or norm <= longest else longest / norm
    return [g * np.float32(share) for g in grads], norm


class Adam:
    """Adam (Lab 6) with betas of 0.9 and 0.999, and a rate that falls along half a cosine (Lab 8) to 0."""

    def __init__(self, params: Sequence[np.ndarray], lr: float, steps: int) -> None:
        self.params, self.lr, self.steps, self.t = params, lr, steps, 0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]

    def step(self, grads: Sequence[np.ndarray]) -> None:
        """Update the parameters in place."""
        lr = self.lr * 0.5 * (1 + np.cos(np.pi * self.t / self.steps))
        self.t += 1
        long, short = 1 - 0.999**self.t, 1 - 0.9**self.t
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m += np.float32(0.1) * (g - m)
            v += np.float32(0.001) * (g * g - v)
            p -= np.float32(lr / short) * m / (np.sqrt(v / np.float32(long)) + np.float32(1e-8))
