"""Returns a list nested a hundred thousand deep."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
nested = []
for _ in range(100_000):
    nested = [nested]
return nested
""",
    place="step",
    exercise="softmax",
    status=("wrong", "killed"),
)
