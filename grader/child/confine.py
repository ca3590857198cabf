"""Confine the child from within, step by step, in an order in which each step still has the rights that it needs.

The warm process prepares what all children share (the compiled filter, the ruleset of readable paths); a child adds
its scratch folder and process id, and takes the steps. None of them needs a privilege.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from grader.child import landlock, seccomp, syscalls, tmpfs

#: Descriptor of the child's end of the wire.
WIRE = 3
#: Descriptor of the ruleset, closed after it has been applied.
RULES = 4
#: Beyond a session's own limits of memory and of a file's size, single requests may be given more by the parent, up to
#: here: bytes.
CEILING = 8 << 30
#: Address space that is no memory: stacks of threads, arenas of malloc.
SLACK = 256 << 20
_CPU_GRACE = 60.0  # seconds of CPU time beyond the limit, after which the kernel ends a child that the watchdog missed
#: Processes and threads that all children together may add to those of their user; root is not bound by it.
_TASKS = 1024
_NOBODY = 65534


@dataclass(frozen=True)
class Prepared:
    """Confinement prepared by the warm process for all its children.

    readable: roots of the libraries, of the grader's own rooms and of whatever else may be read.
    rules: descriptor of their ruleset, or -1 without Landlock.
    abi: Landlock's version.
    outer: a few folders that contain all of them and none of the scratch folders.
    program: the compiled seccomp filter, or b"".
    places: offsets in it of the placeholder for the process's own id.
    space: bytes of address space before a child adds its own.
    data: bytes of data before a child adds its own.
    tasks: processes and threads that the children's user had before.
    other_user: run as nobody, the fallback of root without Landlock.
    own_disk: mount a file system of its own over each scratch folder.
    """

    readable: tuple[str, ...]
    rules: int
    abi: int
    outer: tuple[str, ...]
    program: bytes
    places: tuple[int, ...]
    space: int
    data: int
    tasks: int = 0
    other_user: bool = False
    own_disk: bool = False


@dataclass(frozen=True)
class Budget:
    """Resource limits of a child.

    memory: bytes of memory.
    scratch: bytes of one file.
    cpu: seconds of CPU time in all.
    disk: bytes of all files, where there is a file system of its own.
    entries: files and folders in it.
    """

    memory: int
    scratch: int
    cpu: float
    disk: int = 0
    entries: int = 0


def prepare(readable: Sequence[str], sessions: str, without: Sequence[str] = ()) -> Prepared:
    """Prepare what all children share.

    readable: paths that student code may read.
    sessions: the folder of all scratch folders.
    without: layers to leave out ("seccomp", "other user" or a name in landlock.SINCE), to test the others.
    """
    abi = landlock.version(without)
    rules = -1
    if abi:
        devices = [("/dev/null", landlock.READ_FILE | landlock.WRITE_FILE)]
        allowed = [(path, landlock.READ) for path in readable]
        found = landlock.ruleset(abi, [*allowed, *devices, (sessions, landlock.WRITE)])
        rules = move_descriptor(found)
    program = b"" if "seccomp" in without or seccomp.available() else seccomp.compiled()
    outer = tuple(sorted({_outermost_folder(path, sessions) for path in (*readable, "/dev/null")}))
    space, data = _memory_sizes()
    other = os.geteuid() == 0 and not abi and "other user" not in without
    if other:  # that user may then pass through to its own folder, and list none
        for folder in (sessions, os.path.dirname(sessions)):
            os.chmod(folder, 0o711)
    tasks = count_tasks(_NOBODY if other else os.getuid())
    return Prepared(tuple(readable), rules, abi, outer, program, seccomp.places(program), space, data, tasks, other)


def measured(prepared: Prepared) -> Prepared:
    """Update the memory sizes to those of this process now."""
    space, data = _memory_sizes()
    return replace(prepared, space=space, data=data)


def move_descriptor(descriptor: int) -> int:
    """Move a descriptor to a number that the fixed ones (WIRE, RULES) do not overwrite."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 16)
    os.close(descriptor)
    return moved


def _outermost_folder(path: str, sessions: str) -> str:
    """Find the outermost folder that contains `path` and not the scratch folders."""
    parts = path.split("/")
    for count in range(2, len(parts) + 1):
        folder = "/".join(parts[:count])
        if sessions != folder and not sessions.startswith(folder + "/"):
            return folder
    return path


