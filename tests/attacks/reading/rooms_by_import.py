"""Puts the grader's folder back onto the search path and imports the judge, the reference and the rest."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import importlib
import os
import sys

import grader

ENGINE = os.path.dirname(grader.__file__)
grader.__path__ = [ENGINE]
sys.path.insert(0, os.path.dirname(ENGINE))
importlib.invalidate_caches()

for name in ("grader.judge.compare", "grader.course.reference", "grader.course.loader", "grader.grading.grade",
             "grader.student.check", "grader.report.text", "grader.authoring.build", "grader.submission.read",
             "grader.datasets", "grader.sandbox.sandbox", "grader.nbgrader.export", "grader.cli"):
    try:
        print(@WON@, importlib.import_module(name))
    except ImportError as error:
        print(type(error), error)
""",
)
