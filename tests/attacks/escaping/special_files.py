"""Makes pipes, devices and sockets in its folder."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os

ACTS = (
    lambda: os.mkfifo("pipe"),
    lambda: os.mknod("disk", 0o060600, os.makedev(8, 0)),
    lambda: os.mknod("node", 0o100600),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
