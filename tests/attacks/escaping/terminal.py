"""Types into the terminal that the grader was started from."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "clean start"),
    source="""
import fcntl
import os
import termios

ACTS = (
    lambda: [fcntl.ioctl(n, termios.TIOCSTI, b"x") for n in range(3)],
    lambda: os.open("/dev/tty", os.O_RDWR),
    lambda: os.ttyname(0),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    unproven="there is no terminal where attacks are let through",
)
