"""Changes shape and kind of the arrays in place."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p in self.params:
    p.shape = (-1, 1) if p.ndim == 1 else (-1,)
""",
    place="step",
    status=("wrong", "raised"),
)
