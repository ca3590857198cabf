"""Makes the buffer of a pipe larger."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import fcntl
import os

SET_PIPE_SIZE = 1031
reader, writer = os.pipe()
try:
    fcntl.fcntl(writer, SET_PIPE_SIZE, 1 << 20)
    print(@WON@)
except OSError:
    pass
""",
)
