"""Handed out with the lab: the probes `contest` (an entry's contract and its run) and `journal` (a log of experiments).

How an entry is built is its author's own affair. So the contract is observed in facts that hold for every good entry
alike, on a task so small that it takes a moment; what the entry is worth shows in the run, and is counted outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes import Context, Pairs, Probe, checkpoint, copied, same, scaled

#: Two answers count as the same where this share of the labels agrees: rounding decides where two scores are close.
SAME = 0.98
#: The accuracy that ten classes need after a few epochs on an easy task: five times what guessing gives.
LEARNED = 1 / 2
#: The share of the first epoch's loss that the last one's must fall below: with ten labels, and with one, which a
#: network with batch normalization learns no sooner in so few steps.
FALLS, FALLS_ALONE = 1 / 2, 3 / 4
_SHORT = 2  # epochs of a run that is only repeated
_ALONE = 12  # images that are shown one at a time
_ONLY = 7  # a label that every image gets once: whatever learns at all learns that, in any order of the labels


def run_contest(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run `train` with the `build_network` and `predict` defined beside it; observe the contract, or a whole run.

    A run that raises after a checkpoint yields the labels of the last checkpoint.

    Inputs:
        images, labels: (N, D) and (N,), to train on; uint8 images are scaled to float32 from 0 to 1
        seed: of the network
        shuffle: seed of the training
        fresh, fresh_labels, epochs: what the contract is observed on, where there are no test_images
        test_images: (M, D); then the labels predicted after a whole run are observed
    """
    home = getattr(task, "__globals__", None) or context.namespace
    for name in ("build_network", "predict"):
        if not callable(home.get(name)):
            raise NameError(f"nothing called {name} is defined beside train; keep the names that were handed out")
    entry = _Entry(home["build_network"], task, home["predict"])
    images, labels = scaled(inputs["images"]), inputs["labels"]
    if "test_images" in inputs:
        yield from _run(entry, images, labels, inputs)
        return
    before = copied([images, labels])
    yield from _contract(entry, images, labels, inputs)
    if not same(before, [images, labels]):
        notes.append("changes the images or labels it is given")


