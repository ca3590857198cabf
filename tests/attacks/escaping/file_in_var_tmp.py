"""Leaves a file in /var/tmp for others, or for later."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import os
import shutil

open("mine", "w").close()

ACTS = (
    lambda: open("/var/tmp/leak-@TOKEN@", "w").write("x"),
    lambda: os.mkdir("/var/tmp/leak-@TOKEN@"),
    lambda: os.rename("mine", "/var/tmp/leak-@TOKEN@"),
    lambda: shutil.move("mine", "/var/tmp/leak-@TOKEN@"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
