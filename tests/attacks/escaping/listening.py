"""Listens for connections."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock's network rules"),
    source="""
import socket

ACTS = (
    lambda: socket.create_server(("127.0.0.1", 0)),
    lambda: socket.create_server(("0.0.0.0", 0)),
    lambda: socket.socket(socket.AF_UNIX).bind("listener"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
