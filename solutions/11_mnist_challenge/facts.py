"""Handed out with the lab, for `check`: what is computed from the arrays of the probes `contest` and `journal`."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from grader.facts import Facts, Observation, Pairs, Value, value_at

#: Two answers count as the same where this share of the labels agrees: rounding decides where two scores are close.
SAME = 0.98
#: The accuracy that ten classes need after a few epochs on an easy task: five times what guessing gives.
LEARNED = 1 / 2
#: The share of the first epoch's loss that the last one's must fall below: with ten labels, and with one, which a
#: network with batch normalization learns no sooner in so few steps.
FALLS, FALLS_ALONE = 1 / 2, 3 / 4


def needed_for_contract(inputs: Mapping[str, Any]) -> bool:
    """Return whether the contract was observed, not a whole run."""
    return "test_images" not in inputs


def contract(inputs: Mapping[str, Any], observation: Observation, given: ModuleType | None) -> Pairs:
    """Yield what holds for every good entry, as far as its labels and losses were observed."""
    found = {label: value_at(observation, label) for label in observation.types}
    begin = found.get("labels of pieces")
    if begin is None:
        return
    axes = 0 if begin.array is None else begin.array.ndim
    integers = begin.array is not None and begin.array.dtype.kind in "iu"
    yield "axes of what predict gives", axes
    yield "labels that predict gives", len(begin.array) if begin.array is not None and axes else 1
    yield "predict gives integers", integers
    if "labels of pieces again" not in found:
        return
    yield "one seed gives one network", _agree(found, "labels of pieces", "labels of pieces again")
    others = [_agree(found, "labels of pieces", f"labels of pieces, seed + {more}") for more in (1, 2)]
    yield "another seed gives another network", not all(others)
    if (losses := _numbers(found, "losses")) is None:
        return
    yield "losses that train gives", losses.size if losses.ndim == 1 else -1
    yield "the loss falls to less than half", _falls(losses, FALLS)
    if (end := _numbers(found, "labels of new images")) is None:
        return
    truth = inputs["fresh_labels"]
    yield "half of the new images are right", end.shape == truth.shape and bool(np.mean(end == truth) >= LEARNED)
    yield "labels are from 0 to 9", bool(np.all((end >= 0) & (end <= 9)))
    yield "an image alone gets the same label", _agree(found, "labels of blends alone", "labels of blends")
    yield "the same images get the same labels again", _agree(found, "labels of blends again", "labels of blends")
    if (losses := _numbers(found, "losses on sevens")) is None:
        return
    yield "trained on sevens alone, the loss falls by a quarter", _falls(losses, FALLS_ALONE)
    one, other = _numbers(found, "losses of one"), _numbers(found, "losses of other")
    close = one is not None and other is not None and _close(one, other)
    yield "the same seeds give the same training", close and _agree(found, "labels of one", "labels of other")


def kept_log(inputs: Mapping[str, Any], observation: Observation, given: ModuleType | None) -> Pairs:
    """Yield the number of entries after each run, whether each was given back, and the entries as they were read."""
    runs = range(1, len(inputs["runs"]) + 1)
    back = []
    for number in runs:
        log = observation.values.get(f"log after run {number}")
        if log is None:
            break
        yield f"entries after run {number}", log.size
        back.append(number)
    if back:
        yield "gives the entry back", all(_given_back(observation, number, len(runs)) for number in back)
    for label in observation.types:
        if " of entry " in label:
            yield label, value_at(observation, label)


def _given_back(observation: Observation, run: int, entries: int) -> bool:
    """Return whether what a run gave back is one of the log's entries."""
    keys = ("run", "seed", "curve", "best", "best_epoch")
    given = [observation.values.get(f"{key} of what run {run} gave back") for key in keys]
    if any(value is None for value in given):
        return False
    for number in range(1, entries + 1):
        entry = [observation.values.get(f"{key} of entry {number}") for key in keys]
        if all(mine is not None and np.array_equal(mine, his) for mine, his in zip(entry, given, strict=True)):
            return True
    return False


def _numbers(found: Mapping[str, Value | None], label: str) -> np.ndarray | None:
    value = found.get(label)
    return value.array if value and value.array is not None and value.array.dtype.kind in "biuf" else None


def _agree(found: Mapping[str, Value | None], label: str, other: str) -> bool:
    """Compare labels with those of the same images, as many as there are."""
    one, two = _numbers(found, label), _numbers(found, other)
    if one is None or two is None or one.ndim != 1 or two.ndim != 1 or not 0 < len(one) <= len(two):
        return False
    return bool(np.mean(one == two[: len(one)]) >= SAME)


def _falls(losses: np.ndarray, share: float) -> bool:
    return losses.ndim == 1 and losses.size > 1 and bool(losses[-1] < share * losses[0])


def _close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-5, atol=1e-8))


contest = Facts("contest", contract, needed_for_contract, withheld=("fresh_labels",))
journal = Facts("journal", kept_log)
