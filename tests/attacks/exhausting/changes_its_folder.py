"""Leaves for another folder, without a way back."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os

os.chdir("/")
os.umask(0o777)
""",
)
