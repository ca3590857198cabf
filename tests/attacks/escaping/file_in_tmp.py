"""Leaves a file in /tmp for others, or for later."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import os
import shutil

open("mine", "w").close()

ACTS = (
    lambda: open("/tmp/leak-@TOKEN@", "w").write("x"),
    lambda: os.mkdir("/tmp/leak-@TOKEN@"),
    lambda: os.rename("mine", "/tmp/leak-@TOKEN@"),
    lambda: shutil.move("mine", "/tmp/leak-@TOKEN@"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
