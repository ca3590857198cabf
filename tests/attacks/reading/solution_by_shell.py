"""Starts programs that print the solution."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    source="""
import os
import subprocess

!cat "@SOLUTION@"
for act in (
    lambda: subprocess.run(["cat", "@SOLUTION@"], capture_output=True).stdout,
    lambda: os.popen("cat @SOLUTION@").read(),
    lambda: os.system("cat @SOLUTION@") or @WON@,
):
    try:
        print("found", act())
    except OSError as error:
        print(type(error))
""",
)
