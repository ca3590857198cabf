"""Searches the loaded modules for exercises, references and the judge."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import sys

ROOMS = ("grader.authoring", "grader.cli", "grader.course", "grader.datasets", "grader.grading", "grader.judge",
         "grader.nbgrader", "grader.report", "grader.sandbox", "grader.student", "grader.submission")

for name in list(sys.modules):
    if name.startswith(("_descent_", *ROOMS)):
        print(@WON@, name)
""",
)
