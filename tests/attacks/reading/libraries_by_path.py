"""Puts the folder of all packages onto the search path, and imports from there."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
import os
import sys

sys.path.append(os.path.dirname(os.path.dirname(np.__file__)))
try:
    import mlxtend

    print(@WON@, mlxtend)
except (ImportError, OSError) as error:
    print(error)
try:
    print(@WON@, [name for name in os.listdir(sys.path[-1]) if name in ("torch", "mlxtend", "sklearn")][0])
except (OSError, IndexError) as error:
    print(error)
""",
)
