"""Guesses."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p, g in zip(self.params, grads):
    p += np.random.default_rng().normal(size=p.shape) * 1e-3
""",
    place="step",
)
