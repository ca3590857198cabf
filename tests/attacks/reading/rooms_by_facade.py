"""Asks the grader's package for the names that exercise files use, and for its rooms."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    source="""
import importlib

import grader

for name in ("Case", "Exercise", "Wrong", "families", "load_module", "oracles"):
    try:
        print(@WON@, getattr(grader, name))
    except ImportError as error:
        print(type(error), error)
for name in ("grader.judge.compare", "grader.course.reference", "grader.sandbox", "grader.datasets"):
    try:
        print(@WON@, importlib.import_module(name))
    except ImportError as error:
        print(type(error), error)
""",
)
