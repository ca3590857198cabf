"""Loads programs into the kernel: bpf, perf, userfaultfd, modules."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(321, 999, 0, 0)
call(298, 0, 0, -1, -1, 0)
call(323, 1)
call(175, 0, 0, 0)
call(313, -1, 0, 0)
call(317, 99, 0, 0)
""",
    x86=True,
)
