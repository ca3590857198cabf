"""Compute what each known mistake of an exercise costs, as grading judges it."""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.authoring.proof.bench import drawn_cases
from grader.core.recording import DERIVED
from grader.course import families, slips, standard_cases
from grader.course.exercise import Exercise
from grader.course.loader import Lab
from grader.course.reference import Reference
from grader.course.seeds import secret_seed
from grader.grading.exercise_runner import case_run, verdicts_with_credit
from grader.judge import compare, credit, score
from grader.judge.cases import Findings, judge_cases
from grader.judge.score import earned_share

#: The secret seed that costs are computed with. Another one gives the same costs: `verify` proves with ten seeds that
#: a mistake fails the same cases.
SEED = secret_seed(b"proof 0")


def mistake_costs(reference: Reference) -> dict[str, float]:
    """Compute the share of the points of its cases that each known mistake costs, by name; a training run is not made.

    0.25 for a mistake that shows in one of four outputs, 1.0 for one that shows in all of them everywhere.
    """
    exercise = reference.exercise
    cases = drawn_cases(exercise, SEED)
    costs = {}
    for wrong in exercise.wrong:
        runs = (case_run(reference, drawn, reference.edited(wrong.edits, drawn.case, drawn.seed)) for drawn in cases)
        verdicts = verdicts_with_credit(reference, Findings(judge_cases(runs)))
        costs[wrong.name] = round(1.0 - earned_share(verdicts), 6)
    return costs


def percent(cost: float) -> str:
    """Write a cost: "all" for everything, else in percent, never 100% for less than all nor 0% for more than none."""
    if cost >= 1.0:
        return "all"
    return f"{min(max(round(100 * cost), 1), 99)}%"


def lab_costs(lab: Lab) -> dict[str, dict[str, str]]:
    """Compute what the known mistakes of a lab's exercises cost, by exercise and name; those on the disk are reused."""
    made, known = {}, _read(lab)
    for exercise in lab.exercises:
        key = _key(lab, exercise)
        found = known.get(exercise.name, {})
        if found.get("key") != key:
            costs = mistake_costs(Reference(exercise, lab.given))
            found = {"key": key, "costs": {name: percent(cost) for name, cost in costs.items()}}
        made[exercise.name] = found
    return made


def costs_bytes(lab: Lab) -> bytes:
    """Write the costs of a lab, with checksums of what they were computed from."""
    text = json.dumps({"about": DERIVED, "exercises": lab_costs(lab)}, indent=1, ensure_ascii=False)
    return f"{text}\n".encode()


def path_of(lab: Lab) -> Path:
    """Build the path of a lab's costs: in exercises/, which is never released to students."""
    return lab.path / "exercises" / "costs.json"


def _read(lab: Lab) -> dict[str, Any]:
    try:
        found = json.loads(path_of(lab).read_bytes())["exercises"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(lab: Lab, exercise: Exercise) -> str:
    """Compute the checksum of what the costs of an exercise depend on."""
    file = Path(sys.modules[exercise.task.__module__].__file__ or "")
    files = [file, *(lab.path / name for name in ("given.py", "probes.py", "facts.py"))]
    digest = hashlib.sha256(_rules())
    for each in files:
        digest.update(each.read_bytes() if each.is_file() else b"")
    return digest.hexdigest()[:32]


@cache
def _rules() -> bytes:
    modules: tuple[ModuleType, ...] = (credit, score, compare, families, standard_cases, slips)
    return "\0".join(map(inspect.getsource, modules)).encode()
