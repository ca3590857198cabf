"""Handed out with the lab: pictures of errors, thresholds, trees, lines, models and shadows.

Every function takes functions of the student's; where one is not ready, a line says so in place of a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import datasets, viz
from grader.viz import grid, panels, ready, when_ready

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Function = Callable[..., Any]

GREY, ORANGE, BLUE, GREEN, PURPLE = "#7a7a7a", "#d55e00", "#0072b2", "#2f9e8f", "#aa4499"


def asked_for(name: str, function: Function, *args: Any, shape: tuple[int, ...] = (), **options: Any) -> Any:
    """What a student's function returns, as a float or an array of this shape. Raises NotReadyError."""
    return asked_all(name, function, *args, shapes=[shape], **options)[0]


def asked_all(name: str, function: Function, *args: Any, shapes: list[tuple[int, ...]], **options: Any) -> list[Any]:
    """What a student's function returns, as one float or array per shape. Raises NotReadyError."""
    values = viz.asked(name, function, *args, shapes=shapes, **options)
    return [value.astype(float) if value.ndim else float(value) for value in values]


def dots(ax: Axes, X: np.ndarray, labels: np.ndarray, size: float = 26.0) -> None:
    """Draw points of two classes: class 0 as circles, class 1 as triangles."""
    for k, (color, marker) in enumerate(((BLUE, "o"), (ORANGE, "^"))):
        ax.scatter(*X[labels == k].T, s=size, c=color, marker=marker, edgecolors="white", linewidths=0.6, zorder=3)


# Errors


@cache
def _rents() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sizes of ten flats, their rents, and the rents that a line predicts."""
    rng = np.random.default_rng(14)
    size = np.linspace(20.0, 65.0, 10)
    rent = 20 + 1.6 * size + 9 * rng.normal(size=10)
    return size, rent, 22 + 1.55 * size


@when_ready
def errors(mae: Function) -> None:
    """Ten flats with the errors of a line as segments, and a band of the mean error around the line."""
    size, rent, line = _rents()
    found = asked_for("mae", mae, rent, line)
    title = f"The dashed band is as wide as the average error: the line is off by {found:.1f} on average"
    with panels(title, 1) as (_, (ax,)):
        ax.plot(size, line, color=BLUE, label="what the line predicts")
        for sign in (-1, 1):
            ax.plot(size, line + sign * found, color=BLUE, linestyle="--", linewidth=1)
        ax.vlines(size, rent, line, color=ORANGE, label="error")
        ax.scatter(size, rent, color="black", zorder=3, label="rent of a flat")
        ax.set(xlabel="size in square metres", ylabel="rent in 10,000 won")


@when_ready
def one_bad_prediction(measures: Mapping[str, Function]) -> None:
    """Each measure of error, while one of ten predictions gets worse. measures: {name: (y, p) -> number}."""
    _, rent, line = _rents()
    off = np.linspace(0.0, 100.0, 51)

    def curve(name: str, measure: Function) -> np.ndarray:
        return np.array([asked_for(name, measure, rent, line + one * (np.arange(10) == 4)) for one in off])

    curves = ready(curve, measures)
    if curves:
        with panels("One bad prediction of ten: RMSE soon grows three times as fast as MAE", 1) as (_, (ax,)):
            for (name, values), (color, style) in zip(curves.items(), ((ORANGE, "-"), (BLUE, "--")), strict=False):
                ax.plot(off, values, color=color, linestyle=style, label=name)
            ax.set(xlabel="how much is added to one of the ten predictions", ylabel="error", ylim=(0, None))


def _two_guessers(name: str, measure: Function, title: str, squares: bool) -> None:
    """The errors of a line, and of one who always says the mean, as segments or as squares."""
    from matplotlib.patches import Rectangle

    size, rent, line = _rents()
    found = asked_for(name, measure, rent, line)
    guesses = {"the line": line, "always the mean": np.full(10, rent.mean())}
    with panels(title.format(found), 1, 1, height=4.2) as (_, axes):
        for ax, (label, guess) in zip(axes, guesses.items(), strict=True):
            if squares:
                for x, one, other in zip(size, rent, guess, strict=True):
                    side = one - other
                    ax.add_patch(Rectangle((x, other), abs(side), side, color=ORANGE, alpha=0.3))
            ax.vlines(size, rent, guess, color=ORANGE, label="error")
            ax.plot(size, guess, color=BLUE, label="prediction")
            ax.scatter(size, rent, color="black", s=22, zorder=3, label="rent of a flat")
            ax.set(xlabel=f"size in square metres: {label}", xlim=(10, 100), ylim=(35, 140))
            if squares:
                ax.set_aspect("equal")
        axes[0].set_ylabel("rent in 10,000 won")


@when_ready
def sizes_beside_the_mean(rae: Function) -> None:
    """The sizes of a line's errors beside those of the mean."""
    title = "The segments on the left are together {:.0%} as long as those on the right"
    _two_guessers("rae", rae, title, squares=False)


