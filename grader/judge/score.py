"""From the cases of an exercise to its Verdict: points are passed weight, and nothing defaults to points.

Of a run on secret inputs only the case's name and the kind of failure are shown: whatever else comes from the
student's process (values, shapes, error messages, warnings) might carry the inputs along.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence

from grader.core.records import CaseVerdict, Mismatch, Observation, Outcome, Status, Verdict
from grader.judge.compare import element_name
from grader.judge.diagnose import Diagnosis

NOT_ATTEMPTED = "not attempted: the cell is still the one that was handed out"
#: Endings that say more than any wrong value, worst first.
_FATAL: tuple[Status, ...] = ("grader error", "out of memory", "timed out", "killed", "blocked", "missing")
SECRET = "on inputs that only grading uses"
#: How a challenge's run ended that did not end by itself.
_ENDINGS = {
    "timed out": "used up its time",
    "out of memory": "ran out of memory",
    "killed": "ended its process",
    "raised": "raised an error",
    "not attempted": "reached a part that is still to be written",
    "blocked": "reached for something that is not allowed",
}


def case_verdict(
    case: str, seed: str, weight: float, observation: Observation, mismatch: Mismatch | None, *, public: bool
) -> CaseVerdict:
    """One case judged: full weight where it ran and nothing differs, else none.

    public: the inputs may be known, so the message may show values; else it says only in what way it differs.
    """
    if observation.status != "ok":
        message = _failure(case, observation, public)
        return CaseVerdict(case, seed, observation.status, weight, 0.0, message, public=public)
    if mismatch is None:
        return CaseVerdict(case, seed, "right", weight, 1.0, public=public)
    shown = mismatch if public else Mismatch(mismatch.label, mismatch.reason, got="", expected="")
    message = describe(case, mismatch, public=public)
    return CaseVerdict(case, seed, "wrong", weight, 0.0, message, shown, public=public)


def not_run(
    case: str, seed: str, status: Status | Outcome, weight: float, message: str, *, public: bool
) -> CaseVerdict:
    """A case that was never run, because an earlier one ended in `status`: it earns nothing."""
    return CaseVerdict(case, seed, status, weight, 0.0, message, public=public)


def accuracy_verdict(
    dataset: str, seed: str, weight: float, reached: float, thresholds: tuple[float, float], optimizer: str
) -> CaseVerdict:
    """A training run judged by held-out accuracy: half the weight from the lower threshold, all from the upper."""
    partial, full = thresholds
    earned = 1.0 if reached >= full else 0.5 if reached >= partial else 0.0
    message = f"{reached:.2%} of the held-out images of {dataset} right, trained with {optimizer}"
    asked = "" if earned == 1.0 else f"; full credit from {full:.2%}, half from {partial:.2%}"
    return CaseVerdict(
        f"accuracy on {dataset}", seed, "right" if earned == 1 else "wrong", weight, earned, message + asked
    )


def tier_verdict(
    dataset: str,
    seed: str,
    weight: float,
    run: Observation,
    reached: float | None,
    tiers: Sequence[tuple[str, float, float]],
    asked: int,
    cpu: float,
    budget: float,
) -> CaseVerdict:
    """A challenge's run judged by the highest tier that its held-out accuracy reaches.

    reached: the accuracy of its labels, or of its last checkpoint where it did not end by itself; None where there is
    neither. tiers: (name, accuracy from, share of the weight), the lowest first. asked: held-out images. cpu, budget:
    seconds of CPU time, used and allowed.
    """
    label = f"accuracy on {dataset}"
    ending, limit = _ENDINGS.get(run.status, run.status), run.limit
    ending += f" of {budget:g} s" if run.status == "timed out" else ""
    ending += f" ({limit})" if limit else ""
    if reached is None:
        if run.status == "ok":
            message = f"{label}: predict gave no label for each of the {asked} held-out images"
            return CaseVerdict(label, seed, "wrong", weight, 0.0, message, cpu=round(cpu, 2))
        message = f"{label}: the run {ending} and kept no checkpoint, so there is nothing to score"
        return CaseVerdict(label, seed, run.status, weight, 0.0, message, cpu=round(cpu, 2))
    reached_tiers = [(name, share) for name, least, share in tiers if reached >= least]
    name, share = reached_tiers[-1] if reached_tiers else ("", 0.0)
    message = f"{reached:.2%} of the held-out images of {dataset} right"
    message += f", {name}" if name else ", no tier"
    if run.status == "ok":
        message += f", in {cpu:.1f} of {budget:g} s of CPU time"
    else:
        message += f"; scored on its last checkpoint, because the run {ending}"
    missed = [(name, least) for name, least, _ in tiers if reached < least]
    message += f"; {missed[0][0]} from {missed[0][1]:.2%}" if missed else ""
    status: Status = "right" if share == 1.0 else "wrong"
    return CaseVerdict(label, seed, status, weight, share, message, accuracy=round(reached, 6), cpu=round(cpu, 2))


def verdict(
    name: str,
    points: float,
    cases: Sequence[CaseVerdict],
    *,
    diagnosis: Diagnosis | None = None,
    notes: Sequence[str] = (),
    seconds: float = 0.0,
    nondeterministic: bool = False,
    hint: str = "",
) -> Verdict:
    """An exercise judged by its cases. A case with several seeds earns what the worst of them earns.

    hint: for wrong numbers that nothing explains, or ""
    """
    share = earned_share(cases)
    status, message = _status(cases, share)
    hints = diagnosis.hints if diagnosis else ()
    if hint and not hints and not nondeterministic and status == "wrong" and _has_wrong_numbers(cases):
        hints = (hint,)
    return Verdict(
        name=name,
        status=status,
        points=points if share == 1.0 else max(0.0, min(round(points * share, 4), points - 1e-4)),
        max_points=points,
        misconception=(diagnosis.name or None) if diagnosis else None,
        message=message,
        hints=hints,
        notes=tuple(dict.fromkeys(notes)),
        cases=tuple(cases),
        seconds=seconds,
        nondeterministic=nondeterministic,
        finding=diagnosis.finding if diagnosis else "",
    )


def earned_share(cases: Sequence[CaseVerdict]) -> float:
    """Earned weight / total weight, from 0 to 1; exactly 1 only where every case earned all of its weight."""
    weights: dict[str, float] = {}
    earned: dict[str, float] = {}
    for case in cases:
        weights[case.case] = case.weight
        worth = min(max(case.earned, 0.0), 1.0) if math.isfinite(case.earned) else 0.0
        earned[case.case] = min(worth, earned.get(case.case, 1.0))
    total = sum(weights.values())
    if not total > 0 or min(weights.values()) < 0:
        return 0.0
    if all(worth == 1.0 for worth in earned.values()):
        return 1.0
    return min(sum(weights[case] * earned[case] for case in weights) / total, math.nextafter(1.0, 0.0))


def without_points(name: str, points: float, status: Status, message: str) -> Verdict:
    """The verdict on what could not be exercised at all."""
    return Verdict(name, status, 0.0, points, message=message)


def describe(case: str, mismatch: Mismatch, *, public: bool = True) -> str:
    """A mismatch in one sentence: the worst element, how far off, what is allowed, how many differ."""
    if not public:
        return f"{case}: {_KINDS[mismatch.reason]}, {SECRET}"
    where = f"{case}: {mismatch.label}"
    if mismatch.reason == "missing":
        return f"{where} was not given"
    if mismatch.reason in ("type", "shape", "dtype"):
        message = f"{where} has {mismatch.reason} {mismatch.got}, expected {mismatch.expected}"
        return message + remedy(mismatch)
    if mismatch.expected in ("True", "False"):
        return f"{where}: {mismatch.got}, expected {mismatch.expected}"
    message = f"{case}: {element_name(mismatch)} is {mismatch.got}, expected {mismatch.expected}"
    if mismatch.got not in ("nan", "inf", "-inf") and mismatch.expected not in ("nan", "inf", "-inf"):
        allowed = f"allowed {mismatch.allowed:.2g}" if mismatch.allowed else "none allowed"
        message += f": off by {mismatch.off:.2g}, {allowed}"
    return f"{message}; {mismatch.differing} of {mismatch.total} values differ"


def remedy(mismatch: Mismatch) -> str:
    """What a wrong type, shape or dtype usually comes from, in brackets; "" where nothing is known."""
    if mismatch.reason == "type" and mismatch.got == "NoneType":
        return " (None: is a `return` missing?)"
    if mismatch.reason == "type" and mismatch.got.endswith(" of object"):
        return " (its elements are no numbers: were rows of unequal length or None put into it?)"
    if mismatch.reason == "type" and mismatch.got == "Tensor":
        return " (a torch tensor: compute with NumPy, or hand back tensor.detach().numpy())"
    if mismatch.reason == "dtype" and mismatch.got in ("float32", "float16") and mismatch.expected == "float64":
        return " (half of the digits are lost: make new arrays with zeros_like, or name their dtype)"
    if mismatch.reason == "dtype" and mismatch.got[:3] in ("int", "uin"):
        return " (integers cut off what comes after the point: make the array of floats)"
    if mismatch.reason == "dtype" and mismatch.got.startswith("complex"):
        return " (complex numbers: a root or a power of a negative number?)"
    return _shape_remedy(mismatch) if mismatch.reason == "shape" else ""


_KINDS = {
    "missing": "something is not given back",
    "type": "the type is another",
    "shape": "the shape is another",
    "dtype": "the dtype is another",
    "values": "values differ",
}


def _shape_remedy(mismatch: Mismatch) -> str:
    got, expected = (
        [side for side in text.replace(" ", "").strip("(),").split(",") if side]
        for text in (mismatch.got, mismatch.expected)
    )
    if [n for n in got if n != "1"] == [n for n in expected if n != "1"]:
        return " (the same numbers, but an axis of length 1 is too many or missing)"
    if len(got) > 1 and got == expected[::-1]:
        return " (the axes are the other way round: a transpose too many or missing?)"
    if not got:
        return " (one number: was something summed over every axis?)"
    return ""


def _status(cases: Sequence[CaseVerdict], share: float) -> tuple[Status, str]:
    """Right only where everything passed; else what ended a run, else the first failing case, public ones first."""
    if share == 1.0:
        return "right", " ".join(case.message for case in cases if case.message)
    failing = [case for case in cases if case.status != "right"]
    if not failing:
        return "grader error", "no case was run"
    for fatal in _FATAL:
        for case in failing:
            if case.status == fatal:
                return fatal, case.message
    first = min(failing, key=lambda case: not case.public)
    status: Status = first.status if first.status not in ("right", "ok") else "wrong"  # type: ignore[assignment]
    return status, first.message


def _has_wrong_numbers(cases: Sequence[CaseVerdict]) -> bool:
    """Return whether a case ended with other numbers, not only with another type, shape or dtype."""
    return any(case.mismatch is not None and case.mismatch.reason == "values" for case in cases)


def _failure(case: str, observation: Observation, public: bool) -> str:
    if observation.status == "not attempted":
        return NOT_ATTEMPTED
    if not public:
        error = observation.error_type
        known = isinstance(getattr(builtins, error, None), type) and issubclass(getattr(builtins, error), BaseException)
        raised = f"raised {error if known else 'an exception of its own'}" if observation.status == "raised" else ""
        limit = observation.limit  # the parent's words; all else might carry secret inputs
        ending = f"{observation.status} ({limit})" if limit else observation.status
        return f"{case}: {raised or ending}, {SECRET}"
    where = f" ({observation.trace[-1]})" if observation.trace else ""
    return f"{case}: {observation.error or observation.status}{where}"
