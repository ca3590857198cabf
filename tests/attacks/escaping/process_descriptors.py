"""Gets hold of the grader, and of its open files, by a descriptor of the process."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
import os

for pid in (@GRADER@, @WARM@, os.getppid(), 1):
    call(434, pid, 0)
    call(438, 3, 3, 0)
    call(424, 3, 0, 0, 0)
    call(312, pid, os.getpid(), 0, 3, 3)
""",
    x86=True,
)
