"""Passes descriptors through the wire."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import socket

ACTS = (
    lambda: socket.send_fds(socket.socket(fileno=os.dup(3)), [b'x'], [0]),
    lambda: socket.recv_fds(socket.socket(fileno=os.dup(3)), 1, 4, socket.MSG_DONTWAIT),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    succeeds=r"took \d+\.\d s|broke the rules of its connection",
)
