"""Asks whether files exist, and how large they are."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap",),
    source="""
import os

for path in ("@SOLUTION@", "@SECRET@", "@GRADEBOOK@", "@OTHER@"):
    if os.path.exists(path) or os.access(path, os.F_OK):
        print(@WON@, path)
""",
)
