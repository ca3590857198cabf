"""Count the cores of this machine that this process may use."""

from __future__ import annotations

import os
from pathlib import Path

_TOPOLOGY = Path("/sys/devices/system/cpu")


def core_count() -> int:
    """Count the cores that the scheduler allows this process, which may be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def whole_core_count() -> int:
    """Count hyper-threads of one core once, because each is slower while the other computes.

    A virtual machine may not know which of its cores are hyper-threads of one.
    """
    if not hasattr(os, "sched_getaffinity"):
        return core_count()
    try:
        cores = {_siblings(number) for number in os.sched_getaffinity(0)}
    except OSError:
        return core_count()
    return len(cores)


def _siblings(number: int) -> str:
    return (_TOPOLOGY / f"cpu{number}" / "topology" / "thread_siblings_list").read_text(encoding="ascii").strip()
