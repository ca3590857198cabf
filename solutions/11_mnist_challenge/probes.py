"""Handed out with the lab: the probes `contest` (an entry's contract and its run) and `journal` (a log of experiments).

How an entry is built is its author's own affair. So the contract is judged by what holds for every good entry alike, on
a task so small that it takes a moment: the labels and losses that are observed here are looked at outside (facts.py).
What the entry is worth shows in the run, and is counted outside too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes import Context, Pairs, Probe, checkpoint, copied, same, scaled

#: The keys of an entry of the log, config left out.
ENTRY = ("run", "seed", "curve", "best", "best_epoch")
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
        fresh, epochs: what the contract is observed on, where there are no test_images
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

    Log and entries are read back from their JSON in the end, so what has no form in JSON raises.

    Inputs:
        runs: each with config (numbers by name), seed and curve (a list or an array)
    """
    log: list[Any] = []
    returned: list[Any] = []
    for number, run in enumerate(inputs["runs"], start=1):
        config, curve = dict(run["config"]), copied(run["curve"])
        returned.append(task(log, config, np.int64(run["seed"]), curve))  # as `rng.integers` gives seeds
        yield f"log after run {number}", np.array([_number(entry) for entry in log])
        config.update(dict.fromkeys(config, -1))
        for i in range(len(curve)):
            curve[i] = -1.0
    for number, entry in enumerate(json.loads(json.dumps(returned)), start=1):
        if isinstance(entry, dict):
            for key, value in entry.items():
                if key in ENTRY:
                    yield f"{key} of what run {number} gave back", value
    for number, entry in enumerate(json.loads(json.dumps(log)), start=1):
        for key in ENTRY:
            yield f"{key} of entry {number}", entry[key]
        for key, value in entry["config"].items():
            yield f"config {key} of entry {number}", value


def _number(entry: Any) -> int:
    """Read the number of the run in an entry; -1 where it has none."""
    number = entry.get("run") if isinstance(entry, dict) else None
    return number if isinstance(number, int) and abs(number) < 1 << 31 else -1


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
    """Observe what facts.py computes the contract from."""
    fresh = scaled(inputs["fresh"])
    blends = (fresh + np.roll(fresh, 1, axis=0)) / 2  # in doubt between two classes: the least change shows
    # two untrained networks may see one class in whole images; in pieces of two rows each they see many
    pieces = np.where(np.arange(784) // 56 == np.arange(len(fresh))[:, None] % 14, fresh, np.float32(0))
    seed, epochs = inputs["seed"], inputs["epochs"]
    network = entry.fresh(seed)
    begin = as_array(entry.predict(network, pieces))
    yield "labels of pieces", begin
    if begin.shape != (len(pieces),) or begin.dtype.kind not in "iu":
        return
    yield "labels of pieces again", entry.labels(entry.fresh(seed), pieces)
    for more in (1, 2):
        yield f"labels of pieces, seed + {more}", entry.labels(entry.fresh(seed + more), pieces)

    def trained(network: Any, labels: np.ndarray, epochs: int) -> np.ndarray:
        def keep(network: Any) -> None:
            entry.labels(network, fresh)

        rng = np.random.default_rng(inputs["shuffle"])
        return np.asarray(entry.train(network, images, labels, rng=rng, epochs=epochs, keep=keep), dtype=float)

    yield "losses", trained(network, labels, epochs)
    yield "labels of new images", entry.labels(network, fresh)
    yield "labels of blends", entry.labels(network, blends)
    yield "labels of blends alone", np.array([entry.labels(network, blends[i : i + 1])[0] for i in range(_ALONE)])
    entry.labels(network, 1 - fresh)
    yield "labels of blends again", entry.labels(network, blends)
    yield "losses on sevens", trained(entry.fresh(seed), np.full_like(labels, _ONLY), epochs)
    for which in ("one", "other"):
        network = entry.fresh(seed)
        yield f"losses of {which}", trained(network, labels, _SHORT)
        yield f"labels of {which}", entry.labels(network, blends)


def as_array(value: Any) -> np.ndarray:
    """What `predict` gave as an array; a tensor's numbers are copied."""
    if type(value).__name__ == "Tensor" and hasattr(value, "detach"):
        value = value.detach().numpy()
    return np.array(value)


contest = Probe("contest", run_contest, derived=True)
journal = Probe("journal", run_journal, derived=True)