@when_ready
def squares_beside_the_mean(rse: Function) -> None:
    """The squares of a line's errors beside those of the mean."""
    title = "The squares on the left have together {:.1%} of the area of those on the right"
    _two_guessers("rse", rse, title, squares=True)


@when_ready
def three_models(r2: Function) -> None:
    """Predictions of three models against the truth, with R squared."""
    _, rent, line = _rents()
    models = {"the line": line, "always the mean": np.full(10, rent.mean()), "the line, 60 too high": line + 60}
    found = {label: asked_for("r2", r2, rent, guess) for label, guess in models.items()}
    with panels("R squared is 1 at best, 0 for the mean, and negative for what is worse than that", 1, 1, 1) as (
        _,
        axes,
    ):
        for ax, (label, guess) in zip(axes, models.items(), strict=True):
            ax.plot([40, 190], [40, 190], color=GREY, linestyle="--", label="prediction = truth")
            ax.scatter(rent, guess, color=BLUE, zorder=3, label="a flat")
            ax.set_title(f"{label}: {found[label]:.2f}")
            ax.set(xlabel="true rent", xlim=(40, 140), ylim=(40, 200))
        axes[0].set_ylabel("predicted rent")


@when_ready
def scaled_columns(normal_equation: Function) -> None:
    """A curve fitted with plain columns and with scaled ones."""
    import given

    x, y = given.noisy_sine(25, np.random.default_rng(1))
    fine = np.linspace(-1.0, 1.0, 101)
    scales = {
        "columns 1, x, x^3": np.array([1.0, 1.0, 1.0]),
        "columns 1, 1000 x, 0.001 x^3": np.array([1.0, 1e3, 1e-3]),
    }
    powers = np.array([0, 1, 3])
    weights = [
        asked_for("normal_equation", normal_equation, x[:, None] ** powers * scale, y, shape=(3,))
        for scale in scales.values()
    ]
    with panels("Other columns, other weights, the same curve: nothing has to be scaled", 1) as (_, (ax,)):
        ax.scatter(x, y, color="black", s=20, zorder=3, label="data")
        looks = ((BLUE, "-", 4.0), (ORANGE, "--", 1.6))
        for (label, scale), theta, (color, style, width) in zip(scales.items(), weights, looks, strict=True):
            named = f"{label}: theta {', '.join(f'{value:.3g}' for value in theta)}"
            curve = fine[:, None] ** powers * scale @ theta
            ax.plot(fine, curve, color=color, linestyle=style, linewidth=width, label=named)
        ax.set(xlabel="x", ylabel="y")


# Classifiers


