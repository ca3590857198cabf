"""Leaves a file in /dev/shm for others, or for later."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import os
import shutil

open("mine", "w").close()

ACTS = (
    lambda: open("/dev/shm/leak-@TOKEN@", "w").write("x"),
    lambda: os.mkdir("/dev/shm/leak-@TOKEN@"),
    lambda: os.rename("mine", "/dev/shm/leak-@TOKEN@"),
    lambda: shutil.move("mine", "/dev/shm/leak-@TOKEN@"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
