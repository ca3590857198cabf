"""Runs attacks outside of pytest, or writes their tables into docs/security.md.

python -m tests.attacks forging escaping    try these families; {attack: faults} as JSON
python -m tests.attacks --try [family ...]  on every rung and as both users, what is missing in outcomes.json
python -m tests.attacks --table             write the tables, of attacks here and of those tried elsewhere
"""

from __future__ import annotations

import json
import platform
import sys

from tests.attacks.catalog import attacks
from tests.attacks.stage import SWITCH, Stage, asked


def main(arguments: list[str]) -> None:
    if arguments == ["--table"]:
        from tests.attacks.table import PAGE, updated
        from tests.benchmarks import compared

        PAGE.write_text(compared.updated(updated(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
        return
    if arguments[:1] == ["--try"]:
        from tests.attacks import outcomes

        outcomes.try_all(arguments[1:])
        return
    found: dict[str, list[str]] = {}
    with Stage(asked()) as stage:
        if asked() and stage.rung != asked():
            raise SystemExit(f"{SWITCH} asks for rung {asked()}, and this machine has {stage.rung}")
        for name, attack in attacks().items():
            wanted = not arguments or name in arguments or name.partition("/")[0] in arguments
            if wanted and attack.outcome(stage.rung) == "holds" and not (attack.x86 and platform.machine() != "x86_64"):
                found[name] = stage.faults(attack)
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
