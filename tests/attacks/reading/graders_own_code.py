"""Calls the grader's own functions to load the course."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
from pathlib import Path

for load in (
    lambda: __import__("grader.course").course.read_course(Path("@COURSE@")).labs,
    lambda: __import__("grader.course").course.load_exercise(Path("@SOLUTION@"), "06_optimizers").text,
    lambda: __import__("grader.reference").reference.course_seed(Path("@SECRET@")),
):
    try:
        print(@WON@, load())
    except BaseException as error:
        print(type(error))
""",
)
