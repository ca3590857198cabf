"""Sets its parameters and gradients to zero, so that nothing is left to differ."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p, g in zip(self.params, grads):
    p[...] = 0
    g[...] = 0
""",
    place="step",
)
