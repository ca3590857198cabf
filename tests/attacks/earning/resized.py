"""Changes the shape of the arrays it was given."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p in self.params:
    p.resize((0,), refcheck=False)
""",
    place="step",
    status=("wrong", "raised"),
)
