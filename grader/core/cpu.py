"""How many jobs at a time this machine has room for."""

from __future__ import annotations

import os
from pathlib import Path

_TOPOLOGY = Path("/sys/devices/system/cpu")


def core_count() -> int:
    """How many cores this process may use: those that the scheduler leaves to it, not all that are built in."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def whole_core_count() -> int:
    """The same, where the hyper-threads of one core count once: each is slower while the other computes.

    A virtual machine may not be told which of its cores are one.
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
