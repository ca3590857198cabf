"""Sends harmless signals to others by every call that can."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
import os

for pid in (@GRADER@, @WARM@, @VICTIM@, os.getppid(), 1):
    call(62, pid, 0)
    call(200, pid, 0)
    call(234, pid, pid, 0)
    call(129, pid, 0, 0)
    call(297, pid, pid, 0, 0)
""",
    x86=True,
)
