"""Find what was done to the right numbers, where the same was done to all numbers of all inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.core import vocabulary as v
from grader.core.fingerprint import output_of
from grader.judge import sentences
from grader.judge.compare import within
from grader.judge.features import given_option
from grader.judge.traces import CaseRun, fits

#: So many numbers at least have to show a relation.
_LEAST = 3


@dataclass(frozen=True)
class Related:
    """How wrong outputs relate to the solution's.

    name: of the mistake that this shows, in grader.core.vocabulary; "" where some outputs have no relation
    sentence: the same in words, output by output; "" where none has one
    """

    name: str = ""
    sentence: str = ""


@np.errstate(all="ignore")
def relation(runs: Sequence[CaseRun]) -> Related:
    """Find how each wrong output relates to the solution's; nothing where an answer raises."""
    if any(run.observation.status != "ok" for run in runs):
        return Related()
    outputs = list(dict.fromkeys(output for run in runs for output in run.outputs))
    wrong = [o for o in outputs if not all(fits(run.expected, run, o) for run in runs if o in run.outputs)]
    said: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for output in wrong:
        found = next(_relations(_pairs(runs, output)), None)
        if found:
            names[output], words = found
            said.setdefault(words, []).append(output)
    name = " + ".join(dict.fromkeys(names.values())) if len(names) == len(wrong) else ""
    return Related(name, " ".join(sentences.related(outputs, words) for words, outputs in said.items()))


Pairs = list[tuple[CaseRun, np.ndarray, np.ndarray]]


def _pairs(runs: Sequence[CaseRun], output: str) -> Pairs | None:
    """Every (run, expected, got) of an output, as floats; None where one is missing, not real or not finite."""
    pairs: Pairs = []
    for run in runs:
        for label, want in run.expected.values.items():
            if output_of(label) != output:
                continue
            got = run.observation.values.get(label)
            if got is None or want.dtype.kind not in "iuf" or got.dtype.kind not in "iuf":
                return None
            if not (np.isfinite(want).all() and np.isfinite(got).all()):
                return None
            pairs.append((run, want.astype(float), got.astype(float)))
    return pairs or None


def _relations(pairs: Pairs | None) -> Iterator[tuple[str, str]]:
    """Yield what holds of all pairs: the name of the mistake, and words that follow "y is"."""
    if pairs is None:
        return
    yield from ((name, words) for name, words, change in CHANGES if _holds(pairs, change))
    yield from _reduced(pairs)
    if factor := _factor(pairs):
        yield (v.SIGN if factor < 0 else v.SCALE), f"{sentences.factor(factor)} what is expected"
    if _offset(pairs):
        yield v.SHIFT, "off by the same number everywhere"
    if _eps_added(pairs):
        yield v.EPS_ADDED, "what is expected plus `eps`"
    if words := _size_of_input(pairs):
        yield v.SIZE, words
    if words := _one_factor_each(pairs):
        yield v.SIZE if "size" in words else "", words


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
    return bool(within(want, got, run.tolerance).all())


def _reduced(pairs: Pairs) -> Iterator[tuple[str, str]]:
    """Find sums or means whose result is expected, where the answer holds what goes into them."""
    for axes, words in AXES:
        for name, reduce, called in ((v.NOT_SUMMED, np.sum, "sum"), (v.NOT_AVERAGED, np.mean, "mean")):
            if all(_is_reduced(want, got, axes(got.ndim), reduce, run) for run, want, got in pairs) and (
                sum(want.size for _, want, got in pairs if got.size > want.size) >= _LEAST
            ):
                yield name, f"what is expected before the {called} over {words}"


def _is_reduced(want: np.ndarray, got: np.ndarray, axes: tuple[int, ...], reduce: Any, run: CaseRun) -> bool:
    if got.size <= want.size or not axes:
        return got.shape == want.shape and _close(want, got, run)
    reduced = reduce(got, axis=axes)
    return reduced.size == want.size and _close(want.ravel(), reduced.ravel(), run)


def _factor(pairs: Pairs) -> float:
    """Compute the one factor for all numbers of all inputs; 0.0 where there is none, or all inputs are secret."""
    want, got = _flat(pairs)
    if want is None or got is None or not np.any(want) or not np.any(got):
        return 0.0
    factor = float(want @ got / (want @ want))
    public = any(run.public for run, _, _ in pairs)
    return factor if public and _holds(pairs, lambda array: factor * array) else 0.0


