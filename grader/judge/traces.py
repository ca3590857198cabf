"""Compare what a suspected mistake gives on a case with what an answer gave, in full or by fingerprint.

"In numbers" means: whatever the dtypes, and without axes of length 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.core.arrays import Arrays
from grader.core.fingerprint import ROUNDING, Fingerprint, Projection, output_of, outputs_of, project
from grader.core.records import ENDED, Mismatch, Observation, Tolerance
from grader.judge.compare import agree, structure_mismatch


@dataclass(frozen=True)
class CaseRun:
    """What the solution and the student's task gave on one case.

    key: the case as `Suspect.observe` takes it
    expected: what the solution gave
    observation: what the student's task gave
    tolerance: how far apart the two may be
    name: of the case
    seed: "public", or the name of the secret seed
    weight: the case's share of the points
    public: whether the inputs may be shown
    inputs: of the case, to read from them what it varies
    """

    key: Any
    expected: Observation
    observation: Observation
    tolerance: Tolerance
    name: str = ""
    seed: str = "public"
    weight: float = 1.0
    public: bool = True
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def right(self) -> bool:
        """Whether the answer is the solution's, in structure and values."""
        return equal(self.expected, self.observation, self.tolerance)

    @cached_property
    def in_numbers(self) -> Observation:
        """The answer as float64 without axes of length 1."""
        return in_numbers(self.observation)

    @cached_property
    def expected_in_numbers(self) -> Observation:
        """The solution's answer likewise."""
        return in_numbers(self.expected)

    @cached_property
    def witness(self) -> tuple[int, float] | None:
        """Where the answer is furthest from the solution, as a place in its vector, and the number there.

        What differs from the answer there need not be compared in full. None where it has no vector.
        """
        values = self.observation.values
        if not isinstance(values, Arrays) or values.vector is None or not values.vector.size:
            return None
        expected = self.expected.values
        alike = isinstance(expected, Arrays) and expected.layout.text == values.layout.text
        with np.errstate(all="ignore"):
            off = np.abs(values.vector - expected.vector) if alike else np.abs(values.vector)  # type: ignore[attr-defined]
        place = int(np.argmax(np.where(np.isfinite(off), off, -1.0)))
        return place, float(values.vector[place])

    @cached_property
    def projections(self) -> tuple[dict[str, Projection], dict[str, Projection]]:
        """The solution's projections and the answer's."""
        return tuple(project(one, self.expected, self.tolerance) for one in (self.expected, self.observation))  # type: ignore[return-value]

    @cached_property
    def outputs(self) -> list[str]:
        """The outputs of the solution."""
        return outputs_of(self.expected)


Trace = Observation | Fingerprint


def equal(one: Observation, other: Observation, tolerance: Tolerance) -> bool:
    """Whether two runs ended alike: the same status, the same error type, the same labels with equal values.

    A run that was ended from outside equals none: how far it came is chance.
    """
    if one.status in ENDED or one.status != other.status or one.error_type != other.error_type:
        return False
    if not _laid_out_alike(one, other) and set(one.values) != set(other.values):
        return False
    return agree(one, other, tolerance)


def fits_exactly(trace: Trace, run: CaseRun) -> bool:
    """Whether an answer equals what a mistake gives, in structure and values.

    A statistic of something random is held to a bound that leaves the solution outside: that of a heavy-tailed draw
    fits anything.
    """
    if isinstance(trace, Fingerprint):
        return fits(trace, run)
    if _laid_out_alike(trace, run.observation) and _differs_at_witness(trace, run):
        return False
    return equal(_within(trace, run.expected), run.observation, run.tolerance)


def fits(trace: Trace, run: CaseRun, output: str = "") -> bool:
    """Whether an answer equals what a mistake gives, in numbers.

    output: of the solution, where that one alone is compared; "" for all
    """
    if isinstance(trace, Fingerprint):
        return _fingerprint_fits(trace, run, output)
    if trace.status != run.observation.status or trace.error_type != run.observation.error_type:
        return False
    if not output and _laid_out_alike(trace, run.observation):
        if _differs_at_witness(trace, run):
            return False
        return equal(_within(trace, run.expected), run.observation, run.tolerance)
    ours, theirs = _part(in_numbers(trace), output, run), _part(run.in_numbers, output, run)
    return equal(_within(ours, run.expected), theirs, run.tolerance)


def shows(trace: Trace, run: CaseRun, output: str = "") -> bool:
    """Whether a mistake changes the solution's numbers on a case that the answer ended without an exception."""
    if run.observation.status != "ok":
        return False
    if isinstance(trace, Fingerprint):
        names = [output] if output in trace.codes else list(trace.codes)
        return any(trace.codes[name] or trace.totals[name] for name in names)
    ours, theirs = _part(run.expected_in_numbers, output, run), _part(in_numbers(trace), output, run)
    return not equal(ours, theirs, run.tolerance)


