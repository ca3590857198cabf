"""Fills its parameters with infinity."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p, g in zip(self.params, grads):
    p[...] = np.inf
""",
    place="step",
)
