"""Imports its answer from the packages of this machine."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    source="""
from torch.optim import Adam
""",
    place="whole",
    status=("raised",),
    says=r"its cell ended in ModuleNotFoundError: No module named 'torch'",
)
