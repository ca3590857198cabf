"""Give credit by output: a case that is wrong earns the share of its outputs that are right.

A convention missed in one output costs that output; a mistake that shows in all of them costs all. What could be right
without a line of the algorithm earns nothing: an output counts only where it is right on more cases than an answer
would be that gives one of these every time:

- zeros, or one of its inputs as it came;
- ones;
- one of its inputs, or else one other constant (the default of an option, say), on cases where the solution gives the
  same whatever the inputs are drawn from; a whole number everywhere, since it can be guessed.

An output of which the solution itself gives no more than that counts neither way while it is right. Credit is given to
a wrong answer only; one that passes every case earns everything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.core.records import CaseVerdict, Observation
from grader.judge import sentences
from grader.judge.cases import JudgedCase
from grader.judge.compare import compare
from grader.judge.traces import CaseRun

#: Where the same value is observed: of which array, at which step, pass and so on.
_PLACE = re.compile(r"(\[\d+\])?( (after|at|by|of) (step|pass|epoch|entry|run|leaf) \d+| after training)?\Z")
#: Gives the solution's answer to a case on inputs drawn from another seed.
Redraw = Callable[[CaseRun], Observation]
#: The runs of each case, by its name; one case may be run with several seeds.
_Runs = Mapping[str, list[JudgedCase]]
#: By the cases that were run: for each output the sets of cases on which an answer without an algorithm has it right.
EasyCases = dict[tuple[tuple[str, str], ...], dict[str, list[set[str]]]]


def credited(
    cases: Sequence[JudgedCase],
    redraw: Redraw | None = None,
    *,
    shares: Mapping[str, float] | None = None,
    by_output: bool = True,
    easy_cases: EasyCases | None = None,
) -> list[CaseVerdict]:
    """The verdicts on cases of one answer, with what each of them earns.

    cases: all that were run
    redraw: tells constants from what depends on the inputs; None where there is no other seed to draw from: then every
        number, and every array of one number, counts as a constant
    shares: how much outputs count beside each other, by name; one that is not named counts 1
    by_output: whether a case that is wrong may earn a part; not where an answer varies by itself
    easy_cases: what was found of the exercise's solution for answers before this one; is added to
    """
    if all(case.right for case in cases):
        return [case.verdict for case in cases]
    runs: dict[str, list[JudgedCase]] = {}
    for case in cases:
        runs.setdefault(case.run.name, []).append(case)
    divided = by_output and not any(case.run.expected.bounds for case in cases)
    outputs = {name: outputs_of(each[0].run.expected) if divided else [""] for name, each in runs.items()}
    key = tuple((case.run.name, case.run.seed) for case in cases)
    easy = (easy_cases if easy_cases is not None else {}).setdefault(key, {})
    given_away, right = _judged_outputs(runs, outputs, redraw, easy)
    verdicts = []
    for case in cases:
        name = case.run.name
        counted = [output for output in outputs[name] if not (output in given_away and _passes(case, output))]
        earning = [output for output in outputs[name] if name in right.get(output, ())]
        earned, total = (sum((shares or {}).get(output, 1.0) for output in each) for each in (earning, counted))
        verdicts.append(_with_share(case, earning, min(earned / total, 1.0) if total else 0.0))
    return verdicts


def _judged_outputs(
    runs: _Runs, outputs: Mapping[str, list[str]], redraw: Redraw | None, known: dict[str, list[set[str]]]
) -> tuple[set[str], dict[str, set[str]]]:
    """Return the outputs that the solution itself gives away, and by other output the cases on which it earns.

    known: the sets of easy cases by output; is added to
    """
    given_away: set[str] = set()
    earning: dict[str, set[str]] = {}
    for output in dict.fromkeys(each for of_case in outputs.values() for each in of_case):
        within = {name: each for name, each in runs.items() if output in outputs[name]}
        if output not in known:
            known[output] = list(_easy(within, output, redraw))
        easy = known[output]
        right = {name for name, each in within.items() if all(_passes(case, output) for case in each)}
        if any(set(within) <= names for names in easy):
            given_away.add(output)
        elif not any(right <= names for names in easy):
            earning[output] = right
    return given_away, earning


def outputs_of(expected: Observation) -> list[str]:
    """List the outputs that earn by themselves: what is observed again and again is one, "lr" for "lr at step 3"."""
    return list(dict.fromkeys(map(_output_of, expected.types)))


def _output_of(label: str) -> str:
    return _PLACE.sub("", label, count=1) or label


def _part(observation: Observation, output: str) -> Observation:
    """The observation with the labels of one output alone; "" leaves all."""
    if not output:
        return observation
    values = {label: value for label, value in observation.values.items() if _output_of(label) == output}
    return replace(observation, values=values)


def _passes(case: JudgedCase, output: str) -> bool:
    """Whether an output would pass, were it judged by itself."""
    run = case.run
    if case.right or run.observation.status != "ok":
        return case.right
    return compare(_part(run.expected, output), run.observation, run.tolerance) is None


def _easy(runs: _Runs, output: str, redraw: Redraw | None) -> Iterator[set[str]]:
    """Yield for each answer that needs no algorithm the names of the cases on which it has this output right."""
    arrays = {name: [_part(each.run.expected, output).values for each in of] for name, of in runs.items()}

    def right_everywhere(name: str, is_right: Callable[[CaseRun, np.ndarray], bool]) -> bool:
        pairs = zip(runs[name], arrays[name], strict=True)
        return all(is_right(each.run, array) for each, values in pairs for array in values.values())

    leaves = {id(each.run): list(_leaves(each.run.inputs)) for of in runs.values() for each in of}
    idle = {name for name in runs if right_everywhere(name, lambda run, array: _idle(run, array, leaves[id(run)]))}
    yield idle
    yield {name for name in runs if right_everywhere(name, lambda run, array: _within(run, array, np.array(1.0)))}
    constants = {name: arrays[name][-1] for name in runs if _is_constant(runs[name], arrays[name], output, redraw)}
    for name, values in constants.items():
        last = runs[name][-1].run
        yield idle | {other for other, value in constants.items() if _alike(last, values, value)}


def _is_constant(
    cases: Sequence[JudgedCase], arrays: Sequence[Mapping[str, np.ndarray]], output: str, redraw: Redraw | None
) -> bool:
    """Whether one output of a case can be guessed: a whole number, or the same whatever the inputs are drawn from."""
    first = cases[0].run
    one_number = all(np.all(array == array.flat[0]) for array in arrays[0].values() if array.size)
    if redraw is None or (one_number and all(array.dtype.kind in "biu" for array in arrays[0].values())):
        return one_number
    return all(_alike(first, arrays[0], other) for other in (*arrays[1:], _part(redraw(first), output).values))


def _idle(run: CaseRun, array: np.ndarray, leaves: Sequence[np.ndarray]) -> bool:
    """Whether an array is zeros, or one of the inputs as it came."""
    return _within(run, array, np.array(0.0)) or any(
        leaf.shape == array.shape and _within(run, array, leaf) for leaf in leaves
    )


def _within(run: CaseRun, want: np.ndarray, have: np.ndarray) -> bool:
    """Whether an array would pass in place of the solution's."""
    if want.dtype.kind not in "biufc" or have.dtype.kind not in "biufc":
        return bool(np.array_equal(want, have))
    wide = np.complex128 if "c" in want.dtype.kind + have.dtype.kind else np.float64
    a, b = want.astype(wide), have.astype(wide)
    with np.errstate(all="ignore"):
        close = np.abs(a - b) <= run.tolerance.atol + run.tolerance.rtol * np.abs(a)
    return bool(np.all((close & np.isfinite(a)) | (a == b)))


def _alike(run: CaseRun, one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(
        array.shape == other[label].shape and _within(run, array, other[label]) for label, array in one.items()
    )


def _leaves(node: Any) -> Iterator[np.ndarray]:
    """Yield every array and every number in nested inputs."""
    if isinstance(node, Mapping):
        node = list(node.values())
    if isinstance(node, list | tuple):
        for each in node:
            yield from _leaves(each)
    elif isinstance(node, np.ndarray | int | float | complex):
        yield np.asarray(node)


def _with_share(case: JudgedCase, earning: Sequence[str], share: float) -> CaseVerdict:
    """The verdict on a case with the share that it earns, and how that came about."""
    verdict = case.verdict
    if case.right:
        message = verdict.message if share >= 1.0 else sentences.right_but_easy(earning, share)
        return replace(verdict, earned=share, message=message)
    if not share:
        return verdict
    # what earns all while something else is wrong still earns less than all
    earned = min(share, math.nextafter(1.0, 0.0))
    return replace(verdict, earned=earned, message=f"{verdict.message}; {sentences.part_earned(earning, earned)}")
