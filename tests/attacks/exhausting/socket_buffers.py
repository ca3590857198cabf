"""Makes the buffers of its sockets, the wire among them, larger."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import socket

ends = [*socket.socketpair(), socket.socket(fileno=os.dup(3))]
for end in ends:
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        try:
            end.setsockopt(socket.SOL_SOCKET, option, 1 << 24)
        except PermissionError:
            continue
        print(@WON@)
""",
)
