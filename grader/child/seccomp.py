"""Filter the system calls of student code with seccomp. Compiled once by the warm process, installed by each child.

An allow-list: unlisted calls fail with ENOSYS, calls that deserve a clear error with EPERM, and calls that only
change the mode, owner or times of files succeed without effect, so that shutil.copy works.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from grader.child.syscalls import PR_SET_SECCOMP, prctl

#: Stands for the child's own process id in the compiled filter.
_SELF = 0x5EED0BEE
_MODE_FILTER = 2

_FILES = """
    read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek close fstat stat lstat
    newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd chdir fchdir getdents getdents64
    rmdir unlink unlinkat rename renameat ftruncate fadvise64 fsync fdatasync flock dup dup2 dup3 pipe pipe2 statfs
    fstatfs sendfile copy_file_range sync_file_range
"""
_WAITING = """
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime nanosleep clock_nanosleep pause
    futex futex_waitv wait4 waitid restart_syscall
"""
_MEMORY = "mmap munmap mprotect mremap madvise brk mincore msync mlock munlock membarrier"
_SELF_ONLY = """
    set_robust_list get_robust_list rseq set_tid_address arch_prctl sched_yield sched_getaffinity getcpu getpid gettid
    getppid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid getsid uname sysinfo times
    getrusage getrlimit clock_gettime clock_getres gettimeofday time getrandom capget sched_getparam
    sched_getscheduler sched_get_priority_max sched_get_priority_min getpriority
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
    setitimer getitimer alarm exit exit_group
"""
#: Calls on existing sockets: the wire, and the pairs that asyncio makes.
_SOCKETS = "recvfrom shutdown getsockopt getsockname getpeername"
_REFUSED = """
    fork vfork execve execveat socket connect bind listen accept accept4 sendmsg sendmmsg recvmsg recvmmsg
    ptrace process_vm_readv process_vm_writev pidfd_open pidfd_getfd pidfd_send_signal kcmp tkill rt_sigqueueinfo
    rt_tgsigqueueinfo io_uring_setup io_uring_enter io_uring_register link linkat symlink symlinkat mknod mknodat
    truncate setrlimit sched_setaffinity sched_setparam sched_setscheduler sched_setattr setpriority ioprio_set
    setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid setsid setpgid capset
    unshare setns chroot pivot_root mount umount2 bpf userfaultfd perf_event_open keyctl add_key request_key
    shmget shmat shmctl msgget semget mq_open memfd_secret personality
