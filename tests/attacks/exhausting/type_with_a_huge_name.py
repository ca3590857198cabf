"""Returns an object whose type has a name of a million characters."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
return type("x" * 1_000_000, (), {})()
""",
    place="step",
    exercise="softmax",
    status=("wrong", "killed"),
)
