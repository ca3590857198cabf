"""Gives the secret seed a second name in its own folder."""

from tests.attacks.attack import REFUSED, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    source="""
import os
os.link("@SECRET@", "mine")
print(@WON@, open("mine", "rb").read())
""",
    status=("blocked",),
    says=REFUSED,
)
