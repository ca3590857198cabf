"""Refuse to run students' code where it would not be confined well enough, or could read a secret."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.core.errors import SandboxError
from grader.sandbox import bubblewrap, doctor

#: What to do about a layer that is missing.
LOOK = "run `grader doctor` to see what is missing"


def refuse_secrets(secrets: Iterable[Path], readable: Iterable[str]) -> None:
    """Raise SandboxError where a secret path lies under one that students' code may read."""
    roots = {Path(path).resolve() for path in readable}
    for secret in secrets:
        for root in roots.intersection((secret, *secret.parents)):
            raise SandboxError(
                f"{secret} is to be kept secret, but lies below {root}, which students' code may read: "
                "move it, or take the library out of the lab"
            )


def refuse_weak(rung: str, secrets: Sequence[Path], readable: Sequence[str]) -> None:
    """Raise SandboxError where a machine of this rung cannot confine students' code well enough."""
    problem = f"student code cannot be confined well enough here: rung {rung}, {doctor.RUNGS[rung]}"
    if rung > doctor.WEAKEST:
        raise SandboxError(f"{problem}. {LOOK[0].upper()}{LOOK[1:]}, {doctor.WAYS_OUT}")
    if rung == "D":  # without Landlock, all that bubblewrap leaves in sight may be read
        refuse_secrets(secrets, bubblewrap.bound(readable))
    if rung == "E":
        for secret in filter(_open_to_others, secrets):
            mode = "0700" if secret.is_dir() else "0600"
            raise SandboxError(
                f"{problem}. {secret} is open to other users: run `chmod {mode} {shlex.quote(str(secret))}`, "
                "or close a folder above it"
            )


def _open_to_others(path: Path) -> bool:
    """Whether other users may open a path: neither its mode nor that of a folder above it prevents them."""
    try:
        return bool(path.stat().st_mode & 0o077) and all(above.stat().st_mode & 0o011 for above in path.parents)
    except FileNotFoundError:
        return False
