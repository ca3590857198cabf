"""Adds a filter or a ruleset of its own, to undo what is in force."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(317, 1, 0, 0)
call(157, 22, 2, 0, 0, 0)
call(157, 38, 0, 0, 0, 0)
call(444, 0, 0, 0)
call(446, -1, 0)
""",
    x86=True,
)
