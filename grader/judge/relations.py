"""Find how wrong numbers relate to the right ones, where one relation holds for all numbers of all inputs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import permutations

import numpy as np

from grader.core.fingerprint import output_of
from grader.core.records import Observation
from grader.judge import sentences
from grader.judge.compare import compare
from grader.judge.traces import CaseRun, fits

#: So many numbers at least have to show a relation.
_LEAST = 3
_MOST_OUTPUTS = 4
_PASS = re.compile(r" of pass (\d+)\Z")


def label_right(run: CaseRun, label: str) -> bool:
    """Whether one observed value is the solution's."""
    if label not in run.observation.values or label not in run.expected.values:
        return run.observation.types.get(label) == run.expected.types.get(label)
    return compare(_alone(run.expected, label), _alone(run.observation, label), run.tolerance, nan_equal=True) is None


@np.errstate(all="ignore")
def relation(runs: Sequence[CaseRun]) -> str:
    """Say how the wrong outputs relate to the solution's, in sentences; "" where no relation holds."""
    if any(run.observation.status != "ok" for run in runs):
        return ""
    outputs = list(dict.fromkeys(output for run in runs for output in run.outputs))
    wrong = [o for o in outputs if not all(fits(run.expected, run, o) for run in runs if o in run.outputs)]
    found: dict[str, list[str]] = {}
    for output in wrong:
        pairs = _pairs(runs, output)
        if pairs is None:
            continue
        for words in _relations(pairs, runs):
            found.setdefault(words, []).append(output)
            break
    return " ".join(sentences.related(outputs, words) for words, outputs in found.items())


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
            within = run.tolerance.atol + np.maximum(run.tolerance.rtol, 1e-3) * np.abs(want)
            with np.errstate(all="ignore"):
                if not (np.abs(want - got) <= within).all():
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
                within = run.tolerance.atol + run.tolerance.rtol * np.abs(want)
                with np.errstate(all="ignore"):
                    wrong = ~(np.abs(got - want) <= within)
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


Pairs = list[tuple[CaseRun, np.ndarray, np.ndarray]]


def _pairs(runs: Sequence[CaseRun], output: str) -> Pairs | None:
    """Every (run, expected, got) of an output, as floats; None where one is missing, not real or not finite."""
    pairs: Pairs = []
    for run in runs:
        for label, want in run.expected.values.items():
            if output_of(label) != output:
                continue
            got = run.observation.values.get(label)
            if got is None or want.dtype.kind not in "biuf" or got.dtype.kind not in "biuf":
                return None
            if not (np.isfinite(want).all() and np.isfinite(got).all()):
                return None
            pairs.append((run, want.astype(float), got.astype(float)))
    return pairs or None


def _relations(pairs: Pairs, runs: Sequence[CaseRun]) -> list[str]:
    """List what holds of all pairs, in words that follow "y is"."""
    found = [words for words, change in CHANGES if _holds(pairs, change)]
    if found:
        return found
    if factor := _factor(pairs):
        return [factor]
    if offset := _offset(pairs):
        return [offset]
    size = _size(pairs)
    return [size] if size else []


def _holds(pairs: Pairs, change: Callable[[np.ndarray], np.ndarray]) -> bool:
    """Whether the solution's numbers, changed, are the answer's; three at least, that are not equal anyway."""
    telling = 0
    for run, want, got in pairs:
        changed = change(want)
        if changed.shape != got.shape or not _close(changed, got, run):
            return False
        telling += int(np.sum(changed != want)) if changed.shape == want.shape else got.size
    return telling >= _LEAST


def _close(want: np.ndarray, got: np.ndarray, run: CaseRun) -> bool:
    with np.errstate(all="ignore"):
        return bool((np.abs(want - got) <= run.tolerance.atol + run.tolerance.rtol * np.abs(want)).all())


def _factor(pairs: Pairs) -> str:
    """One factor for all numbers of all inputs."""
    want, got = _flat(pairs)
    if want is None or got is None or not np.any(want) or not np.any(got):
        return ""
    factor = float(want @ got / (want @ want))
    if not _holds(pairs, lambda array: factor * array) or not any(run.public for run, _, _ in pairs):
        return ""
    return f"{sentences.factor(factor)} what is expected"


def _offset(pairs: Pairs) -> str:
    """One difference for all numbers of all inputs."""
    want, got = _flat(pairs)
    if want is None or got is None or not want.size:
        return ""
    offset = float(np.mean(got - want))
    return "off by the same number everywhere" if _holds(pairs, lambda array: array + offset) else ""


def _size(pairs: Pairs) -> str:
    """A factor that is another one on each input: the same for all numbers of it."""
    factors: list[float] = []
    for run, want, got in pairs:
        if want.shape != got.shape:
            return ""
        if not np.any(want):
            if np.any(got):
                return ""
            continue
        flat = want.ravel()
        factor = float(flat @ got.ravel() / (flat @ flat))
        if factor == 0 or not _close(factor * want, got, run):
            return ""
        factors += [factor] if want.size >= _LEAST else []
    if len(factors) < 2:
        return ""
    whole = all(min(abs(f - round(f)), abs(1 / f - round(1 / f))) < 1e-6 for f in factors)
    return (
        "off by a factor that is a whole number, another one for each input: a size?"
        if whole
        else ("off by one factor for all its numbers, another one for each input")
    )


def _flat(pairs: Pairs) -> tuple[np.ndarray | None, np.ndarray | None]:
    if any(want.shape != got.shape for _, want, got in pairs):
        return None, None
    return np.concatenate([want.ravel() for _, want, _ in pairs]), np.concatenate([got.ravel() for _, _, got in pairs])


def _alone(observation: Observation, label: str) -> Observation:
    return Observation(values={label: observation.values[label]}, types={label: observation.types[label]})


CHANGES: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("what is expected, with the other sign", lambda a: -a),
    ("what is expected, transposed", lambda a: a.T if a.ndim > 1 else a),
    ("what is expected, in reverse order", lambda a: a[::-1] if a.ndim else a),
    ("what is expected, one place late", lambda a: np.roll(a, 1, axis=0) if a.ndim else a),
    ("the square of what is expected", lambda a: a * a),
    ("the root of what is expected", lambda a: np.sqrt(np.maximum(a, 0))),
    ("1 minus what is expected", lambda a: 1 - a),
    ("1 over what is expected", lambda a: 1 / np.where(a == 0, np.nan, a)),
    ("the absolute value of what is expected", np.abs),
    ("what is expected, summed over the first axis", lambda a: a.sum(axis=0) if a.ndim else a),
)

#: Where the input of a layer lies, the narrowest first.
REGIONS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("0", lambda x: x == 0),
    ("negative", lambda x: x < 0),
    ("positive", lambda x: x > 0),
    ("0 or negative", lambda x: x <= 0),
    ("0 or positive", lambda x: x >= 0),
)
