"""How many jobs at a time this machine has room for."""

from __future__ import annotations

import os


def core_count() -> int:
    """How many cores this process may use: those that the scheduler leaves to it, not all that are built in."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
