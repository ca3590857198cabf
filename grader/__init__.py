"""Descent's grader: says what is wrong with numerical code, and why.

Imports are lazy (PEP 562): importing any room runs this file, also inside the confined child,
where no exercise, reference or judge may be loaded.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.exercise import Case, Exercise, Right, Training, Wrong
    from grader.notebook import check

__all__ = ["Case", "Exercise", "Right", "Training", "Wrong", "check"]
__version__ = "0.1.0"

_HOMES = {"check": "grader.notebook"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES.get(name, "grader.exercise")), name)
