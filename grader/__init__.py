"""Descent's grader: says what is wrong with numerical code, and why.

All that an exercise file or a lab needs is named here, so that rooms may move without touching the course.
Imports are lazy (PEP 562): importing any room runs this file, also inside the confined child, where no exercise,
reference or judge may be loaded.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader import datasets, probes, viz
    from grader.core.limits import Limits
    from grader.core.records import FLOAT32, FLOAT64, Tolerance
    from grader.course import families, oracles
    from grader.course.exercise import Exercise
    from grader.course.loader import load_module
    from grader.course.quiz import Quiz, WrongAnswer
    from grader.course.training import Contest, Tier, Training
    from grader.course.variants import Case, Right, Wrong
    from grader.probes import inputs
    from grader.student.check import check

#: The room's module that holds each name; a module stands for itself.
_HOMES = {
    **dict.fromkeys(("Case", "Right", "Wrong"), "grader.course.variants"),
    **dict.fromkeys(("Contest", "Tier", "Training"), "grader.course.training"),
    "Exercise": "grader.course.exercise",
    **dict.fromkeys(("Quiz", "WrongAnswer"), "grader.course.quiz"),
    **dict.fromkeys(("FLOAT32", "FLOAT64", "Tolerance"), "grader.core.records"),
    "Limits": "grader.core.limits",
    "check": "grader.student.check",
    "datasets": "grader",
    "families": "grader.course",
    "inputs": "grader.probes",
    "load_module": "grader.course.loader",
    "oracles": "grader.course",
    "probes": "grader",
    "viz": "grader",
}
__all__ = [
    "FLOAT32",
    "FLOAT64",
    "Case",
    "Contest",
    "Exercise",
    "Limits",
    "Quiz",
    "Right",
    "Tier",
    "Tolerance",
    "Training",
    "Wrong",
    "WrongAnswer",
    "check",
    "datasets",
    "families",
    "inputs",
    "load_module",
    "oracles",
    "probes",
    "viz",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    home = _HOMES[name]
    if name in ("datasets", "families", "inputs", "oracles", "probes", "viz"):
        return importlib.import_module(f"{home}.{name}")
    return getattr(importlib.import_module(home), name)
