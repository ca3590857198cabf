"""Calls itself without end."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
return self.step(grads)
""",
    place="step",
    status=("raised",),
    says=r"RecursionError",
)
