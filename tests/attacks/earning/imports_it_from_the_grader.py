"""Imports its answer from the grader itself."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    source="""
from grader.course.oracles import TorchOptimizer


class Adam(TorchOptimizer):
    pass
""",
    place="whole",
    status=("raised",),
    says=r"its cell ended in ModuleNotFoundError: No module named 'grader.course'",
)
