"""Detect nondeterministic answers: a failing case is run a second time on the same inputs.

The second run is in the same process, right after the first: that costs one call and shows both randomness that does
not come from the rng, and state that an answer carries from one call to the next. A right answer is never run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.core.records import CaseVerdict, Mismatch, Observation, Tolerance
from grader.judge.compare import compare, element_name
from grader.judge.score import SECRET

_REMEDY = "every random number must come from rng, and nothing may be kept from one call to the next"


def case_to_repeat(cases: Sequence[CaseVerdict]) -> int | None:
    """The number of the case to run a second time: the first that failed, public ones first.

    None where all are right, and where one ended in a way that says more than any answer (out of time, killed).
    """
    failing = [number for number, case in enumerate(cases) if case.status != "right"]
    if not failing or any(cases[number].status not in ("wrong", "raised") for number in failing):
        return None
    return min(failing, key=lambda number: not cases[number].public)


def is_comparable(again: Observation) -> bool:
    """Whether the second run ended by itself, so that it can be compared with the first."""
    return again.status in ("ok", "raised")


def difference_between(first: Observation, again: Observation, tolerance: Tolerance) -> str:
    """How the second answer differs from the first, as the end of a sentence; "" where it does not."""
    if not is_comparable(again):
        return ""
    endings = _ending(first), _ending(again)
    if endings[0] != endings[1]:
        return f"ends in another way each time it is asked: with {endings[0]}, then with {endings[1]}"
    exact = replace(first, bounds={})  # the bounds of a statistic are for other draws, and these have one seed
    found = compare(exact, again, tolerance, nan_equal=True)
    if found is None and first.types.keys() == again.types.keys():
        return ""
    return f"gives another answer each time it is asked{_values_of(found)}"


def with_difference(case: CaseVerdict, difference: str) -> CaseVerdict:
    """The case with that difference as its message. No values on secret inputs: they might be the inputs."""
    if not case.public:
        difference = f"{difference.partition(':')[0]}, {SECRET}"
    return replace(case, message=f"{case.case}: {difference}; {_REMEDY}", mismatch=None)


def _ending(observation: Observation) -> str:
    return "an answer" if observation.status == "ok" else observation.error_type or observation.status


def _values_of(found: Mismatch | None) -> str:
    if found is None or found.reason == "missing":
        return ""
    kind = "" if found.reason == "values" else f"{found.reason} "
    return f": {element_name(found)} is {kind}{found.expected}, then {kind}{found.got}"