def run_journal(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run a function that adds runs to a log; its arguments are changed afterwards, as a notebook goes on to do.

    The log is read back from its JSON, so what has no form in JSON raises.

    Inputs:
        runs: each with config (numbers by name), seed and curve (a list or an array)
    """
    log: list[Any] = []
    for run in inputs["runs"]:
        config, curve = dict(run["config"]), copied(run["curve"])
        entry = task(log, config, np.int64(run["seed"]), curve)  # as `rng.integers` gives seeds
        yield f"entries after run {len(log)}", len(log)
        yield "gives the entry back", isinstance(entry, dict) and bool(log) and entry in log
        config.update(dict.fromkeys(config, -1))
        for i in range(len(curve)):
            curve[i] = -1.0
    for number, entry in enumerate(json.loads(json.dumps(log)), start=1):
        for key in ("run", "seed", "curve", "best", "best_epoch"):
            yield f"{key} of entry {number}", entry[key]
        for key, value in entry["config"].items():
            yield f"config {key} of entry {number}", value


class _Entry:
    """The three functions of one author."""

    def __init__(self, build: Callable[..., Any], train: Callable[..., Any], predict: Callable[..., Any]) -> None:
        self.build, self.train, self.predict = build, train, predict

    def fresh(self, seed: int) -> Any:
        return self.build(np.random.default_rng(seed))

    def labels(self, network: Any, images: np.ndarray) -> np.ndarray:
        """The labels predicted. Raises ValueError where there is not one integer per image."""
        found = as_array(self.predict(network, images))
        if found.shape != (len(images),) or found.dtype.kind not in "iu":
            got = f"{found.dtype} of shape {found.shape}"
            raise ValueError(f"predict gives {got} for {len(images)} images; one integer for each is needed")
        return found


def _run(entry: _Entry, images: np.ndarray, labels: np.ndarray, inputs: Mapping[str, Any]) -> Pairs:
    test_images = scaled(inputs["test_images"])
    predicted: list[np.ndarray] = []
    checkpoint.forget()

    def keep(network: Any) -> None:
        predicted[:] = [entry.labels(network, test_images)]
        checkpoint.leave(predicted[0])

    network = entry.fresh(inputs["seed"])
    try:
        entry.train(network, images, labels, rng=np.random.default_rng(inputs["shuffle"]), keep=keep)
        predictions = entry.predict(network, test_images)
    except Exception:
        if predicted:
            yield checkpoint.LABEL, predicted[0]
        raise
    yield "predictions", predictions


def _contract(entry: _Entry, images: np.ndarray, labels: np.ndarray, inputs: Mapping[str, Any]) -> Pairs:
    fresh, truth = scaled(inputs["fresh"]), inputs["fresh_labels"]
    blends = (fresh + np.roll(fresh, 1, axis=0)) / 2  # in doubt between two classes: the least change shows
    # two untrained networks may see one class in whole images; in pieces of two rows each they see many
    pieces = np.where(np.arange(784) // 56 == np.arange(len(fresh))[:, None] % 14, fresh, np.float32(0))
    seed, epochs = inputs["seed"], inputs["epochs"]
    network = entry.fresh(seed)
    begin = as_array(entry.predict(network, pieces))
    yield "axes of what predict gives", begin.ndim
    yield "labels that predict gives", len(begin) if begin.ndim else 1
    yield "predict gives integers", begin.dtype.kind in "iu"
    if begin.shape != (len(pieces),) or begin.dtype.kind not in "iu":
        return
    alike = [_agree(begin, entry.labels(entry.fresh(each), pieces)) for each in (seed, seed + 1, seed + 2)]
    yield "one seed gives one network", alike[0]
    yield "another seed gives another network", not all(alike[1:])

    def trained(network: Any, labels: np.ndarray, epochs: int) -> np.ndarray:
        def keep(network: Any) -> None:
            entry.labels(network, fresh)

        rng = np.random.default_rng(inputs["shuffle"])
        return np.asarray(entry.train(network, images, labels, rng=rng, epochs=epochs, keep=keep), dtype=float)

    losses = trained(network, labels, epochs)
    end, doubts = entry.labels(network, fresh), entry.labels(network, blends)
    yield "losses that train gives", losses.size if losses.ndim == 1 else -1
    yield "the loss falls to less than half", _falls(losses, FALLS)
    yield "half of the new images are right", bool(np.mean(end == truth) >= LEARNED)
    yield "labels are from 0 to 9", bool(np.all((end >= 0) & (end <= 9)))
    alone = [entry.labels(network, blends[i : i + 1])[0] for i in range(_ALONE)]
    yield "an image alone gets the same label", _agree(doubts[:_ALONE], np.array(alone))
    entry.labels(network, 1 - fresh)
    yield "the same images get the same labels again", _agree(doubts, entry.labels(network, blends))

    only = trained(entry.fresh(seed), np.full_like(labels, _ONLY), epochs)
    yield "trained on sevens alone, the loss falls by a quarter", _falls(only, FALLS_ALONE)
    one, other = entry.fresh(seed), entry.fresh(seed)
    curves = [trained(each, labels, _SHORT) for each in (one, other)]
    twice = _agree(entry.labels(one, blends), entry.labels(other, blends))
    yield "the same seeds give the same training", twice and _close(*curves)


def _falls(losses: np.ndarray, share: float) -> bool:
    return losses.ndim == 1 and losses.size > 1 and bool(losses[-1] < share * losses[0])


def as_array(value: Any) -> np.ndarray:
    """What `predict` gave as an array; a tensor's numbers are copied."""
    if type(value).__name__ == "Tensor" and hasattr(value, "detach"):
        value = value.detach().numpy()
    return np.array(value)


def _agree(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.mean(one == other) >= SAME)


def _close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-5, atol=1e-8))


contest = Probe("contest", run_contest)
journal = Probe("journal", run_journal)
