"""Shuts its connection down without closing it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import socket

socket.socket(fileno=3).shutdown(socket.SHUT_RDWR)
""",
    status=("killed",),
    says=r"its cell: the (process (closed its connection to the grader|ended itself)|notebook's code broke)",
)
