"""Removes the folder that it works in, and raises an error there."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os

os.mkdir("gone")
os.chdir("gone")
os.rmdir(os.getcwd())
1 / 0
""",
    status=("raised",),
    says=r"its cell ended in ZeroDivisionError",
)
