"""Restrict file access, TCP and signals of a process with Landlock, by its three system calls.

Rules name what is allowed; every handled right without a rule is denied. All rights that this kernel's version of
Landlock knows are handled. Rulesets stack: a process under two may do what both allow.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable, Sequence

from grader.child.syscalls import checked, libc
from grader.core.errors import is_of_the_machine

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
#: Rights that a rule on a file (not a folder) may name.
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = READ_FILE | READ_DIR
#: Features that can be left out on purpose -> the version that introduced them; later versions are left out too.
SINCE = {
    "landlock": 1,
    "Landlock files": 1,
    "Landlock refer": 2,
    "Landlock truncate": 3,
    "Landlock TCP": 4,
    "Landlock signals": 6,
}
#: Rights on a scratch folder: no links, sockets, fifos or devices, and no execution.
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version(without: Sequence[str] = ()) -> int:
    """Return Landlock's ABI on this kernel, or the last one before the features left out; 0 where there is none."""
    try:
        found: int = libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except (OSError, AttributeError, TypeError):  # not Linux
        return 0
    return max(min([found, *(SINCE[name] - 1 for name in without if name in SINCE)]), 0)


def _handled_rights(abi: int) -> int:
    bits = {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)
    return (1 << bits) - 1


def ruleset(abi: int, rules: Iterable[tuple[str, int]]) -> int:
    """Create a ruleset that allows (path, rights), without missing paths; its descriptor. Raises OSError."""
    handled = _handled_rights(abi)
    attributes = _Ruleset(handled, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    descriptor: int = libc().syscall(_CREATE, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    checked(descriptor, "landlock_create_ruleset")
    for path, rights in rules:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError as error:
            if is_of_the_machine(error):
                raise
            continue
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                rights &= _ON_FILES
            rule = _PathBeneath(rights & handled, place)
            result = libc().syscall(_ADD, descriptor, _PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
            checked(result, f"landlock_add_rule({path})")
        finally:
            os.close(place)
    return descriptor


def restrict(descriptor: int) -> None:
    """Apply a ruleset to this process permanently; needs no_new_privs. Raises OSError."""
    checked(libc().syscall(_RESTRICT, descriptor, ctypes.c_uint32(0)), "landlock_restrict_self")
