"""Starts processes by bare system calls."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(58)
call(56, 17, 0, 0, 0, 0)
call(435, 0, 0)
""",
    x86=True,
)
