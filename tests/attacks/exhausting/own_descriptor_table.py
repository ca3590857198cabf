"""Leaves the table of descriptors that the grader can look at, without a new thread."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
CLOSE_RANGE, UNSHARE = 436, 2
call(CLOSE_RANGE, 50, 60, UNSHARE)
""",
)
