"""Loads a library of machine code from its own folder, and starts a process through it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import ctypes
import importlib
import os
import shutil

shutil.copyfile(importlib.import_module("numpy.random.mtrand").__file__, "mine.so")
mine = ctypes.CDLL("./mine.so")
started = mine.fork()
if started == 0:
    os._exit(0)
if started > 0:
    print(@WON@, mine)
""",
    status=("wrong", "raised"),
)