def _offset(pairs: Pairs) -> bool:
    """Whether one difference holds for all numbers of all inputs."""
    want, got = _flat(pairs)
    if want is None or got is None or not want.size:
        return False
    offset = float(np.mean(got - want))
    return _holds(pairs, lambda array: array + offset)


def _eps_added(pairs: Pairs) -> bool:
    """Whether the option eps is added to each number, on two inputs at least that give it."""
    given = 0
    for run, want, got in pairs:
        option = given_option(run.inputs, "eps")
        eps = option[1] if option else None
        if want.shape != got.shape or not want.size:
            return False
        added = float(np.mean(got - want)) if eps is None else float(eps)
        if not 0 < added < 1 or not _close(want + added, got, run):
            return False
        given += eps is not None and not _close(want, got, run)
    return given >= 2


def _size_of_input(pairs: Pairs) -> str:
    """Find a length of the first input that every number is multiplied or divided by; two different ones at least."""
    for words, size in SIZES:
        for power, how in ((-1, "divided by"), (1, "times")):
            found = [(size(_first_array(run)), run, want, got) for run, want, got in pairs]
            sizes = {number for number, _, want, _ in found if number and np.any(want)}
            if len(sizes) >= 2 and all(
                number and want.shape == got.shape and _close(want * float(number) ** power, got, run)
                for number, run, want, got in found
            ):
                return f"what is expected {how} {words}"
    return ""


def _first_array(run: CaseRun) -> np.ndarray:
    args = run.inputs.get("args") or run.inputs.get("xs")
    first = args[0] if isinstance(args, list | tuple) and args else None
    return first if isinstance(first, np.ndarray) else np.zeros(())


def _one_factor_each(pairs: Pairs) -> str:
    """Find a factor that is another one on each input: the same for all numbers of it."""
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
    if all(min(abs(f - round(f)), abs(1 / f - round(1 / f))) < 1e-6 for f in factors):
        return "off by a factor that is a whole number, another one for each input: a size?"
    return "off by one factor for all its numbers, another one for each input"


def _flat(pairs: Pairs) -> tuple[np.ndarray | None, np.ndarray | None]:
    if any(want.shape != got.shape for _, want, got in pairs):
        return None, None
    return np.concatenate([want.ravel() for _, want, _ in pairs]), np.concatenate([got.ravel() for _, _, got in pairs])


#: Name, words that follow "y is", and what is done to the right numbers.
CHANGES: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    (v.SIGN, "what is expected, with the other sign", lambda a: -a),
    (v.TRANSPOSED, "what is expected, transposed", lambda a: a.T if a.ndim > 1 else a),
    (v.REVERSED, "what is expected, in reverse order", lambda a: a[::-1] if a.ndim else a),
    (v.LATE, "what is expected, one place late", lambda a: np.roll(a, 1, axis=0) if a.ndim else a),
    (v.SQUARED, "the square of what is expected", lambda a: a * a),
    (v.ROOTED, "the root of what is expected", lambda a: np.sqrt(np.maximum(a, 0))),
    (v.ONE_MINUS, "1 minus what is expected", lambda a: 1 - a),
    (v.FRACTION, "1 over what is expected", lambda a: 1 / np.where(a == 0, np.nan, a)),
    (v.ABSOLUTE, "the absolute value of what is expected", np.abs),
    (v.SUMMED, "what is expected, summed over the first axis", lambda a: a.sum(axis=0) if a.ndim else a),
    (v.AVERAGED, "the mean of what is expected", lambda a: np.asarray(a.mean()) if a.size else a),
    (v.SUMMED, "the sum of what is expected", lambda a: np.asarray(a.sum())),
)

#: Axes of an array by its number of axes, in words; the fewest first.
AXES: tuple[tuple[Callable[[int], tuple[int, ...]], str], ...] = (
    (lambda n: (0,) if n > 1 else (), "the first axis"),
    (lambda n: (n - 1,) if n > 1 else (), "the last axis"),
    (lambda n: tuple(range(1, n)), "all axes but the first"),
    (lambda n: tuple(range(n - 1)), "all axes but the last"),
    (lambda n: tuple(k for k in range(n) if k != 1), "all axes but the second"),
    (lambda n: tuple(range(n)), "all axes"),
)

#: Lengths of an array, in words.
SIZES: tuple[tuple[str, Callable[[np.ndarray], int]], ...] = (
    ("the number of rows", lambda a: a.shape[0] if a.ndim else 0),
    ("the number of elements", lambda a: a.size if a.ndim else 0),
    ("the length of the last axis", lambda a: a.shape[-1] if a.ndim > 1 else 0),
)
