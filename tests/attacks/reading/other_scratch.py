"""Looks into the folders of other sessions."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
import os

base = os.path.dirname(os.getcwd())
for path in (base, *(f"{base}/{number}" for number in range(1, 40))):
    if path != os.getcwd():
        try:
            print(@WON@, path, os.listdir(path))
        except OSError as error:
            print(type(error))
""",
)
