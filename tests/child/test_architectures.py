"""Test the seccomp filter of both architectures: each is built here and interpreted."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress

import pytest

from grader.child import landlock, seccomp, syscalls
from tests.child import bpf

if sys.platform != "linux" or seccomp.available():
    pytest.skip("libseccomp is needed to build filters", allow_module_level=True)
import pyseccomp as lib

ARCHITECTURES = {"x86_64": lib.Arch.X86_64, "aarch64": lib.Arch.AARCH64}
ME = 4321
REFUSED, NOTHING, UNKNOWN = bpf.ERRNO | errno.EPERM, bpf.ERRNO, bpf.ERRNO | errno.ENOSYS
UNSUPPORTED = bpf.ERRNO | errno.EOPNOTSUPP
NO_ATTRIBUTES = bpf.ERRNO | errno.ENOTSUP
ALLOWED = " ".join((seccomp._FILES, seccomp._WAITING, seccomp._MEMORY, seccomp._SELF_ONLY, seccomp._SOCKETS)).split()
#: Calls whose arguments decide, with arguments and the answer.
DECIDED = [
    ("openat", (0, 0, os.O_RDONLY), bpf.ALLOW),
    ("openat", (0, 0, os.O_RDONLY | os.O_TRUNC), REFUSED),
    ("openat", (0, 0, os.O_WRONLY | os.O_TRUNC | os.O_CREAT), bpf.ALLOW),
    ("openat", (0, 0, os.O_RDWR | os.O_TRUNC), bpf.ALLOW),
    ("open", (0, os.O_RDONLY | os.O_TRUNC), REFUSED),
    ("openat", (0, 0, os.O_RDWR | os.O_TMPFILE), bpf.ALLOW),
    ("clone", (0x3D0F00,), bpf.ALLOW),
    ("clone", (0x3D0F00 & ~0x400,), REFUSED),
    ("clone", (0x3D0F00 | 0x10000000,), UNKNOWN),
    ("clone", (0x10000,), REFUSED),
    ("clone", (0x400 | int(signal.SIGCHLD),), REFUSED),
    ("clone", (int(signal.SIGCHLD),), REFUSED),
    ("close_range", (3, 9, 0), bpf.ALLOW),
    ("close_range", (3, 9, 4), bpf.ALLOW),
    ("close_range", (3, 9, 2), REFUSED),
    ("close_range", (3, 9, 2 | 4 | 1 << 32), REFUSED),
    ("fallocate", (3, 0, 0, 4096), bpf.ALLOW),
    *[("fallocate", (3, mode, 0, 4096), UNSUPPORTED) for mode in (1, 2, 3, 0x10, 0x40, 1 << 32)],
    *[
        (call, (*before, mode), answer)
        for call, before in (("mkdir", (0,)), ("mkdirat", (0, 0)))
        for mode, answer in (
            (0o777, bpf.ALLOW),
            (0o700, bpf.ALLOW),
            (0o500, bpf.ALLOW),
            (0o300, REFUSED),
            (0o477, REFUSED),
            (0o177, REFUSED),
            (0, REFUSED),
        )
    ],
    ("renameat2", (0, 0, 0, 0, 1), bpf.ALLOW),
    ("renameat2", (0, 0, 0, 0, 2), bpf.ALLOW),
    ("renameat2", (0, 0, 0, 0, 4), UNKNOWN),
    *[("setsockopt", (3, 1, option), bpf.ALLOW) for option in (2, 9, 13, 20, 21)],
    *[("setsockopt", (3, 1, option), REFUSED) for option in (7, 8, 32, 33)],
    *[("setsockopt", (3, 1, option), UNKNOWN) for option in (16, 26, 42, 50)],
    ("setsockopt", (3, 6, 13), UNKNOWN),
    *[(call, (0, 0, 0, 0), UNKNOWN) for call in ("splice", "tee", "vmsplice", "inotify_init1", "timer_create")],
    ("clone3", (0, 88), UNKNOWN),
    ("kill", (ME, 9), REFUSED),
    ("kill", (1, 9), REFUSED),
    ("kill", (-1, 9), REFUSED),
    ("kill", (0, 9), REFUSED),
    ("tgkill", (ME, ME + 1, 9), REFUSED),
    ("tgkill", (ME, ME + 1, 19), REFUSED),
    *(("tgkill", (ME, ME + 1, number), bpf.ALLOW) for number in range(65) if number not in (9, 19)),
    *(("kill", (ME, number), bpf.ALLOW) for number in range(65) if number not in (9, 19)),
    ("kill", (ME, 19), REFUSED),
    ("kill", (ME, 1 << 32 | 9), REFUSED),
    ("tgkill", (ME + 1, ME + 1, 9), REFUSED),
    ("prlimit64", (0, 7, 0, 1), bpf.ALLOW),
    ("prlimit64", (ME, 7, 0, 1), bpf.ALLOW),
    ("prlimit64", (0, 7, 1 << 40, 0), REFUSED),
    ("prlimit64", (1, 7, 0, 1), UNKNOWN),
    ("sendto", (3, 0, 1, 0, 0, 0), bpf.ALLOW),
    ("sendto", (3, 0, 1, 0, 1 << 33, 16), REFUSED),
    ("socketpair", (1, 1 | 0o2000000, 0), bpf.ALLOW),
    ("socketpair", (1, 2, 0), UNKNOWN),
    ("socketpair", (2, 1, 0), UNKNOWN),
    ("fcntl", (3, 1030, 0), bpf.ALLOW),
    ("fcntl", (3, 8, 1), UNKNOWN),
    ("fcntl", (3, 1031, 1 << 20), UNKNOWN),
    ("ioctl", (0, 0x5401, 0), bpf.ALLOW),
    ("ioctl", (0, 0x5412, 0), UNKNOWN),
    ("prctl", (15, 0), bpf.ALLOW),
    ("prctl", (4, 1), UNKNOWN),
    ("memfd_create", (0, 0), UNKNOWN),
    ("seccomp", (1, 0, 0), UNKNOWN),
    ("landlock_create_ruleset", (0, 0, 0), UNKNOWN),
]


@pytest.fixture(scope="module", params=ARCHITECTURES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def filters() -> Mapping[str, bytes]:
    """Compile the filter of each architecture, for a process with the id ME."""
    made = {name: seccomp.compiled(architecture) for name, architecture in ARCHITECTURES.items()}
    return {name: seccomp.filter_for(program, seccomp.places(program), ME) for name, program in made.items()}


def number(architecture: str, call: str) -> int:
    """Look up the number of a call; negative where the architecture has none of that name."""
    return int(lib.resolve_syscall(ARCHITECTURES[architecture], call))


def answer(filters: Mapping[str, bytes], architecture: str, call: str, *arguments: int) -> int:
    return bpf.run(filters[architecture], ARCHITECTURES[architecture], number(architecture, call), *arguments)


@pytest.mark.parametrize(
    ("calls", "expected", "at_least"),
    [(ALLOWED, bpf.ALLOW, 110), (seccomp._REFUSED.split(), REFUSED, 65), (seccomp._WITHOUT_EFFECT.split(), NOTHING, 5),
     (seccomp._NO_ATTRIBUTES.split(), NO_ATTRIBUTES, 9)],
    ids=["allowed", "refused", "without effect", "attributes"],
)  # fmt: skip
def test_filter_answers_every_listed_call_as_listed(filters, name, calls, expected, at_least):
    there = [call for call in calls if number(name, call) >= 0]
    assert {call: answer(filters, name, call) for call in there} == dict.fromkeys(there, expected)
    assert len(there) >= at_least


@pytest.mark.parametrize(("call", "arguments", "expected"), DECIDED)
def test_filter_decides_by_arguments_where_listed(filters, name, call, arguments, expected):
    if number(name, call) < 0:
        pytest.skip(f"{name} has no call {call}")
    assert answer(filters, name, call, *arguments) == expected


def test_unlisted_calls_are_refused(filters, name):
    by_number = {number(name, call): call for call in (*ALLOWED, *(call for call, _, _ in DECIDED))}
    allowed = {n for n in range(1100) if bpf.run(filters[name], ARCHITECTURES[name], n) == bpf.ALLOW}
    assert {n for n in allowed if n not in by_number} == set()
    decided = "open openat sendto prlimit64 fcntl ioctl close_range fallocate renameat2"
    assert {by_number[n] for n in allowed} - set(ALLOWED) <= set(decided.split())


def test_call_of_another_architecture_ends_the_process(filters, name):
    for other in (*ARCHITECTURES.values(), lib.Arch.X86, lib.Arch.ARM):
        if other != ARCHITECTURES[name]:
            assert bpf.run(filters[name], other, 0) == bpf.KILL_PROCESS
    if name == "x86_64":
        assert bpf.run(filters[name], ARCHITECTURES[name], 0x40000000) == bpf.KILL_PROCESS, "x32"


def test_filters_of_both_architectures_agree(filters):
    every = {*ALLOWED, *seccomp._REFUSED.split(), *seccomp._WITHOUT_EFFECT.split(), *seccomp._NO_ATTRIBUTES.split()}
    for n in range(500):
        with suppress(ValueError):  # a gap in the numbers
            every.add(lib.resolve_syscall(lib.Arch.AARCH64, n).decode())
    both = [call for call in sorted(every) if all(number(name, call) >= 0 for name in ARCHITECTURES)]
    assert len(both) > 200
    for call in both:
        for arguments in ((), (1, 1, 1, 1, 1, 1), (ME, 0, 0o1000), (0x10000,), (0x10400,), (3, 0o300, 0o300)):
            found = {answer(filters, name, call, *arguments) for name in ARCHITECTURES}
            assert len(found) == 1, (call, arguments)


def test_calls_of_numpy_and_threads_on_aarch64_are_allowed(filters):
    """Newer calls replace older ones that only x86-64 has."""
    modern = "openat newfstatat unlinkat renameat readlinkat faccessat dup3 pipe2 ppoll pselect6 epoll_pwait"
    for call in (*modern.split(), "getdents64", "futex", "rt_sigreturn", "exit_group", "getrandom", "rseq", "brk"):
        assert answer(filters, "aarch64", call) == bpf.ALLOW, call
    assert answer(filters, "aarch64", "mkdirat", 0, 0, 0o755) == bpf.ALLOW


def test_landlock_call_numbers_are_the_same_on_both_architectures():
    for name in ARCHITECTURES:
        found = [number(name, f"landlock_{call}") for call in ("create_ruleset", "add_rule", "restrict_self")]
        assert found == [landlock._CREATE, landlock._ADD, landlock._RESTRICT]


def test_raw_system_calls_are_those_of_landlock_alone():
    import inspect

    assert re.findall(r"syscall\((\w+|\d+)", inspect.getsource(landlock)) == ["_CREATE", "_CREATE", "_ADD", "_RESTRICT"]
    assert "syscall(" not in inspect.getsource(syscalls)
