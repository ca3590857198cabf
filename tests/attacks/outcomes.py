"""Record the outcome of every attack on each rung that can be tried here, as root and as a user: outcomes.json.

The file is derived and committed. Each line bears a digest of its attack, so that one that was edited since counts
as not tried.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping

from grader.sandbox import doctor
from tests.attacks.catalog import HOME, attacks
from tests.attacks.stage import SWITCH, WITHOUT
from tests.attacks.users import NOBODY, ROOT, as_nobody, interpreter

PAGE = HOME / "outcomes.json"
USERS = ("root", "user")
HOLDS, OPEN = "holds", "open"
_AT_A_TIME = 60  # attacks; a run that is broken off loses no more than these

#: {attack: {"source": digest, "A root": "holds", ...}}
Outcomes = dict[str, dict[str, str]]


def digest(name: str) -> str:
    """Compute the digest of an attack's file."""
    return hashlib.sha256((HOME / f"{name}.py").read_bytes()).hexdigest()[:12]


def read() -> Outcomes:
    """Read the recorded outcomes of attacks that were not edited since."""
    if not PAGE.exists():
        return {}
    found: Outcomes = json.loads(PAGE.read_text(encoding="utf-8"))
    return {name: row for name, row in found.items() if name in attacks() and row["source"] == digest(name)}


def write(outcomes: Outcomes) -> None:
    """Write one line per attack, in alphabetical order."""
    lines = [f"{json.dumps(name)}: {json.dumps(outcomes[name])}" for name in sorted(outcomes)]
    PAGE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def describe(row: Mapping[str, str], rung: str) -> str:
    """Describe the outcome of an attack on a rung, once where it is the same for both users."""
    found = {user: row.get(f"{rung} {user}", "not tried") for user in USERS}
    return found["root"] if len(set(found.values())) == 1 else ", ".join(f"{u}: {o}" for u, o in found.items())


def missing(outcomes: Outcomes, rung: str, user: str, families: Iterable[str] = ()) -> list[str]:
    """List attacks (of some families, or all) that were not tried there since they were last edited."""
    wanted = set(families)
    names = [name for name in attacks() if not wanted or name.partition("/")[0] in wanted]
    return [name for name in names if f"{rung} {user}" not in outcomes.get(name, {})]


def users() -> tuple[str, ...]:
    """List the users as whom attacks can be tried here."""
    return USERS if os.geteuid() == 0 else USERS[1:]


def try_all(families: Iterable[str] = ()) -> Outcomes:
    """Try attacks without a recorded outcome, and record it; only as an ordinary user where this process is one."""
    families, here = tuple(families), doctor.rung()
    outcomes = read()
    for rung in WITHOUT:
        if rung < here:
            print(f"rung {rung}: this machine has {here}", flush=True)
            continue
        for user in users():
            left = missing(outcomes, rung, user, families)
            while left:
                now, left = left[:_AT_A_TIME], left[_AT_A_TIME:]
                for name, outcome in tried(rung, user, now).items():
                    outcomes.setdefault(name, {"source": digest(name)})[f"{rung} {user}"] = outcome
                write(outcomes)
                print(f"rung {rung}, {user}: {len(left)} left", flush=True)
    return outcomes


def tried(rung: str, user: str, names: list[str]) -> dict[str, str]:
    """Try some attacks; the outcome of each: "holds", "open" as docs/security.md says, or what went wrong."""
    fit = {name: attacks()[name] for name in names if not attacks()[name].x86 or platform.machine() == "x86_64"}
    found = {name: OPEN for name, attack in fit.items() if attack.outcome(rung) == "open"}
    closed = [name for name in fit if name not in found]
    if closed:
        done = _run(rung, user, closed)
        if done.returncode:
            raise RuntimeError(f"rung {rung}, {user}: {done.stderr[-2000:]}")
        faults = json.loads(done.stdout)
        found |= {name: "; ".join(faults[name])[:300] or HOLDS for name in closed}
    return found


def _run(rung: str, user: str, names: list[str]) -> subprocess.CompletedProcess[str]:
    if user == "root" or os.geteuid() != 0:
        command = [sys.executable, "-m", "tests.attacks", *names]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, SWITCH: rung}, capture_output=True, text=True)
    python = interpreter()
    if not python:
        raise RuntimeError("no Python and packages that another user may read: the environment is in a private folder")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        return as_nobody(python, "-m", "tests.attacks", *names, folder=folder, rung=rung)
