"""Hands in a .pth file with code in it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    files={"mine.pth": b"import os; os._exit(0)\n", "pyvenv.cfg": b"home = /\n"},
)
