"""Attaches a debugger to the grader, the warm process and a bystander."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
import os

for pid in (@GRADER@, @WARM@, @VICTIM@, os.getppid(), 1):
    call(101, 16, pid, 0, 0)
    call(101, 0x4206, pid, 0, 0)
""",
    x86=True,
    unproven="stops the grader, which would have to judge the proof",
)
