"""Hands in files that Python runs when it starts."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    files={"sitecustomize.py": b"import os\nos._exit(0)\n", "usercustomize.py": b"import os\nos._exit(0)\n"},
)
