"""Runs students' code in a confined process: the warm process, its forks, and the parent's end of the wire.

Lazy (PEP 562), because the confined child imports rooms of this package and needs none of the parent's.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.sandbox import Sandbox
    from grader.sandbox.session import Session

__all__ = ["Sandbox", "Session"]

_HOMES = {"Sandbox": "grader.sandbox.sandbox", "Session": "grader.sandbox.session"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'grader.sandbox' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
