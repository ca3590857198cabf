"""Steps by a fixed small amount, as Adam does at first."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p, g in zip(self.params, grads):
    p -= 1e-3 * np.sign(g)
""",
    place="step",
)
