"""Reads the memory of the grader and of the warm process through /proc."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import os

for pid in (os.getppid(), @GRADER@, @WARM@, 1):
    for name in ("mem", "maps", "cmdline", "fd", "root", "cwd", "fdinfo", "stack", "auxv"):
        path = f"/proc/{pid}/{name}"
        for act in (lambda: open(path, "rb").read(1), lambda: os.listdir(path)):
            try:
                print(@WON@, path, act())
            except OSError as error:
                print(type(error))
""",
)
