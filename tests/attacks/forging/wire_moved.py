"""Puts a pipe of its own in the wire's place."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os

ours, theirs = os.pipe()
os.dup2(theirs, 3)
""",
    status=("killed", "timed out"),
    says=r"its cell: ",
)
