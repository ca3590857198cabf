"""Run attacks on builds with the layers that stop them switched off, where each must succeed.

An attack that fails even there has nothing to do with what is said to stop it. Nothing of this touches the machine:
a run takes place in a bubblewrap of its own, without capabilities or a network, with its own processes and
temporary folders, where everything else is read-only.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable

from grader.core.grade_json import to_json
from tests.attacks import traces, world
from tests.attacks.attack import BY_CONSTRUCTION, FILES, TELLING, Attack
from tests.attacks.catalog import attacks
from tests.attacks.notebooks import SCENES
from tests.attacks.stage import ROOT, Stage, Weak

#: Limits that bounded attacks do not reach.
_WIDE = """
[limits]
cpu = "30 s"
wall = "60 s"
memory = "3 GiB"
scratch = "64 MiB"
output = "2 MiB"
threads = 64
"""
_FILES = ("bubblewrap", "landlock", "other user")
#: By name: the build without what an attack's layers are.
BUILDS = {
    "files": Weak(_FILES),
    "calls": Weak(("bubblewrap", "own disk", "seccomp")),
    "files and calls": Weak((*_FILES, "own disk", "seccomp")),
    "imports": Weak((*_FILES, "allowed imports"), _WIDE),
    "limits": Weak(("bubblewrap", "own disk"), _WIDE),
}
OUTCOME = "its outcome says what it ran into"
_SECONDS = 300


def build_of(attack: Attack) -> str:
    """Name the build in which the attack must succeed, or "" where it is tried in none."""
    layers = set(attack.layers)
    if attack.unproven:
        return ""
    if "seccomp" in layers:
        return "calls" if layers == {"seccomp"} else "files and calls"
    if layers & set(FILES):
        return "files"
    if "@WON@" not in attack.source and not attack.succeeds:  # nothing would tell that it got through
        return ""
    if "allowed imports" in layers:
        return "imports"
    return "limits" if layers & {"rlimits", "own disk", "watchdog"} else ""


def reason(attack: Attack) -> str:
    """Explain why an attack need not, or cannot, be tried on a weakened build; "" where it is."""
    if build_of(attack):
        return ""
    if attack.unproven:
        return attack.unproven
    if set(attack.status) <= TELLING and attack.says != Attack.says:
        return OUTCOME
    return next((BY_CONSTRUCTION[layer] for layer in attack.layers if layer in BY_CONSTRUCTION), "")


def members(build: str) -> list[str]:
    """List the attacks that must succeed in a build, without those whose system calls this processor lacks."""
    here = platform.machine() == "x86_64"
    return [name for name, attack in attacks().items() if build_of(attack) == build and (here or not attack.x86)]


def failed(build: str, names: Iterable[str] = ()) -> list[str]:
    """Try the attacks of a build (or those named) in bubblewrap; those that do not succeed."""
    command = [*world.command(), sys.executable, "-m", "tests.attacks.weakened", build, *names]
    done = subprocess.run(command, env=world.environment(), cwd=ROOT, capture_output=True, text=True, timeout=_SECONDS)
    if done.returncode:
        raise RuntimeError(f"the build without {build}: {done.stderr[-2000:]}")
    return [name for name, won in json.loads(done.stdout).items() if not won]


def let_through(build: str, names: Iterable[str]) -> dict[str, bool]:
    """Try attacks; whether each succeeds. Where one has done damage, the next gets a fresh stage.

    Raises RuntimeError outside of that bubblewrap.
    """
    found: dict[str, bool] = {}
    waiting = list(names)
    while waiting:
        with Stage(weak=BUILDS[build]) as stage:
            whole = True
            while waiting and whole:
                name = waiting.pop(0)
                found[name], whole = _tried(stage, attacks()[name])
    return found


def _tried(stage: Stage, attack: Attack) -> tuple[bool, bool]:
    """Try an attack; whether it succeeds, and whether the stage is undamaged."""
    notebook, files = stage.handed_in(attack)
    before = stage.traces()
    stage.bait.contacts()
    grade = stage.grade(SCENES[attack.exercise], "mallory", notebook, files)
    record = json.dumps(to_json(grade))
    changed = traces.differences(before, stage.traces())
    [message] = [verdict.message for verdict in grade.exercises if verdict.name == attack.exercise]
    achieved = (
        f"won-{stage.token}" in record,
        stage.canary in record,
        bool(stage.bait.contacts()),
        bool(attack.succeeds and re.search(attack.succeeds, message)),
        attack.source != "" and "@WON@" not in attack.source and bool(changed),
    )
    return any(achieved), not any(line.startswith(_DAMAGE) for line in changed)


_DAMAGE = ("the course", "the bystander", "the warm process", "home", "scratch")


def summary() -> str:
    """Count the attacks that are let through, those whose outcome tells, and the others by reason, in Markdown."""
    reasons = Counter(reason(attack) for attack in attacks().values())
    proven, telling = reasons.pop(""), reasons.pop(OUTCOME)
    lines = [
        f"{proven} of them are let through on a build without the layers that stop them, and succeed there. {telling} "
        f"more have an outcome that says what they ran into (refused, killed, a limit). {sum(reasons.values())} are "
        "not let through:",
        "",
        *(f"- {count}: {why}" for why, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    json.dump(let_through(sys.argv[1], sys.argv[2:] or members(sys.argv[1])), sys.stdout, indent=1)
