"""Looks for secrets in the environment, its own and everybody's."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    source="""
import glob
import os

print(dict(os.environ), os.environb)
for path in ("/proc/self/environ", "/proc/1/environ", "/proc/@GRADER@/environ", f"/proc/{os.getppid()}/environ"):
    try:
        print(open(path, "rb").read())
    except OSError as error:
        print(type(error))
""",
)
