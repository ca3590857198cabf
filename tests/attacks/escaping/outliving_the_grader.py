"""Sees to it that it is not ended with its parent."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(157, 1, 0, 0, 0, 0)
call(157, 36, 1, 0, 0, 0)
call(112)
call(109, 0, 0)
call(157, 4, 1, 0, 0, 0)
""",
    x86=True,
)
