"""Imports the room that computes statistics and comparisons from its arrays."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import importlib

for name in ("grader.facts", "grader.facts.draws", "grader.facts.statistics", "facts"):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    print(@WON@, name)
""",
)
