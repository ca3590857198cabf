"""Loads machine code of its own as a shared library."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    source="""
import ctypes

try:
    print(@WON@, ctypes.CDLL("./mine.so"))
except OSError as error:
    print(error)
""",
    files={"mine.so": b"\x7fELF" + bytes(100)},
)
