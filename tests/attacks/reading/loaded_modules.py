"""Searches the loaded modules for exercises, references and the judge."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import sys

for name in list(sys.modules):
    if name.startswith("_descent_") or name.split(".")[:2] in (
        ["grader", room] for room in ("exercise", "reference", "course", "judge", "grade", "recorded", "verify")
    ):
        print(@WON@, name)
""",
)
