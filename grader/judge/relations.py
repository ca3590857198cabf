"""Find where an answer is right and where not: in which order, in which region, and how far a first step goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from grader.core.fingerprint import output_of
from grader.core.records import Observation
from grader.judge import sentences
from grader.judge.compare import compare, within
from grader.judge.traces import CaseRun

_MOST_OUTPUTS = 4
_PASS = re.compile(r" of pass (\d+)\Z")


def label_right(run: CaseRun, label: str) -> bool:
    """Whether one observed value is the solution's."""
    if label not in run.observation.values or label not in run.expected.values:
        return run.observation.types.get(label) == run.expected.types.get(label)
    return compare(_alone(run.expected, label), _alone(run.observation, label), run.tolerance, nan_equal=True) is None


def order(runs: Sequence[CaseRun]) -> dict[str, str]:
    """Return which output stands in the place of which, where all are there in another order; else nothing."""
    outputs = list(dict.fromkeys(output for run in runs for output in run.outputs))
    if not 1 < len(outputs) <= _MOST_OUTPUTS or any(run.observation.status != "ok" for run in runs):
        return {}
    if any(set(run.observation.values) != set(outputs) for run in runs):
        return {}
    for shuffled in permutations(outputs):
        moved = {place: given for place, given in zip(outputs, shuffled, strict=True) if place != given}
        if moved and all(
            _stands(run, place, given) for run in runs for place, given in zip(outputs, shuffled, strict=True)
        ):
            return moved
    return {}


def not_finite(run: CaseRun) -> bool:
    """Whether a number is infinite or undefined where the solution's are not."""
    for label, want in run.expected.values.items():
        got = run.observation.values.get(label)
        if got is None or got.dtype.kind != "f" or want.dtype.kind not in "biuf":
            continue
        if np.isfinite(want).all() and not np.isfinite(got).all():
            return True
    return False


def near(runs: Sequence[CaseRun]) -> bool:
    """Whether all numbers are off by less than a thousandth of themselves; of parameters that would say little."""
    for run in runs:
        if run.observation.status != "ok" or "params" in run.inputs:
            return False
        for label, want in run.expected.values.items():
            got = run.observation.values.get(label)
            if got is None or got.shape != want.shape or want.dtype.kind != "f" or got.dtype.kind != "f":
                return False
            if not within(want, got, replace(run.tolerance, rtol=max(run.tolerance.rtol, 1e-3))).all():
                return False
    return True


def region(runs: Sequence[CaseRun]) -> str:
    """Say for which inputs of a layer an output of the same shape is wrong, where their sign tells."""
    found: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for run in runs:
        xs = run.inputs.get("xs")
        if run.observation.status != "ok" or not isinstance(xs, list | tuple):
            return ""
        for label, want in run.expected.values.items():
            place = _PASS.search(label)
            number, got = int(place[1]) - 1 if place else 0, run.observation.values.get(label)
            if got is None or got.shape != want.shape or number >= len(xs):
                return ""
            x = np.asarray(xs[number])
            real = {array.dtype.kind for array in (x, want, got)} <= set("iuf")
            if real and x.shape == want.shape and output_of(label) in ("y", "dx"):
                wrong = ~within(want, got, run.tolerance)
                found.setdefault(output_of(label), []).append((x.ravel(), wrong.ravel()))
    said = []
    for output, parts in found.items():
        x, wrong = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
        if not wrong.any() or wrong.all():
            continue
        for words, holds in REGIONS:
            inside = holds(x)
            if inside[wrong].all() and not inside.all():
                said.append(sentences.region(output, words))
                break
    return " ".join(said)


@np.errstate(all="ignore")
def first_step(runs: Sequence[CaseRun]) -> str:
    """Say that an optimizer's first step has the right direction alone, array by array."""
    for run in runs:
        params = run.inputs.get("params")
        if run.observation.status != "ok" or not isinstance(params, list | tuple):
            return ""
        for number, start in enumerate(params):
            label = f"params[{number}] after step 1"
            want, got = run.expected.values.get(label), run.observation.values.get(label)
            if want is None or got is None or want.shape != got.shape or got.dtype.kind != "f":
                return ""
            ours, theirs = (want - start).ravel().astype(float), (got - start).ravel().astype(float)
            if not np.any(ours) or not np.isfinite(theirs).all():
                continue
            factor = float(ours @ theirs / (ours @ ours))
            off = np.abs(factor * ours - theirs).max()
            if factor <= 0 or off > 1e-4 * np.abs(theirs).max() or abs(factor - 1) < 1e-3:
                return ""
    return sentences.first_step() if runs else ""


def _stands(run: CaseRun, place: str, given: str) -> bool:
    """Whether what stands in one output's place is the solution's other output."""
    want = Observation(values={"": run.expected.values[given]}, types={"": run.expected.types[given]})
    got = Observation(values={"": run.observation.values[place]}, types={"": run.observation.types[place]})
    return compare(want, got, run.tolerance, nan_equal=True) is None


def _alone(observation: Observation, label: str) -> Observation:
    return Observation(values={label: observation.values[label]}, types={label: observation.types[label]})


#: Where the input of a layer lies, the narrowest first.
REGIONS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("0", lambda x: x == 0),
    ("negative", lambda x: x < 0),
    ("positive", lambda x: x > 0),
    ("0 or negative", lambda x: x <= 0),
    ("0 or positive", lambda x: x >= 0),
)
