"""Makes folders two hundred deep."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import os

for _ in range(200):
    os.mkdir("d")
    os.chdir("d")
""",
    status=("wrong", "killed"),
    unproven="the parent removes a folder however deep it is, and has no other way to remove one",
)
