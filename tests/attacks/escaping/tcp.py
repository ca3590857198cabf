"""Connects to a listener on this machine."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock's network rules", "bubblewrap"),
    source="""
import socket

ACTS = (
    lambda: socket.create_connection(("127.0.0.1", @PORT@), timeout=2),
    lambda: socket.create_connection(("localhost", @PORT@), timeout=2),
    lambda: socket.socket(socket.AF_INET6).connect(("::1", @PORT@)),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    nbgrader=True,
)
