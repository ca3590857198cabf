"""Brings a program of its own and executes it."""

from tests.attacks.attack import REFUSED, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    succeeds=r"exit code 0",
    source=r"""
import os

with open("program", "wb") as file:
    file.write(b"#!/bin/sh\ntouch /tmp/leak-@TOKEN@\n")
os.chmod("program", 0o755)
os.execv("./program", ["program"])
print(@WON@)
""",
    status=("blocked",),
    says=REFUSED,
)