def output_right(run: CaseRun, output: str) -> bool:
    """Whether one output of an answer is the solution's, in structure and values."""
    ours, theirs = _part(run.expected, output, run), _part(run.observation, output, run)
    return equal(ours, theirs, run.tolerance)


def is_zero(run: CaseRun, output: str) -> bool:
    """Whether one output of an answer is 0 everywhere."""
    return not any(np.any(value) for value in _part(run.observation, output, run).values.values())


def structures(run: CaseRun) -> Iterator[Mismatch]:
    """The first difference of each output in type, shape or dtype."""
    done: set[str] = set()
    for label in run.expected.values:
        found = structure_mismatch(run.expected, run.observation, label)
        if found and output_of(label) not in done:
            done.add(output_of(label))
            yield found


def same_structure(trace: Trace, run: CaseRun, label: str) -> bool:
    """Whether a mistake leaves type, shape and dtype at a label as the solution has them."""
    if isinstance(trace, Fingerprint):
        return not trace.codes.get(output_of(label), trace.codes.get("", 0))
    return label in trace.values and structure_mismatch(run.expected, trace, label) is None


def in_numbers(observation: Observation) -> Observation:
    """The observation with every array of real numbers or booleans as one of float64, without axes of length 1."""
    real = {label: value for label, value in observation.values.items() if value.dtype.kind in "biuf"}
    return replace(
        observation,
        values={
            label: np.squeeze(real[label]).astype(float) if label in real else value
            for label, value in observation.values.items()
        },
        types={**observation.types, **dict.fromkeys(real, "ndarray")},
    )


def _laid_out_alike(one: Observation, other: Observation) -> bool:
    values = one.values, other.values
    return all(isinstance(v, Arrays) for v in values) and values[0].layout.text == values[1].layout.text  # type: ignore[attr-defined]


def _differs_at_witness(trace: Observation, run: CaseRun) -> bool:
    """Whether a mistake, laid out as the answer, gives another number where the answer is furthest from right."""
    if trace.bounds or run.witness is None:
        return False
    place, value = run.witness
    number: float = trace.values.number(place)  # type: ignore[attr-defined]
    if not (math.isfinite(number) and math.isfinite(value)):
        return False
    return abs(number - value) > run.tolerance.atol + run.tolerance.rtol * abs(number)


def _within(trace: Observation, expected: Observation) -> Observation:
    """The observation with bounds within which a statistic counts as its own, and not as the solution's or another's.

    They are its own where one statistic is far outside of its bound on the solution. Else they may be those of heavy
    tails, within which anything lies: then each counts up to half the distance from the solution, or up to twice the
    solution's bound.
    """
    if not expected.bounds and not trace.bounds:
        return trace
    own = {label: trace.bounds.get(label, bound) for label, bound in expected.bounds.items()}
    apart = {label: _distance(trace, expected, label) for label in own}
    if any(distance > 2 * max(own[label], expected.bounds[label]) for label, distance in apart.items()):
        return replace(trace, bounds=own)
    held = {label: min(own[label], max(2 * bound, apart[label] / 2)) for label, bound in expected.bounds.items()}
    return replace(trace, bounds=held)


def _distance(one: Observation, other: Observation, label: str) -> float:
    """How far a statistic is from another; 0.0 where one of them is not known."""
    values = one.values.get(label), other.values.get(label)
    if any(value is None or value.size != 1 for value in values):
        return 0.0
    distance = abs(float(values[0]) - float(values[1]))  # type: ignore[arg-type]
    return distance if np.isfinite(distance) else 0.0


def _part(observation: Observation, output: str, run: CaseRun) -> Observation:
    """The observation with the labels of one output alone; "" leaves all."""
    if not output:
        return observation

    def belongs(label: str) -> bool:
        return output == (label if label in run.expected.bounds else output_of(label))

    values = {label: value for label, value in observation.values.items() if belongs(label)}
    return replace(observation, values=values, types={key: t for key, t in observation.types.items() if belongs(key)})


def _fingerprint_fits(trace: Fingerprint, run: CaseRun, output: str) -> bool:
    if run.observation.status in ENDED:
        return False
    names = [output] if output else [""] if "" in trace.codes else list(trace.codes)
    expected, got = run.projections
    for name in names:
        if name not in trace.codes or trace.codes[name] != expected[name].code ^ got[name].code:
            return False
        total = trace.totals[name]
        if abs(got[name].total - expected[name].total - total) > got[name].allowance + ROUNDING * abs(total):
            return False
    return True
