"""Mount a size-limited tmpfs over the child's scratch folder, in a mount namespace that no other process shares.

The kernel then bounds bytes and entries, deleted and hidden files among them, and frees everything with the last
process. root needs CAP_SYS_ADMIN for it; other users, and root without that capability, get it within a user namespace
of the child's own.
"""

from __future__ import annotations

import ctypes
import os

from grader.child.syscalls import checked, libc

_CLONE_NEWNS, _CLONE_NEWUSER = 0x20000, 0x10000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_SLAVE = 0x2, 0x4, 0x8, 0x4000, 0x80000


def mount(folder: str, size: int, entries: int) -> None:
    """Mount the file system; the process must have a single thread, and has every capability over it afterwards.

    folder: an existing folder.
    size: bytes of all files.
    entries: number of all files and folders.

    Raises OSError where the machine does not allow it.
    """
    _unshare()
    _mount(None, "/", None, _MS_REC | _MS_SLAVE, None)  # nothing of this reaches other namespaces
    options = f"size={size},nr_inodes={entries + 1},mode=0700"  # one inode is the root's
    _mount("tmpfs", folder, "tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, options)


def _unshare() -> None:
    """Enter a mount namespace; where that takes a capability that is missing, by way of a user namespace."""
    if libc().unshare(_CLONE_NEWNS) != -1:
        return
    user, group = os.geteuid(), os.getegid()
    checked(libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNS), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None) -> None:
    source_bytes, kind_bytes, option_bytes = (
        None if text is None else text.encode() for text in (source, kind, options)
    )
    result = libc().mount(source_bytes, os.fsencode(target), kind_bytes, ctypes.c_ulong(flags), option_bytes)
    checked(result, f"mount({target})")
