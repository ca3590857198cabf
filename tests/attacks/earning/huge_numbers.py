"""Fills its parameters with numbers so large that differences overflow."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p, g in zip(self.params, grads):
    p[...] = 1e308
""",
    place="step",
)
