"""Imports its answer from the grader itself."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
from grader.course.oracles import Adam
""",
    place="whole",
    status=("raised",),
    says=r"its cell ended in ImportError",
)
