"""What a loss says of an answer, and how hard it pulls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.viz.answers import Function, ask, look, told
from grader.viz.styles import panels


@told
def parabola(*, mse: Function, title: str) -> None:
    """Draw the squared error of one prediction and its gradient, against how far off it is."""
    off = np.linspace(-3.0, 3.0, 61)
    pairs = [ask("mse", mse, (np.array([d]), np.array([0.0])), (), (1,)) for d in off]
    curves = {"loss": [float(loss) for loss, _ in pairs], "gradient": [float(grad[0]) for _, grad in pairs]}
    with panels(title, 1) as (_, (ax,)):
        for label, style in look(curves).items():
            ax.plot(off, curves[label], color=style.color, linestyle=style.line, label=label)
        ax.axhline(0.0, color="#808080", linewidth=0.8)
        ax.set(xlabel="prediction - target", ylabel="loss and its gradient")


@told
def sharpness(*, softmax: Function, logits: Sequence[float], scales: Sequence[float], shift: float, title: str) -> None:
    """Draw the softmax of the same logits, scaled; and once more, shifted."""
    base = np.array(logits)
    rows = {f"logits times {scale:g}": base * scale for scale in scales}
    rows[f"logits plus {shift:g}"] = base + shift
    found = {label: ask("softmax", softmax, (row[None],), (1, len(base)))[0][0] for label, row in rows.items()}
    places = np.arange(len(base))
    with panels(title, 1) as (_, (ax,)):
        width = 0.8 / len(found)
        hatches = dict(zip(found, ("", "//", "..", "xx"), strict=False))
        for i, (label, style) in enumerate(look(found).items()):
            where = places + (i - (len(found) - 1) / 2) * width
            fill = "#ffffff" if hatches[label] == "xx" else style.color
            bars = ax.bar(where, found[label], width, color=fill, edgecolor=style.color, label=label)
            for bar in bars:
                bar.set_hatch(hatches[label])
        ax.set(xticks=places, xticklabels=[f"logit {z:g}" for z in base], ylabel="probability", ylim=(0, 1))
        ax.grid(visible=False, axis="x")


@told
def price(*, cross_entropy: Function, mse: Function, title: str) -> None:
    """Draw what a probability for the true class of two costs: by cross-entropy, and by squared error."""
    chances = np.logspace(-6, 0, 121)
    target = np.array([[1.0, 0.0]])
    answers = [np.array([[p, 1.0 - p]]) for p in chances]
    curves = {
        "cross-entropy": [float(ask("cross_entropy", cross_entropy, (p, target), ())[0]) for p in answers],
        "squared error": [float(ask("mse", mse, (p, target), (), (1, 2))[0]) for p in answers],
    }
    with panels(title, 1) as (_, (ax,)):
        for label, style in look(curves).items():
            ax.plot(chances, curves[label], color=style.color, linestyle=style.line, label=label)
        ax.set(xscale="log", xlabel="probability that the model gives the true class", ylabel="loss of one sample")


@told
def pull(*, softmax_cross_entropy: Function, softmax: Function, mse: Function, title: str) -> None:
    """Draw how hard two losses pull on the logit of the true class, against its lead over the other."""
    lead = np.linspace(-10.0, 10.0, 401)
    target = np.array([[1.0, 0.0]])
    logits = [np.array([[z, 0.0]]) for z in lead]
    fused = [ask("softmax_cross_entropy", softmax_cross_entropy, (z, target), (), (1, 2)) for z in logits]
    chances = [ask("softmax", softmax, (z,), (1, 2))[0] for z in logits]
    squared = np.array([float(ask("mse", mse, (p, target), (), (1, 2))[0]) for p in chances])
    losses = {"cross-entropy": np.array([float(loss) for loss, _ in fused]), "squared error": squared}
    pulls = {
        "cross-entropy": np.array([-grad[0, 0] for _, grad in fused]),
        "squared error": -np.gradient(squared, lead),
    }
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in look(losses).items():
            left.plot(lead, losses[label], color=style.color, linestyle=style.line, label=label)
            right.plot(lead, pulls[label], color=style.color, linestyle=style.line)
        left.set(xlabel="lead of the true class's logit", ylabel="loss of one sample")
        right.set(xlabel="lead of the true class's logit", ylabel="pull on it, minus the gradient")


@told
def step_sizes(*, gradient_check: Function, title: str) -> None:
    """Draw the error that a gradient check reports for a gradient that is right, against its step."""
    widths = np.logspace(-13, 0, 53)
    point = np.array([0.3, -1.1, 2.0])

    def wave(x: np.ndarray) -> float:
        return float(np.sum(np.exp(np.sin(x))))

    exact = np.cos(point) * np.exp(np.sin(point))
    asked = [(wave, point.copy(), exact.copy(), h) for h in widths]
    errors = [float(ask("gradient_check", gradient_check, each, (3,), ())[1]) for each in asked]
    with panels(title, 1) as (_, (ax,)):
        (style,) = look(["gradient_check"]).values()
        ax.plot(widths, np.maximum(errors, 1e-17), ".-", color=style.color, label="error that gradient_check reports")
        rounding, bending = 1e-16 / widths, 0.3 * widths**2
        for values, text, line in ((rounding, "rounding, ~ 1/h", ":"), (bending, "curvature, ~ h²", "--")):
            ax.plot(widths, values, color="#808080", linestyle=line, linewidth=1.2, label=text)
        ax.set(xscale="log", yscale="log", ylim=(1e-14, 2), xlabel="step h", ylabel="largest relative error")


@told
def own_gradient(*, gradient_check: Function, softmax_cross_entropy: Function, title: str) -> None:
    """Draw the gradient that softmax_cross_entropy gives against the one that gradient_check measures."""
    rng = np.random.default_rng(0)
    logits, targets = 2 * rng.normal(size=(12, 5)), np.eye(5)[rng.integers(0, 5, 12)]

    def loss(z: np.ndarray) -> float:
        return float(ask("softmax_cross_entropy", softmax_cross_entropy, (z, targets), (), z.shape)[0])

    _, computed = ask("softmax_cross_entropy", softmax_cross_entropy, (logits, targets), (), logits.shape)
    measured, error = ask("gradient_check", gradient_check, (loss, logits, computed), logits.shape, ())
    with panels(title, 1, height=4.2) as (_, (ax,)):
        (style,) = look(["gradient"]).values()
        ax.plot([-1, 1], [-1, 1], color="#808080", linewidth=1.0)
        label = f"60 elements of the gradient; largest relative error {float(error):.0e}"
        ax.plot(measured.ravel(), computed.ravel(), "o", color=style.color, markersize=5, alpha=0.7, label=label)
        ax.set(xlabel="slope measured by gradient_check", ylabel="slope by softmax_cross_entropy")
