"""Handed out with the lab: runs of the student's own entry, their log as curves and table, what stays wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.viz import NotReadyError, fault, panels, progress, report_not_ready, when_ready

#: One colour and line per run, in the order of the log; after these they begin again.
_LINES = (
    ("#0072b2", "-"),
    ("#d55e00", "--"),
    ("#2f9e8f", "-."),
    ("#882255", ":"),
    ("#5a5a5a", "-"),
    ("#e69f00", "--"),
    ("#332288", "-."),
    ("#000000", ":"),
)
_VALIDATION = 1 / 6  # share of the training images that a run does not see


class _Entry:
    """The student's functions; an error in one says that it is not ready."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = functions

    def __call__(self, name: str, *arguments: Any, **options: Any) -> Any:
        owner = "log_run" if name == "log_run" else "train"
        try:
            return self._functions[name](*arguments, **options)
        except NotReadyError:
            raise
        except Exception as error:
            where = "it" if name == owner else f"its {name}"
            raise NotReadyError(owner, fault(where, error)) from error

    def labels(self, network: Any, images: np.ndarray) -> np.ndarray:
        found = np.array(self("predict", network, images))
        if found.shape != (len(images),) or found.dtype.kind not in "iu":
            raise NotReadyError("train", f"its predict gives no integer for each of {len(images)} images")
        return found


def own_runs(data: Any, epochs: Sequence[int], seeds: Sequence[int], **functions: Callable[..., Any]) -> list[Any]:
    """Train the student's entry for several lengths and seeds, and log each run; the log, empty where none is ready.

    data: a DataSet; a sixth of its training images is held back for the accuracies, drawn once for all runs.
    functions: build_network, train, predict and log_run. Each run's config holds epochs and its seconds of CPU time;
    its curve has a point for each call of keep, and one for the end where that differs.
    """
    entry, log = _Entry(functions), list[Any]()
    images = data.train_images.astype(np.float32) / np.float32(255)
    order = np.random.default_rng(0).permutation(len(images))
    validation, training = np.split(order, [int(len(order) * _VALIDATION)])
    bar = progress(len(epochs) * len(seeds))

    def run(count: int, seed: int) -> None:
        checkpoints: list[np.ndarray] = []

        def keep(network: Any) -> None:
            checkpoints.append(entry.labels(network, images[validation]))

        start = time.process_time()
        network = entry("build_network", np.random.default_rng(seed))
        rng = np.random.default_rng(1000 + seed)
        entry("train", network, images[training], data.train_labels[training], rng=rng, epochs=count, keep=keep)
        keep(network)
        if len(checkpoints) > 1 and np.array_equal(checkpoints[-1], checkpoints[-2]):  # the last checkpoint was the end
            checkpoints.pop()
        curve = [float(np.mean(labels == data.train_labels[validation])) for labels in checkpoints]
        config = {"epochs": count, "seconds": round(time.process_time() - start, 2)}
        entry("log_run", log, config, seed, curve)
        bar.update()

    try:
        for count in epochs:
            for seed in seeds:
                run(count, seed)
    except NotReadyError as reason:
        bar.leave = False
        bar.close()
        report_not_ready([reason])
        return []
    bar.close()
    return log


@when_ready
def run_curves(log: Sequence[Any]) -> None:
    """Draw every run of a log: its accuracies from checkpoint to checkpoint, and its best against its seconds."""
    if not log:
        return
    entries = [_checked(entry) for entry in log]
    best = max(entries, key=lambda entry: float(entry["best"]))
    title = f"Run {best['run']} is the best of {len(entries)}: {best['best']:.2%} of the validation images"
    with panels(title, 1.5, 1, height=4.4) as (_, (left, right)):
        for entry, (color, line) in zip(entries, _LINES * len(entries), strict=False):
            errors = 100 * (1 - np.asarray(entry["curve"], dtype=float))
            label = f"run {entry['run']}: {entry['config'].get('epochs')} epochs, seed {entry['seed']}"
            places = np.linspace(0, 1, len(errors) + 1)[1:]
            left.plot(places, errors, color=color, linestyle=line, marker="o", markersize=4, label=label)
            seconds = float(entry["config"].get("seconds", np.nan))
            right.plot(seconds, 100 * (1 - float(entry["best"])), "o", color=color, markersize=8)
        left.set(xlabel="share of the run", ylabel="wrong on validation images, %", yscale="log")
        right.set(xlabel="CPU time of the run, s", ylabel="wrong at the best checkpoint, %", yscale="log")
        right.set_xlim(left=0)
        for ax in (left, right):
            ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
            ax.yaxis.set_minor_formatter(
                lambda value, _: f"{value:g}" if f"{value:g}".strip("0.")[:1] in "2357" else ""
            )
            ax.grid(which="minor", axis="y")


