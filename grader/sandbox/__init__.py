"""Run students' code in a confined process: the fork server's handle, sessions, watchdog and doctor.

This is the parent's end. It knows no exercise, reference or verdict, and student code can neither import nor read it.
Lazy (PEP 562), so that `doctor` and `launch` load without a session.
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
