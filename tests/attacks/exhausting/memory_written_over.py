"""Writes random bytes over its own interpreter."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import ctypes

for place in range(0, 4096, 8):
    ctypes.memset(id(dict) + place, 0x41, 8)
ctypes.string_at(0)
""",
    status=("killed", "timed out"),
    says=r"its cell",
)
