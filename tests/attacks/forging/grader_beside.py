"""Hands in a grader package with a `check` of its own."""

from tests.attacks.attack import Attack

MODULE = b"MINE = 1\ncheck = lambda task: 4.0\n"


ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    source="""
import grader

if hasattr(grader, "MINE"):
    print(@WON@)
""",
    files={"grader.py": MODULE, "grader/__init__.py": MODULE},
    nbgrader=True,
    unproven="the scratch folder stands last on the search path, whatever may be imported",
)
