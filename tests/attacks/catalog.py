"""Find every attack of this folder by path: <family>/<name>.py with one record, ATTACK."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from tests.attacks.attack import Attack

HOME = Path(__file__).parent


@cache
def attacks() -> dict[str, Attack]:
    """Attacks by "family/name", in the order of the alphabet."""
    found = {}
    for path in sorted(HOME.glob("*/*.py")):
        if path.stem != "__init__":
            module = importlib.import_module(f"tests.attacks.{path.parent.name}.{path.stem}")
            found[f"{path.parent.name}/{path.stem}"] = module.ATTACK
    return found
