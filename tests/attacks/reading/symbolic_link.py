"""Makes a link to the solution and reads through it."""

from tests.attacks.attack import REFUSED, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    source="""
import os
os.symlink("@SOLUTION@", "mine")
print(@WON@, open("mine").read())
""",
    status=("blocked",),
    says=REFUSED,
)
