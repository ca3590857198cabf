"""Reads and writes the grader's memory with process_vm_readv and process_vm_writev."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
import os

for pid in (@GRADER@, @WARM@, os.getppid()):
    call(310, pid, 0, 0, 0, 0, 0)
    call(311, pid, 0, 0, 0, 0, 0)
""",
    x86=True,
)
