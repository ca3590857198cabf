"""Hands in IPython's start-up files and settings."""

from tests.attacks.attack import Attack

LEAVE = b"import os\nos._exit(0)\n"


ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    files={"profile_default/startup/00.py": LEAVE, "ipython_config.py": LEAVE, "matplotlibrc": b"backend: no_such"},
)
