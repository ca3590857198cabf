"""Hands in an initializer that the module of the lab's pictures makes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import plots

he_normal = plots.fixed_scale(0.1)
""",
    place="whole",
    exercise="he_normal",
)