@when_ready
def four_counts(confusion: Function) -> None:
    """The four counts of a test at three thresholds, beside the scores."""
    import given

    y, score = given.patients()
    bins, thresholds = np.linspace(-3.0, 4.5, 31), (0.0, 1.0, 2.0)
    found = [asked_all("confusion", confusion, y, (score > each).astype(int), shapes=[()] * 4) for each in thresholds]
    with panels("Move the threshold: fewer false alarms, more sick people missed", 1, 1, 1, height=3.6) as (_, axes):
        for ax, threshold, counts in zip(axes, thresholds, found, strict=True):
            for k, color, label in ((0, BLUE, "healthy"), (1, ORANGE, "sick")):
                ax.hist(score[y == k], bins, color=color, alpha=0.6, label=label)
            ax.axvline(threshold, color="black", linestyle="--", label="threshold")
            text = "tp {:.0f}, fp {:.0f}, fn {:.0f}, tn {:.0f}".format(*counts)
            ax.set_title(text)
            ax.set(xlabel="score of the test")
        axes[0].set_ylabel("people")


def _counts_at(threshold: float) -> tuple[int, int, int]:
    """Hits, false alarms and misses of the test where scores above a threshold are called sick."""
    import given

    y, score = given.patients()
    sick, healthy = score[y == 1], score[y == 0]
    hits = int(np.count_nonzero(sick > threshold))
    return hits, int(np.count_nonzero(healthy > threshold)), len(sick) - hits


_STEPS = np.linspace(-2.5, 3.4, 119)


@when_ready
def trade_off(precision_recall: Function) -> None:
    """Precision and recall against the threshold."""
    found = [asked_all("precision_recall", precision_recall, *_counts_at(step), shapes=[(), ()]) for step in _STEPS]
    with panels("A higher threshold: what is called sick is more often right, and more are missed", 1) as (_, (ax,)):
        for values, label, color, style in zip(
            np.array(found).T, ("precision", "recall"), (BLUE, ORANGE), ("-", "--"), strict=True
        ):
            ax.plot(_STEPS, values, color=color, linestyle=style, label=label)
        ax.set(xlabel="threshold", ylim=(0, 1.03))


@when_ready
def f_scores(fbeta: Function) -> None:
    """F scores for three beta against the threshold, with their best places."""
    betas = {0.5: (BLUE, "-"), 1.0: ("black", "-."), 2.0: (ORANGE, "--")}
    curves = [[asked_for("fbeta", fbeta, *_counts_at(step), beta=beta) for step in _STEPS] for beta in betas]
    with panels("The more recall counts, the lower is the best threshold", 1) as (_, (ax,)):
        for (beta, (color, style)), values in zip(betas.items(), curves, strict=True):
            ax.plot(_STEPS, values, color=color, linestyle=style, label=f"beta {beta:g}")
            best = int(np.argmax(values))
            ax.plot(_STEPS[best], values[best], "o", color=color)
        ax.set(xlabel="threshold", ylabel="F score", ylim=(0, 1.03))


