"""Passes descriptors through the wire."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import socket

ACTS = (
    lambda: socket.send_fds(socket.socket(fileno=3), [b'x'], [0]),
    lambda: socket.recv_fds(socket.socket(fileno=3), 1, 4),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    status=("wrong", "killed"),
)
