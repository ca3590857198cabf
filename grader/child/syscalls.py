"""Make the few system calls that Python has no function for. Importable everywhere; callable on Linux."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME = 1, 4, 15
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 22, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_MADV_COLLAPSE = 25
_HUGE = 2 << 20
_CAPABILITY_VERSION_3 = 0x20080522


@cache
def libc() -> Any:
    """Load the C library, with errno preserved."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """Check the result of a system call. Raises OSError where it is -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: Any) -> int:
    """Call prctl(2) with zero for missing arguments. Raises OSError."""
    padded = [*arguments, *([0] * (4 - len(arguments)))]
    words = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in padded]
    return checked(libc().prctl(ctypes.c_int(option), *words), f"prctl({option})")


def drop_capabilities() -> None:
    """Drop every capability of this process; no_new_privs and the ban on exec make it permanent."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    header, none = Header(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    checked(libc().capset(ctypes.byref(header), ctypes.byref(none)), "capset")
    prctl(PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def process_clock(pid: int) -> int:
    """Compute the id of a process's CPU clock for time.clock_gettime, which counts all its threads."""
    return (~pid << 3) | 2


def collapse_pages() -> None:
    """Gather this process's memory into huge pages where the kernel can, so that a fork copies shorter page tables."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        fields = [line.split() for line in maps]
    for span, rights, *_, name in ([*f, ""] if len(f) < 6 else f for f in fields):
        if rights != "rw-p" or name not in ("", "[heap]"):
            continue
        start, end = (int(part, 16) for part in span.split("-"))
        for place in range(-(-start // _HUGE) * _HUGE, end - _HUGE + 1, _HUGE):
            libc().madvise(ctypes.c_void_p(place), ctypes.c_size_t(_HUGE), _MADV_COLLAPSE)
