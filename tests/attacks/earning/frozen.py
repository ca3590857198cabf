"""Freezes its parameters, so that nobody can show a difference."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for p in self.params:
    p.flags.writeable = False
""",
    place="step",
)
