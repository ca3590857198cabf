"""Makes a file in memory and executes it."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
import os

call(319, b"x", 0)
call(447, 0)
for act in (lambda: os.memfd_create("x"), lambda: os.execve(os.open("/dev/null", os.O_RDONLY), ["x"], {})):
    try:
        print(@WON@, act())
    except OSError as error:
        print(error)
""",
    x86=True,
)
