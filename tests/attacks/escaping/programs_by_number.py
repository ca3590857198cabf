"""Starts a program by bare system calls."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    succeeds=r"exit code 0",
    source=CALLS
    + """
call(59, b"/bin/true", 0, 0)
call(322, -100, b"/bin/true", 0, 0, 0)
""",
    x86=True,
)