def _memory_sizes() -> tuple[int, int]:
    """Read the bytes of address space and of data of this process."""
    with open("/proc/self/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmSize"].split()[0]) << 10, int(fields["VmData"].split()[0]) << 10


def count_tasks(user: int) -> int:
    """Count the processes and threads of a user, as far as this process sees them."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError), open(f"/proc/{name}/status", encoding="utf-8", errors="replace") as status:
            fields = dict(line.split(":", 1) for line in status)
            count += int(fields["Threads"]) if int(fields["Uid"].split()[0]) == user else 0
    return count


def hide() -> None:
    """Make this process's memory unreadable to others of its user, under which student code runs too.

    Not dumpable also means no core dump and no debugger for as long as the process lives; root may still read.
    """
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)


def detach(parent: int) -> None:
    """Die with the parent, and start a process session of its own."""
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(0)
    os.setsid()


def close_descriptors(prepared: Prepared) -> None:
    """Close every descriptor but the wire, the ruleset, and /dev/null as the three standard streams."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if prepared.rules >= 0:
        os.dup2(prepared.rules, RULES, inheritable=False)
    os.closerange(WIRE + 1 if prepared.rules < 0 else RULES + 1, 1 << 30)


def move_to(scratch: str) -> None:
    """Change to the scratch folder, which is also home and the folder for temporary files."""
    os.chdir(scratch)
    os.environ["HOME"] = os.environ["TMPDIR"] = scratch
    sys.path.append(scratch)  # last: nothing in it can shadow a library


def limit(prepared: Prepared, budget: Budget) -> None:
    """Set the resource limits; memory and the size of a file may be raised later, by the parent alone."""
    import resource

    ceiling = max(CEILING, budget.memory)
    for kind, base in ((resource.RLIMIT_AS, prepared.space + SLACK), (resource.RLIMIT_DATA, prepared.data)):
        _set_limit(kind, base + budget.memory, base + ceiling)
    _set_limit(resource.RLIMIT_FSIZE, budget.scratch, max(CEILING, budget.scratch))
    for kind, value in (
        (resource.RLIMIT_CPU, int(budget.cpu + _CPU_GRACE)),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, prepared.tasks + _TASKS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 1 << 20),
    ):
        _set_limit(kind, value, value)


def _set_limit(kind: int, soft: int, hard: int) -> None:
    """Set a limit, never above the present hard limit."""
    import resource

    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def give_up_privileges(prepared: Prepared) -> None:
    """Drop all capabilities and, where nothing else protects files, change root's user.

    Another user's child has capabilities, too, where it mounted a file system of its own. The child stays dumpable:
    the grader has to read which files it has open.
    """
    root = os.geteuid() == 0
    if root and prepared.other_user:
        os.chown(".", _NOBODY, _NOBODY)
        become_nobody()
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, int(signal.SIGKILL))  # the change of user cleared it
    if root or prepared.own_disk:
        syscalls.drop_capabilities()
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)


def become_nobody() -> None:
    """Become the user nobody, who owns no files. Raises OSError unless root."""
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)


def restrict_files(prepared: Prepared, scratch: str) -> None:
    """Apply two Landlock rulesets, both of which must agree: the readable paths, and this child's scratch folder."""
    if prepared.rules < 0:
        return
    landlock.restrict(RULES)
    os.close(RULES)
    outer = [(path, landlock.READ | landlock.WRITE_FILE) for path in prepared.outer]
    own = landlock.ruleset(prepared.abi, [*outer, (scratch, landlock.WRITE)])
    landlock.restrict(own)
    os.close(own)


def restrict_calls(prepared: Prepared) -> None:
    """Apply the seccomp filter, last: it forbids all of the steps above."""
    if prepared.program:
        seccomp.install(seccomp.filter_for(prepared.program, prepared.places, os.getpid()))


def confine(prepared: Prepared, scratch: str, budget: Budget, parent: int) -> None:
    """Take every step, with the wire on descriptor WIRE. It cannot be undone. Raises OSError."""
    detach(parent)
    close_descriptors(prepared)
    limit(prepared, budget)  # before a user namespace, which would count tasks anew
    if prepared.own_disk:
        tmpfs.mount(scratch, budget.disk, budget.entries)
    move_to(scratch)
    give_up_privileges(prepared)
    restrict_files(prepared, scratch)
    restrict_calls(prepared)