@when_ready
def log_table(log: Sequence[Any]) -> None:
    """Print a log as a table, the best run first: number, seed, config, best accuracy and its checkpoint."""
    _print(sorted((_checked(entry) for entry in log), key=lambda entry: -float(entry["best"])))


def _print(log: Sequence[Any]) -> None:
    entries = [_checked(entry) for entry in log]
    if not entries:
        return
    names = list(dict.fromkeys(name for entry in entries for name in entry["config"]))
    rows = [["run", "seed", *names, "best", "at", "last"]]
    for entry in entries:
        config = [str(entry["config"].get(name, "")) for name in names]
        at = f"{entry['best_epoch']} of {len(entry['curve'])}"
        ends = [f"{float(entry['best']):.2%}", at, f"{float(entry['curve'][-1]):.2%}"]
        rows.append([str(entry["run"]), str(entry["seed"]), *config, *ends])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


@when_ready
def typed_runs(log_run: Callable[..., Any], runs: Sequence[tuple[Mapping[str, Any], int, Sequence[float]]]) -> None:
    """Log runs that were typed in, (config, seed, curve), with one config that changes from run to run; print them."""
    entry, log, config = _Entry({"log_run": log_run}), list[Any](), dict[str, Any]()
    for changes, seed, curve in runs:
        config.update(changes)
        entry("log_run", log, config, seed, list(curve))
    if len(log) != len(runs):
        raise NotReadyError("log_run", f"it leaves {len(log)} entries in the log after {len(runs)} runs")
    _print(log)


@when_ready
def still_wrong(data: Any, *, epochs: int, rows: int = 3, columns: int = 9, **functions: Callable[..., Any]) -> None:
    """Train the student's entry, and show held-out images that it gets wrong: each label, and what it was taken for.

    functions: build_network, train and predict.
    """
    entry = _Entry(functions)
    images, held_out = (each.astype(np.float32) / np.float32(255) for each in (data.train_images, data.test_images))
    network = entry("build_network", np.random.default_rng(1))
    entry("train", network, images, data.train_labels, rng=np.random.default_rng(2), epochs=epochs)
    labels = entry.labels(network, held_out)
    missed = np.flatnonzero(labels != data.test_labels)
    if not len(missed):
        print(f"All of the {len(labels):,} held-out images of {data.name} are right. Was none of them trained on?")
        return
    share = 1 - len(missed) / len(labels)
    title = f"{share:.2%} of {len(labels):,} held-out images are right ({data.name}); would you have known these?"
    with panels(title, *[1] * columns, height=1.25 * rows) as (figure, axes):
        for ax in axes:
            ax.remove()
        for place, index in enumerate(missed[: rows * columns], start=1):
            ax = figure.add_subplot(rows, columns, place)
            ax.imshow(held_out[index].reshape(28, 28), cmap="gray_r")
            ax.set_title(f"{data.test_labels[index]}, not {labels[index]}", fontsize=9)
            ax.set(xticks=[], yticks=[])
            ax.grid(False)


def _checked(entry: Any) -> Any:
    """An entry of the log, or NotReadyError where it is none."""
    wanted = {"run", "config", "seed", "curve", "best", "best_epoch"}
    if not isinstance(entry, Mapping) or not wanted <= set(entry) or not entry["curve"]:
        raise NotReadyError("log_run", "its entries lack some of run, config, seed, curve, best, best_epoch")
    return entry