def roc(y: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """False and true positive rates at every threshold, from none called positive to all."""
    steps = np.concatenate([[np.inf], np.unique(score)[::-1]])
    above = score[None, :] >= steps[:, None]
    return above[:, y == 0].mean(axis=1), above[:, y == 1].mean(axis=1)


@when_ready
def roc_curves(auc: Function) -> None:
    """ROC curves of a test, of the test in coarse steps, and of a coin, with the area of each."""
    import given

    y, score = given.patients()
    coin = np.random.default_rng(0).random(len(y))
    tests = {"the test": score, "the test, rounded to whole numbers": np.round(score), "a coin": coin}
    areas = [asked_for("auc", auc, y, values) for values in tests.values()]
    with panels("The better the order of the scores, the larger the area below the curve", 1, height=4.6) as (_, (ax,)):
        styles = ((ORANGE, "-"), (BLUE, "--"), (GREY, "-."))
        for (label, values), area, (color, style) in zip(tests.items(), areas, styles, strict=True):
            ax.plot(*roc(y, values), color=color, linestyle=style, label=f"{label}: AUC {area:.3f}")
        ax.set(xlabel="share of the healthy called sick", ylabel="share of the sick found", aspect="equal")


@when_ready
def surprise(log_loss: Function) -> None:
    """The loss of one sample against the probability of its true class, for two eps."""
    p = np.concatenate([[0.0], np.logspace(-18, 0, 109)])
    truth = np.array([[1.0, 0.0]])
    rows = [np.array([[one, 1 - one]]) for one in p]
    looks = {1e-15: (ORANGE, "-"), 1e-7: (BLUE, "--")}
    curves = [[asked_for("log_loss", log_loss, truth, row, eps=eps) for row in rows] for eps in looks]
    with panels("A sure and wrong answer costs most; eps decides how much", 1) as (_, (ax,)):
        for (eps, (color, style)), values in zip(looks.items(), curves, strict=True):
            label = f"eps {eps:g}: at most {max(values):.1f}"
            ax.plot(np.maximum(p, 1e-19), values, color=color, linestyle=style, label=label)
        ax.set(xscale="log", xlabel="predicted probability of the true class", ylabel="loss", ylim=(0, None))


# Trees


def _impurity_curve(name: str, measure: Function) -> np.ndarray:
    """A measure of class counts for two classes of 100 samples, from 0 to 100 of the first."""
    return np.array([asked_for(name, measure, np.array([k, 100 - k])) for k in range(101)])


@when_ready
def impurity(measures: Mapping[str, Function], *, title: str) -> None:
    """Measures of two classes against the share of the first."""
    curves = ready(_impurity_curve, measures)
    if curves:
        with panels(title, 1) as (_, (ax,)):
            for (name, values), (color, style) in zip(curves.items(), ((ORANGE, "-"), (BLUE, "--")), strict=False):
                ax.plot(np.arange(101) / 100, values, color=color, linestyle=style, label=name)
            ax.set(xlabel="share of the first class", ylabel="impurity", ylim=(0, 1.05))


@when_ready
def gains(information_gain: Function) -> None:
    """The information gain of four questions on the days of tennis."""
    import given

    found = [asked_for("information_gain", information_gain, *given.answer_counts(each)) for each in given.QUESTIONS]
    with panels("Ask for the outlook first: its answer tells most about playing", 1, height=3.2) as (_, (ax,)):
        ax.barh(given.QUESTIONS, found, color=[ORANGE if value == max(found) else BLUE for value in found])
        for row, value in enumerate(found):
            ax.text(value + 0.003, row, f"{value:.3f}", va="center")
        ax.invert_yaxis()
        ax.set(xlabel="information gain in bits", xlim=(0, 0.29))


@when_ready
def tree_regions(gini: Function) -> None:
    """Trees of three depths on two half moons, grown by the impurity that is given."""
    import given

    X, y = given.two_moons(120, 4)

    def fall(labels: np.ndarray, left: np.ndarray) -> float:
        sides = [np.bincount(part, minlength=2) for part in (labels, labels[left], labels[~left])]
        whole, *parts = [side.sum() * asked_for("gini", gini, side) for side in sides]
        return float(whole - sum(parts))

    def majority(labels: np.ndarray) -> int:
        return int(2 * labels.sum() > len(labels))

    trees = {depth: given.grow(X, y, fall, majority, depth) for depth in (1, 3, 8)}
    across, up = np.meshgrid(np.linspace(-1.7, 2.7, 180), np.linspace(-1.2, 1.7, 140))
    places = np.column_stack([across.ravel(), up.ravel()])
    new_X, new_y = given.two_moons(2_000, 5)
    with panels("Every split is a straight cut; too many cuts learn the noise", 1, 1, 1, height=3.4) as (_, axes):
        for ax, (depth, tree) in zip(axes, trees.items(), strict=True):
            ax.contourf(
                across,
                up,
                given.ask(tree, places).reshape(across.shape),
                [-0.5, 0.5, 1.5],
                colors=[BLUE, ORANGE],
                alpha=0.22,
            )
            dots(ax, X, y, 14)
            shares = [np.mean(given.ask(tree, points) == labels) for points, labels in ((X, y), (new_X, new_y))]
            ax.set_title("depth {}: {:.0%} here, {:.0%} on new points".format(depth, *shares), fontsize=9)
            ax.set(xticks=[], yticks=[])


@when_ready
def steps_of_a_tree(variance_reduction: Function) -> None:
    """The reduction at every threshold, and trees of numbers of depth 1 and 3."""
    import given

    x, y = given.noisy_sine(40, np.random.default_rng(6))

    def score(values: np.ndarray, left: np.ndarray) -> float:
        return float(asked_for("variance_reduction", variance_reduction, values, left))

    places = (x[1:] + x[:-1]) / 2
    found = [score(y, x <= place) for place in places]
    fine = np.linspace(-1.0, 1.0, 401)
    with panels("A tree cuts where the variance falls most, and answers the mean of each piece", 1, 1) as (
        _,
        (left, right),
    ):
        left.plot(places, found, color=BLUE)
        left.plot(places[int(np.argmax(found))], max(found), "o", color=ORANGE)
        left.set(xlabel="threshold", ylabel="variance reduction of the first cut", ylim=(min(0, *found), None))
        right.scatter(x, y, color="black", s=16, label="data")
        for depth, color, style in ((1, ORANGE, "-"), (3, BLUE, "--")):
            tree = given.grow(x[:, None], y, score, lambda part: float(np.mean(part)), depth)
            right.plot(fine, given.ask(tree, fine[:, None]), color=color, linestyle=style, label=f"depth {depth}")
        right.set(xlabel="x", ylabel="y")


# Lines


def _train(step: Function, targets: np.ndarray, passes: int) -> tuple[np.ndarray, float, list[int]]:
    """The perceptron on four points in order: weights, bias, and the errors of each pass."""
    import given

    w, b, errors = np.zeros(2), 0.0, []
    for _ in range(passes):
        wrong = 0
        for x, y in zip(given.INPUTS, targets, strict=True):
            new_w, new_b = asked_all("perceptron_step", step, w, b, x, int(y), shapes=[(2,), ()])
            wrong += int(not (np.array_equal(new_w, w) and new_b == b))
            w, b = new_w, new_b
        errors.append(wrong)
    return w, b, errors


def _half_planes(ax: Axes, w: np.ndarray, b: float, low: float, high: float) -> None:
    """Colour the side of a line where the answer is 1, and the other one."""
    across, up = np.meshgrid(np.linspace(low, high, 150), np.linspace(low, high, 150))
    ones = (across * w[0] + up * w[1] + b > 0).astype(float)
    ax.contourf(across, up, ones, [-0.5, 0.5, 1.5], colors=[BLUE, ORANGE], alpha=0.22)


@when_ready
def and_and_xor(perceptron_step: Function) -> None:
    """What a perceptron learns of AND and of XOR, and its errors per pass."""
    import given

    passes = 9
    found = {"AND": _train(perceptron_step, given.AND, passes), "XOR": _train(perceptron_step, given.XOR, passes)}
    with panels("AND is learned in six passes, XOR never: one line cannot cut it", 1, 1, 1.3, height=3.4) as (_, axes):
        for ax, (name, (w, b, _)), targets in zip(axes, found.items(), (given.AND, given.XOR), strict=False):
            _half_planes(ax, w, b, -0.4, 1.4)
            dots(ax, given.INPUTS, targets, 90)
            ax.set_title(f"{name} after {passes} passes")
            ax.set(xticks=[0, 1], yticks=[0, 1], aspect="equal")
        for (name, (_, _, errors)), (color, style) in zip(found.items(), ((BLUE, "-"), (ORANGE, "--")), strict=True):
            axes[2].plot(range(1, passes + 1), errors, "o", color=color, linestyle=style, label=name)
        axes[2].set(xlabel="pass over the four points", ylabel="errors", ylim=(-0.2, 4.4))


_NORMAL, _OFFSET = np.array([3.0, 4.0]), -5.0


@when_ready
def distances(signed_distance: Function) -> None:
    """The signed distance from the line 3 x + 4 y = 5, as a map."""
    across, up = np.meshgrid(np.linspace(-2.0, 4.0, 121), np.linspace(-1.5, 4.5, 121))
    places = np.column_stack([across.ravel(), up.ravel()])
    r = asked_for("signed_distance", signed_distance, places, _NORMAL, _OFFSET, shape=(len(places),)).reshape(
        across.shape
    )
    with panels("Lines of equal distance are parallel, one apart; w points uphill", 1, height=4.6) as (figure, (ax,)):
        drawn = ax.contourf(across, up, r, np.arange(-5, 6), cmap="PuOr_r", alpha=0.75, extend="both")
        ax.contour(across, up, r, [0.0], colors="black")
        ax.annotate("", (0.6 + 1.2, 0.8 + 1.6), (0.6, 0.8), arrowprops={"arrowstyle": "-|>", "color": "black"})
        ax.text(1.35, 1.45, "w")
        ax.plot(3, 4, "o", color="black")
        ax.text(2.45, 3.65, "(3, 4)")
        figure.colorbar(drawn, ax=ax, label="signed distance")
        ax.set(aspect="equal")
        ax.grid(False)


@when_ready
def shadows_on_a_line(project: Function) -> None:
    """Points, and their projections onto the line 3 x + 4 y = 5."""
    X = np.random.default_rng(2).uniform([-2, -1.5], [4, 4], (14, 2))
    X[0] = 3.0, 4.0
    feet = asked_for("project", project, X, _NORMAL, _OFFSET, shape=X.shape)
    with panels("Every point goes straight down to the line, along w", 1, height=4.6) as (_, (ax,)):
        across = np.array([-2.5, 4.5])
        ax.plot(across, (5 - 3 * across) / 4, color="black", label="3 x + 4 y = 5")
        for point, foot in zip(X, feet, strict=True):
            ax.plot(*np.array([point, foot]).T, color=GREY, linewidth=1)
        ax.scatter(*X.T, color=BLUE, zorder=3, label="point")
        ax.scatter(*feet.T, color=ORANGE, marker="^", zorder=3, label="projection")
        ax.set(aspect="equal", xlim=(-2.5, 4.5), ylim=(-2.2, 4.5))


@cache
def _two_clouds() -> tuple[np.ndarray, np.ndarray]:
    """Two clouds of points that a line can cut apart."""
    rng = np.random.default_rng(11)
    X = np.concatenate([rng.normal([-1.4, -0.9], 0.6, (16, 2)), rng.normal([1.4, 0.9], 0.6, (16, 2))])
    return X, np.repeat([0, 1], 16)


def _scaled_for(angle: float) -> tuple[np.ndarray, float]:
    """The plane of this direction in the middle of the gap, scaled so that the nearest points have +1 and -1."""
    X, y = _two_clouds()
    along = X @ np.array([np.cos(angle), np.sin(angle)])
    low, high = along[y == 0].max(), along[y == 1].min()
    half = (high - low) / 2
    return np.array([np.cos(angle), np.sin(angle)]) / half, -(high + low) / 2 / half


@when_ready
def margins(margin_width: Function) -> None:
    """A narrow and the widest margin between two clouds, and the width against the direction of w."""
    X, y = _two_clouds()
    angles = np.radians(np.linspace(-30.0, 95.0, 251))
    units = X @ np.array([np.cos(angles), np.sin(angles)])
    apart = units[y == 1].min(axis=0) > units[y == 0].max(axis=0) + 0.05
    angles = angles[apart]
    widths = np.array([asked_for("margin_width", margin_width, _scaled_for(angle)[0]) for angle in angles])
    best = float(angles[int(np.argmax(widths))])
    with panels("Many lines cut the clouds apart; one has the widest margin", 1, 1, 1.2, height=3.5) as (_, axes):
        shown = {"a narrow margin": float(angles[12]), "the widest margin": best}
        for ax, (label, angle) in zip(axes, shown.items(), strict=False):
            w, b = _scaled_for(angle)
            across, up = np.meshgrid(np.linspace(-3.2, 3.2, 100), np.linspace(-3.0, 3.0, 100))
            f = across * w[0] + up * w[1] + b
            ax.contour(across, up, f, [-1, 0, 1], colors="black", linestyles=["--", "-", "--"], linewidths=[1, 1.6, 1])
            dots(ax, X, y, 20)
            ax.set_title(f"{label}: {asked_for('margin_width', margin_width, w):.2f}")
            ax.set(xticks=[], yticks=[], aspect="equal")
        axes[2].plot(np.degrees(angles), widths, color=BLUE)
        axes[2].plot(np.degrees(best), widths.max(), "o", color=ORANGE)
        axes[2].set(xlabel="direction of w in degrees", ylabel="width of the margin", ylim=(0, None))


# Bias and variance


def _measured(bias_variance: Function, degree: int) -> list[float]:
    """Squared bias and variance of two hundred polynomials."""
    import given

    return asked_all(
        "bias_variance", bias_variance, given.polynomials(degree), given.sine(given.POINTS), shapes=[(), ()]
    )


@when_ready
def twenty_models(bias_variance: Function) -> None:
    """Twenty polynomials of four degrees, the mean of two hundred, and the truth."""
    import given

    title = "Too stiff: all wrong alike. Too flexible: each wrong in its own way"
    found = {degree: _measured(bias_variance, degree) for degree in (0, 1, 3, 12)}
    with panels(title, 1, 1, 1, 1, height=3.6) as (_, axes):
        for ax, (degree, (squared_bias, variance)) in zip(axes, found.items(), strict=True):
            models = given.polynomials(degree)
            ax.plot(given.POINTS, models[:20].T, color=GREY, linewidth=0.7, alpha=0.7)
            ax.plot(given.POINTS, given.sine(given.POINTS), color=BLUE, linestyle="--", label="truth")
            ax.plot(given.POINTS, models.mean(axis=0), color=ORANGE, linewidth=2.6, label="mean of 200 models")
            ax.set_title(f"degree {degree}")
            ax.set(ylim=(-2.4, 2.4), xlabel=f"bias^2 {squared_bias:.3f}\nvariance {variance:.3f}", xticks=[])
        for ax in axes[1:]:
            ax.set_yticklabels([])


@when_ready
def bias_against_variance(bias_variance: Function) -> None:
    """Bias, variance and their sum against the degree."""
    degrees = np.arange(13)
    squared_bias, variance = np.array([_measured(bias_variance, int(degree)) for degree in degrees]).T
    with panels("Bias falls, variance rises; the sum is least in between", 1) as (_, (ax,)):
        ax.plot(degrees, squared_bias, "o-", color=BLUE, label="bias^2")
        ax.plot(degrees, variance, "s--", color=ORANGE, label="variance")
        ax.plot(degrees, squared_bias + variance, color="black", linewidth=1, label="sum")
        ax.set(yscale="log", xlabel="degree of the polynomial", ylabel="squared error", xticks=degrees)


# Principal components


@when_ready
def shadows_on_the_first_component(pca: Function) -> None:
    """A cloud and its shadows on the first principal component."""
    rng = np.random.default_rng(5)
    height = rng.normal(168.0, 9.0, 60)
    X = np.column_stack([height, 0.75 * (height - 168) + 62 + 5.0 * rng.normal(size=60)])
    feet, variances = asked_all("pca", pca, X, 1, shapes=[X.shape, (1,)])
    _, both = asked_all("pca", pca, X, 2, shapes=[X.shape, (2,)])
    share = variances[0] / both.sum()
    with panels(f"One number per person keeps {share:.0%} of the variance", 1, height=4.4) as (_, (ax,)):
        for point, foot in zip(X, feet, strict=True):
            ax.plot(*np.array([point, foot]).T, color=GREY, linewidth=0.8)
        ax.scatter(*X.T, color=BLUE, s=18, zorder=3, label="person")
        ax.scatter(*feet.T, color=ORANGE, s=14, marker="^", zorder=3, label="shadow")
        ax.set(xlabel="height in cm", ylabel="weight in kg", aspect="equal")


@when_ready
def digits_from_few_numbers(pca: Function) -> None:
    """Digits of 14 x 14 pixels, and their shadows on the first 2, 10 and 50 components of 1,000 digits."""
    images = datasets.load().train_images[:1_000].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255.0
    X = images.reshape(len(images), -1)
    rows = {"196 pixels": X}
    for k in (50, 10, 2):
        rows[f"{k} numbers"] = asked_all("pca", pca, X, k, shapes=[X.shape, (k,)])[0]
    with grid("Fifty numbers are enough for a digit; two are not", len(rows), 8, height=1.0) as axes:
        for line, (label, shown) in zip(axes, rows.items(), strict=True):
            for ax, image in zip(line, shown, strict=False):
                ax.imshow(image.reshape(14, 14), cmap="Greys", vmin=0, vmax=1)
                ax.set(xticks=[], yticks=[])
                ax.grid(False)
            line[0].set_ylabel(label, fontsize=8)


#: The labs of the course, and the labs that each needs.
COURSE: Mapping[str, tuple[str, ...]] = {
    "00 Review": (),
    "01 Tensors and\ngradients": (),
    "02 Losses and\ndescent": ("01",),
    "03 Activations": ("02",),
    "04 Initialization": ("03",),
    "05 Batch\nnormalization": ("03",),
    "06 Optimizers": ("02",),
    "07 Sparse\noptimizers": ("06",),
    "08 Learning-rate\nschedules": ("06",),
    "09 Regularization": ("02", "06"),
    "10 Frameworks": ("01", "06"),
    "11 The MNIST\nchallenge": ("02", "04", "05", "06", "08", "09"),
    "12 Autoencoders": ("02", "03"),
    "13 Restricted\nBoltzmann machines": ("02", "03"),
    "14 Robustness": ("02", "03", "06"),
    "15 Sequences": ("02", "09"),
}


def course_map() -> None:
    """Draw the labs as boxes, each to the right of all that it needs; arrows lead from a lab to one that needs it.

    An arrow is left out where a way over other labs leads there as well.
    """
    before: dict[str, set[str]] = {}
    column: dict[str, int] = {}
    for name, needs in COURSE.items():
        before[name[:2]] = set(needs).union(*(before[need] for need in needs))
        column[name[:2]] = 1 + max((column[need] for need in needs), default=-1)
    arrows = [
        (need, name[:2])
        for name, needs in COURSE.items()
        for need in needs
        if not any(need in before[other] for other in needs)
    ]
    place: dict[str, tuple[float, float]] = {}
    for x in sorted(set(column.values())):
        here = [number for number in column if column[number] == x]
        comes_from = {number: [-place[a][1] for a, b in arrows if b == number] for number in here}
        here.sort(key=lambda number: sum(comes_from[number]) / max(len(comes_from[number]), 1))
        place |= {number: (float(x), (len(here) - 1) / 2 - i) for i, number in enumerate(here)}
    with panels("Each lab uses what the labs to its left have built", 1.0, height=5.6) as (_, [ax]):
        ax.axis("off")
        for a, b in arrows:
            (x0, y0), (x1, y1) = place[a], place[b]
            style = {"arrowstyle": "-|>", "color": GREY, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (x1 - 0.36, y1), (x0 + 0.36, y0), arrowprops=style)
        for name in COURSE:
            last = name.startswith("11")
            box = {"boxstyle": "round,pad=0.4", "fc": ORANGE if last else "#eef3f8", "ec": BLUE}
            ax.text(*place[name[:2]], name, ha="center", va="center", color="white" if last else "#1f2328", bbox=box)
        heights = [y for _, y in place.values()]
        ax.set(xlim=(-0.5, max(column.values()) + 0.5), ylim=(min(heights) - 0.6, max(heights) + 0.6))