"""
_WITHOUT_EFFECT = "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat umask"
_NO_ATTRIBUTES = "setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr"

#: Threads share the descriptor table, so that the parent sees every open file of the process in one place.
_CLONE_FILES, _CLONE_THREAD = 0x400, 0x10000
_CLONE_NAMESPACES = 0x7E020000
_CLOSE_RANGE_UNSHARE = 2
#: Mode bits without which the owner, and so the parent, could not look into a folder.
_LOOK_INTO = 0o500
_RENAMES = 3  # RENAME_NOREPLACE, RENAME_EXCHANGE; a whiteout would be a device
#: SO_REUSEADDR, SO_KEEPALIVE, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO: none makes a buffer larger or adds a program.
_SOL_SOCKET, _OPTIONS = 1, (2, 9, 13, 20, 21)
_BUFFERS = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, and both by force
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)  # no F_SETOWN: it sends signals to other processes
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, window size, FIONREAD, FIONBIO, FIO(N)CLEX
_PRCTL = (3, 15, 16, 0x53564D41)  # read dumpable, names of threads and mappings
_ENDING = (int(signal.SIGKILL), int(signal.SIGSTOP))
#: Every other signal from 0 to 64, as (mask, value), because a rule compares an argument once.
_SIGNALS = tuple(
    (0xFFFFFFFF & ~(size - 1), start)
    for start, size in ((0, 8), (8, 1), (10, 2), (12, 4), (16, 2), (18, 1), (20, 4), (24, 8), (32, 32), (64, 1))
)
_AF_UNIX, _STREAM, _TYPE_MASK = 1, 1, 0xF
_O_TRUNC, _O_ACCMODE = 0o1000, 0o3


def available() -> str:
    """Explain why the filter cannot be compiled here; "" where it can."""
    try:
        import pyseccomp  # noqa: F401
    except ImportError:
        return "the Python package pyseccomp is not installed"
    except (RuntimeError, OSError, AttributeError):
        return "the library libseccomp is not installed (Debian and Ubuntu: apt install libseccomp2)"
    return ""


def compiled(architecture: int = 0) -> bytes:
    """Compile the filter to BPF instructions, with a placeholder for the process's own id. Raises OSError, ImportError.

    architecture: one of pyseccomp.Arch; default: this machine's.
    """
    import pyseccomp as lib

    refused, nothing = lib.ERRNO(errno.EPERM), lib.ERRNO(0)
    rules = lib.SyscallFilter(lib.ERRNO(errno.ENOSYS))
    rules.set_attr(lib.Attr.ACT_BADARCH, lib.KILL_PROCESS)
    if architecture not in (lib.Arch.NATIVE, lib.system_arch()):
        rules.add_arch(architecture)
        rules.remove_arch(lib.system_arch())
    with suppress(OSError):
        rules.set_attr(lib.Attr.CTL_OPTIMIZE, 2)  # a tree instead of a list of comparisons

    def add(action: int, names: str, *conditions: Any) -> None:
        for name in names.split():
            try:
                rules.add_rule(action, name, *conditions)
            except (OSError, ValueError):
                continue  # this machine has no such call

    for names in (_FILES, _WAITING, _MEMORY, _SELF_ONLY, _SOCKETS):
        add(lib.ALLOW, names)
    add(refused, _REFUSED)
    add(nothing, _WITHOUT_EFFECT)
    add(lib.ERRNO(errno.ENOTSUP), _NO_ATTRIBUTES)
    _add_file_rules(add, lib)
    _add_process_rules(add, lib)
    _add_socket_rules(add, lib)
    for name, argument, values in (("fcntl", 1, _FCNTL), ("ioctl", 1, _IOCTL), ("prctl", 0, _PRCTL)):
        for value in values:
            add(lib.ALLOW, name, lib.Arg(argument, lib.MASKED_EQ, 0xFFFFFFFF, value))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add_file_rules(add: Callable[..., None], lib: Any) -> None:
    """Add the rules on arguments of calls that open or make files and folders, or hide open files."""
    refused = lib.ERRNO(errno.EPERM)
    for position, name in ((1, "open"), (2, "openat")):
        # without O_TRUNC, or for writing: O_RDONLY | O_TRUNC empties a file that may only be read
        add(lib.ALLOW, name, lib.Arg(position, lib.MASKED_EQ, _O_TRUNC, 0))
        for mode in (os.O_WRONLY, os.O_RDWR):
            add(lib.ALLOW, name, lib.Arg(position, lib.MASKED_EQ, _O_TRUNC | _O_ACCMODE, _O_TRUNC | mode))
        add(refused, name, lib.Arg(position, lib.MASKED_EQ, _O_TRUNC | _O_ACCMODE, _O_TRUNC))
    add(lib.ALLOW, "close_range", lib.Arg(2, lib.MASKED_EQ, _CLOSE_RANGE_UNSHARE, 0))
    add(refused, "close_range", lib.Arg(2, lib.MASKED_EQ, _CLOSE_RANGE_UNSHARE, _CLOSE_RANGE_UNSHARE))
    # FALLOC_FL_KEEP_SIZE takes room beyond RLIMIT_FSIZE
    add(lib.ALLOW, "fallocate", lib.Arg(1, lib.EQ, 0))
    add(lib.ERRNO(errno.EOPNOTSUPP), "fallocate", lib.Arg(1, lib.NE, 0))
    for position, name in ((1, "mkdir"), (2, "mkdirat")):
        add(lib.ALLOW, name, lib.Arg(position, lib.MASKED_EQ, _LOOK_INTO, _LOOK_INTO))
        for mode in (0, 0o100, 0o400):
            add(refused, name, lib.Arg(position, lib.MASKED_EQ, _LOOK_INTO, mode))
    add(lib.ALLOW, "renameat2", lib.Arg(4, lib.MASKED_EQ, 0xFFFFFFFF & ~_RENAMES, 0))


def _add_process_rules(add: Callable[..., None], lib: Any) -> None:
    """Add the rules on arguments of calls that start threads, send signals or set limits."""
    refused = lib.ERRNO(errno.EPERM)
    thread = _CLONE_THREAD | _CLONE_FILES
    add(lib.ALLOW, "clone", lib.Arg(0, lib.MASKED_EQ, thread | _CLONE_NAMESPACES, thread))
    for flags in (0, _CLONE_THREAD, _CLONE_FILES):
        add(refused, "clone", lib.Arg(0, lib.MASKED_EQ, thread, flags))
    for name, position in (("kill", 1), ("tgkill", 2)):  # who is killed or stopped, was so from outside
        for mask, value in _SIGNALS:
            add(lib.ALLOW, name, lib.Arg(0, lib.EQ, _SELF), lib.Arg(position, lib.MASKED_EQ, mask, value))
        for value in _ENDING:
            add(refused, name, lib.Arg(0, lib.EQ, _SELF), lib.Arg(position, lib.MASKED_EQ, 0xFFFFFFFF, value))
        add(refused, name, lib.Arg(0, lib.NE, _SELF))
    for pid in (0, _SELF):
        add(lib.ALLOW, "prlimit64", lib.Arg(0, lib.EQ, pid), lib.Arg(2, lib.EQ, 0))
    add(refused, "prlimit64", lib.Arg(2, lib.NE, 0))


def _add_socket_rules(add: Callable[..., None], lib: Any) -> None:
    """Add the rules on arguments of calls on sockets."""
    refused = lib.ERRNO(errno.EPERM)
    add(lib.ALLOW, "sendto", lib.Arg(4, lib.EQ, 0))
    add(refused, "sendto", lib.Arg(4, lib.NE, 0))
    stream = lib.Arg(1, lib.MASKED_EQ, _TYPE_MASK, _STREAM)
    add(lib.ALLOW, "socketpair", lib.Arg(0, lib.EQ, _AF_UNIX), stream)
    for option in _OPTIONS:
        level, name = (lib.Arg(i, lib.MASKED_EQ, 0xFFFFFFFF, value) for i, value in ((1, _SOL_SOCKET), (2, option)))
        add(lib.ALLOW, "setsockopt", level, name)
    for option in _BUFFERS:
        add(refused, "setsockopt", lib.Arg(2, lib.MASKED_EQ, 0xFFFFFFFF, option))


def places(program: bytes) -> tuple[int, ...]:
    """Find the offsets of the placeholder in the compiled filter."""
    found = range(4, len(program), 8)
    return tuple(place for place in found if struct.unpack_from("=I", program, place)[0] == _SELF)


def filter_for(program: bytes, where: tuple[int, ...], pid: int) -> bytes:
    """Replace the placeholder in the compiled filter by a process's id."""
    instructions = bytearray(program)
    for place in where:
        struct.pack_into("=I", instructions, place, pid)
    return bytes(instructions)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(program: bytes) -> None:
    """Install the filter in this process, which must have a single thread, permanently. Raises OSError."""
    prctl(PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(program) // 8, program)))
