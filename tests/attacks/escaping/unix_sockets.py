"""Connects to a Unix socket by path and by abstract name."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=r"""
import socket

ACTS = (
    lambda: socket.socket(socket.AF_UNIX).connect("@SOCKET@"),
    lambda: socket.socket(socket.AF_UNIX).connect("\0@ABSTRACT@"),
    lambda: socket.socketpair()[0].sendto(b"x", "@SOCKET@"),
    lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", "\0@ABSTRACT@"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
