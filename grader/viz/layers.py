"""What one affine layer does: to a sheet of points, and to digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.viz.answers import Function, ask, cut, look, told
from grader.viz.styles import panels


@told
def sheet(*, affine_forward: Function, weights: np.ndarray, bias: np.ndarray, title: str) -> None:
    """Draw a grid of points and a circle before and after a layer of two inputs and two outputs."""
    marks = np.linspace(-1.0, 1.0, 9)
    fine = np.linspace(-1.0, 1.0, 41)
    turn = np.linspace(0.0, 2 * np.pi, 121)
    rows = [np.stack([fine, np.full_like(fine, mark)], axis=1) for mark in marks]
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    curves = [*rows, *(row[:, ::-1] for row in rows), circle]
    moved = [ask("affine_forward", affine_forward, (curve, weights, bias), curve.shape)[0] for curve in curves]
    with panels(title, 1, 1, height=4.2) as (_, axes):
        for ax, drawn, text in zip(axes, (curves, moved), ("inputs X", "outputs Y = X W + b"), strict=True):
            for curve in drawn[:-1]:
                ax.plot(*curve.T, color="#9fb3c8", linewidth=0.9)
            (style,) = look(["circle"]).values()
            ax.plot(*drawn[-1].T, color=style.color)
            ax.plot(0, 0, "+", color="black", markersize=10)
            ax.set(aspect="equal", xlim=(-2.3, 3.1), ylim=(-2.3, 1.7), xlabel="first axis", ylabel="second axis")
            ax.set_title(text, loc="left")


@told
def classifier(
    train: Callable[[list[np.ndarray]], Any],
    *,
    minibatches: Function,
    samples: int,
    batch_size: int,
    steps: int,
    images: np.ndarray,
    labels: np.ndarray,
    title: str,
) -> None:
    """Train a linear classifier of digits, and draw its losses and what it looks for in each class.

    train: mini-batches of indices -> (W, b, losses), the student's loop on `samples` images. images: (M, 784) and
    labels: (M,), held out, for the accuracy.
    """
    rng = np.random.default_rng(0)
    batches: list[np.ndarray] = []
    while len(batches) < steps:
        batches += cut(minibatches, rng.permutation(samples), batch_size)
    pixels, classes = images.shape[1], int(labels.max()) + 1
    W, b, losses = ask("softmax_regression", train, (batches[:steps],), (pixels, classes), (classes,), (steps,))  # noqa: N806
    right = float(np.mean((images @ W + b).argmax(axis=1) == labels))
    side = int(np.sqrt(pixels))
    columns = (classes + 1) // 2
    tiles = np.full((2 * (side + 2), columns * (side + 2)), np.nan)
    for k in range(classes):
        top, left = divmod(k, columns)
        place = slice(top * (side + 2), top * (side + 2) + side), slice(left * (side + 2), left * (side + 2) + side)
        tiles[place] = W[:, k].reshape(side, side)
    with panels(title, 1, 1.55) as (_, (curve, picture)):
        (style,) = look(["losses"]).values()
        edges = np.unique(np.geomspace(1, steps + 1, 40).astype(int)) - 1
        means = np.add.reduceat(losses, edges[:-1]) / np.diff(edges)
        label = f"summed loss of a mini-batch; at the end {right:.1%} of the held-out images are right"
        curve.plot((edges[:-1] + edges[1:] + 1) / 2, means, color=style.color, label=label)
        curve.plot([1], [losses[0]], "o", color=style.color, markersize=5)
        curve.annotate(f"{losses[0]:.4f}", (1, losses[0]), (-2, -28), textcoords="offset points")
        curve.set(xscale="log", yscale="log", xlabel="mini-batch", ylabel="loss, summed over the mini-batch")
        bound = float(np.nanmax(np.abs(tiles)))
        shown = picture.imshow(tiles, cmap="RdBu_r", vmin=-bound, vmax=bound)
        for k in range(classes):
            top, left = divmod(k, columns)
            picture.text(left * (side + 2) + 1, top * (side + 2) + 3, str(k), fontsize=9, fontweight="bold", va="top")
        picture.set_axis_off()
        bar = picture.figure.colorbar(shown, ax=picture, shrink=0.75)
        bar.set_label("weight of the pixel")
