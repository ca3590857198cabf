"""Calls the grader's own functions to load the course."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import os
from pathlib import Path

import grader

grader.__path__ = [os.path.dirname(grader.__file__)]

for load in (
    lambda: __import__("grader.course.loader").course.loader.read_course(Path("@COURSE@")).labs,
    lambda: __import__("grader.course.loader").course.loader.load_exercise(Path("@SOLUTION@"), "06_optimizers").text,
    lambda: __import__("grader.course.seeds").course.seeds.course_seed(Path("@SECRET@")),
):
    try:
        print(@WON@, load())
    except BaseException as error:
        print(type(error))
""",
)
